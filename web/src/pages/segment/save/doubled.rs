//! A request that was carried out twice. A browser sends a request again by itself when a connection
//! that it used before breaks off without an answer; without a guard on the version, the server
//! carries that out too.

use segdeck_client::decide;
use segdeck_core::{
    merge::Element,
    model::{Rule, Segment},
    patch::Dialect,
};

use super::{SegmentRequest, dry_run::after_batch};

/// Whether what is saved is what the request makes of `before` when it is carried out twice;
/// `once` is what it makes of it once.
pub(super) fn is_doubled(
    before: &Segment,
    once: &Segment,
    request: &SegmentRequest<'_>,
    saved: &Segment,
) -> bool {
    let twice = match request {
        SegmentRequest::Batch(batch) => after_batch(once, batch, "again:").ok(),
        SegmentRequest::Patch(patch) => {
            let document = patch.apply(&once.to_value(), Dialect::Strict).ok();
            document.and_then(|document| Segment::from_value(&document).ok())
        }
        // It is guarded.
        SegmentRequest::Remainder(_) => None,
    };
    twice.is_some_and(|twice| decide::differences(before, &twice, saved).is_empty())
}

/// What is merged, with each new rule and clause as often as it is wanted.
pub(super) fn without_doubles(base: &Segment, wanted: &Segment, mut merged: Segment) -> Segment {
    keep_wanted(&base.rules, &wanted.rules, &mut merged.rules);
    for rule in &mut merged.rules {
        let same = |rules: &[Rule]| rules.iter().find(|one| one.id == rule.id).cloned();
        if let (Some(old), Some(mine)) = (same(&base.rules), same(&wanted.rules)) {
            keep_wanted(&old.clauses, &mine.clauses, &mut rule.clauses);
        }
    }
    merged
}

fn keep_wanted<T: Element>(base: &[T], wanted: &[T], merged: &mut Vec<T>) {
    let is_old = |element: &T| base.iter().any(|old| old.id() == element.id());
    let new = wanted.iter().filter(|element| !is_old(element));
    let mut left: Vec<String> = new.map(Element::told).collect();
    merged.retain(|element| {
        if is_old(element) {
            return true;
        }
        let told = element.told();
        let place = left.iter().position(|one| *one == told);
        place.map(|place| left.swap_remove(place)).is_some()
    });
}
