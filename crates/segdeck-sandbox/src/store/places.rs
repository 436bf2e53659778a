//! Where segments live: finding projects and environments by their keys, and listing either.

use rusqlite::{Connection, params, types::Value};
use segdeck_core::{endpoint::Place, gather::Gather, letter_case::lowercase, wire};

use crate::store::rows::{Columns, Sql};
use crate::{
    SandboxError,
    error::Failure,
    place_filter::{PlaceFilter, PlaceSort, PlaceSortField},
};

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
        .first(
            "SELECT id, uid FROM environment WHERE project_id = ?1 AND key = ?2",
            params![project, place.environment.as_str()],
            |row| EnvironmentRow {
                id: row.get(0),
                uid: row.get(1),
            },
        )?
        .ok_or_else(|| unknown_environment(place))
}

/// The error for an environment that does not exist.
pub fn unknown_environment(place: &Place) -> SandboxError {
    SandboxError::from(Failure::NotFound(format!(
        "The project {:?} has no environment {:?}.",
        place.project.as_str(),
        place.environment.as_str()
    )))
}

/// The row of a project.
///
/// # Errors
/// When there is none of that key.
pub fn require_project(connection: &Connection, key: &str) -> Result<i64, SandboxError> {
    connection
        .first(
            "SELECT id FROM project WHERE key = ?1",
            params![key],
            |row| row.get(0),
        )?
        .ok_or_else(|| unknown_project(key))
}

/// The error for a project that does not exist.
pub fn unknown_project(key: &str) -> SandboxError {
    SandboxError::from(Failure::NotFound(format!("There is no project {key:?}.")))
}

/// Which projects or environments, and in which order. Ties are settled by their making.
#[derive(Clone, Debug)]
pub struct PlaceSelection<'a> {
    /// The criteria, the first of most weight.
    pub sort: &'a [PlaceSort],
    /// What all of them meet.
    pub filters: &'a [PlaceFilter],
    /// How many at most.
    pub limit: u64,
    /// How many are passed over.
    pub offset: u64,
}

/// The condition of a selection with its values, for a table of that name.
pub fn condition(table: &str, filters: &[PlaceFilter]) -> (String, Vec<Value>) {
    let mut sql = String::from("TRUE");
    let mut values = Vec::new();
    let mut add = |condition: String, value: Value| {
        sql.push_str(" AND ");
        sql.push_str(&condition);
        values.push(value);
    };
    for filter in filters {
        match filter {
            PlaceFilter::Query(text) => add(
                format!("instr({table}.search, ?) > 0"),
                lowercase(text).into(),
            ),
            PlaceFilter::Tags(tags) => add(
                format!(
                    "NOT EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE wanted.value NOT IN
                        (SELECT lower(value) FROM json_each({table}.tags)))"
                ),
                lower_case(tags),
            ),
            PlaceFilter::Keys(keys) => add(
                format!("lower({table}.key) IN (SELECT value FROM json_each(?))"),
                lower_case(keys),
            ),
            PlaceFilter::Critical(wanted) => {
                add(format!("{table}.critical = ?"), (*wanted).into());
            }
        }
    }
    (sql, values)
}

/// One parameter however many texts there are.
fn lower_case(texts: &[String]) -> Value {
    let folded: Vec<String> = texts.iter().map(|text| text.to_ascii_lowercase()).list();
    Value::Text(wire::encode_text(&folded))
}

/// The order of a selection, for a table of that name.
pub fn order(table: &str, sort: &[PlaceSort]) -> String {
    let mut criteria: Vec<String> = sort
        .iter()
        .map(|criterion| {
            let column = match criterion.field {
                PlaceSortField::Name => "name_folded",
                // Rows are numbered in the order of their making.
                PlaceSortField::CreatedOn => "id",
                PlaceSortField::Critical => "critical",
            };
            let direction = if criterion.is_descending { " DESC" } else { "" };
            format!("{table}.{column}{direction}")
        })
        .list();
    criteria.push(format!("{table}.id"));
    criteria.join(", ")
}

/// The text in which lists are searched: key and name without case, parted by a character that
/// nobody types.
pub fn search_text(key: &str, name: &str) -> String {
    lowercase(&format!("{key}\u{1f}{name}"))
}

/// Tags as they are stored.
pub fn tags(row: &mut Columns<'_>, column: usize) -> Vec<String> {
    wire::read(row.text(column).as_bytes()).unwrap_or_default()
}

/// A count as SQLite takes it.
pub fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count as SQLite gives it.
pub fn total_count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
