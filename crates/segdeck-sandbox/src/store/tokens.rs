//! Access tokens.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::places::{count, total_count};
use super::rows::All;
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

/// A token as lists show it.
#[derive(Clone, Debug)]
pub struct ListedToken {
    /// Whose it is.
    pub caller: Caller,
    /// The last four characters of the secret, unless they were most of it.
    pub ending: Option<String>,
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

const LISTED: &str = "SELECT uid, member_uid, name, role,
    CASE WHEN length(token) >= 12 THEN substr(token, -4) END FROM token";

fn read_listed(row: &Row<'_>) -> rusqlite::Result<ListedToken> {
    Ok(ListedToken {
        caller: read(row)?,
        ending: row.get(4)?,
    })
}

/// A page of tokens by name, those of one member or all, and how many there are.
pub fn page(
    connection: &Connection,
    member: Option<&str>,
    limit: u64,
    offset: u64,
) -> rusqlite::Result<(Vec<ListedToken>, u64)> {
    let items = connection
        .prepare_cached(&format!(
            "{LISTED} WHERE ?1 IS NULL OR member_uid = ?1 ORDER BY name, uid LIMIT ?2 OFFSET ?3"
        ))?
        .all(params![member, count(limit), count(offset)], read_listed)?;
    let total = connection
        .prepare_cached("SELECT count(*) FROM token WHERE ?1 IS NULL OR member_uid = ?1")?
        .query_row([member], |row| row.get(0))?;
    Ok((items, total_count(total)))
}

/// The token of that id, if it belongs to that member or to any.
pub fn by_uid(
    connection: &Connection,
    member: Option<&str>,
    uid: &str,
) -> rusqlite::Result<Option<ListedToken>> {
    connection
        .prepare_cached(&format!(
            "{LISTED} WHERE uid = ?2 AND (?1 IS NULL OR member_uid = ?1)"
        ))?
        .query_row(params![member, uid], read_listed)
        .optional()
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
