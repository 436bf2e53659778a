//! Expiring targets.

use rusqlite::{Connection, params};
use segdeck_core::{
    UnixMillis,
    endpoint::Place,
    model::{ExpiringTarget, ResourceId, TargetList, TargetType, Unknown},
};

use crate::SandboxError;
use crate::store::rows::{Columns, Sql};

/// All expiring targets of a segment, the next to leave first.
pub fn of_segment(
    connection: &Connection,
    segment: i64,
    resource: &ResourceId,
) -> Result<Vec<ExpiringTarget>, SandboxError> {
    connection.all("SELECT uid, version, due, context_kind, context_key, list
             FROM expiration WHERE segment_id = ?1 ORDER BY due, context_kind, context_key, list DESC", params![segment], |row| read(row, resource))
}

fn read(row: &mut Columns<'_>, resource: &ResourceId) -> ExpiringTarget {
    let list: String = row.get(5);
    ExpiringTarget {
        id: row.get(0),
        version: row.get(1),
        expiration_date: UnixMillis(row.get(2)),
        context_kind: row.get::<String>(3).into(),
        context_key: row.get(4),
        target_type: TargetList::from_name(&list).map(TargetType::List),
        resource_id: resource.clone(),
        unknown: Unknown::new(),
    }
}

/// When the next target expires.
pub fn next_due(connection: &Connection) -> Result<Option<UnixMillis>, SandboxError> {
    let due: Option<i64> =
        connection.one("SELECT min(due) FROM expiration", &[], |row| row.get(0))?;
    Ok(due.map(UnixMillis))
}

/// A segment of which targets are due.
#[derive(Clone, Debug)]
pub struct DueSegment {
    /// The segment's row.
    pub id: i64,
    /// Where it is.
    pub place: Place,
}

/// The segments of which targets are due.
pub fn due_segments(
    connection: &Connection,
    now: UnixMillis,
) -> Result<Vec<DueSegment>, SandboxError> {
    connection.all(
        "SELECT DISTINCT segment.id, project.key, environment.key
             FROM expiration
             JOIN segment ON segment.id = expiration.segment_id
             JOIN environment ON environment.id = segment.environment_id
             JOIN project ON project.id = environment.project_id
             WHERE expiration.due <= ?1 ORDER BY segment.id",
        params![now.0],
        |row| DueSegment {
            id: row.get(0),
            place: Place::new(row.get::<String>(1), row.get::<String>(2)),
        },
    )
}

/// Removes those of a segment that are due.
pub fn remove_due(
    connection: &Connection,
    segment: i64,
    now: UnixMillis,
) -> Result<(), SandboxError> {
    connection.run(
        "DELETE FROM expiration WHERE segment_id = ?1 AND due <= ?2",
        params![segment, now.0],
    )
}

/// Removes one.
pub fn remove(connection: &Connection, segment: i64, uid: &str) -> Result<(), SandboxError> {
    connection.run(
        "DELETE FROM expiration WHERE segment_id = ?1 AND uid = ?2",
        params![segment, uid],
    )
}

/// Adds one, or changes the date and version of the one with its id. One without a known list is
/// passed over: nothing makes such a thing.
pub fn put(
    connection: &Connection,
    segment: i64,
    target: &ExpiringTarget,
) -> Result<(), SandboxError> {
    let Some(list) = target.target_type.as_ref().and_then(TargetType::list) else {
        return Ok(());
    };
    let changed = connection.change(
        "UPDATE expiration SET due = ?3, version = ?4 WHERE segment_id = ?1 AND uid = ?2",
        params![segment, target.id, target.expiration_date.0, target.version],
    )?;
    if changed == 0 {
        connection.run(
            "INSERT INTO expiration
                     (uid, segment_id, list, context_kind, context_key, due, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                target.id,
                segment,
                list.as_str(),
                target.context_kind.as_str(),
                target.context_key,
                target.expiration_date.0,
                target.version,
            ],
        )?;
    }
    Ok(())
}
