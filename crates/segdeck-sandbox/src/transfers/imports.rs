//! Imports: what is told of them, and bringing their keys into the list.
//!
//! A merging import only adds. A replacing one first adds its keys and marks them, and then removes
//! those that have no mark: whoever is both in the old list and in the file is in all the time, and
//! until the import is complete the list lacks nobody of the file that was reached.

use segdeck_core::{
    UnixMillis,
    endpoint::{Endpoint, GetImport},
    gather::Gather,
    model::{Import, ImportMode, ImportStatus, ImportedFile, Segment, TargetList, Unknown},
    wire,
};

use crate::{
    SandboxError,
    audit_log::{ListChange, SegmentChange},
    error::Failure,
    lists::Lists,
    paging::json_links,
    places::segment_path,
    reply::Answer,
    sandbox::Call,
    store::{
        Connection, big_targets,
        imports::{self, Job},
        places, segments,
    },
};

/// How many members are looked at in one slice for those that leave.
const SWEPT: u32 = 2_000;

/// Tells how an import is getting on, even one whose segment is deleted.
pub fn get(call: &Call<'_>, request: &GetImport) -> Result<Answer, SandboxError> {
    let (place, key) = (&request.place, &request.segment);
    let row = call.store.read(|connection| {
        let environment = places::require(connection, place)?;
        imports::find(connection, environment.id, key, &request.id)
    })?;
    let Some(row) = row else {
        return Err(SandboxError::from(Failure::NotFound(format!(
            "The segment {:?} has no import {:?}.",
            key.as_str(),
            request.id
        ))));
    };
    let segment = segment_path(place, key);
    let itself = GetImport::new(place.clone(), key.clone(), &row.uid)
        .request()
        .path;
    Ok(Answer::found(&Import {
        id: row.uid,
        segment_key: key.clone(),
        creation_time: row.created,
        mode: row.mode,
        files: Some(vec![ImportedFile {
            filename: row.file_name,
            status: Some(row.status.as_str().to_owned()),
            unknown: Unknown::new(),
        }]),
        status: row.status,
        links: json_links(&mut [("self", itself), ("parent", segment)]),
        unknown: Unknown::new(),
    }))
}

/// There is one import at a time in an environment.
pub fn refuse_while_running(connection: &Connection, environment: i64) -> Result<(), SandboxError> {
    match imports::running(connection, environment)? {
        None => Ok(()),
        Some(id) => Err(SandboxError::from(Failure::Conflict(format!(
            "The import {id:?} is running in this environment. Wait until it is complete."
        )))),
    }
}

/// Starts an import that waits for it, and tells whether there is such a one.
pub fn start(
    connection: &Connection,
    environment: i64,
    id: i64,
    segment: &mut Segment,
    import: &str,
) -> Result<bool, SandboxError> {
    if !imports::is_waiting(connection, id, import)? {
        return Ok(false);
    }
    refuse_while_running(connection, environment)?;
    imports::start(connection, id, import)?;
    segment.import_in_progress = Some(true);
    Ok(true)
}

/// Brings the next keys of an import into the list.
pub fn go_on(connection: &Connection, import: i64, now: UnixMillis) -> Result<(), SandboxError> {
    let Some(mut job) = imports::job(connection, import)? else {
        return Ok(());
    };
    job.status = ImportStatus::InProgress;
    let before = segments::by_id(connection, job.segment)?;
    let mut after = before.clone();
    let mut lists = Lists::of(connection, job.segment)?;
    if let Some(chunk) = imports::take_chunk(connection, import)? {
        if let Ok(keys) = wire::read::<Vec<String>>(chunk.as_bytes()) {
            for key in keys {
                lists.include(&key)?;
            }
        } else {
            imports::drop_chunks(connection, import)?;
            job.status = ImportStatus::Stopped;
        }
    } else if job.mode == ImportMode::Replace {
        sweep(connection, &mut job, &mut lists)?;
    } else {
        job.status = ImportStatus::Complete;
    }
    for change in lists.finish(&mut after, now) {
        match change.list {
            TargetList::Included => {
                job.joined += change.added;
                job.removed += change.removed;
            }
            TargetList::Excluded => job.moved += change.removed,
        }
    }
    imports::save(connection, &job)?;
    if job.status.is_final() {
        after.import_in_progress = None;
        record(connection, &job, &before, &after, now)?;
    }
    segments::update(connection, job.segment, &after)
}

/// Removes those of a part of the list who are not in the file.
fn sweep(
    connection: &Connection,
    job: &mut Job,
    lists: &mut Lists<'_>,
) -> Result<(), SandboxError> {
    let (list, behind) = (lists.id(), &job.swept_to);
    let up_to = big_targets::key_behind(connection, list, behind, SWEPT)?;
    for key in big_targets::unstamped_between(connection, list, behind, up_to.as_deref(), job.id)? {
        lists.remove(TargetList::Included, &key)?;
    }
    match up_to {
        Some(key) => job.swept_to = key,
        None => job.status = ImportStatus::Complete,
    }
    Ok(())
}

fn record(
    connection: &Connection,
    job: &Job,
    before: &Segment,
    after: &Segment,
    now: UnixMillis,
) -> Result<(), SandboxError> {
    let changes = [
        ListChange {
            list: TargetList::Included,
            added: job.joined,
            removed: job.removed,
        },
        ListChange {
            list: TargetList::Excluded,
            added: 0,
            removed: job.moved,
        },
    ];
    let changes = changes
        .into_iter()
        .filter(|change| change.added > 0 || change.removed > 0)
        .list();
    let verb = if job.status == ImportStatus::Complete {
        "imported a file into the segment"
    } else {
        "stopped importing a file into the segment"
    };
    SegmentChange::update(&job.place, before, after)
        .with_lists(changes)
        .saying(verb)
        .record_at(connection, now, None)
}
