//! Contexts that were seen, and what is counted of them.

use rusqlite::{Connection, params};
use segdeck_core::{UnixMillis, order};

use crate::SandboxError;
use crate::contexts::sighting::{Attribute, Sighting, moment};
use crate::store::rows::Sql;

mod counted;
mod search;

pub use counted::{Counted, SeenKind, kinds, names, values};
pub use search::{Selection, page, total};

/// A remembered context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredContext {
    /// The row's number.
    pub id: i64,
    /// The context as JSON text.
    pub document: String,
    /// When it was seen last, to the minute.
    pub last_seen: UnixMillis,
}

/// A context of an environment.
pub fn find(
    connection: &Connection,
    environment: i64,
    kind: &str,
    key: &str,
) -> Result<Option<StoredContext>, SandboxError> {
    connection.first(
        "SELECT id, document, last_seen FROM context
             WHERE environment_id = ?1 AND kind = ?2 AND key = ?3",
        params![environment, kind, key],
        |row| StoredContext {
            id: row.get(0),
            document: row.get(1),
            last_seen: UnixMillis(row.get(2)),
        },
    )
}

/// Remembers a context as it is now.
pub fn put(
    connection: &Connection,
    environment: i64,
    sighting: &Sighting,
    now: UnixMillis,
) -> Result<(), SandboxError> {
    let known = find(connection, environment, &sighting.kind, &sighting.key)?;
    let is_same = known
        .as_ref()
        .is_some_and(|known| known.document == sighting.document);
    if !is_same {
        let before = known
            .as_ref()
            .and_then(|known| Sighting::read(&known.document));
        let id = save(
            connection,
            environment,
            known.map(|known| known.id),
            sighting,
            now,
        )?;
        count(connection, environment, id, before.as_ref(), sighting)?;
    } else if let Some(known) = known {
        connection.run(
            "UPDATE context SET last_seen = ?2 WHERE id = ?1",
            params![known.id, now.0],
        )?;
    }
    connection.run(
        "INSERT INTO context_kind (environment_id, kind, first_seen, last_seen)
             VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT DO UPDATE SET last_seen = max(last_seen, excluded.last_seen),
                 first_seen = min(first_seen, excluded.first_seen)",
        params![environment, sighting.kind, now.0],
    )
}

fn save(
    connection: &Connection,
    environment: i64,
    known: Option<i64>,
    sighting: &Sighting,
    now: UnixMillis,
) -> Result<i64, SandboxError> {
    let search = sighting.search_text();
    if let Some(id) = known {
        connection.run(
            "UPDATE context SET last_seen = ?2, search = ?3, document = ?4 WHERE id = ?1",
            params![id, now.0, search, sighting.document],
        )?;
        return Ok(id);
    }
    connection.run(
        "INSERT INTO context (environment_id, kind, key, last_seen, search, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            environment,
            sighting.kind,
            sighting.key,
            now.0,
            search,
            sighting.document
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Brings what is counted from what the context was to what it is.
fn count(
    connection: &Connection,
    environment: i64,
    id: i64,
    before: Option<&Sighting>,
    after: &Sighting,
) -> Result<(), SandboxError> {
    let nothing = Attribute::default();
    let old = before.map(|sighting| &sighting.attributes);
    let known = old.into_iter().flat_map(order::Map::keys);
    let names = order::Set::of(known.chain(after.attributes.keys()).map(String::as_str));
    let tally = Tally {
        connection,
        environment,
        kind: &after.kind,
        context: id,
    };
    for name in names {
        let was = old.and_then(|attributes| attributes.get(name));
        let is = after.attributes.get(name);
        tally.name(name, was, is)?;
        let (was, is) = (was.unwrap_or(&nothing), is.unwrap_or(&nothing));
        for value in was.values.without(&is.values) {
            tally.drop_value(name, value)?;
        }
        for value in is.values.without(&was.values) {
            tally.add_value(name, value)?;
        }
    }
    Ok(())
}

struct Tally<'a> {
    connection: &'a Connection,
    environment: i64,
    kind: &'a str,
    context: i64,
}

impl Tally<'_> {
    fn name(
        &self,
        name: &str,
        was: Option<&Attribute>,
        is: Option<&Attribute>,
    ) -> Result<(), SandboxError> {
        let has = |attribute: Option<&Attribute>| i64::from(attribute.is_some());
        let hides = |attribute: Option<&Attribute>| {
            i64::from(attribute.is_some_and(|attribute| attribute.is_redacted))
        };
        let (more, hidden) = (has(is) - has(was), hides(is) - hides(was));
        if (more, hidden) == (0, 0) {
            return Ok(());
        }
        self.connection.run(
            "INSERT INTO context_name (environment_id, kind, name, weight, redacted)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET weight = weight + ?4, redacted = redacted + ?5",
            params![self.environment, self.kind, name, more, hidden],
        )?;
        if more < 0 {
            self.connection.run(
                "DELETE FROM context_name
                     WHERE environment_id = ?1 AND kind = ?2 AND name = ?3 AND weight <= 0",
                params![self.environment, self.kind, name],
            )?;
        }
        Ok(())
    }

    fn add_value(&self, name: &str, value: &str) -> Result<(), SandboxError> {
        self.connection.run(
            "INSERT OR IGNORE INTO context_attribute
                     (environment_id, name, value, kind, context_id, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                self.environment,
                name,
                value,
                self.kind,
                self.context,
                moment(value)
            ],
        )?;
        self.connection.run(
            "INSERT INTO context_value (environment_id, kind, name, value, weight)
                 VALUES (?1, ?2, ?3, ?4, 1) ON CONFLICT DO UPDATE SET weight = weight + 1",
            params![self.environment, self.kind, name, value],
        )
    }

    fn drop_value(&self, name: &str, value: &str) -> Result<(), SandboxError> {
        self.connection.run(
            "DELETE FROM context_attribute WHERE environment_id = ?1 AND name = ?2
                     AND value = ?3 AND kind = ?4 AND context_id = ?5",
            params![self.environment, name, value, self.kind, self.context],
        )?;
        self.connection.run(
            "UPDATE context_value SET weight = weight - 1
                 WHERE environment_id = ?1 AND kind = ?2 AND name = ?3 AND value = ?4",
            params![self.environment, self.kind, name, value],
        )?;
        self.connection.run(
            "DELETE FROM context_value WHERE environment_id = ?1 AND kind = ?2 AND name = ?3
                     AND value = ?4 AND weight <= 0",
            params![self.environment, self.kind, name, value],
        )
    }
}
