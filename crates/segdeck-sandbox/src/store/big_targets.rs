//! The lists of big segments. A context is in at most one of a segment's two lists.

use rusqlite::{Connection, params, types::Value};
use segdeck_core::model::TargetList;

use crate::SandboxError;
use crate::store::rows::Sql;

/// The list of a segment that has this context.
pub fn find(
    connection: &Connection,
    segment: i64,
    context_key: &str,
) -> Result<Option<TargetList>, SandboxError> {
    connection.first(
        "SELECT is_included FROM big_target
             WHERE list_id = (SELECT id FROM big_list WHERE segment_id = ?1)
                 AND context_key = ?2",
        params![segment, context_key],
        |row| side(row.get(0)),
    )
}

fn side(is_included: bool) -> TargetList {
    if is_included {
        TargetList::Included
    } else {
        TargetList::Excluded
    }
}

/// The number of a segment's lists, which it has from the first change on.
pub fn list_of(connection: &Connection, segment: i64) -> Result<i64, SandboxError> {
    let known = connection.first(
        "SELECT id FROM big_list WHERE segment_id = ?1",
        params![segment],
        |row| row.get(0),
    )?;
    match known {
        Some(id) => Ok(id),
        None => connection.one(
            "INSERT INTO big_list (segment_id) VALUES (?1) RETURNING id",
            params![segment],
            |row| row.get(0),
        ),
    }
}

/// Where a context is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// In which list.
    pub list: TargetList,
    /// The replacing import that it outlives.
    pub stamp: i64,
}

/// Where a context is listed, by the lists' number.
pub fn look_up(
    connection: &Connection,
    list: i64,
    context_key: &str,
) -> Result<Option<Listed>, SandboxError> {
    connection.first(
        "SELECT is_included, stamp FROM big_target WHERE list_id = ?1 AND context_key = ?2",
        params![list, context_key],
        |row| Listed {
            list: side(row.get(0)),
            stamp: row.get(1),
        },
    )
}

/// Puts a context into a list, and takes it out of the other one.
pub fn put(
    connection: &Connection,
    list: i64,
    context_key: &str,
    listed: Listed,
) -> Result<(), SandboxError> {
    connection.run(
        "INSERT INTO big_target (list_id, context_key, is_included, stamp)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET is_included = excluded.is_included, stamp = excluded.stamp",
        params![
            list,
            context_key,
            listed.list == TargetList::Included,
            listed.stamp
        ],
    )
}

/// Takes a context out of whichever list has it.
pub fn remove(connection: &Connection, list: i64, context_key: &str) -> Result<(), SandboxError> {
    connection.run(
        "DELETE FROM big_target WHERE list_id = ?1 AND context_key = ?2",
        params![list, context_key],
    )
}

/// The key so many places behind another one; `None` if there are not so many.
pub fn key_behind(
    connection: &Connection,
    list: i64,
    behind: &str,
    count: u32,
) -> Result<Option<String>, SandboxError> {
    connection.first(
        "SELECT context_key FROM big_target WHERE list_id = ?1 AND context_key > ?2
             ORDER BY context_key LIMIT 1 OFFSET ?3",
        params![list, behind, count.saturating_sub(1)],
        |row| row.get(0),
    )
}

/// A key as the end of a range; without one a value that SQLite sorts behind every text. So the range
/// is one that the index knows, and the rest of a long list is not looked through.
pub fn last_key(key: Option<&str>) -> Value {
    key.map_or(Value::Blob(Vec::new()), |key| Value::Text(key.to_owned()))
}

/// The included keys behind one key and up to another (or all) that do not have a stamp.
pub fn unstamped_between(
    connection: &Connection,
    list: i64,
    behind: &str,
    up_to: Option<&str>,
    stamp: i64,
) -> Result<Vec<String>, SandboxError> {
    connection.all(
        "SELECT context_key FROM big_target
             WHERE list_id = ?1 AND context_key > ?2 AND context_key <= ?3
                 AND is_included AND stamp <> ?4",
        params![list, behind, last_key(up_to), stamp],
        |row| row.get(0),
    )
}

/// Puts `prefix` followed by six digits from 0 up to `count` into a list, for demo data.
pub fn fill(
    connection: &Connection,
    segment: i64,
    list: TargetList,
    prefix: &str,
    count: i64,
) -> Result<(), SandboxError> {
    let id = list_of(connection, segment)?;
    connection.run(
        "WITH RECURSIVE number (n) AS (
                 SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ?4)
             INSERT INTO big_target (list_id, context_key, is_included, stamp)
             SELECT ?1, ?3 || printf('%06d', n), ?2, 0 FROM number",
        params![id, list == TargetList::Included, prefix, count],
    )
}

/// Whether there are lists of deleted segments.
pub fn has_orphans(connection: &Connection) -> Result<bool, SandboxError> {
    connection.one(
        "SELECT EXISTS (SELECT 1 FROM big_list WHERE segment_id IS NULL)",
        &[],
        |row| row.get(0),
    )
}

/// Removes so many members of a list whose segment is deleted, and at last the list.
pub fn remove_orphans(connection: &Connection, count: i64) -> Result<(), SandboxError> {
    let list: Option<i64> = connection.first(
        "SELECT id FROM big_list WHERE segment_id IS NULL LIMIT 1",
        &[],
        |row| row.get(0),
    )?;
    let Some(list) = list else {
        return Ok(());
    };
    let removed = connection.change(
        "DELETE FROM big_target WHERE list_id = ?1 AND context_key IN (
                 SELECT context_key FROM big_target WHERE list_id = ?1
                 ORDER BY context_key LIMIT ?2)",
        params![list, count],
    )?;
    if removed == 0 {
        connection.run("DELETE FROM big_list WHERE id = ?1", params![list])?;
    }
    Ok(())
}
