//! What was changed, by whom and why.
//!
//! Whatever changes something writes an entry in the same transaction:
//!
//! ```ignore
//! let entry = call
//!     .entry(Resource::environment(place), &environment.name, "createEnvironment")
//!     .saying("created the environment")
//!     .states(None, Some(&wire::encode_value(&environment)))
//!     .because(comment);
//! audit::add(connection, &entry)?;
//! ```
//!
//! [`Entry::saying`] is the title's verb: the title reads "*token* created the environment *name*".
//! [`Entry::states`] makes the change one that can be looked at and taken back: give the whole
//! resource as the API answers it, without secrets. Leave it out for a change of something that is
//! no part of the resource, such as a request for an approval. For a segment that was changed,
//! [`crate::audit_log::SegmentChange`] finds the actions, the verb, the description and the states.

use rusqlite::{Connection, params};
use segdeck_core::{SegmentKey, UnixMillis, endpoint::Place, wire};
use serde_json::Value;

use super::tokens::Caller;
use crate::SandboxError;
use crate::store::rows::Sql;

pub mod read;
mod states;

/// Longer patches of requests, in bytes of JSON, are not kept word for word.
const DELTA_LIMIT: usize = 16 * 1024;

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The type as resource specifiers name it: `proj`, `env`, `segment`.
    pub kind: &'static str,
    /// The project that it belongs to; empty for a project.
    pub project: String,
    /// The environment that it belongs to; empty for a project or an environment.
    pub environment: String,
    /// Its own key.
    pub key: String,
}

impl Resource {
    /// A project.
    pub fn project(key: &str) -> Self {
        Self {
            kind: "proj",
            project: String::new(),
            environment: String::new(),
            key: key.to_owned(),
        }
    }

    /// An environment.
    pub fn environment(place: &Place) -> Self {
        Self {
            kind: "env",
            project: place.project.to_string(),
            environment: String::new(),
            key: place.environment.to_string(),
        }
    }

    /// A segment.
    pub fn segment(place: &Place, key: &SegmentKey) -> Self {
        Self {
            kind: "segment",
            project: place.project.to_string(),
            environment: place.environment.to_string(),
            key: key.to_string(),
        }
    }
}

/// One change.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// When.
    pub at: UnixMillis,
    /// Whose token it was; `None` for what the sandbox did by itself.
    pub caller: Option<&'a Caller>,
    /// What was changed.
    pub resource: Resource,
    /// What that is called.
    pub name: &'a str,
    /// What was done, as LaunchDarkly's policies name it: `updateRules`.
    pub actions: Vec<&'static str>,
    /// The same in words, for between the token's and the resource's name: `updated the segment`.
    pub verb: &'a str,
    /// The details, as lines of Markdown; may be empty.
    pub description: String,
    /// Why, in the caller's words.
    pub comment: Option<&'a str>,
    /// The JSON Patch of the request, if it was one.
    pub delta: Option<Value>,
    /// The whole resource before and after, if the change is one of the resource.
    pub states: Option<States<'a>>,
}

/// What a resource was before and after a change.
#[derive(Clone, Copy, Debug)]
pub struct States<'a> {
    /// `None` for what was created.
    pub before: Option<&'a Value>,
    /// `None` for what was deleted.
    pub after: Option<&'a Value>,
}

impl<'a> Entry<'a> {
    /// An entry of what somebody did, or nobody but the sandbox itself.
    pub fn new(
        at: UnixMillis,
        caller: Option<&'a Caller>,
        resource: Resource,
        name: &'a str,
        actions: Vec<&'static str>,
    ) -> Self {
        Self {
            at,
            caller,
            resource,
            name,
            actions,
            verb: "",
            description: String::new(),
            comment: None,
            delta: None,
            states: None,
        }
    }

    /// The version that the resource has after the change, if it has one.
    fn version(&self) -> Option<i64> {
        self.states?.after?.get("version")?.as_i64()
    }

    /// With these words between the token's and the resource's name.
    pub fn saying(self, verb: &'a str) -> Self {
        Self { verb, ..self }
    }

    /// With these details, as lines of Markdown.
    pub fn describing(self, description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..self
        }
    }

    /// With the caller's reason.
    pub fn because(self, comment: Option<&'a str>) -> Self {
        Self { comment, ..self }
    }

    /// With the JSON Patch of the request.
    pub fn by_patch(self, delta: Option<Value>) -> Self {
        Self { delta, ..self }
    }

    /// With the whole resource before and after. Both are kept exactly.
    pub fn states(self, before: Option<&'a Value>, after: Option<&'a Value>) -> Self {
        Self {
            states: Some(States { before, after }),
            ..self
        }
    }
}

/// Writes an entry.
pub fn add(connection: &Connection, entry: &Entry<'_>) -> Result<(), SandboxError> {
    let collection = collection(connection, &entry.resource)?;
    let resource = resource(connection, collection, &entry.resource.key)?;
    let delta = entry.delta.as_ref().map(wire::encode_text);
    let is_long = delta
        .as_ref()
        .is_some_and(|delta| delta.len() > DELTA_LIMIT);
    connection.run(
        "INSERT INTO audit_entry (at, collection_id, resource_id, token_uid, actor, name,
                 actions, verb, description, comment, delta, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            entry.at.0,
            collection,
            resource,
            entry.caller.map(|caller| &caller.uid),
            entry.caller.map(|caller| &caller.name),
            entry.name,
            entry.actions.join(" "),
            entry.verb,
            entry.description,
            entry.comment,
            // An empty one stands for the patch of the states.
            if is_long && entry.states.is_some() {
                Some(String::new())
            } else {
                delta
            },
            entry.version(),
        ],
    )?;
    let id = connection.last_insert_rowid();
    match entry.states {
        Some(change) => states::add(connection, id, resource, change),
        None => Ok(()),
    }
}

fn collection(connection: &Connection, resource: &Resource) -> Result<i64, SandboxError> {
    let keys = params![resource.kind, resource.project, resource.environment];
    let known = connection.first(
        "SELECT id FROM audit_collection
             WHERE kind = ?1 AND project_key = ?2 AND environment_key = ?3",
        keys,
        |row| row.get(0),
    )?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection.run(
        "INSERT INTO audit_collection (kind, project_key, environment_key) VALUES (?1, ?2, ?3)",
        keys,
    )?;
    Ok(connection.last_insert_rowid())
}

fn resource(connection: &Connection, collection: i64, key: &str) -> Result<i64, SandboxError> {
    let known = connection.first(
        "SELECT id FROM audit_resource WHERE collection_id = ?1 AND key = ?2",
        params![collection, key],
        |row| row.get(0),
    )?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection.run(
        "INSERT INTO audit_resource (collection_id, key) VALUES (?1, ?2)",
        params![collection, key],
    )?;
    Ok(connection.last_insert_rowid())
}
