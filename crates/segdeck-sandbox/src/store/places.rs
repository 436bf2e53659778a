//! Projects and environments.

use rusqlite::{Connection, OptionalExtension, Row, params};
use segdeck_core::{
    endpoint::Place,
    model::{Environment, Links, Project},
};

use crate::SandboxError;

/// An environment, as far as its segments need it.
#[derive(Clone, Debug)]
pub struct EnvironmentRow {
    /// The row's number.
    pub id: i64,
    /// The id that the API shows.
    pub uid: String,
}

/// The environment at a place.
///
/// # Errors
/// Says whether the project or the environment is unknown.
pub fn require(connection: &Connection, place: &Place) -> Result<EnvironmentRow, SandboxError> {
    let project = require_project(connection, place.project.as_str())?;
    connection
        .prepare_cached("SELECT id, uid FROM environment WHERE project_id = ?1 AND key = ?2")?
        .query_row(params![project, place.environment.as_str()], |row| {
            Ok(EnvironmentRow {
                id: row.get(0)?,
                uid: row.get(1)?,
            })
        })
        .optional()?
        .ok_or_else(|| {
            SandboxError::NotFound(format!(
                "The project {:?} has no environment {:?}.",
                place.project.as_str(),
                place.environment.as_str()
            ))
        })
}

/// The row of a project.
///
/// # Errors
/// When there is none of that key.
pub fn require_project(connection: &Connection, key: &str) -> Result<i64, SandboxError> {
    connection
        .prepare_cached("SELECT id FROM project WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?
        .ok_or_else(|| SandboxError::NotFound(format!("There is no project {key:?}.")))
}

/// A page of projects in the order of their making, and how many there are; without links.
pub fn projects(
    connection: &Connection,
    limit: u64,
    offset: u64,
) -> rusqlite::Result<(Vec<Project>, u64)> {
    let items = connection
        .prepare_cached("SELECT uid, key, name, tags FROM project ORDER BY id LIMIT ?1 OFFSET ?2")?
        .query_map(params![count(limit), count(offset)], |row| {
            Ok(Project {
                id: row.get(0)?,
                key: row.get::<_, String>(1)?.into(),
                name: row.get(2)?,
                tags: tags(row, 3)?,
                include_in_snippet_by_default: false,
                links: Links::new(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let total = connection.query_row("SELECT count(*) FROM project", [], |row| row.get(0))?;
    Ok((items, total_count(total)))
}

/// A page of a project's environments in the order of their making, and how many there are;
/// without links.
pub fn environments(
    connection: &Connection,
    project: i64,
    limit: u64,
    offset: u64,
) -> rusqlite::Result<(Vec<Environment>, u64)> {
    let items = connection
        .prepare_cached(
            "SELECT uid, key, name, color, tags, require_comments, confirm_changes, critical
             FROM environment WHERE project_id = ?1 ORDER BY id LIMIT ?2 OFFSET ?3",
        )?
        .query_map(params![project, count(limit), count(offset)], |row| {
            Ok(Environment {
                id: row.get(0)?,
                key: row.get::<_, String>(1)?.into(),
                name: row.get(2)?,
                color: row.get(3)?,
                tags: tags(row, 4)?,
                require_comments: row.get(5)?,
                confirm_changes: row.get(6)?,
                critical: row.get(7)?,
                links: Links::new(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let total = connection.query_row(
        "SELECT count(*) FROM environment WHERE project_id = ?1",
        [project],
        |row| row.get(0),
    )?;
    Ok((items, total_count(total)))
}

fn tags(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    Ok(serde_json::from_str(row.get_ref(column)?.as_str()?).unwrap_or_default())
}

/// A count as SQLite takes it.
pub fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count as SQLite gives it.
pub fn total_count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
