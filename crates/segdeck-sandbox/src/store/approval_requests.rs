//! Changes that wait for an approval, and their reviews.

use rusqlite::{Connection, params, types::Value};
use segdeck_core::{
    SegmentKey, UnixMillis,
    endpoint::Place,
    model::{ApprovalReview, ApprovalStatus, ReviewStatus, Unknown},
    wire,
};

use super::places::{count, total_count};
use crate::SandboxError;
use crate::approvals::{Condition, Field};
use crate::store::rows::{Columns, Sql, bound};

/// An approval request as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The row.
    pub id: i64,
    /// The id that the API shows.
    pub uid: String,
    /// The row of the segment's environment.
    pub environment: i64,
    /// Where the segment is.
    pub place: Place,
    /// The segment.
    pub segment: SegmentKey,
    /// Rises with every review, and when it is applied.
    pub version: i64,
    /// When it was made.
    pub creation_date: UnixMillis,
    /// The member who asks.
    pub requestor: String,
    /// What it is about.
    pub description: String,
    /// For the audit log.
    pub comment: Option<String>,
    /// Ids of members.
    pub notified: Vec<String>,
    /// Instructions.
    pub instructions: Vec<serde_json::Value>,
    /// How far it is.
    pub status: ApprovalStatus,
    /// What the reviews together say.
    pub review_status: ReviewStatus,
    /// When and by which member it was applied.
    pub applied: Option<(UnixMillis, String)>,
}

/// What a new approval request has of its own.
pub struct New<'a> {
    /// The id that the API shows.
    pub uid: &'a str,
    /// The row of the segment.
    pub segment: i64,
    /// When.
    pub now: UnixMillis,
    /// The member who asks.
    pub requestor: &'a str,
    /// What it is about.
    pub description: &'a str,
    /// For the audit log.
    pub comment: Option<&'a str>,
    /// Ids of members.
    pub notified: &'a [String],
    /// Instructions.
    pub instructions: &'a [serde_json::Value],
}

const COLUMNS: &str = "approval_request.id, approval_request.uid, environment.id, project.key,
    environment.key, segment.key, approval_request.version, approval_request.creation_date,
    approval_request.requestor, approval_request.description, approval_request.comment,
    approval_request.notified, approval_request.instructions, approval_request.status,
    approval_request.review_status, approval_request.applied_date, approval_request.applied_by";

const TABLES: &str = "approval_request
    JOIN segment ON segment.id = approval_request.segment_id
    JOIN environment ON environment.id = segment.environment_id
    JOIN project ON project.id = environment.project_id";

fn read(row: &mut Columns<'_>) -> Stored {
    let place = Place::new(row.get::<String>(3), row.get::<String>(4));
    let applied_date: Option<i64> = row.get(15);
    let applied_by: Option<String> = row.get(16);
    Stored {
        id: row.get(0),
        uid: row.get(1),
        environment: row.get(2),
        place,
        segment: row.get::<String>(5).into(),
        version: row.get(6),
        creation_date: UnixMillis(row.get(7)),
        requestor: row.get(8),
        description: row.get(9),
        comment: row.get(10),
        notified: wire::read(row.text(11).as_bytes()).unwrap_or_default(),
        instructions: wire::read(row.text(12).as_bytes()).unwrap_or_default(),
        status: row.get::<String>(13).into(),
        review_status: row.get::<String>(14).into(),
        applied: applied_date.map(UnixMillis).zip(applied_by),
    }
}

/// Saves a new approval request.
pub fn insert(connection: &Connection, new: &New<'_>) -> Result<(), SandboxError> {
    connection.run(
        "INSERT INTO approval_request (uid, segment_id, creation_date, requestor, description,
                 comment, notified, instructions)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            new.uid,
            new.segment,
            new.now.0,
            new.requestor,
            new.description,
            new.comment,
            wire::encode_text(&new.notified),
            wire::encode_text(&new.instructions),
        ],
    )
}

/// The approval request of that id.
pub fn find(connection: &Connection, uid: &str) -> Result<Option<Stored>, SandboxError> {
    connection.first(
        &format!("SELECT {COLUMNS} FROM {TABLES} WHERE approval_request.uid = ?1"),
        params![uid],
        read,
    )
}

