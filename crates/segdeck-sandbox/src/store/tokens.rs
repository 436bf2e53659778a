//! Access tokens.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::roles::Role;

/// Whoever sends a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The token's id, which is no secret.
    pub uid: String,
    /// The id of the member whom the token belongs to.
    pub member: String,
    /// The token's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// Whose token this is.
pub fn find(connection: &Connection, token: &str) -> rusqlite::Result<Option<Caller>> {
    connection
        .prepare_cached("SELECT uid, member_uid, name, role FROM token WHERE token = ?1")?
        .query_row([token], read)
        .optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Caller> {
    Ok(Caller {
        uid: row.get(0)?,
        member: row.get(1)?,
        name: row.get(2)?,
        role: Role::from_name(row.get_ref(3)?.as_str()?),
    })
}

/// Whether one of these tokens is good.
pub fn has_any(connection: &Connection, tokens: &[&str]) -> rusqlite::Result<bool> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM token WHERE token = ?1)")?;
    for token in tokens {
        if statement.query_row([token], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}
