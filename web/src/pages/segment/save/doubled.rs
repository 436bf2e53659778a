//! A request that was carried out twice. A browser sends a request again by itself when a connection
//! that it used before breaks off without an answer; without a guard on the version, the server
//! carries that out too.

use segdeck_client::decide;
use segdeck_core::{
    model::{Clause, Rule, Segment},
    patch::Dialect,
    wire,
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
    keep_wanted(&base.rules, &wanted.rules, &mut merged.rules, |rule| {
        (rule.id.as_ref().map(ToString::to_string), told(rule))
    });
    for rule in &mut merged.rules {
        let same = |rules: &[Rule]| rules.iter().find(|one| one.id == rule.id).cloned();
        if let (Some(old), Some(mine)) = (same(&base.rules), same(&wanted.rules)) {
            keep_wanted(&old.clauses, &mine.clauses, &mut rule.clauses, |clause| {
                (
                    clause.id.as_ref().map(ToString::to_string),
                    told_clause(clause),
                )
            });
        }
    }
    merged
}

/// `name` gives an element's id and what it says.
fn keep_wanted<T>(
    base: &[T],
    wanted: &[T],
    merged: &mut Vec<T>,
    name: impl Fn(&T) -> (Option<String>, String),
) {
    let old: Vec<_> = base.iter().map(|element| name(element).0).collect();
    let new = wanted.iter().map(&name).filter(|(id, _)| !old.contains(id));
    let mut left: Vec<String> = new.map(|(_, told)| told).collect();
    merged.retain(|element| {
        let (id, told) = name(element);
        if old.contains(&id) {
            return true;
        }
        let place = left.iter().position(|one| *one == told);
        place.map(|place| left.swap_remove(place)).is_some()
    });
}

/// What a rule says, in one form for a new one and the same after it was saved.
fn told(rule: &Rule) -> String {
    let mut rule = rule.clone();
    rule.id = None;
    rule.rollout_context_kind.take_if(|kind| kind.is_user());
    for clause in &mut rule.clauses {
        clause.id = None;
    }
    wire::encode_text(&rule)
}

fn told_clause(clause: &Clause) -> String {
    let mut clause = clause.clone();
    clause.id = None;
    wire::encode_text(&clause)
}