/// A page of the approval requests that meet all conditions, the newest first, and how many there
/// are.
pub fn page(
    connection: &Connection,
    conditions: &[Condition],
    limit: u64,
    offset: u64,
) -> Result<(Vec<Stored>, u64), SandboxError> {
    let mut filter = "TRUE".to_owned();
    let mut parameters: Vec<Value> = Vec::new();
    for condition in conditions {
        let (expression, values) = expression(condition);
        filter.push_str(" AND ");
        filter.push_str(expression);
        parameters.push(Value::Text(wire::encode_text(values)));
    }
    let total = connection.one(
        &format!("SELECT count(*) FROM {TABLES} WHERE {filter}"),
        &bound(&parameters),
        |row| row.get(0),
    )?;
    parameters.extend([limit, offset].map(|number| Value::Integer(count(number))));
    let items = connection.all(
        &format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {filter}
             ORDER BY approval_request.id DESC LIMIT ? OFFSET ?"
        ),
        &bound(&parameters),
        read,
    )?;
    Ok((items, total_count(total)))
}

fn expression(condition: &Condition) -> (&'static str, &Vec<String>) {
    let expression = match condition.field {
        Field::NotifyMemberIds => {
            "EXISTS (SELECT 1 FROM json_each(approval_request.notified) AS notified
                 WHERE notified.value IN (SELECT value FROM json_each(?)))"
        }
        Field::ProjectKey => "project.key IN (SELECT value FROM json_each(?))",
        Field::RequestorId => "approval_request.requestor IN (SELECT value FROM json_each(?))",
        Field::ResourceId => {
            "'proj/' || project.key || ':env/' || environment.key || ':segment/' || segment.key
                 IN (SELECT value FROM json_each(?))"
        }
        Field::ResourceKind => "'segment' IN (SELECT value FROM json_each(?))",
        Field::ReviewStatus => "approval_request.review_status IN (SELECT value FROM json_each(?))",
        Field::Status => "approval_request.status IN (SELECT value FROM json_each(?))",
    };
    (expression, &condition.values)
}

/// The reviews of an approval request, oldest first.
pub fn reviews(connection: &Connection, request: i64) -> Result<Vec<ApprovalReview>, SandboxError> {
    connection.all(
        "SELECT uid, kind, creation_date, comment, member FROM approval_review
             WHERE request_id = ?1 ORDER BY id",
        params![request],
        |row| ApprovalReview {
            id: row.get(0),
            kind: row.get::<String>(1).into(),
            creation_date: Some(UnixMillis(row.get(2))),
            comment: row.get(3),
            member_id: Some(row.get(4)),
            service_token_id: None,
            unknown: Unknown::new(),
        },
    )
}

/// Adds a review.
pub fn add_review(
    connection: &Connection,
    request: i64,
    review: &ApprovalReview,
) -> Result<(), SandboxError> {
    connection.run(
        "INSERT INTO approval_review (uid, request_id, creation_date, member, kind, comment)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            review.id,
            request,
            review.creation_date.unwrap_or_default().0,
            review.member_id,
            review.kind.as_str(),
            review.comment,
        ],
    )
}

/// Saves how far an approval request is, and raises its version.
pub fn update(connection: &Connection, stored: &Stored) -> Result<(), SandboxError> {
    let (date, member) = match &stored.applied {
        Some((date, member)) => (Some(date.0), Some(member)),
        None => (None, None),
    };
    connection.run(
        "UPDATE approval_request SET version = version + 1, status = ?2, review_status = ?3,
                 applied_date = ?4, applied_by = ?5 WHERE id = ?1",
        params![
            stored.id,
            stored.status.as_str(),
            stored.review_status.as_str(),
            date,
            member,
        ],
    )
}

/// Deletes an approval request, its reviews with it.
pub fn delete(connection: &Connection, id: i64) -> Result<(), SandboxError> {
    connection.run("DELETE FROM approval_request WHERE id = ?1", params![id])
}
