//! What was changed, by whom and why.

use rusqlite::{Connection, params};
use segdeck_core::{SegmentKey, UnixMillis, endpoint::Place};
use serde_json::Value;

/// What kind of change it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A segment was created.
    Create,
    /// A segment was changed.
    Update,
    /// A segment was deleted.
    Delete,
    /// Expiring targets were set, moved or removed.
    UpdateExpirations,
    /// Targets expired.
    Expire,
}

impl Action {
    fn as_str(self) -> &'static str {
        match self {
            Self::Create => "createSegment",
            Self::Update => "updateSegment",
            Self::Delete => "deleteSegment",
            Self::UpdateExpirations => "updateExpiringTargets",
            Self::Expire => "expireTargets",
        }
    }
}

/// One change.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// When.
    pub at: UnixMillis,
    /// The token's name; `None` for what the sandbox did by itself.
    pub actor: Option<&'a str>,
    /// What kind of change.
    pub action: Action,
    /// Where.
    pub place: &'a Place,
    /// Which segment.
    pub segment: &'a SegmentKey,
    /// The segment's version before, unless it is new.
    pub version_before: Option<i64>,
    /// The segment's version afterwards, unless it is gone.
    pub version_after: Option<i64>,
    /// Why, in the caller's words.
    pub comment: Option<&'a str>,
    /// The request's body, or what else was done.
    pub change: &'a Value,
}

/// Writes an entry.
pub fn add(connection: &Connection, entry: &Entry<'_>) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO audit (at, actor, action, project_key, environment_key, segment_key,
                 version_before, version_after, comment, change)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            entry.at.0,
            entry.actor,
            entry.action.as_str(),
            entry.place.project.as_str(),
            entry.place.environment.as_str(),
            entry.segment.as_str(),
            entry.version_before,
            entry.version_after,
            entry.comment,
            entry.change.to_string(),
        ])
        .map(drop)
}
