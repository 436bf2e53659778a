//! What becomes of expiring targets as time passes and targets leave.

use super::TargetReference;
use crate::{
    ContextKind, UnixMillis,
    gather::Gather,
    model::{ExpiringTarget, Segment, TargetList, TargetType},
    order::{self, Map, Set},
};

/// Sorts by date, then by kind, key and list, so that the order never depends on history.
pub(super) fn sort(items: &mut [ExpiringTarget]) {
    order::sort_by(items, |left, right| {
        let of = |item: &'_ ExpiringTarget| item.target_type.as_ref().and_then(TargetType::list);
        left.expiration_date
            .cmp(&right.expiration_date)
            .then_with(|| left.context_kind.cmp(&right.context_kind))
            .then_with(|| left.context_key.cmp(&right.context_key))
            .then_with(|| of(left).cmp(&of(right)))
    });
}

/// Parts items into those whose date has come (`expirationDate` at or before `now`) and the rest.
#[must_use]
pub fn due(
    items: Vec<ExpiringTarget>,
    now: UnixMillis,
) -> (Vec<ExpiringTarget>, Vec<ExpiringTarget>) {
    items
        .into_iter()
        .partition(|item| item.expiration_date <= now)
}

/// Keeps the items whose context is still a target of their list: an expiration goes with its
/// target. Items of a target type that we do not know stay.
#[must_use]
pub fn remove_orphans(segment: &Segment, items: Vec<ExpiringTarget>) -> Vec<ExpiringTarget> {
    let mut targets: Map<(TargetList, ContextKind), Set<&str>> = Map::new();
    for list in TargetList::ALL {
        let users = targets.get_or_default((list, ContextKind::user()));
        users.extend(segment.user_keys(list).iter().map(String::as_str));
        for entry in segment.context_targets(list) {
            let kind = ContextKind::from(entry.context_kind());
            let keys = targets.get_or_default((list, kind));
            keys.extend(entry.values.iter().map(String::as_str));
        }
    }
    let is_kept = |item: &ExpiringTarget| {
        TargetReference::of(item).is_none_or(|target| {
            targets
                .get(&(target.list, target.context_kind))
                .is_some_and(|keys| keys.contains(target.context_key.as_str()))
        })
    };
    items.into_iter().filter(is_kept).list()
}

/// The segment without the targets of `due`. Its version and dates are left alone.
#[must_use]
pub fn apply_due(segment: &Segment, due: &[ExpiringTarget]) -> Segment {
    let mut leaving: Map<(TargetList, ContextKind), Vec<String>> = Map::new();
    for target in due.iter().filter_map(TargetReference::of) {
        leaving
            .get_or_default((target.list, target.context_kind))
            .push(target.context_key);
    }
    let mut after = segment.clone();
    for ((list, kind), keys) in leaving {
        after.remove_targets(list, &kind, &keys);
    }
    after
}
