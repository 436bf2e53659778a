//! Exports and imports of the lists of big segments.
//!
//! A request only begins them; [`crate::Sandbox::work`] does the rest in small slices, each in a
//! transaction of its own with the place where it stands, so that nothing is lost or done twice
//! when the program is killed.

use segdeck_core::{
    SegmentKey,
    endpoint::{
        CreateExport, GetExport, GetExportFile, GetImport, Operation, PathParameters, Place,
    },
    wire::Request,
};

use crate::{
    SandboxError,
    reply::Answer,
    sandbox::Call,
    segments::unknown_segment,
    store::{
        Connection, places,
        segments::{self, StoredSegment},
    },
};

mod csv;
mod exports;
mod imports;
mod multipart;
mod upload;

pub use exports::go_on as go_on_with_export;
pub use imports::go_on as go_on_with_import;
pub use imports::start as start_import;

/// Carries out one of these operations.
pub fn perform(
    call: &Call<'_>,
    operation: Operation,
    parameters: &PathParameters,
    request: &Request,
) -> Result<Answer, SandboxError> {
    match operation {
        Operation::CreateExport => exports::create(call, &CreateExport::parse(parameters)),
        Operation::GetExport => exports::get(call, &GetExport::parse(parameters)),
        Operation::GetExportFile => exports::file(call, &GetExportFile::parse(parameters)),
        Operation::CreateImport => {
            upload::create(call, &parameters.place(), &parameters.segment(), request)
        }
        Operation::GetImport => imports::get(call, &GetImport::parse(parameters)),
        _ => Err(SandboxError::NotFound(format!(
            "{} is no operation on imports and exports.",
            operation.id()
        ))),
    }
}

/// A segment and its environment's row.
fn find_segment(
    connection: &Connection,
    place: &Place,
    key: &SegmentKey,
) -> Result<(i64, StoredSegment), SandboxError> {
    let environment = places::require(connection, place)?;
    let stored = segments::find(connection, environment.id, key)?
        .ok_or_else(|| unknown_segment(place, key))?;
    Ok((environment.id, stored))
}
