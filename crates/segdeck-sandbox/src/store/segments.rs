//! Segments: a JSON document each, and the columns that lists sort and filter by.

use rusqlite::{Connection, params, types::Value};
use segdeck_core::{SegmentKey, letter_case::lowercase, model::Segment, wire};

use super::{
    filter,
    places::{count, total_count},
};
use crate::store::rows::{Sql, bound};
use crate::{SandboxError, filter::Filter};

/// A segment and its row.
#[derive(Clone, Debug)]
pub struct StoredSegment {
    /// The row's number.
    pub id: i64,
    /// The segment.
    pub segment: Segment,
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortField {
    /// The date of creation.
    CreationDate,
    /// The name, without case.
    Name,
    /// The date of the last change.
    LastModified,
}

/// One criterion of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// Which segments of an environment, and in which order. Ties are settled by the key.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// The criteria, the first of most weight.
    pub sort: &'a [Sort],
    /// Which ones; `None` means all.
    pub filter: Option<&'a Filter>,
    /// How many at most.
    pub limit: u64,
    /// How many are passed over.
    pub offset: u64,
}

/// The JSON text of a segment.
pub fn document(
    connection: &Connection,
    environment: i64,
    key: &SegmentKey,
) -> Result<Option<String>, SandboxError> {
    connection.first(
        "SELECT document FROM segment WHERE environment_id = ?1 AND key = ?2",
        params![environment, key.as_str()],
        |row| row.get(0),
    )
}

/// A segment by its key.
pub fn find(
    connection: &Connection,
    environment: i64,
    key: &SegmentKey,
) -> Result<Option<StoredSegment>, SandboxError> {
    let row: Option<(i64, String)> = connection.first(
        "SELECT id, document FROM segment WHERE environment_id = ?1 AND key = ?2",
        params![environment, key.as_str()],
        |row| (row.get(0), row.get(1)),
    )?;
    row.map(|(id, document)| {
        Ok(StoredSegment {
            id,
            segment: read(&document)?,
        })
    })
    .transpose()
}

/// A segment by its row.
pub fn by_id(connection: &Connection, id: i64) -> Result<Segment, SandboxError> {
    let document: String = connection.one(
        "SELECT document FROM segment WHERE id = ?1",
        params![id],
        |row| row.get(0),
    )?;
    read(&document)
}

fn read(document: &str) -> Result<Segment, SandboxError> {
    wire::read(document.as_bytes()).map_err(SandboxError::corrupt)
}

/// The row of a segment.
pub fn id(
    connection: &Connection,
    environment: i64,
    key: &SegmentKey,
) -> Result<Option<i64>, SandboxError> {
    connection.first(
        "SELECT id FROM segment WHERE environment_id = ?1 AND key = ?2",
        params![environment, key.as_str()],
        |row| row.get(0),
    )
}

/// Counts one more creation of a key, and tells how many those are now.
pub fn next_generation(
    connection: &Connection,
    environment: i64,
    key: &SegmentKey,
) -> Result<i64, SandboxError> {
    connection.one(
        "INSERT INTO generation (environment_id, segment_key, generation) VALUES (?1, ?2, 1)
             ON CONFLICT DO UPDATE SET generation = generation + 1 RETURNING generation",
        params![environment, key.as_str()],
        |row| row.get(0),
    )
}

/// Adds a segment and gives its row.
pub fn insert(
    connection: &Connection,
    environment: i64,
    segment: &Segment,
) -> Result<i64, SandboxError> {
    connection.run(
        "INSERT INTO segment (environment_id, key, name_folded, search, creation_date,
                 last_modified_date, is_unbounded, is_external, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            environment,
            segment.key.as_str(),
            lowercase(&segment.name),
            search_text(segment),
            segment.creation_date.0,
            segment.last_modified_date.0,
            segment.is_big(),
            segment.external.is_some(),
            wire::encode_text(&segment.to_value()),
        ],
    )?;
    let id = connection.last_insert_rowid();
    insert_tags(connection, id, segment)?;
    Ok(id)
}

