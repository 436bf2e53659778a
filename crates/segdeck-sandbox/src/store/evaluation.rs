//! What evaluation needs to know of segments: which changed since when, and their salts.

use rusqlite::{Connection, params};

use crate::SandboxError;
use crate::store::rows::Sql;

/// A segment's row, and the number of its last change: no other state of any segment has both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// The row's number.
    pub segment: i64,
    /// The number of its last change.
    pub revision: i64,
}

/// A segment as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its JSON text.
    pub document: String,
    /// What decides who is in its percentages.
    pub salt: String,
}

/// The number of the last change of an environment's segments.
pub fn revision(connection: &Connection, environment: i64) -> Result<i64, SandboxError> {
    connection.one(
        "SELECT segments_revision FROM environment WHERE id = ?1",
        params![environment],
        |row| row.get(0),
    )
}

/// The states of all segments of an environment.
pub fn states(connection: &Connection, environment: i64) -> Result<Vec<State>, SandboxError> {
    connection.all(
        "SELECT segment_id, revision FROM evaluation WHERE environment_id = ?1",
        params![environment],
        |row| State {
            segment: row.get(0),
            revision: row.get(1),
        },
    )
}

/// A segment by its row.
pub fn stored(connection: &Connection, segment: i64) -> Result<Stored, SandboxError> {
    connection.one(
        "SELECT document, salt FROM segment JOIN evaluation ON segment_id = id WHERE id = ?1",
        params![segment],
        |row| Stored {
            document: row.get(0),
            salt: row.get(1),
        },
    )
}

/// Gives a new segment another salt than the random one that it has.
pub fn set_salt(connection: &Connection, segment: i64, salt: &str) -> Result<(), SandboxError> {
    connection.run(
        "UPDATE evaluation SET salt = ?2 WHERE segment_id = ?1",
        params![segment, salt],
    )
}
