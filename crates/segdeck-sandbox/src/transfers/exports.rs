//! Exports: the included list as it was at one moment, as a file.
//!
//! The file is written in small slices while the list may change: whoever changes a key that the
//! file does not have yet keeps in mind what it was (`lists.rs`). So the file tells the moment at
//! which the export was asked for, and no transaction is long.

use std::{
    io::{self, Read},
    sync::Arc,
};

use segdeck_core::{
    IdSource, SegmentKey,
    endpoint::{CreateExport, Endpoint, GetExport, GetExportFile, Place},
    model::{Export, ExportStatus, Initiator, Unknown},
    wire::Reader,
};

use super::csv;
use crate::{
    SandboxError,
    error::Failure,
    lists,
    paging::{json_links, link},
    places::segment_path,
    reply::Answer,
    sandbox::Call,
    segments::require_segment,
    store::{
        Connection, Store, big_targets,
        exports::{self, ExportRow},
    },
};

const CSV: &str = "text/csv";
/// How many members are written in one slice.
const ROWS: u32 = 5_000;

/// Begins an export.
pub fn create(call: &Call<'_>, request: &CreateExport) -> Result<Answer, SandboxError> {
    let (place, key) = (&request.place, &request.segment);
    let mut ids = call.ids;
    let uid = ids.next_id();
    call.store.write(|transaction| {
        let (_, stored) = require_segment(transaction, place, key)?;
        lists::refuse_standard(&stored.segment)?;
        let list = big_targets::list_of(transaction, stored.id)?;
        let initiator = &call.caller.name;
        exports::insert(transaction, stored.id, list, &uid, initiator, call.now)?;
        Ok(())
    })?;
    let path = GetExport::new(place.clone(), key.clone(), uid)
        .request()
        .path;
    Ok(Answer::ExportStarted(path))
}

/// Writes the next part of the oldest file.
pub fn go_on(connection: &Connection) -> Result<(), SandboxError> {
    let Some(job) = exports::next_job(connection)? else {
        return Ok(());
    };
    let up_to = big_targets::key_behind(connection, job.list, &job.written_to, ROWS)?;
    let mut content = Vec::new();
    exports::originals_between(connection, &job, up_to.as_deref(), |key| {
        csv::write(key, &mut content);
    })?;
    exports::append(connection, &job, &content, up_to.as_deref())?;
    Ok(())
}

fn find(
    call: &Call<'_>,
    place: &Place,
    key: &SegmentKey,
    id: &str,
) -> Result<ExportRow, SandboxError> {
    let row = call.store.read(|connection| {
        let (_, stored) = require_segment(connection, place, key)?;
        exports::find(connection, stored.id, id)
    })?;
    row.ok_or_else(|| {
        SandboxError::from(Failure::NotFound(format!(
            "The segment {:?} has no export {id:?}.",
            key.as_str()
        )))
    })
}

/// Tells how an export is getting on.
pub fn get(call: &Call<'_>, request: &GetExport) -> Result<Answer, SandboxError> {
    let (place, key) = (&request.place, &request.segment);
    let row = find(call, place, key, &request.id)?;
    let segment = segment_path(place, key);
    let mut links = json_links(&mut [("self", request.request().path), ("parent", segment)]);
    if row.is_complete {
        let file = GetExportFile::new(place.clone(), key.clone(), &row.uid);
        links.insert("file".to_owned(), link(file.request().path, CSV));
    }
    // A file that is not whole has no size yet.
    let (status, size) = if row.is_complete {
        (ExportStatus::Complete, row.size)
    } else {
        (ExportStatus::Preparing, 0)
    };
    Ok(Answer::found(&Export {
        id: row.uid,
        segment_key: key.clone(),
        creation_time: row.created,
        status,
        size_bytes: size,
        size: size_text(size),
        initiator: Initiator {
            name: Some(row.initiator),
            ..Initiator::default()
        },
        links,
        unknown: Unknown::new(),
    }))
}

/// A size for people: `18 B`, `1.2 MB`.
fn size_text(bytes: i64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    let mut tenths = bytes.saturating_mul(10);
    let mut unit = "B";
    for next in units {
        if tenths < 10_000 {
            break;
        }
        tenths = (tenths + 500) / 1_000;
        unit = next;
    }
    if unit == "B" || tenths >= 100 {
        format!("{} {unit}", (tenths + 5) / 10)
    } else {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    }
}

/// Gives the file.
pub fn file(call: &Call<'_>, request: &GetExportFile) -> Result<Answer, SandboxError> {
    let row = find(call, &request.place, &request.segment, &request.id)?;
    if !row.is_complete {
        return Err(SandboxError::from(Failure::NotFound(format!(
            "The file of the export {:?} is still being written. Ask for the export until its \
             status is complete.",
            request.id
        ))));
    }
    Ok(Answer::File {
        name: format!("{}.csv", request.segment),
        media_type: CSV,
        size: row.size,
        content: Reader::new(FileReader {
            store: Arc::clone(call.store),
            export: row.id,
            last: 0,
            left: row.size,
            chunk: Vec::new(),
            position: 0,
        }),
    })
}

/// Reads a file piece by piece, each in a short transaction of its own.
struct FileReader {
    store: Arc<Store>,
    export: i64,
    /// The number of the last piece that was read.
    last: i64,
    /// How many bytes there are behind it.
    left: i64,
    chunk: Vec<u8>,
    position: usize,
}

impl Read for FileReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position == self.chunk.len() && self.left > 0 {
            let next = self
                .store
                .read(|connection| exports::next_chunk(connection, self.export, self.last))
                .map_err(|error| io::Error::other(error.to_string()))?;
            let Some((number, chunk)) = next else {
                return Err(io::Error::other(
                    "the segment was deleted, and its exports too",
                ));
            };
            self.left -= i64::try_from(chunk.len()).unwrap_or(i64::MAX);
            self.last = number;
            self.chunk = chunk;
            self.position = 0;
        }
        let mut waiting = self.chunk.get(self.position..).unwrap_or_default();
        let count = waiting.read(buffer)?;
        self.position += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::size_text;

    #[test]
    fn sizes_are_told_in_the_largest_unit_that_fits() {
        for (bytes, text) in [
            (0, "0 B"),
            (18, "18 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (1_249, "1.2 kB"),
            (1_250, "1.3 kB"),
            (9_949, "9.9 kB"),
            (12_345, "12 kB"),
            (999_000, "999 kB"),
            (40_000_000, "40 MB"),
            (1_500_000_000, "1.5 GB"),
        ] {
            assert_eq!(size_text(bytes), text);
        }
    }
}
