//! Access tokens.

use rusqlite::{Connection, params};

use super::places::{count, total_count};
use crate::SandboxError;
use crate::roles::Role;
use crate::store::rows::{Columns, Sql};

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

/// A token as lists show it.
#[derive(Clone, Debug)]
pub struct ListedToken {
    /// Whose it is.
    pub caller: Caller,
    /// The last four characters of the secret, unless they were most of it.
    pub ending: Option<String>,
}

/// Whose token this is.
pub fn find(connection: &Connection, token: &str) -> Result<Option<Caller>, SandboxError> {
    connection.first(
        "SELECT uid, member_uid, name, role FROM token WHERE token = ?1",
        params![token],
        read,
    )
}

fn read(row: &mut Columns<'_>) -> Caller {
    Caller {
        uid: row.get(0),
        member: row.get(1),
        name: row.get(2),
        role: Role::from_name(row.text(3)),
    }
}

const LISTED: &str = "SELECT uid, member_uid, name, role,
    CASE WHEN length(token) >= 12 THEN substr(token, -4) END FROM token";

fn read_listed(row: &mut Columns<'_>) -> ListedToken {
    ListedToken {
        caller: read(row),
        ending: row.get(4),
    }
}

/// A page of tokens by name, those of one member or all, and how many there are.
pub fn page(
    connection: &Connection,
    member: Option<&str>,
    limit: u64,
    offset: u64,
) -> Result<(Vec<ListedToken>, u64), SandboxError> {
    let items = connection.all(
        &format!(
            "{LISTED} WHERE ?1 IS NULL OR member_uid = ?1 ORDER BY name, uid LIMIT ?2 OFFSET ?3"
        ),
        params![member, count(limit), count(offset)],
        read_listed,
    )?;
    let total = connection.one(
        "SELECT count(*) FROM token WHERE ?1 IS NULL OR member_uid = ?1",
        params![member],
        |row| row.get(0),
    )?;
    Ok((items, total_count(total)))
}

/// The token of that id, if it belongs to that member or to any.
pub fn by_uid(
    connection: &Connection,
    member: Option<&str>,
    uid: &str,
) -> Result<Option<ListedToken>, SandboxError> {
    connection.first(
        &format!("{LISTED} WHERE uid = ?2 AND (?1 IS NULL OR member_uid = ?1)"),
        params![member, uid],
        read_listed,
    )
}

/// Whether one of these tokens is good.
pub fn has_any(connection: &Connection, tokens: &[&str]) -> Result<bool, SandboxError> {
    for token in tokens {
        let found: Option<i64> = connection.first(
            "SELECT 1 FROM token WHERE token = ?1",
            params![token],
            |row| row.get(0),
        )?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
