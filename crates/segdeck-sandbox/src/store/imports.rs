//! Imports, and the keys that they still have to bring.

use rusqlite::{Connection, params};
use segdeck_core::{
    SegmentKey, UnixMillis,
    endpoint::Place,
    model::{ImportMode, ImportStatus},
};

use super::places::{count, total_count};
use crate::SandboxError;
use crate::store::rows::{Columns, Sql};

/// What is true of an import that holds its environment: of those there is one at most.
const IS_RUNNING: &str = "status IN ('preparing', 'ready', 'in_progress') AND segment_id NOT NULL";

/// An import as it is told.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// The id.
    pub uid: String,
    /// When it was sent.
    pub created: UnixMillis,
    /// What it does with those who are in the list.
    pub mode: ImportMode,
    /// How far it has come.
    pub status: ImportStatus,
    /// The file's name.
    pub file_name: Option<String>,
}

/// An import of a segment, which may be deleted.
pub fn find(
    connection: &Connection,
    environment: i64,
    segment: &SegmentKey,
    uid: &str,
) -> Result<Option<ImportRow>, SandboxError> {
    connection.first(
        "SELECT uid, created, mode, file_name,
                 CASE WHEN segment_id IS NULL AND status <> 'complete' THEN 'stopped'
                     ELSE status END
             FROM import WHERE uid = ?1 AND environment_id = ?2 AND segment_key = ?3
                 AND status NOT IN ('uploading', 'given_up')",
        params![uid, environment, segment.as_str()],
        |row| ImportRow {
            uid: row.get(0),
            created: UnixMillis(row.get(1)),
            mode: ImportMode::from_name(row.text(2)),
            file_name: row.get(3),
            status: ImportStatus::from_name(row.text(4)),
        },
    )
}

/// The id of the import that runs in an environment.
pub fn running(connection: &Connection, environment: i64) -> Result<Option<String>, SandboxError> {
    connection.first(
        &format!("SELECT uid FROM import WHERE environment_id = ?1 AND {IS_RUNNING}"),
        params![environment],
        |row| row.get(0),
    )
}

/// The number of the replacing import that runs on a segment.
pub fn replacing(connection: &Connection, segment: i64) -> Result<Option<i64>, SandboxError> {
    connection.first(
        &format!(
            "SELECT id FROM import WHERE segment_id = ?1 AND mode = 'replace' AND {IS_RUNNING}"
        ),
        params![segment],
        |row| row.get(0),
    )
}

/// Makes an import that is not known to anyone yet, and gives its number.
pub fn begin(
    connection: &Connection,
    uid: &str,
    environment: i64,
    segment: i64,
    segment_key: &SegmentKey,
    now: UnixMillis,
) -> Result<i64, SandboxError> {
    connection.one(
        "INSERT INTO import (uid, environment_id, segment_id, segment_key, mode, status, created)
             VALUES (?1, ?2, ?3, ?4, 'merge', 'uploading', ?5) RETURNING id",
        params![uid, environment, segment, segment_key.as_str(), now.0],
        |row| row.get(0),
    )
}

/// Adds keys, as an array of JSON.
pub fn add_chunk(connection: &Connection, import: i64, keys: &str) -> Result<(), SandboxError> {
    connection.run(
        "INSERT INTO import_chunk (import_id, keys) VALUES (?1, ?2)",
        params![import, keys],
    )
}

/// Makes an import known, once its file is whole and good.
pub fn publish(
    connection: &Connection,
    import: i64,
    mode: &ImportMode,
    status: &ImportStatus,
    file_name: Option<&str>,
) -> Result<(), SandboxError> {
    connection.run(
        "UPDATE import SET mode = ?2, status = ?3, file_name = ?4 WHERE id = ?1",
        params![import, mode.as_str(), status.as_str(), file_name],
    )
}

/// Whether an import of a segment waits for somebody to start it.
pub fn is_waiting(connection: &Connection, segment: i64, uid: &str) -> Result<bool, SandboxError> {
    connection.one(
        "SELECT EXISTS (SELECT 1 FROM import
                 WHERE uid = ?1 AND segment_id = ?2 AND status = 'pending_approval')",
        params![uid, segment],
        |row| row.get(0),
    )
}

/// Starts an import that waits for it.
pub fn start(connection: &Connection, segment: i64, uid: &str) -> Result<(), SandboxError> {
    connection.run(
        "UPDATE import SET status = 'ready' WHERE uid = ?1 AND segment_id = ?2",
        params![uid, segment],
    )
}

