//! What a patch of a segment does, in all three formats.

use segdeck_core::{
    Invalid, SegmentKey, UnixMillis,
    endpoint::{PatchBody, PatchSegment, Place},
    ids::CountedIds,
    model::{Segment, SegmentResource},
    patch::{
        JsonPatch, PatchError, PatchOperation, SegmentInstruction, SemanticPatch,
        semantic::{self, BigSegmentChange},
    },
    validate,
};

use crate::{
    SandboxError, approvals,
    audit_log::{ListChange, SegmentChange},
    error::Failure,
    expirations,
    lists::{self, Lists},
    reply::Answer,
    rules,
    sandbox::Call,
    segments::{refuse, require_segment},
    store::{
        Connection,
        segments::{self, StoredSegment},
    },
    targets, transfers,
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

/// The segment that is to be changed.
struct Target<'a> {
    place: &'a Place,
    environment: i64,
    stored: StoredSegment,
}

impl<'a> Target<'a> {
    fn find(
        connection: &Connection,
        place: &'a Place,
        key: &SegmentKey,
    ) -> Result<Self, SandboxError> {
        let (environment, stored) = require_segment(connection, place, key)?;
        Ok(Self {
            place,
            environment,
            stored,
        })
    }
}

fn carry_out(
    call: &Call<'_>,
    request: &PatchSegment,
    connection: &Connection,
) -> Result<Segment, SandboxError> {
    let target = Target::find(connection, &request.place, &request.segment)?;
    if request.patch.touches_targeting() {
        let tags = &target.stored.segment.tags;
        approvals::check(connection, call, target.environment, tags)?;
    }
    change(call, connection, target, &request.patch)
}

/// Changes a segment by instructions, without asking whether an approval is required.
pub fn instruct(
    call: &Call<'_>,
    connection: &Connection,
    resource: &SegmentResource,
    patch: SemanticPatch<SegmentInstruction>,
) -> Result<Segment, SandboxError> {
    let target = Target::find(connection, &resource.place, &resource.segment)?;
    change(call, connection, target, &PatchBody::Semantic(patch))
}

fn change(
    call: &Call<'_>,
    connection: &Connection,
    target: Target<'_>,
    patch: &PatchBody,
) -> Result<Segment, SandboxError> {
    let Target {
        place,
        environment,
        stored,
    } = target;
    let before = stored.segment;
    let (mut after, list_changes) = apply(&before, place, patch, call)?;
    rules::complete(&mut after, call.ids);
    targets::tidy(&mut after);
    let is_changed = after != before;
    if is_changed {
        targets::refuse_on_big(&before, &after)?;
        refuse(validate::edit(&before, &after))?;
        if after.rules != before.rules {
            rules::refuse_cycle(connection, environment, &after)?;
        }
        after.version = before.version.saturating_add(1);
        after.last_modified_date = call.now;
    }
    let lists = change_list(
        connection,
        environment,
        stored.id,
        &mut after,
        &list_changes,
        call.now,
    )?;
    if after == before {
        return Ok(before);
    }
    segments::update(connection, stored.id, &after)?;
    let expirations = expirations::forget_orphans(connection, stored.id, place, &after)?;
    let comment = match patch {
        PatchBody::Json { comment, .. } | PatchBody::Merge { comment, .. } => comment,
        PatchBody::Semantic(patch) => &patch.comment,
    };
    let delta = match patch {
        PatchBody::Json { patch, .. } => Some(patch.to_value()),
        PatchBody::Merge { .. } | PatchBody::Semantic(_) => None,
    };
    SegmentChange::update(place, &before, &after)
        .with_expirations(&expirations.before, &expirations.after)
        .with_lists(lists)
        .because(comment.as_deref())
        .by_patch(delta)
        .record(connection, call)?;
    Ok(after)
}

fn apply(
    before: &Segment,
    place: &Place,
    patch: &PatchBody,
    call: &Call<'_>,
) -> Result<(Segment, Vec<BigSegmentChange>), SandboxError> {
    Ok(match patch {
        PatchBody::Json { patch, .. } => {
            let after = patch
                .apply_to_segment(before)
                .map_err(|error| refusal(patch, &error))?;
            (after, Vec::new())
        }
        PatchBody::Merge { patch, .. } => (patch.apply_to_segment(before)?, Vec::new()),
        PatchBody::Semantic(patch) => {
            if let Some(environment) = &patch.environment_key
                && *environment != place.environment
            {
                return Err(Invalid::new(
                    "environmentKey",
                    format!(
                        "The body says {:?}, the path {:?}. Send the path's, or leave it out.",
                        environment.as_str(),
                        place.environment.as_str()
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
pub fn refusal(patch: &JsonPatch, error: &PatchError) -> SandboxError {
    if let Some(PatchOperation::Test { .. }) = patch.0.get(error.operation) {
        SandboxError::from(Failure::Conflict(error.to_string()))
    } else {
        Invalid::new(error.path.clone(), error.to_string()).into()
    }
}

/// Changes the lists of a big segment as the instructions say, and tells what changed.
fn change_list(
    connection: &Connection,
    environment: i64,
    id: i64,
    segment: &mut Segment,
    changes: &[BigSegmentChange],
    now: UnixMillis,
) -> Result<Vec<ListChange>, SandboxError> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    lists::refuse_foreign(segment)?;
    let mut lists = Lists::of(connection, id)?;
    for change in changes {
        match change {
            BigSegmentChange::Add(list, keys) => {
                for key in keys {
                    lists.add(*list, key, || "values".to_owned())?;
                }
            }
            BigSegmentChange::Remove(list, keys) => {
                for key in keys {
                    lists.remove(*list, key)?;
                }
            }
            BigSegmentChange::ProcessImport(import) => {
                if !transfers::start_import(connection, environment, id, segment, import)? {
                    return Err(Invalid::new(
                        "importId",
                        format!("There is no import {import:?} that waits to be processed."),
                    )
                    .into());
                }
            }
        }
    }
    Ok(lists.finish(segment, now))
}

/// Why instructions no longer fit a segment, if they do not: as far as that can be told without
/// changing anything.
pub fn misfit(before: &Segment, instructions: &[SegmentInstruction]) -> Option<Invalid> {
    let mut ids = CountedIds::new("new");
    let mut fit = || -> Result<(), Invalid> {
        let mut after = semantic::apply(before, instructions, &mut ids)?.segment;
        targets::tidy(&mut after);
        targets::refuse_on_big(before, &after)?;
        refuse(validate::edit(before, &after))
    };
    fit().err()
}
