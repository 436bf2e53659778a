//! Expiring targets, in both families, and what happens when they are due.

use segdeck_core::{
    SegmentKey, UnixMillis,
    endpoint::{
        Endpoint, GetExpiringTargets, GetExpiringUserTargets, PatchExpiringTargets,
        PatchExpiringUserTargets, Place,
    },
    gather::Gather,
    model::{
        ExpiringTarget, ExpiringTargetError, ExpiringTargets, ExpiringUserTarget,
        ExpiringUserTargets, Links, PatchedExpiringTargets, PatchedExpiringUserTargets, ResourceId,
        Segment, Unknown,
    },
    order::Map,
    patch::{
        ExpiringTargetInstruction, ExpiringUserTargetInstruction,
        expiration::{self, AppliedExpirations},
    },
};

use crate::{
    SandboxError,
    audit_log::SegmentChange,
    paging::json_links,
    places::segment_path,
    reply::Answer,
    sandbox::Call,
    segments::{require_segment, unknown_segment},
    store::{Connection, expirations, places, segments},
};

/// Lists the expiring targets of a segment.
pub fn get(call: &Call<'_>, request: &GetExpiringTargets) -> Result<Answer, SandboxError> {
    let (place, key) = (&request.place, &request.segment);
    Ok(Answer::found(&ExpiringTargets {
        items: read(call, place, key)?,
        links: links(request.request().path, place, key),
        unknown: Unknown::new(),
    }))
}

/// Lists the expiring targets of kind `user`.
pub fn get_users(
    call: &Call<'_>,
    request: &GetExpiringUserTargets,
) -> Result<Answer, SandboxError> {
    let (place, key) = (&request.place, &request.segment);
    Ok(Answer::found(&ExpiringUserTargets {
        items: users(read(call, place, key)?),
        links: links(request.request().path, place, key),
        unknown: Unknown::new(),
    }))
}

fn read(
    call: &Call<'_>,
    place: &Place,
    key: &SegmentKey,
) -> Result<Vec<ExpiringTarget>, SandboxError> {
    call.store.read(|connection| {
        let environment = places::require(connection, place)?;
        let id = segments::id(connection, environment.id, key)?
            .ok_or_else(|| unknown_segment(place, key))?;
        expirations::of_segment(connection, id, &resource(place, key))
    })
}

/// What the expiring targets of a segment belong to.
pub fn resource(place: &Place, key: &SegmentKey) -> ResourceId {
    ResourceId {
        kind: Some("segment".to_owned()),
        project_key: Some(place.project.to_string()),
        environment_key: Some(place.environment.to_string()),
        key: Some(key.to_string()),
        unknown: Unknown::new(),
    }
}

fn users(items: Vec<ExpiringTarget>) -> Vec<ExpiringUserTarget> {
    items
        .into_iter()
        .filter(|item| item.context_kind.is_user())
        .map(ExpiringUserTarget::from)
        .list()
}

fn links(itself: String, place: &Place, key: &SegmentKey) -> Links {
    let segment = segment_path(place, key);
    json_links(&mut [("self", itself), ("parent", segment)])
}

/// Adds, moves and removes expiring targets. Instructions that fail are told in the answer.
pub fn patch(call: &Call<'_>, request: &PatchExpiringTargets) -> Result<Answer, SandboxError> {
    let (place, key, patch) = (&request.place, &request.segment, &request.patch);
    let instructions: Vec<&ExpiringTargetInstruction> = patch.instructions.iter().list();
    let change = Change {
        instructions: &instructions,
        comment: patch.comment.as_deref(),
    };
    let applied = change.carry_out(call, place, key)?;
    let counts = Counts::of(&instructions, &applied.errors);
    Ok(Answer::found(&PatchedExpiringTargets {
        items: applied.items,
        links: links(request.request().path, place, key),
        total_instructions: Some(counts.total),
        successful_instructions: Some(counts.successful),
        failed_instructions: Some(counts.failed),
        errors: Some(applied.errors),
        unknown: Unknown::new(),
    }))
}

/// Adds, moves and removes expiring targets of kind `user`; others are left alone and not shown.
pub fn patch_users(
    call: &Call<'_>,
    request: &PatchExpiringUserTargets,
) -> Result<Answer, SandboxError> {
    let (place, key, patch) = (&request.place, &request.segment, &request.patch);
    let instructions: Vec<&ExpiringTargetInstruction> = patch
        .instructions
        .iter()
        .map(ExpiringUserTargetInstruction::as_context)
        .list();
    let change = Change {
        instructions: &instructions,
        comment: patch.comment.as_deref(),
    };
    let applied = change.carry_out(call, place, key)?;
    let counts = Counts::of(&instructions, &applied.errors);
    Ok(Answer::found(&PatchedExpiringUserTargets {
        items: users(applied.items),
        links: links(request.request().path, place, key),
        total_instructions: Some(counts.total),
        successful_instructions: Some(counts.successful),
        failed_instructions: Some(counts.failed),
        errors: Some(applied.errors),
        unknown: Unknown::new(),
    }))
}

