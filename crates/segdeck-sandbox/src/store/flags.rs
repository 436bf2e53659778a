//! Flags, and which segments they name.

use rusqlite::{Connection, params};
use segdeck_core::{
    SegmentKey,
    gather::Gather,
    model::{Flag, FlagConfig, FlagListing, Named},
    wire,
};

use crate::SandboxError;
use crate::store::rows::Sql;

/// The JSON texts of what a segment tells of the flags that name it, in the order of the flags'
/// making.
pub fn of_segment(
    connection: &Connection,
    environment: i64,
    segment: &SegmentKey,
) -> Result<Vec<String>, SandboxError> {
    connection.all(OF_SEGMENT, params![environment, segment.as_str()], |row| {
        row.get(0)
    })
}

const OF_SEGMENT: &str = "SELECT listing FROM flag_segment
    WHERE environment_id = ?1 AND segment_key = ?2 ORDER BY flag_id";

/// All flags of a project in the order of their making, with their rows; without environments.
pub fn of_project(connection: &Connection, project: i64) -> Result<Vec<(i64, Flag)>, SandboxError> {
    let rows: Vec<(i64, String)> = connection.all(
        "SELECT id, document FROM flag WHERE project_id = ?1 ORDER BY id",
        params![project],
        |row| (row.get(0), row.get(1)),
    )?;
    rows.into_iter()
        .map(|(id, document)| Ok((id, read(&document)?)))
        .try_list()
}

/// A flag by its key, with its row; without environments.
pub fn find(
    connection: &Connection,
    project: i64,
    key: &str,
) -> Result<Option<(i64, Flag)>, SandboxError> {
    let row: Option<(i64, String)> = connection.first(
        "SELECT id, document FROM flag WHERE project_id = ?1 AND key = ?2",
        params![project, key],
        |row| (row.get(0), row.get(1)),
    )?;
    row.map(|(id, document)| Ok((id, read(&document)?)))
        .transpose()
}

/// What a flag does in each environment, by the environment's key.
pub fn configs(connection: &Connection, flag: i64) -> Result<Named<FlagConfig>, SandboxError> {
    let rows: Vec<(String, String, String)> = connection.all(
        "SELECT environment.key, environment.name, document FROM flag_config
             JOIN environment ON environment.id = environment_id WHERE flag_id = ?1",
        params![flag],
        |row| (row.get(0), row.get(1), row.get(2)),
    )?;
    let mut configs = Named::new();
    for (key, name, document) in rows {
        let mut config: FlagConfig = read(&document)?;
        config.environment_name = name;
        configs.insert(key, config);
    }
    Ok(configs)
}

fn read<T: wire::Document>(document: &str) -> Result<T, SandboxError> {
    wire::read(document.as_bytes()).map_err(SandboxError::corrupt)
}

/// Saves a flag without environments, in the place of one of that key, and gives its row.
pub fn put(connection: &Connection, project: i64, flag: &Flag) -> Result<i64, SandboxError> {
    connection.run(
        "DELETE FROM flag WHERE project_id = ?1 AND key = ?2",
        params![project, flag.key],
    )?;
    connection.run(
        "INSERT INTO flag (project_id, key, document) VALUES (?1, ?2, ?3)",
        params![project, flag.key, wire::encode_text(flag)],
    )?;
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
) -> Result<(), SandboxError> {
    connection.run(
        "INSERT INTO flag_config (flag_id, environment_id, document) VALUES (?1, ?2, ?3)",
        params![flag, environment, wire::encode_text(config)],
    )?;
    let Some(listing) = listing else {
        return Ok(());
    };
    let listing = wire::encode_text(listing);
    for segment in config.segments() {
        connection.run(
            "INSERT INTO flag_segment (environment_id, segment_key, flag_id, listing)
             VALUES (?1, ?2, ?3, ?4)",
            params![environment, segment, flag, listing],
        )?;
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
                let query = format!("EXPLAIN QUERY PLAN {OF_SEGMENT}");
                connection.all(&query, params![1, "a"], |row| row.get(3))
            })
            .unwrap();
        let search = "SEARCH flag_segment USING PRIMARY KEY (environment_id=? AND segment_key=?)";
        assert_eq!(steps, [search]);
    }
}
