//! Entries as they are read: the newest first, each list by an index of its own.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, Rows, params};
use segdeck_core::{
    UnixMillis,
    order::{Map, Set},
};

use super::states::{self, Told};
use crate::SandboxError;
use crate::store::rows::All;

/// What entries are about, the resource's own key left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Collection {
    /// The type as resource specifiers name it.
    pub kind: String,
    /// The project; empty for projects.
    pub project: String,
    /// The environment; empty for projects and environments.
    pub environment: String,
}

/// An entry as a list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The row.
    pub id: i64,
    /// When.
    pub at: UnixMillis,
    /// Which collection.
    pub collection: i64,
    /// Which resource.
    pub resource: i64,
    /// Whose token it was.
    pub token: Option<String>,
    /// What that token was called.
    pub actor: Option<String>,
    /// What the resource was called.
    pub name: String,
    /// The actions, parted by spaces.
    pub actions: String,
    /// The same in words.
    pub verb: String,
    /// The details.
    pub description: String,
    /// Why.
    pub comment: Option<String>,
}

impl Listed {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            at: UnixMillis(row.get(1)?),
            collection: row.get(2)?,
            resource: row.get(3)?,
            token: row.get(4)?,
            actor: row.get(5)?,
            name: row.get(6)?,
            actions: row.get(7)?,
            verb: row.get(8)?,
            description: row.get(9)?,
            comment: row.get(10)?,
        })
    }
}

/// Where entries are looked for; each is one walk along an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Everywhere.
    All,
    /// What one token did.
    Token(String),
    /// What happened in one collection.
    Collection(i64),
    /// What happened to one resource.
    Resource(i64),
}

impl Source {
    fn query(&self) -> String {
        let condition = match self {
            Self::All => "?1 IS NULL",
            Self::Token(_) => "token_uid = ?1",
            Self::Collection(_) => "collection_id = ?1",
            Self::Resource(_) => "resource_id = ?1",
        };
        format!(
            "SELECT id, at, collection_id, resource_id, token_uid, actor, name, actions, verb,
                 description, comment
             FROM audit_entry WHERE {condition} AND at > ?2 AND at < ?3
             ORDER BY at DESC, id DESC"
        )
    }
}

/// Reads at most `limit` entries of these sources between two times, the newest first, of those
/// that are wanted.
pub fn newest(
    connection: &Connection,
    sources: &[Source],
    between: (UnixMillis, UnixMillis),
    limit: usize,
    is_wanted: impl Fn(&Listed) -> bool,
) -> rusqlite::Result<Vec<Listed>> {
    let mut statements: Vec<CachedStatement<'_>> = sources
        .iter()
        .map(|source| connection.prepare_cached(&source.query()))
        .collect::<rusqlite::Result<_>>()?;
    let (after, before) = (between.0.0, between.1.0);
    let mut walks: Vec<Rows<'_>> = statements
        .iter_mut()
        .zip(sources)
        .map(|(statement, source)| match source {
            Source::All => statement.query(params![None::<i64>, after, before]),
            Source::Token(uid) => statement.query(params![uid, after, before]),
            Source::Collection(id) | Source::Resource(id) => {
                statement.query(params![id, after, before])
            }
        })
        .collect::<rusqlite::Result<_>>()?;
    let mut heads: Vec<Option<Listed>> = walks
        .iter_mut()
        .map(|walk| next(walk, &is_wanted))
        .collect::<rusqlite::Result<_>>()?;
    let mut newest = Vec::new();
    while newest.len() < limit {
        let places = heads.iter().enumerate();
        let Some((_, place)) = places
            .filter_map(|(place, head)| head.as_ref().map(|head| ((head.at, head.id), place)))
            .max()
        else {
            break;
        };
        if let (Some(head), Some(walk)) = (heads.get_mut(place), walks.get_mut(place)) {
            newest.extend(std::mem::replace(head, next(walk, &is_wanted)?));
        }
    }
    Ok(newest)
}

