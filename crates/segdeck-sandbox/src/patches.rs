//! What a patch of a segment does, in all three formats.

use segdeck_core::{
    Invalid, UnixMillis,
    endpoint::{PatchBody, PatchSegment},
    model::{Segment, TargetList},
    patch::{
        JsonPatch, PatchError, PatchOperation,
        semantic::{self, BigSegmentChange},
    },
    validate,
};

use crate::{
    SandboxError, approvals, expirations,
    reply::Answer,
    rules,
    sandbox::Call,
    segments::{refuse, unknown_segment},
    store::{
        Connection,
        audit::{self, Action},
        big_targets, places, segments,
    },
    targets,
};

/// Changes a segment, all of the patch or nothing; with `dryRun` nothing, but the same answer.
pub fn patch(call: &Call<'_>, request: &PatchSegment) -> Result<Answer, SandboxError> {
    let change = |connection: &Connection| carry_out(call, request, connection);
    let segment = if request.dry_run {
        call.store.rehearse(change)?
    } else {
        call.store.write(change)?
    };
    Ok(Answer::found(&segment))
}

fn carry_out(
    call: &Call<'_>,
    request: &PatchSegment,
    connection: &Connection,
) -> Result<Segment, SandboxError> {
    let environment = places::require(connection, &request.place)?;
    let stored = segments::find(connection, environment.id, &request.segment)?
        .ok_or_else(|| unknown_segment(&request.place, &request.segment))?;
    let before = stored.segment;
    if request.patch.touches_targeting() {
        approvals::check(connection, call, environment.id, &before.tags)?;
    }
    let (mut after, list_changes) = apply(&before, request, call)?;
    rules::complete(&mut after, call.ids);
    targets::tidy(&mut after);
    let is_changed = after != before;
    if is_changed {
        targets::refuse_on_big(&before, &after)?;
        refuse(validate::edit(&before, &after))?;
        if after.rules != before.rules {
            rules::refuse_cycle(connection, environment.id, &after)?;
        }
        after.version = before.version.saturating_add(1);
        after.last_modified_date = call.now;
    }
    let is_list_changed = change_list(connection, stored.id, &mut after, &list_changes, call.now)?;
    if !is_changed && !is_list_changed {
        return Ok(before);
    }
    segments::update(connection, stored.id, &after)?;
    expirations::forget_orphans(connection, stored.id, &request.place, &after)?;
    let comment = match &request.patch {
        PatchBody::Json { comment, .. } | PatchBody::Merge { comment, .. } => comment,
        PatchBody::Semantic(patch) => &patch.comment,
    };
    audit::add(
        connection,
        &audit::Entry {
            version_before: Some(before.version),
            version_after: Some(after.version),
            comment: comment.as_deref(),
            ..call.entry(
                Action::Update,
                &request.place,
                &request.segment,
                &request.patch.to_value(),
            )
        },
    )?;
    Ok(after)
}

fn apply(
    before: &Segment,
    request: &PatchSegment,
    call: &Call<'_>,
) -> Result<(Segment, Vec<BigSegmentChange>), SandboxError> {
    Ok(match &request.patch {
        PatchBody::Json { patch, .. } => {
            let after = patch
                .apply_to_segment(before)
                .map_err(|error| refusal(patch, &error))?;
            (after, Vec::new())
        }
        PatchBody::Merge { patch, .. } => (patch.apply_to_segment(before)?, Vec::new()),
        PatchBody::Semantic(patch) => {
            if let Some(environment) = &patch.environment_key
                && *environment != request.place.environment
            {
                return Err(Invalid::new(
                    "environmentKey",
                    format!(
                        "The body says {:?}, the path {:?}. Send the path's, or leave it out.",
                        environment.as_str(),
                        request.place.environment.as_str()
                    ),
                )
                .into());
            }
            let mut ids = call.ids;
            let applied = semantic::apply(before, &patch.instructions, &mut ids)?;
            (applied.segment, applied.big_segment)
        }
    })
}

/// A failed `test` is a conflict, every other failure a malformed request. A test of what is not
/// there fails too: somebody may have removed it meanwhile.
fn refusal(patch: &JsonPatch, error: &PatchError) -> SandboxError {
    if let Some(PatchOperation::Test { .. }) = patch.0.get(error.operation) {
        SandboxError::Conflict(error.to_string())
    } else {
        Invalid::new(error.path.clone(), error.to_string()).into()
    }
}

/// Changes the list of a big segment, and tells whether anything changed. The list has a version
/// of its own, in the segment's metadata.
fn change_list(
    connection: &Connection,
    id: i64,
    segment: &mut Segment,
    changes: &[BigSegmentChange],
    now: UnixMillis,
) -> Result<bool, SandboxError> {
    let mut included = 0;
    let mut excluded = 0;
    let mut is_changed = false;
    for change in changes {
        let (list, keys, step) = match change {
            BigSegmentChange::Add(list, keys) => (*list, keys, 1),
            BigSegmentChange::Remove(list, keys) => (*list, keys, -1),
            BigSegmentChange::ProcessImport(import) => {
                return Err(Invalid::new(
                    "importId",
                    format!("There is no import {import:?} that waits to be processed."),
                )
                .into());
            }
        };
        let count = match list {
            TargetList::Included => &mut included,
            TargetList::Excluded => &mut excluded,
        };
        for key in keys {
            match (big_targets::find(connection, id, key)?, step) {
                (None, 1) => big_targets::add(connection, id, list, key)?,
                (Some(known), -1) if known == list => big_targets::remove(connection, id, key)?,
                (Some(known), 1) if known != list => {
                    return Err(Invalid::new(
                        "values",
                        format!(
                            "{key:?} is {} already and cannot be {} too. Remove it there first.",
                            known.as_str(),
                            list.as_str()
                        ),
                    )
                    .into());
                }
                _ => continue,
            }
            *count += step;
            is_changed = true;
        }
    }
    if is_changed {
        let metadata = segment.unbounded_metadata.get_or_insert_default();
        let add = |known: Option<i64>, change: i64| Some(known.unwrap_or_default() + change);
        metadata.included_count = add(metadata.included_count, included);
        metadata.excluded_count = add(metadata.excluded_count, excluded);
        metadata.version = add(metadata.version, 1);
        metadata.last_modified = Some(now);
    }
    Ok(is_changed)
}
