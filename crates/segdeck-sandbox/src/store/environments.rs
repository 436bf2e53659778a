//! Environments.

use rusqlite::{Connection, params, types::Value};
use segdeck_core::letter_case::lowercase;
use segdeck_core::model::{Environment, Links, Unknown, Withheld};
use segdeck_core::wire;

use super::places::{PlaceSelection, condition, count, order, search_text, tags, total_count};
use crate::SandboxError;
use crate::store::rows::{Columns, Sql, bound};

/// An environment and its row.
#[derive(Clone, Debug)]
pub struct StoredEnvironment {
    /// The row's number.
    pub id: i64,
    /// 1 on creation, one more with each change.
    pub version: i64,
    /// The environment, without links.
    pub environment: Environment,
}

const COLUMNS: &str = "environment.id, environment.version, environment.uid, environment.key,
    environment.name, environment.color, environment.tags, environment.require_comments,
    environment.confirm_changes, environment.critical, environment.default_ttl,
    environment.secure_mode, environment.default_track_events";

fn read(row: &mut Columns<'_>) -> StoredEnvironment {
    StoredEnvironment {
        id: row.get(0),
        version: row.get(1),
        environment: Environment {
            id: row.get(2),
            key: row.get::<String>(3).into(),
            name: row.get(4),
            api_key: Withheld,
            mobile_key: Withheld,
            color: row.get(5),
            tags: tags(row, 6),
            require_comments: row.get(7),
            confirm_changes: row.get(8),
            critical: row.get(9),
            default_ttl: row.get(10),
            secure_mode: row.get(11),
            default_track_events: row.get(12),
            approval_settings: None,
            resource_approval_settings: None,
            links: Links::new(),
            access: None,
            unknown: Unknown::new(),
        },
    }
}

/// A page of a project's environments, and how many there are on all pages.
pub fn page(
    connection: &Connection,
    project: i64,
    selection: &PlaceSelection<'_>,
) -> Result<(Vec<StoredEnvironment>, u64), SandboxError> {
    let (condition, of_filters) = condition("environment", selection.filters);
    let mut values = vec![Value::Integer(project)];
    values.extend(of_filters);
    let from = format!("FROM environment WHERE project_id = ? AND {condition}");
    let total = connection.one(&format!("SELECT count(*) {from}"), &bound(&values), |row| {
        row.get(0)
    })?;
    values.extend([selection.limit, selection.offset].map(|number| count(number).into()));
    let items = connection.all(
        &format!(
            "SELECT {COLUMNS} {from} ORDER BY {} LIMIT ? OFFSET ?",
            order("environment", selection.sort)
        ),
        &bound(&values),
        read,
    )?;
    Ok((items, total_count(total)))
}

/// An environment by its key.
pub fn find(
    connection: &Connection,
    project: i64,
    key: &str,
) -> Result<Option<StoredEnvironment>, SandboxError> {
    connection.first(
        &format!("SELECT {COLUMNS} FROM environment WHERE project_id = ?1 AND key = ?2"),
        params![project, key],
        read,
    )
}

/// Adds an environment and gives its row.
pub fn insert(
    connection: &Connection,
    project: i64,
    environment: &Environment,
) -> Result<i64, SandboxError> {
    connection.run(
        "INSERT INTO environment (project_id, uid, key, name, color) VALUES (?1, ?2, ?3, '', '')",
        params![project, environment.id, environment.key.as_str(),],
    )?;
    let id = connection.last_insert_rowid();
    save(connection, id, 1, environment)?;
    Ok(id)
}

/// Saves an environment over the one in that row. What never changes (id and key) is left.
pub fn save(
    connection: &Connection,
    id: i64,
    version: i64,
    environment: &Environment,
) -> Result<(), SandboxError> {
    connection.run(
        "UPDATE environment SET version = ?2, name = ?3, color = ?4, tags = ?5,
                 require_comments = ?6, confirm_changes = ?7, critical = ?8, default_ttl = ?9,
                 secure_mode = ?10, default_track_events = ?11, name_folded = ?12, search = ?13
             WHERE id = ?1",
        params![
            id,
            version,
            environment.name,
            environment.color,
            wire::encode_text(&environment.tags),
            environment.require_comments,
            environment.confirm_changes,
            environment.critical,
            environment.default_ttl,
            environment.secure_mode,
            environment.default_track_events,
            lowercase(&environment.name),
            search_text(environment.key.as_str(), &environment.name),
        ],
    )
}

/// Deletes an environment with all that is in it.
pub fn delete(connection: &Connection, id: i64) -> Result<(), SandboxError> {
    connection.run("DELETE FROM environment WHERE id = ?1", params![id])
}

/// How many environments a project has.
pub fn total(connection: &Connection, project: i64) -> Result<u64, SandboxError> {
    connection
        .one(
            "SELECT count(*) FROM environment WHERE project_id = ?1",
            params![project],
            |row| row.get(0),
        )
        .map(total_count)
}