fn next(
    walk: &mut Rows<'_>,
    is_wanted: impl Fn(&Listed) -> bool,
) -> rusqlite::Result<Option<Listed>> {
    while let Some(row) = walk.next()? {
        let entry = Listed::read(row)?;
        if is_wanted(&entry) {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// One entry, and what was before and after.
pub struct Detailed {
    /// The entry.
    pub entry: Listed,
    /// The JSON Patch of the request.
    pub delta: Option<String>,
    /// The states.
    pub told: Told,
}

/// An entry by its row.
pub fn one(connection: &Connection, id: i64) -> Result<Option<Detailed>, SandboxError> {
    let found = connection
        .prepare_cached(
            "SELECT id, at, collection_id, resource_id, token_uid, actor, name, actions, verb,
                 description, comment, delta FROM audit_entry WHERE id = ?1",
        )?
        .query_row([id], |row| Ok((Listed::read(row)?, row.get(11)?)))
        .optional()?;
    found
        .map(|(entry, delta)| {
            Ok(Detailed {
                told: states::of_entry(connection, entry.id)?,
                entry,
                delta,
            })
        })
        .transpose()
}

/// All collections, by their rows.
pub fn collections(connection: &Connection) -> rusqlite::Result<Map<i64, Collection>> {
    let mut statement = connection
        .prepare_cached("SELECT id, kind, project_key, environment_key FROM audit_collection")?;
    let mut rows = statement.query([])?;
    let mut collections = Map::new();
    while let Some(row) = rows.next()? {
        let collection = Collection {
            kind: row.get(1)?,
            project: row.get(2)?,
            environment: row.get(3)?,
        };
        collections.insert(row.get(0)?, collection);
    }
    Ok(collections)
}

/// The row of a resource of which there are entries.
pub fn resource(
    connection: &Connection,
    collection: i64,
    key: &str,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT id FROM audit_resource WHERE collection_id = ?1 AND key = ?2")?
        .query_row(params![collection, key], |row| row.get(0))
        .optional()
}

/// The resources of a collection of which there are entries: their rows and keys.
pub fn resources(connection: &Connection, collection: i64) -> rusqlite::Result<Vec<(i64, String)>> {
    connection
        .prepare_cached("SELECT id, key FROM audit_resource WHERE collection_id = ?1")?
        .all([collection], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The resources whose key has this text in it, without regard to case.
pub fn resources_named(connection: &Connection, text: &str) -> rusqlite::Result<Set<i64>> {
    let mut statement = connection
        .prepare_cached("SELECT id FROM audit_resource WHERE instr(lower(key), lower(?1)) > 0")?;
    let mut rows = statement.query([text])?;
    let mut resources = Set::new();
    while let Some(row) = rows.next()? {
        resources.insert(row.get(0)?);
    }
    Ok(resources)
}

/// The key of a resource.
pub fn key(connection: &Connection, resource: i64) -> rusqlite::Result<String> {
    connection
        .prepare_cached("SELECT key FROM audit_resource WHERE id = ?1")?
        .query_row([resource], |row| row.get(0))
}

/// The tags that projects, environments and segments have now: of a project where the other keys
/// are empty, of an environment where the last one is, else of a segment.
pub fn tags(
    connection: &Connection,
    project: &str,
    environment: &str,
    segment: &str,
) -> rusqlite::Result<Vec<String>> {
    let query = if environment.is_empty() {
        "SELECT value FROM project, json_each(project.tags)
         WHERE project.key = ?1 AND ?2 = '' AND ?3 = ''"
    } else if segment.is_empty() {
        "SELECT value FROM project
         JOIN environment ON environment.project_id = project.id, json_each(environment.tags)
         WHERE project.key = ?1 AND environment.key = ?2 AND ?3 = ''"
    } else {
        "SELECT tag FROM project JOIN environment ON environment.project_id = project.id
         JOIN segment ON segment.environment_id = environment.id
         JOIN segment_tag ON segment_tag.segment_id = segment.id
         WHERE project.key = ?1 AND environment.key = ?2 AND segment.key = ?3"
    };
    connection
        .prepare_cached(query)?
        .all([project, environment, segment], |row| row.get(0))
}

/// The name of a project, or of an environment if its key is given.
pub fn place_name(
    connection: &Connection,
    project: &str,
    environment: &str,
) -> rusqlite::Result<Option<String>> {
    if environment.is_empty() {
        connection
            .prepare_cached("SELECT name FROM project WHERE key = ?1")?
            .query_row([project], |row| row.get(0))
            .optional()
    } else {
        connection
            .prepare_cached(
                "SELECT environment.name FROM environment
                 JOIN project ON project.id = environment.project_id
                 WHERE project.key = ?1 AND environment.key = ?2",
            )?
            .query_row([project, environment], |row| row.get(0))
            .optional()
    }
}

/// The member whom a token belongs to.
pub fn member(connection: &Connection, token: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT member_uid FROM token WHERE uid = ?1")?
        .query_row([token], |row| row.get(0))
        .optional()
}

/// The tokens of a member.
pub fn tokens_of(connection: &Connection, member: &str) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT uid FROM token WHERE member_uid = ?1")?
        .all([member], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use segdeck_core::ids::CountedIds;

    /// Each list walks along an index in the order that it shows: nothing is sorted, and nothing
    /// looked at that is not shown.
    #[test]
    fn every_list_has_an_index() {
        let store = Store::open_in_memory(&mut CountedIds::new("id")).unwrap();
        for (source, index) in [
            (Source::All, "audit_by_time"),
            (Source::Token("t".to_owned()), "audit_by_token"),
            (Source::Collection(1), "audit_by_collection"),
            (Source::Resource(1), "audit_by_resource"),
        ] {
            let steps: Vec<String> = store
                .read(|connection| {
                    let query = format!("EXPLAIN QUERY PLAN {}", source.query());
                    Ok(connection
                        .prepare(&query)?
                        .all(params![1, 0, 9], |row| row.get(3))?)
                })
                .unwrap();
            assert_eq!(steps.len(), 1, "{steps:?}");
            assert!(
                steps[0].starts_with(&format!("SEARCH audit_entry USING INDEX {index} ")),
                "{steps:?}"
            );
        }
    }
}
