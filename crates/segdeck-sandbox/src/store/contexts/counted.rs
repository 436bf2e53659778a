//! What is counted of contexts: kinds, attribute names and values.

use rusqlite::{Connection, params};
use segdeck_core::{UnixMillis, wire};

use crate::SandboxError;
use crate::store::places::count;
use crate::store::rows::{Columns, Sql};

/// A kind in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenKind {
    /// The kind.
    pub kind: String,
    /// The environment's key.
    pub environment: String,
    /// When it was first seen there.
    pub first: UnixMillis,
    /// When it was last seen there.
    pub last: UnixMillis,
}

/// The kinds that were seen in a project, by kind and then by environment.
pub fn kinds(connection: &Connection, project: i64) -> Result<Vec<SeenKind>, SandboxError> {
    connection.all(
        "SELECT context_kind.kind, environment.key, context_kind.first_seen,
                 context_kind.last_seen
             FROM environment JOIN context_kind ON context_kind.environment_id = environment.id
             WHERE environment.project_id = ?1 ORDER BY context_kind.kind, environment.id",
        params![project],
        |row| SeenKind {
            kind: row.get(0),
            environment: row.get(1),
            first: UnixMillis(row.get(2)),
            last: UnixMillis(row.get(3)),
        },
    )
}

/// Something that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The kind.
    pub kind: String,
    /// The name, or the value as JSON text.
    pub text: String,
    /// How many contexts have it.
    pub weight: i64,
    /// Whether it is private in some of them.
    pub is_redacted: bool,
}

/// The names of attributes that begin so, by kind; of each kind the most frequent first and at most
/// so many. Of one kind, or of all.
pub fn names(
    connection: &Connection,
    environment: i64,
    kind: Option<&str>,
    prefix: &str,
    limit: u64,
) -> Result<Vec<Counted>, SandboxError> {
    let mut names = connection.all(
        "SELECT kind, name, weight, redacted > 0 FROM context_name
             WHERE environment_id = ?1 AND kind = coalesce(?2, kind)
                 AND substr(name, 1, length(?3)) = ?3
             ORDER BY kind, weight DESC, name",
        params![environment, kind, prefix],
        |row| Counted {
            kind: row.get(0),
            text: row.get(1),
            weight: row.get(2),
            is_redacted: row.get(3),
        },
    )?;
    let mut of = String::new();
    let mut place = 0;
    names.retain(|name| {
        if name.kind != of {
            name.kind.clone_into(&mut of);
            place = 0;
        }
        place += 1;
        place <= limit
    });
    Ok(names)
}

/// The values of an attribute that begin so, the most frequent first. Arrays are left out: their
/// elements are values by themselves.
pub fn values(
    connection: &Connection,
    environment: i64,
    kind: &str,
    name: &str,
    prefix: Option<&str>,
    limit: u64,
) -> Result<Vec<Counted>, SandboxError> {
    let read = |row: &mut Columns<'_>| Counted {
        kind: kind.to_owned(),
        text: row.get(0),
        weight: row.get(1),
        is_redacted: false,
    };
    let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) else {
        return connection.all(
            "SELECT value, weight FROM context_value
                 WHERE environment_id = ?1 AND kind = ?2 AND name = ?3 AND substr(value, 1, 1) <> '['
                 ORDER BY weight DESC, value LIMIT ?4",
            params![environment, kind, name, count(limit)],
            read,
        );
    };
    // Text stands in quotes, numbers and truth values do not.
    let mut quoted = wire::encode_text(&prefix);
    quoted.pop();
    connection.all(
        "SELECT value, weight FROM context_value
             WHERE environment_id = ?1 AND kind = ?2 AND name = ?3 AND substr(value, 1, 1) <> '['
                 AND ((value >= ?4 AND value < ?4 || ?6) OR (value >= ?5 AND value < ?5 || ?6))
             ORDER BY weight DESC, value LIMIT ?7",
        params![
            environment,
            kind,
            name,
            quoted,
            prefix,
            "\u{10ffff}",
            count(limit)
        ],
        read,
    )
}