/// Saves a segment over the one in that row. What never changes (key, kind, creation) is left.
pub fn update(connection: &Connection, id: i64, segment: &Segment) -> Result<(), SandboxError> {
    connection.run(
        "UPDATE segment SET name_folded = ?2, search = ?3, last_modified_date = ?4,
                 document = ?5 WHERE id = ?1",
        params![
            id,
            lowercase(&segment.name),
            search_text(segment),
            segment.last_modified_date.0,
            wire::encode_text(&segment.to_value()),
        ],
    )?;
    connection.run("DELETE FROM segment_tag WHERE segment_id = ?1", params![id])?;
    insert_tags(connection, id, segment)
}

/// Deletes a segment, its expiring targets and its list with it.
pub fn delete(connection: &Connection, id: i64) -> Result<(), SandboxError> {
    connection.run("DELETE FROM segment WHERE id = ?1", params![id])
}

fn insert_tags(connection: &Connection, id: i64, segment: &Segment) -> Result<(), SandboxError> {
    for tag in &segment.tags {
        connection.run(
            "INSERT OR IGNORE INTO segment_tag (segment_id, tag) VALUES (?1, ?2)",
            params![id, tag],
        )?;
    }
    Ok(())
}

/// Key, name and description without case, parted by a character that nobody types, so that a
/// search does not match across them.
fn search_text(segment: &Segment) -> String {
    let description = segment.description.as_deref().unwrap_or_default();
    lowercase(&format!(
        "{}\u{1f}{}\u{1f}{description}",
        segment.key, segment.name
    ))
}

/// The JSON texts of the selected segments on one page, and how many there are on all pages.
pub fn page(
    connection: &Connection,
    environment: i64,
    selection: &Selection<'_>,
) -> Result<(Vec<String>, u64), SandboxError> {
    let mut condition = "segment.environment_id = ?".to_owned();
    let mut parameters = vec![Value::Integer(environment)];
    if let Some(filter) = selection.filter {
        condition.push_str(" AND ");
        filter::write(filter, &mut condition, &mut parameters);
    }
    let total = connection.one(
        &format!("SELECT count(*) FROM segment WHERE {condition}"),
        &bound(&parameters),
        |row| row.get(0),
    )?;
    parameters.extend([selection.limit, selection.offset].map(|number| count(number).into()));
    let documents = connection.all(
        &format!(
            "SELECT segment.document FROM segment WHERE {condition}
             ORDER BY {} LIMIT ? OFFSET ?",
            order(selection.sort)
        ),
        &bound(&parameters),
        |row| row.get(0),
    )?;
    Ok((documents, total_count(total)))
}

fn order(sort: &[Sort]) -> String {
    let mut out = String::new();
    for criterion in sort {
        out.push_str(match criterion.field {
            SortField::CreationDate => "segment.creation_date",
            SortField::Name => "segment.name_folded",
            SortField::LastModified => "segment.last_modified_date",
        });
        out.push_str(if criterion.is_descending {
            " DESC, "
        } else {
            ", "
        });
    }
    out.push_str("segment.key");
    out
}

/// All segments of an environment, in the order of their making.
pub fn all(connection: &Connection, environment: i64) -> Result<Vec<Segment>, SandboxError> {
    let mut all = Vec::new();
    connection.each(
        "SELECT document FROM segment WHERE environment_id = ?1 ORDER BY id",
        params![environment],
        usize::MAX,
        &mut |row| {
            all.push(read(row.text(0))?);
            Ok(())
        },
    )?;
    Ok(all)
}

/// How many segments an environment has.
pub fn total(connection: &Connection, environment: i64) -> Result<u64, SandboxError> {
    connection
        .one(
            "SELECT count(*) FROM segment WHERE environment_id = ?1",
            params![environment],
            |row| row.get(0),
        )
        .map(total_count)
}

/// Whether there never was a segment.
pub fn is_untouched(connection: &Connection) -> Result<bool, SandboxError> {
    connection.one(
        "SELECT NOT EXISTS (SELECT 1 FROM segment) AND NOT EXISTS (SELECT 1 FROM generation)",
        &[],
        |row| row.get(0),
    )
}
