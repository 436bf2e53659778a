//! Projects.

use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use segdeck_core::model::{ClientSideAvailability, Links, Project, Unknown};
use serde_json::Value;

use super::places::{PlaceSelection, condition, count, order, search_text, tags, total_count};
use super::rows::All;

/// A project and its row.
#[derive(Clone, Debug)]
pub struct StoredProject {
    /// The row's number.
    pub id: i64,
    /// The project, without links and environments.
    pub project: Project,
}

const COLUMNS: &str = "project.id, project.uid, project.key, project.name, project.tags,
    project.using_mobile_key, project.using_environment_id";

fn read(row: &Row<'_>) -> rusqlite::Result<StoredProject> {
    let availability = ClientSideAvailability {
        using_mobile_key: row.get(5)?,
        using_environment_id: row.get(6)?,
    };
    Ok(StoredProject {
        id: row.get(0)?,
        project: Project {
            id: row.get(1)?,
            key: row.get::<_, String>(2)?.into(),
            name: row.get(3)?,
            tags: tags(row, 4)?,
            include_in_snippet_by_default: availability.using_environment_id,
            default_client_side_availability: Some(availability),
            environments: None,
            links: Links::new(),
            unknown: Unknown::new(),
        },
    })
}

/// A page of projects, and how many there are on all pages.
pub fn page(
    connection: &Connection,
    selection: &PlaceSelection<'_>,
) -> rusqlite::Result<(Vec<StoredProject>, u64)> {
    let (condition, mut values) = condition("project", selection.filters);
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM project WHERE {condition}"))?
        .query_row(params_from_iter(&values), |row| row.get(0))?;
    values.extend([selection.limit, selection.offset].map(|number| count(number).into()));
    let items = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM project WHERE {condition} ORDER BY {} LIMIT ? OFFSET ?",
            order("project", selection.sort)
        ))?
        .all(params_from_iter(&values), read)?;
    Ok((items, total_count(total)))
}

/// A project by its key.
pub fn find(connection: &Connection, key: &str) -> rusqlite::Result<Option<StoredProject>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM project WHERE key = ?1"))?
        .query_row([key], read)
        .optional()
}

/// Adds a project and gives its row.
pub fn insert(connection: &Connection, project: &Project) -> rusqlite::Result<i64> {
    let availability = project.default_client_side_availability.unwrap_or_default();
    connection
        .prepare_cached(
            "INSERT INTO project (uid, key, name, tags, using_mobile_key, using_environment_id,
                 name_folded, search)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            project.id,
            project.key.as_str(),
            project.name,
            Value::from(project.tags.as_slice()).to_string(),
            availability.using_mobile_key,
            availability.using_environment_id,
            project.name.to_lowercase(),
            search_text(project.key.as_str(), &project.name),
        ])?;
    Ok(connection.last_insert_rowid())
}

/// Deletes a project with all that is in it.
pub fn delete(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM project WHERE id = ?1")?
        .execute([id])
        .map(drop)
}

/// How many projects there are.
pub fn total(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .query_row("SELECT count(*) FROM project", [], |row| row.get(0))
        .map(total_count)
}