struct Counts {
    total: u64,
    successful: u64,
    failed: u64,
}

impl Counts {
    fn of(instructions: &[&ExpiringTargetInstruction], errors: &[ExpiringTargetError]) -> Self {
        let (total, failed) = (instructions.len() as u64, errors.len() as u64);
        Self {
            total,
            successful: total.saturating_sub(failed),
            failed,
        }
    }
}

struct Change<'a> {
    instructions: &'a [&'a ExpiringTargetInstruction],
    comment: Option<&'a str>,
}

impl Change<'_> {
    /// Setting an expiration leaves the segment as it is, its version too.
    fn carry_out(
        &self,
        call: &Call<'_>,
        place: &Place,
        key: &SegmentKey,
    ) -> Result<AppliedExpirations, SandboxError> {
        call.store.write(|transaction| {
            let (_, stored) = require_segment(transaction, place, key)?;
            let resource = resource(place, key);
            let before = expirations::of_segment(transaction, stored.id, &resource)?;
            let mut ids = call.ids;
            let (segment, now) = (&stored.segment, call.now);
            let applied = expiration::apply(
                segment,
                &resource,
                &before,
                self.instructions,
                now,
                &mut ids,
            );
            if save(transaction, stored.id, &before, &applied.items)? {
                SegmentChange::update(place, segment, segment)
                    .with_expirations(&before, &applied.items)
                    .because(self.comment)
                    .record(transaction, call)?;
            }
            Ok(applied)
        })
    }
}

/// Saves the difference between two states of a segment's expiring targets, and tells whether
/// there is one.
fn save(
    connection: &Connection,
    segment: i64,
    before: &[ExpiringTarget],
    after: &[ExpiringTarget],
) -> Result<bool, SandboxError> {
    let by_id = |items: &[ExpiringTarget]| -> Map<String, ExpiringTarget> {
        Map::of(items.iter().map(|item| (item.id.clone(), item.clone())))
    };
    let (before, after) = (by_id(before), by_id(after));
    // What goes must go first: a target may have lost its expiration and got another.
    for id in before.keys().filter(|id| !after.contains_key(*id)) {
        expirations::remove(connection, segment, id)?;
    }
    for (id, item) in &after {
        if before.get(id) != Some(item) {
            expirations::put(connection, segment, item)?;
        }
    }
    Ok(before != after)
}

/// The expiring targets of a segment before and after a patch of it.
pub struct Kept {
    /// All.
    pub before: Vec<ExpiringTarget>,
    /// Those that the patch left on their lists.
    pub after: Vec<ExpiringTarget>,
}

/// Removes the expirations of targets that a patch took off their lists.
pub fn forget_orphans(
    connection: &Connection,
    id: i64,
    place: &Place,
    segment: &Segment,
) -> Result<Kept, SandboxError> {
    let resource = resource(place, &segment.key);
    let before = expirations::of_segment(connection, id, &resource)?;
    let after = expiration::remove_orphans(segment, before.clone());
    save(connection, id, &before, &after)?;
    Ok(Kept { before, after })
}

/// Takes the targets off their lists that expired by `now`, and tells how many those were. A
/// segment's version rises once, however many leave it.
pub fn apply_due(connection: &Connection, now: UnixMillis) -> Result<usize, SandboxError> {
    let mut count = 0;
    for due in expirations::due_segments(connection, now)? {
        let before = segments::by_id(connection, due.id)?;
        let resource = resource(&due.place, &before.key);
        let items = expirations::of_segment(connection, due.id, &resource)?;
        let (leaving, staying) = expiration::due(items.clone(), now);
        let mut after = expiration::apply_due(&before, &leaving);
        expirations::remove_due(connection, due.id, now)?;
        count += leaving.len();
        if after == before {
            continue;
        }
        after.version = before.version.saturating_add(1);
        after.last_modified_date = now;
        segments::update(connection, due.id, &after)?;
        SegmentChange::update(&due.place, &before, &after)
            .with_expirations(&items, &staying)
            .saying("removed the expired targets from the segment")
            .record_at(connection, now, None)?;
    }
    Ok(count)
}
