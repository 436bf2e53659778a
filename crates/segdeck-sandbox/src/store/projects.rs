//! Projects.

use rusqlite::{Connection, params};
use segdeck_core::letter_case::lowercase;
use segdeck_core::model::{ClientSideAvailability, Links, Project, Unknown};
use segdeck_core::wire;

use super::places::{PlaceSelection, condition, count, order, search_text, tags, total_count};
use crate::SandboxError;
use crate::store::rows::{Columns, Sql, bound};

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

fn read(row: &mut Columns<'_>) -> StoredProject {
    let availability = ClientSideAvailability {
        using_mobile_key: row.get(5),
        using_environment_id: row.get(6),
    };
    StoredProject {
        id: row.get(0),
        project: Project {
            id: row.get(1),
            key: row.get::<String>(2).into(),
            name: row.get(3),
            tags: tags(row, 4),
            include_in_snippet_by_default: availability.using_environment_id,
            default_client_side_availability: Some(availability),
            environments: None,
            links: Links::new(),
            unknown: Unknown::new(),
        },
    }
}

/// A page of projects, and how many there are on all pages.
pub fn page(
    connection: &Connection,
    selection: &PlaceSelection<'_>,
) -> Result<(Vec<StoredProject>, u64), SandboxError> {
    let (condition, mut values) = condition("project", selection.filters);
    let total = connection.one(
        &format!("SELECT count(*) FROM project WHERE {condition}"),
        &bound(&values),
        |row| row.get(0),
    )?;
    values.extend([selection.limit, selection.offset].map(|number| count(number).into()));
    let items = connection.all(
        &format!(
            "SELECT {COLUMNS} FROM project WHERE {condition} ORDER BY {} LIMIT ? OFFSET ?",
            order("project", selection.sort)
        ),
        &bound(&values),
        read,
    )?;
    Ok((items, total_count(total)))
}

/// A project by its key.
pub fn find(connection: &Connection, key: &str) -> Result<Option<StoredProject>, SandboxError> {
    connection.first(
        &format!("SELECT {COLUMNS} FROM project WHERE key = ?1"),
        params![key],
        read,
    )
}

/// Adds a project and gives its row.
pub fn insert(connection: &Connection, project: &Project) -> Result<i64, SandboxError> {
    let availability = project.default_client_side_availability.unwrap_or_default();
    connection.run(
        "INSERT INTO project (uid, key, name, tags, using_mobile_key, using_environment_id,
                 name_folded, search)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            project.id,
            project.key.as_str(),
            project.name,
            wire::encode_text(&project.tags),
            availability.using_mobile_key,
            availability.using_environment_id,
            lowercase(&project.name),
            search_text(project.key.as_str(), &project.name),
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Deletes a project with all that is in it.
pub fn delete(connection: &Connection, id: i64) -> Result<(), SandboxError> {
    connection.run("DELETE FROM project WHERE id = ?1", params![id])
}

/// How many projects there are.
pub fn total(connection: &Connection) -> Result<u64, SandboxError> {
    connection
        .one("SELECT count(*) FROM project", &[], |row| row.get(0))
        .map(total_count)
}
