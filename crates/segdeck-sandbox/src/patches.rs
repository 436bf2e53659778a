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
    SandboxError, approvals,
    audit_log::{ListChange, SegmentChange},
    expirations,
    reply::Answer,
    rules,
    sandbox::Call,
    segments::{refuse, unknown_segment},
    store::{Connection, big_targets, places, segments},
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
    let lists = change_list(connection, stored.id, &mut after, &list_changes, call.now)?;
    if !is_changed && lists.is_empty() {
        return Ok(before);
    }
    segments::update(connection, stored.id, &after)?;
    let expirations = expirations::forget_orphans(connection, stored.id, &request.place, &after)?;
    let comment = match &request.patch {
        PatchBody::Json { comment, .. } | PatchBody::Merge { comment, .. } => comment,
        PatchBody::Semantic(patch) => &patch.comment,
    };
    let delta = match &request.patch {
        PatchBody::Json { patch, .. } => Some(patch.to_value()),
        PatchBody::Merge { .. } | PatchBody::Semantic(_) => None,
    };
    SegmentChange::update(&request.place, &before, &after)
        .with_expirations(&expirations.before, &expirations.after)
        .with_lists(lists)
        .because(comment.as_deref())
        .by_patch(delta)
        .record(connection, call)?;
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

/// Changes the lists of a big segment, and tells what changed. The lists have a version of their
/// own, in the segment's metadata.
fn change_list(
    connection: &Connection,
    id: i64,
    segment: &mut Segment,
    changes: &[BigSegmentChange],
    now: UnixMillis,
) -> Result<Vec<ListChange>, SandboxError> {
    let [mut included, mut excluded] = TargetList::ALL.map(ListChange::none);
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
        let told = match list {
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
            *(if step > 0 {
                &mut told.added
            } else {
                &mut told.removed
            }) += 1;
        }
    }
    let lists: Vec<ListChange> = [included, excluded]
        .into_iter()
        .filter(|change| change.added > 0 || change.removed > 0)
        .collect();
    if !lists.is_empty() {
        let metadata = segment.unbounded_metadata.get_or_insert_default();
        let add = |known: Option<i64>, change: i64| Some(known.unwrap_or_default() + change);
        metadata.included_count = add(metadata.included_count, included.growth());
        metadata.excluded_count = add(metadata.excluded_count, excluded.growth());
        metadata.version = add(metadata.version, 1);
        metadata.last_modified = Some(now);
    }
    Ok(lists)
}
