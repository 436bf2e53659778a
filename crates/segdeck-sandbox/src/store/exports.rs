//! Exports and their files.

use rusqlite::{Connection, params};
use segdeck_core::UnixMillis;

use super::big_targets::last_key;
use crate::SandboxError;
use crate::store::rows::{Columns, Sql};

/// An export.
#[derive(Clone, Debug)]
pub struct ExportRow {
    /// Its number.
    pub id: i64,
    /// The id.
    pub uid: String,
    /// When it was asked for.
    pub created: UnixMillis,
    /// Whether the file is whole.
    pub is_complete: bool,
    /// Who asked for it.
    pub initiator: String,
    /// How long the file is, so far.
    pub size: i64,
}

/// Begins an export of a list as it is now.
pub fn insert(
    connection: &Connection,
    segment: i64,
    list: i64,
    uid: &str,
    initiator: &str,
    now: UnixMillis,
) -> Result<(), SandboxError> {
    connection.run(
        "INSERT INTO export (uid, segment_id, list_id, created, initiator)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        params![uid, segment, list, now.0, initiator],
    )
}

/// An export of a segment.
pub fn find(
    connection: &Connection,
    segment: i64,
    uid: &str,
) -> Result<Option<ExportRow>, SandboxError> {
    connection.first(
        "SELECT id, uid, created, is_complete, initiator, size
             FROM export WHERE uid = ?1 AND segment_id = ?2",
        params![uid, segment],
        |row| ExportRow {
            id: row.get(0),
            uid: row.get(1),
            created: UnixMillis(row.get(2)),
            is_complete: row.get(3),
            initiator: row.get(4),
            size: row.get(5),
        },
    )
}

/// An export whose file is being written.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// The number of the lists.
    pub list: i64,
    /// The file has all keys up to this one.
    pub written_to: String,
}

/// The oldest export to go on with.
pub fn next_job(connection: &Connection) -> Result<Option<Job>, SandboxError> {
    connection.first(
        "SELECT id, list_id, written_to FROM export
             WHERE NOT is_complete AND segment_id NOT NULL ORDER BY id LIMIT 1",
        &[],
        read_job,
    )
}

/// All exports of a list to go on with.
pub fn jobs_of(connection: &Connection, list: i64) -> Result<Vec<Job>, SandboxError> {
    connection.all(
        "SELECT id, list_id, written_to FROM export WHERE list_id = ?1 AND NOT is_complete",
        params![list],
        read_job,
    )
}

fn read_job(row: &mut Columns<'_>) -> Job {
    Job {
        id: row.get(0),
        list: row.get(1),
        written_to: row.get(2),
    }
}

/// Keeps in mind what a key was when the export began, unless that is known already.
pub fn keep_original(
    connection: &Connection,
    export: i64,
    context_key: &str,
    was_included: bool,
) -> Result<(), SandboxError> {
    connection.run(
        "INSERT OR IGNORE INTO export_original (export_id, context_key, was_included)
             VALUES (?1, ?2, ?3)",
        params![export, context_key, was_included],
    )
}

const ORIGINALS: &str = "
    SELECT context_key FROM big_target
    WHERE list_id = ?1 AND context_key > ?2 AND context_key <= ?3
        AND is_included AND NOT EXISTS (
            SELECT 1 FROM export_original WHERE export_id = ?4
                AND export_original.context_key = big_target.context_key)
    UNION ALL
    SELECT context_key FROM export_original
    WHERE export_id = ?4 AND context_key > ?2 AND context_key <= ?3 AND was_included
    ORDER BY context_key";

/// The included keys behind one key and up to another (or all) as they were when the export began,
/// in their order.
pub fn originals_between(
    connection: &Connection,
    job: &Job,
    up_to: Option<&str>,
    mut take: impl FnMut(&str),
) -> Result<(), SandboxError> {
    let up_to = last_key(up_to);
    let parameters = params![job.list, job.written_to, up_to, job.id];
    connection.each(ORIGINALS, parameters, usize::MAX, &mut |row| {
        take(row.text(0));
        Ok(())
    })
}

/// Adds to the file, which then has all keys up to this one; or all that there are.
pub fn append(
    connection: &Connection,
    job: &Job,
    content: &[u8],
    up_to: Option<&str>,
) -> Result<(), SandboxError> {
    if !content.is_empty() {
        connection.run(
            "INSERT INTO export_chunk (export_id, content) VALUES (?1, ?2)",
            params![job.id, content],
        )?;
    }
    connection.run(
        "UPDATE export SET size = size + ?2, written_to = coalesce(?3, written_to),
                 is_complete = ?3 IS NULL WHERE id = ?1",
        params![
            job.id,
            i64::try_from(content.len()).unwrap_or(i64::MAX),
            up_to
        ],
    )?;
    connection.run(
        "DELETE FROM export_original
             WHERE export_id = ?1 AND context_key <= ?2",
        params![job.id, last_key(up_to)],
    )
}

/// The piece of the file behind another one, and its number; the first one behind 0.
pub fn next_chunk(
    connection: &Connection,
    export: i64,
    behind: i64,
) -> Result<Option<(i64, Vec<u8>)>, SandboxError> {
    connection.first(
        "SELECT id, content FROM export_chunk WHERE export_id = ?1 AND id > ?2
             ORDER BY id LIMIT 1",
        params![export, behind],
        |row| (row.get(0), row.get(1)),
    )
}

/// An export whose segment is deleted.
pub fn next_remains(connection: &Connection) -> Result<Option<i64>, SandboxError> {
    connection.first(
        "SELECT id FROM export WHERE segment_id IS NULL LIMIT 1",
        &[],
        |row| row.get(0),
    )
}

/// Removes some of what an export left, and at last forgets it.
pub fn remove_remains(
    connection: &Connection,
    export: i64,
    count: i64,
) -> Result<(), SandboxError> {
    let chunks = connection.change(
        "DELETE FROM export_chunk WHERE id IN (
                 SELECT id FROM export_chunk WHERE export_id = ?1 LIMIT ?2)",
        params![export, count],
    )?;
    let originals = connection.change(
        "DELETE FROM export_original WHERE export_id = ?1 AND context_key IN (
                 SELECT context_key FROM export_original WHERE export_id = ?1 LIMIT ?2)",
        params![export, count],
    )?;
    if chunks == 0 && originals == 0 {
        connection.run("DELETE FROM export WHERE id = ?1", params![export])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use segdeck_core::ids::CountedIds;

    use super::*;
    use crate::store::Store;

    #[test]
    fn a_slice_looks_through_its_own_part_of_the_list_only() {
        let store = Store::open_in_memory(&mut CountedIds::new("id")).unwrap();
        let plan: Vec<String> = store
            .read(|connection| {
                let mut statement =
                    connection.prepare(&format!("EXPLAIN QUERY PLAN {ORIGINALS}"))?;
                let rows = statement
                    .query_map(params![1, "a", last_key(None), 1], |row| row.get("detail"))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap();
        let ranges = plan
            .iter()
            .filter(|line| line.contains("context_key>? AND context_key<?"));
        assert_eq!(ranges.count(), 2, "{plan:#?}");
        let sorts = plan.iter().filter(|line| line.contains("TEMP B-TREE"));
        assert_eq!(sorts.count(), 0, "{plan:#?}");
    }
}
