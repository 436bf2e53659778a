//! What resources were before and after each entry: told whole now and then, by patches between.

use rusqlite::{Connection, params};
use segdeck_core::{
    Invalid,
    diff::exact_patch,
    patch::{Dialect, JsonPatch},
    wire,
};
use serde_json::Value;

use super::States;
use crate::store::rows::Sql;
use crate::{SandboxError, error::Failure};

/// So many patches at most lead to a state, as reading it takes longer with each.
const PATCHES_LIMIT: i64 = 200;
/// Patches may have as many bytes as the state that they start from, but so many in any case, so
/// that a small resource is not told whole at every third change.
const PATCH_BYTES_ALWAYS: i64 = 16 * 1024;

/// Where the newest state of a resource is told.
struct Newest {
    entry: Option<i64>,
    hash: Option<i64>,
    patches: i64,
    patch_bytes: i64,
    whole_bytes: i64,
}

/// Writes the states before and after an entry down.
pub(super) fn add(
    connection: &Connection,
    entry: i64,
    resource: i64,
    states: States<'_>,
) -> Result<(), SandboxError> {
    let newest = newest(connection, resource)?;
    let before = states.before.map(wire::encode_text);
    // What was changed behind the log's back, or before there was one, starts a new chain.
    let is_known = before
        .as_deref()
        .is_some_and(|text| newest.hash == Some(hash(text)));
    let is_short = newest.patches < PATCHES_LIMIT
        && newest.patch_bytes < newest.whole_bytes.max(PATCH_BYTES_ALWAYS);
    let is_chained = is_known && (is_short || states.after.is_none());
    let after = states.after.map(wire::encode_text);
    let patch = match (states.before, states.after) {
        (Some(before), Some(after)) => patch(before, after),
        _ => None,
    };
    let whole_after = after.as_deref().filter(|_| patch.is_none());
    let whole_before = before.as_deref().filter(|_| !is_chained);
    connection.run(
        "INSERT INTO audit_state (entry_id, previous_entry, before, patch, after)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            entry,
            newest.entry.filter(|_| is_chained),
            whole_before,
            patch,
            whole_after,
        ],
    )?;
    let patch_bytes = length(patch.as_deref());
    let (patches, patch_bytes, whole_bytes) = if whole_after.is_some() {
        (0, 0, length(whole_after))
    } else if is_chained {
        (
            newest.patches + 1,
            newest.patch_bytes + patch_bytes,
            newest.whole_bytes,
        )
    } else {
        (1, patch_bytes, length(whole_before))
    };
    connection.run(
        "UPDATE audit_resource SET state_entry = ?2, state_hash = ?3, patches = ?4,
                 patch_bytes = ?5, whole_bytes = ?6 WHERE id = ?1",
        params![
            resource,
            after.as_ref().map(|_| entry),
            after.as_deref().map(hash),
            patches,
            patch_bytes,
            whole_bytes,
        ],
    )?;
    Ok(())
}

fn newest(connection: &Connection, resource: i64) -> Result<Newest, SandboxError> {
    connection.one(
        "SELECT state_entry, state_hash, patches, patch_bytes, whole_bytes
             FROM audit_resource WHERE id = ?1",
        params![resource],
        |row| Newest {
            entry: row.get(0),
            hash: row.get(1),
            patches: row.get(2),
            patch_bytes: row.get(3),
            whole_bytes: row.get(4),
        },
    )
}

/// The patch from one state to the next; `None` where it would not lead there to the letter.
fn patch(before: &Value, after: &Value) -> Option<String> {
    let patch = exact_patch(before, after);
    let reached = patch.apply(before, Dialect::Strict).ok()?;
    (reached == *after).then(|| wire::encode_text(&patch))
}

fn length(text: Option<&str>) -> i64 {
    i64::try_from(text.map_or(0, str::len)).unwrap_or(i64::MAX)
}

/// FNV-1a in 64 bits. Two states with the same hash would have to follow each other without an
/// entry between them to do harm.
fn hash(text: &str) -> i64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// One entry's states as they are stored.
struct Stored {
    previous: Option<i64>,
    before: Option<String>,
    patch: Option<String>,
    after: Option<String>,
}

fn stored(connection: &Connection, entry: i64) -> Result<Option<Stored>, SandboxError> {
    connection.first(
        "SELECT previous_entry, before, patch, after FROM audit_state WHERE entry_id = ?1",
        params![entry],
        |row| Stored {
            previous: row.get(0),
            before: row.get(1),
            patch: row.get(2),
            after: row.get(3),
        },
    )
}

/// What a resource was before and after an entry, and the patch between.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// `None` for what was created, or is not known.
    pub before: Option<Value>,
    /// `None` for what was deleted, or is not known.
    pub after: Option<Value>,
    /// From the one to the other.
    pub patch: Option<Value>,
}

/// Reads the states before and after an entry.
///
/// # Errors
/// When what is stored does not fit together.
pub fn of_entry(connection: &Connection, entry: i64) -> Result<Told, SandboxError> {
    let Some(stored) = stored(connection, entry)? else {
        return Ok(Told::default());
    };
    let before = before(connection, &stored)?;
    let patch = stored.patch.as_deref().map(parse).transpose()?;
    let after = match (&stored.after, &before, &patch) {
        (Some(after), _, _) => Some(read(after)?),
        (None, Some(before), Some(patch)) => Some(apply(before, patch)?),
        _ => None,
    };
    Ok(Told {
        before,
        after,
        patch: patch.map(|patch| patch.to_value()),
    })
}

/// Walks back to a state that is told whole, and from there applies all patches as one.
fn before(connection: &Connection, entry: &Stored) -> Result<Option<Value>, SandboxError> {
    if let Some(whole) = &entry.before {
        return read(whole).map(Some);
    }
    let mut patches = Vec::new();
    let mut next = entry.previous;
    let whole = loop {
        let Some(stored) = next.map(|id| stored(connection, id)).transpose()?.flatten() else {
            return Ok(None);
        };
        if let Some(after) = stored.after {
            break after;
        }
        patches.extend(stored.patch);
        if let Some(before) = stored.before {
            break before;
        }
        next = stored.previous;
    };
    let whole = read(&whole)?;
    let mut operations = Vec::new();
    for patch in patches.iter().rev() {
        operations.extend(parse(patch)?.0);
    }
    // A patch may carry so much and no more, which all of them together could exceed.
    if let Ok(state) = JsonPatch(operations).apply(&whole, Dialect::Strict) {
        return Ok(Some(state));
    }
    let patches = patches.iter().rev();
    patches
        .map(|patch| parse(patch))
        .try_fold(whole, |state, patch| apply(&state, &patch?))
        .map(Some)
}

fn apply(state: &Value, patch: &JsonPatch) -> Result<Value, SandboxError> {
    patch.apply(state, Dialect::Strict).map_err(|error| {
        SandboxError::from(Failure::Corrupt(Invalid::new(
            error.path.clone(),
            error.to_string(),
        )))
    })
}

fn parse(patch: &str) -> Result<JsonPatch, SandboxError> {
    JsonPatch::parse(&read(patch)?).map_err(SandboxError::corrupt)
}

fn read(text: &str) -> Result<Value, SandboxError> {
    wire::parse(text.as_bytes()).map_err(SandboxError::corrupt)
}
