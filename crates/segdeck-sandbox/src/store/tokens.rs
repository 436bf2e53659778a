//! Access tokens.

use rusqlite::{Connection, OptionalExtension, params};

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Only read.
    Reader,
    /// Everything.
    Writer,
}

impl Role {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Writer => "writer",
        }
    }
}

/// Whoever sends a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The token's id, which is no secret.
    pub uid: String,
    /// The token's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// Whose token this is.
pub fn find(connection: &Connection, token: &str) -> rusqlite::Result<Option<Caller>> {
    connection
        .prepare_cached("SELECT uid, name, role = 'writer' FROM token WHERE token = ?1")?
        .query_row([token], |row| {
            Ok(Caller {
                uid: row.get(0)?,
                name: row.get(1)?,
                role: if row.get(2)? {
                    Role::Writer
                } else {
                    Role::Reader
                },
            })
        })
        .optional()
}

/// Whether one of these tokens is good.
pub fn has_any(connection: &Connection, tokens: [&str; 2]) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM token WHERE token IN (?1, ?2))",
        params![tokens[0], tokens[1]],
        |row| row.get(0),
    )
}
