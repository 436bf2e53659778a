//! Flags, and which segments they name.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use segdeck_core::{
    SegmentKey,
    model::{Flag, FlagConfig, FlagListing},
    order, wire,
};

use super::rows::All;
use crate::SandboxError;

/// The JSON texts of what a segment tells of the flags that name it, in the order of the flags'
/// making.
pub fn of_segment(
    connection: &Connection,
    environment: i64,
    segment: &SegmentKey,
) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached(OF_SEGMENT)?
        .all(params![environment, segment.as_str()], |row| row.get(0))
}

const OF_SEGMENT: &str = "SELECT listing FROM flag_segment
    WHERE environment_id = ?1 AND segment_key = ?2 ORDER BY flag_id";

/// All flags of a project in the order of their making, with their rows; without environments.
pub fn of_project(connection: &Connection, project: i64) -> Result<Vec<(i64, Flag)>, SandboxError> {
    let rows: Vec<(i64, String)> = connection
        .prepare_cached("SELECT id, document FROM flag WHERE project_id = ?1 ORDER BY id")?
        .all([project], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.into_iter()
        .map(|(id, document)| Ok((id, read(&document)?)))
        .collect()
}

/// A flag by its key, with its row; without environments.
pub fn find(
    connection: &Connection,
    project: i64,
    key: &str,
) -> Result<Option<(i64, Flag)>, SandboxError> {
    let row: Option<(i64, String)> = connection
        .prepare_cached("SELECT id, document FROM flag WHERE project_id = ?1 AND key = ?2")?
        .query_row(params![project, key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(id, document)| Ok((id, read(&document)?)))
        .transpose()
}

/// What a flag does in each environment, by the environment's key.
pub fn configs(
    connection: &Connection,
    flag: i64,
) -> Result<BTreeMap<String, FlagConfig>, SandboxError> {
    let rows: Vec<(String, String, String)> = connection
        .prepare_cached(
            "SELECT environment.key, environment.name, document FROM flag_config
             JOIN environment ON environment.id = environment_id WHERE flag_id = ?1",
        )?
        .all([flag], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    order::try_map_of(rows.into_iter().map(|(key, name, document)| {
        let mut config: FlagConfig = read(&document)?;
        config.environment_name = name;
        Ok((key, config))
    }))
}

fn read<T: wire::Document>(document: &str) -> Result<T, SandboxError> {
    wire::read(document.as_bytes()).map_err(SandboxError::corrupt)
}

/// Saves a flag without environments, in the place of one of that key, and gives its row.
pub fn put(connection: &Connection, project: i64, flag: &Flag) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("DELETE FROM flag WHERE project_id = ?1 AND key = ?2")?
        .execute(params![project, flag.key])?;
    connection
        .prepare_cached("INSERT INTO flag (project_id, key, document) VALUES (?1, ?2, ?3)")?
        .execute(params![project, flag.key, wire::encode_text(flag)])?;
    Ok(connection.last_insert_rowid())
}

/// Saves what a flag does in an environment; `listing` is what the segments that it names there
/// tell of it, or `None` if they tell nothing.
pub fn put_config(
    connection: &Connection,
    flag: i64,
    environment: i64,
    config: &FlagConfig,
    listing: Option<&FlagListing>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO flag_config (flag_id, environment_id, document) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![flag, environment, wire::encode_text(config)])?;
    let Some(listing) = listing else {
        return Ok(());
    };
    let listing = wire::encode_text(listing);
    let mut statement = connection.prepare_cached(
        "INSERT INTO flag_segment (environment_id, segment_key, flag_id, listing)
         VALUES (?1, ?2, ?3, ?4)",
    )?;
    for segment in config.segments() {
        statement.execute(params![environment, segment, flag, listing])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use segdeck_core::ids::CountedIds;

    #[test]
    fn the_flags_of_a_segment_are_found_by_their_key_alone() {
        let store = Store::open_in_memory(&mut CountedIds::new("id")).unwrap();
        let steps: Vec<String> = store
            .read(|connection| {
                Ok(connection
                    .prepare(&format!("EXPLAIN QUERY PLAN {OF_SEGMENT}"))?
                    .all(params![1, "a"], |row| row.get(3))?)
            })
            .unwrap();
        let search = "SEARCH flag_segment USING PRIMARY KEY (environment_id=? AND segment_key=?)";
        assert_eq!(steps, [search]);
    }
}
