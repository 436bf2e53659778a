//! Who is in the lists of big segments.

use segdeck_core::{
    ContextKind, Invalid, SegmentKey,
    endpoint::Place,
    model::{BigSegmentTarget, Segment, SegmentUserState, TargetList},
};

use crate::{
    SandboxError, approvals,
    audit_log::SegmentChange,
    lists::{self, Lists},
    reply::Answer,
    sandbox::Call,
    segments::require_segment,
    store::{big_targets, segments},
};

/// Which of the two addresses was used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Contexts,
    Users,
}

impl Family {
    /// The older address is for users only: a key of another kind that was taken for a user's
    /// would be found by nobody.
    fn check(self, segment: &Segment) -> Result<(), Invalid> {
        let kind = segment.unbounded_context_kind.as_ref();
        match kind {
            Some(kind) if self == Self::Users && kind.as_str() != ContextKind::USER => {
                Err(Invalid::new(
                    "segmentKey",
                    format!(
                        "{:?} is a segment of kind {:?}, not of users. Use its /contexts instead \
                         of /users.",
                        segment.key.as_str(),
                        kind.as_str()
                    ),
                ))
            }
            _ => Ok(()),
        }
    }
}

/// What leaves, leaves first, so that one request can move a key from one list to the other.
pub fn update(
    call: &Call<'_>,
    place: &Place,
    key: &SegmentKey,
    change: &SegmentUserState,
    family: Family,
) -> Result<Answer, SandboxError> {
    call.store.write(|transaction| {
        let (environment, stored) = require_segment(transaction, place, key)?;
        let before = stored.segment;
        approvals::check(transaction, call, environment, &before.tags)?;
        lists::refuse_foreign(&before)?;
        family.check(&before)?;
        let mut segment = before.clone();
        let mut lists = Lists::of(transaction, stored.id)?;
        for list in TargetList::ALL {
            for key in change.removed(list) {
                lists.remove(list, key)?;
            }
        }
        for list in TargetList::ALL {
            for (index, key) in change.added(list).iter().enumerate() {
                lists.add(list, key, || format!("{}/add/{index}", list.as_str()))?;
            }
        }
        let changes = lists.finish(&mut segment, call.now);
        if !changes.is_empty() {
            segments::update(transaction, stored.id, &segment)?;
            SegmentChange::update(place, &before, &segment)
                .with_lists(changes)
                .record(transaction, call)?;
        }
        Ok(Answer::Done)
    })
}

pub fn get(
    call: &Call<'_>,
    place: &Place,
    segment: &SegmentKey,
    key: &str,
    family: Family,
) -> Result<Answer, SandboxError> {
    call.store.read(|connection| {
        let (_, stored) = require_segment(connection, place, segment)?;
        lists::refuse_standard(&stored.segment)?;
        family.check(&stored.segment)?;
        let list = big_targets::find(connection, stored.id, key)?;
        Ok(Answer::found(&BigSegmentTarget::new(key, list)))
    })
}
