//! Entries as they are read: the newest first, each list by an index of its own.

use rusqlite::{Connection, Rows, params, types::Value};
use segdeck_core::{
    UnixMillis,
    order::{Map, Set},
};

use super::states::{self, Told};
use crate::SandboxError;
use crate::store::rows::{Columns, Sql};

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
    fn read(row: &mut Columns<'_>) -> Self {
        Self {
            id: row.get(0),
            at: UnixMillis(row.get(1)),
            collection: row.get(2),
            resource: row.get(3),
            token: row.get(4),
            actor: row.get(5),
            name: row.get(6),
            actions: row.get(7),
            verb: row.get(8),
            description: row.get(9),
            comment: row.get(10),
        }
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
    fn key(&self) -> Value {
        match self {
            Self::All => Value::Null,
            Self::Token(uid) => uid.clone().into(),
            Self::Collection(id) | Self::Resource(id) => (*id).into(),
        }
    }

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
    is_wanted: &dyn Fn(&Listed) -> bool,
) -> Result<Vec<Listed>, SandboxError> {
    let mut statements = Vec::new();
    for source in sources {
        statements.push(connection.prepare_cached(&source.query())?);
    }
    let mut walks = Vec::new();
    for (statement, source) in statements.iter_mut().zip(sources) {
        let rows = statement.query(params![source.key(), between.0.0, between.1.0])?;
        let mut walk = Walk { rows, head: None };
        walk.step(is_wanted)?;
        walks.push(walk);
    }
    let mut newest = Vec::new();
    while newest.len() < limit {
        let next = walks.iter_mut().max_by_key(|walk| walk.place());
        let Some((walk, head)) = next.and_then(|walk| walk.head.take().map(|head| (walk, head)))
        else {
            break;
        };
        newest.push(head);
        walk.step(is_wanted)?;
    }
    Ok(newest)
}

/// One source's entries, and the next of them that is wanted.
struct Walk<'a> {
    rows: Rows<'a>,
    head: Option<Listed>,
}

impl Walk<'_> {
    fn place(&self) -> Option<(UnixMillis, i64)> {
        self.head.as_ref().map(|head| (head.at, head.id))
    }

    fn step(&mut self, is_wanted: &dyn Fn(&Listed) -> bool) -> Result<(), SandboxError> {
        while let Some(row) = self.rows.next()? {
            let mut columns = Columns::new(row);
            let entry = Listed::read(&mut columns);
            columns.finish()?;
            if is_wanted(&entry) {
                self.head = Some(entry);
                break;
            }
        }
        Ok(())
    }
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
    let found = connection.first(
        "SELECT id, at, collection_id, resource_id, token_uid, actor, name, actions, verb,
                 description, comment, delta FROM audit_entry WHERE id = ?1",
        params![id],
        |row| (Listed::read(row), row.get(11)),
    )?;
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
pub fn collections(connection: &Connection) -> Result<Map<i64, Collection>, SandboxError> {
    let mut collections = Map::new();
    connection.each(
        "SELECT id, kind, project_key, environment_key FROM audit_collection",
        &[],
        usize::MAX,
        &mut |row| {
            let collection = Collection {
                kind: row.get(1),
                project: row.get(2),
                environment: row.get(3),
            };
            collections.insert(row.get(0), collection);
            Ok(())
        },
    )?;
    Ok(collections)
}

/// The row of a resource of which there are entries.
pub fn resource(
    connection: &Connection,
    collection: i64,
    key: &str,
) -> Result<Option<i64>, SandboxError> {
    connection.first(
        "SELECT id FROM audit_resource WHERE collection_id = ?1 AND key = ?2",
        params![collection, key],
        |row| row.get(0),
    )
}

/// The resources of a collection of which there are entries: their rows and keys.
pub fn resources(
    connection: &Connection,
    collection: i64,
) -> Result<Vec<(i64, String)>, SandboxError> {
    connection.all(
        "SELECT id, key FROM audit_resource WHERE collection_id = ?1",
        params![collection],
        |row| (row.get(0), row.get(1)),
    )
}

/// The resources whose key has this text in it, without regard to case.
pub fn resources_named(connection: &Connection, text: &str) -> Result<Set<i64>, SandboxError> {
    let mut resources = Set::new();
    connection.each(
        "SELECT id FROM audit_resource WHERE instr(lower(key), lower(?1)) > 0",
        params![text],
        usize::MAX,
        &mut |row| {
            resources.insert(row.get(0));
            Ok(())
        },
    )?;
    Ok(resources)
}

/// The key of a resource.
pub fn key(connection: &Connection, resource: i64) -> Result<String, SandboxError> {
    connection.one(
        "SELECT key FROM audit_resource WHERE id = ?1",
        params![resource],
        |row| row.get(0),
    )
}

/// The tags that projects, environments and segments have now: of a project where the other keys
/// are empty, of an environment where the last one is, else of a segment.
pub fn tags(
    connection: &Connection,
    project: &str,
    environment: &str,
    segment: &str,
) -> Result<Vec<String>, SandboxError> {
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
    connection.all(query, params![project, environment, segment], |row| {
        row.get(0)
    })
}

/// The name of a project, or of an environment if its key is given.
pub fn place_name(
    connection: &Connection,
    project: &str,
    environment: &str,
) -> Result<Option<String>, SandboxError> {
    if environment.is_empty() {
        connection.first(
            "SELECT name FROM project WHERE key = ?1",
            params![project],
            |row| row.get(0),
        )
    } else {
        connection.first(
            "SELECT environment.name FROM environment
                 JOIN project ON project.id = environment.project_id
                 WHERE project.key = ?1 AND environment.key = ?2",
            params![project, environment],
            |row| row.get(0),
        )
    }
}

/// The member whom a token belongs to.
pub fn member(connection: &Connection, token: &str) -> Result<Option<String>, SandboxError> {
    connection.first(
        "SELECT member_uid FROM token WHERE uid = ?1",
        params![token],
        |row| row.get(0),
    )
}

/// The tokens of a member.
pub fn tokens_of(connection: &Connection, member: &str) -> Result<Vec<String>, SandboxError> {
    connection.all(
        "SELECT uid FROM token WHERE member_uid = ?1",
        params![member],
        |row| row.get(0),
    )
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
                    connection.all(&query, params![1, 0, 9], |row| row.get(3))
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
