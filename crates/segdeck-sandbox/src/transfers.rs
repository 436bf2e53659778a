//! Exports and imports of the lists of big segments.
//!
//! A request only begins them; [`crate::Sandbox::work`] does the rest in small slices, each in a
//! transaction of its own with the place where it stands, so that nothing is lost or done twice
//! when the program is killed.

use segdeck_core::{SegmentKey, endpoint::Place};

use crate::{
    SandboxError,
    segments::unknown_segment,
    store::{
        Connection, places,
        segments::{self, StoredSegment},
    },
};

mod csv;
pub mod exports;
pub mod imports;
mod multipart;
pub mod upload;

pub use exports::go_on as go_on_with_export;
pub use imports::go_on as go_on_with_import;
pub use imports::start as start_import;

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
