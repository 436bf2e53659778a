//! The lists of big segments. A context is in at most one of a segment's two lists.

use rusqlite::{Connection, OptionalExtension, params};
use segdeck_core::model::TargetList;

/// The list that has this context.
pub fn find(
    connection: &Connection,
    segment: i64,
    context_key: &str,
) -> rusqlite::Result<Option<TargetList>> {
    let list: Option<String> = connection
        .prepare_cached("SELECT list FROM big_target WHERE segment_id = ?1 AND context_key = ?2")?
        .query_row(params![segment, context_key], |row| row.get(0))
        .optional()?;
    Ok(list.as_deref().and_then(TargetList::from_name))
}

/// Puts a context that is in neither list into one.
pub fn add(
    connection: &Connection,
    segment: i64,
    list: TargetList,
    context_key: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO big_target (segment_id, context_key, list) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![segment, context_key, list.as_str()])
        .map(drop)
}

/// Takes a context out of whichever list has it.
pub fn remove(connection: &Connection, segment: i64, context_key: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM big_target WHERE segment_id = ?1 AND context_key = ?2")?
        .execute(params![segment, context_key])
        .map(drop)
}

/// Puts `prefix` followed by six digits from 0 up to `count` into a list, for demo data.
pub fn fill(
    connection: &Connection,
    segment: i64,
    list: TargetList,
    prefix: &str,
    count: i64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "WITH RECURSIVE number (n) AS (
                 SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ?4)
             INSERT INTO big_target (segment_id, context_key, list)
             SELECT ?1, ?3 || printf('%06d', n), ?2 FROM number",
        )?
        .execute(params![segment, list.as_str(), prefix, count])
        .map(drop)
}