/// Gives up an import whose file did not arrive, or that cannot be read.
pub fn give_up(connection: &Connection, import: i64) -> Result<(), SandboxError> {
    connection.run(
        "UPDATE import SET status = 'given_up' WHERE id = ?1",
        params![import],
    )
}

/// Gives up the uploads of a program that was killed.
pub fn give_up_uploads(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .execute(
            "UPDATE import SET status = 'given_up' WHERE status = 'uploading'",
            [],
        )
        .map(drop)
}

/// An import to go on with.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// Where it is.
    pub place: Place,
    /// The segment's row.
    pub segment: i64,
    /// What it does with those who are in the list.
    pub mode: ImportMode,
    /// How far it has come.
    pub status: ImportStatus,
    /// How many keys joined the included list.
    pub joined: u64,
    /// How many left it.
    pub removed: u64,
    /// How many left the excluded list for it.
    pub moved: u64,
    /// Up to which key those were removed that it does not have.
    pub swept_to: String,
}

fn read_job(row: &mut Columns<'_>) -> Job {
    Job {
        id: row.get(0),
        segment: row.get(1),
        mode: ImportMode::from_name(row.text(2)),
        status: ImportStatus::from_name(row.text(3)),
        joined: total_count(row.get(4)),
        removed: total_count(row.get(5)),
        moved: total_count(row.get(6)),
        swept_to: row.get(7),
        place: Place::new(row.get::<String>(8), row.get::<String>(9)),
    }
}

/// The numbers of the imports to go on with: at most one for each environment.
pub fn jobs(connection: &Connection) -> Result<Vec<i64>, SandboxError> {
    connection.all(
        &format!("SELECT id FROM import WHERE {IS_RUNNING} ORDER BY id"),
        &[],
        |row| row.get(0),
    )
}

/// An import, if it is still to go on with.
pub fn job(connection: &Connection, import: i64) -> Result<Option<Job>, SandboxError> {
    connection.first(
        &format!(
            "SELECT import.id, segment_id, mode, status, joined, removed, moved, swept_to,
                 project.key, environment.key
             FROM import JOIN environment ON environment.id = environment_id
             JOIN project ON project.id = project_id
             WHERE import.id = ?1 AND {IS_RUNNING}"
        ),
        params![import],
        read_job,
    )
}

/// Saves how far an import has come.
pub fn save(connection: &Connection, job: &Job) -> Result<(), SandboxError> {
    connection.run(
        "UPDATE import SET status = ?2, joined = ?3, removed = ?4, moved = ?5, swept_to = ?6
             WHERE id = ?1",
        params![
            job.id,
            job.status.as_str(),
            count(job.joined),
            count(job.removed),
            count(job.moved),
            job.swept_to
        ],
    )
}

/// Takes the next keys of an import out of the database.
pub fn take_chunk(connection: &Connection, import: i64) -> Result<Option<String>, SandboxError> {
    connection.first(
        "DELETE FROM import_chunk WHERE id = (
                 SELECT id FROM import_chunk WHERE import_id = ?1 ORDER BY id LIMIT 1)
             RETURNING keys",
        params![import],
        |row| row.get(0),
    )
}

/// Removes the keys that an import did not bring.
pub fn drop_chunks(connection: &Connection, import: i64) -> Result<(), SandboxError> {
    connection.run(
        "DELETE FROM import_chunk WHERE import_id = ?1",
        params![import],
    )
}

/// An import that is over and may have left something: its segment or environment is deleted, or
/// it was given up.
pub fn next_remains(connection: &Connection) -> Result<Option<i64>, SandboxError> {
    connection.first(
        "SELECT id FROM import WHERE status NOT IN ('complete', 'stopped')
                 AND (status = 'given_up' OR segment_id IS NULL)
             UNION ALL SELECT id FROM import WHERE environment_id IS NULL LIMIT 1",
        &[],
        |row| row.get(0),
    )
}

/// Removes some of what an import left, and at last stops or forgets it.
pub fn remove_remains(
    connection: &Connection,
    import: i64,
    at_most: i64,
) -> Result<(), SandboxError> {
    let removed = connection.change(
        "DELETE FROM import_chunk WHERE id IN (
                 SELECT id FROM import_chunk WHERE import_id = ?1 LIMIT ?2)",
        params![import, at_most],
    )?;
    if removed == 0 {
        connection.run(
            "DELETE FROM import WHERE id = ?1
                     AND (status IN ('uploading', 'given_up') OR environment_id IS NULL)",
            params![import],
        )?;
        connection.run(
            "UPDATE import SET status = 'stopped' WHERE id = ?1 AND segment_id IS NULL",
            params![import],
        )?;
    }
    Ok(())
}
