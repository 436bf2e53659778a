//! Instructions for individual targets, and how they are shared out among requests.
//!
//! Keys join the included list first and then the excluded one; when rules have changed, keys leave
//! the excluded list and then the included one; a key that changes lists does so in one request. So
//! whoever is in the segment before and after is never out of it in between, and whoever is out
//! never gets in, a context of several kinds included.

use super::reason::Unsayable;
use crate::{
    ContextKind,
    diff::keys::{KeyChanges, key_changes},
    gather::Gather,
    model::{Segment, SegmentTarget, TargetList},
    numbers::Numbers,
    order::{self, Map, Set},
    patch::semantic::{SegmentInstruction as I, TARGET_LIMIT, TARGET_OPERATION_LIMIT},
};

type List<'a> = (TargetList, &'a str);
type Lists<'a> = Map<List<'a>, Vec<&'a str>>;

/// How much one request and one segment hold.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) operations: usize,
    pub(super) targets: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            operations: TARGET_OPERATION_LIMIT,
            targets: TARGET_LIMIT,
        }
    }
}

/// What one request does to individual targets.
#[derive(Default)]
pub(super) struct TargetBatch<'a> {
    joined: Lists<'a>,
    left: Lists<'a>,
    operations: usize,
}

/// What all requests do.
#[derive(Default)]
pub(super) struct TargetPlan<'a> {
    pub(super) batches: Vec<TargetBatch<'a>>,
    /// Which of them is the last in which a key joins: rules change with it.
    pub(super) last_joining: usize,
    /// Whether a key has to leave before that one, to make room.
    pub(super) makes_room: bool,
    /// The lists that change.
    pub(super) touched: Set<TargetList>,
    /// Why some changes are not among these, by list.
    pub(super) unsaid: Map<TargetList, Set<Unsayable>>,
}

impl TargetPlan<'_> {
    /// Makes the changes of all requests.
    pub(super) fn write_to(&self, segment: &mut Segment) {
        let mut all = TargetBatch::default();
        for batch in &self.batches {
            for (into, from) in [
                (&mut all.left, &batch.left),
                (&mut all.joined, &batch.joined),
            ] {
                for (list, keys) in from {
                    into.get_or_default(*list).extend(keys);
                }
            }
        }
        for ((list, kind), keys) in all.left {
            segment.remove_keys(list, &kind.into(), &keys);
        }
        for ((list, kind), keys) in all.joined {
            segment.add_keys(list, &kind.into(), &keys);
        }
    }
}

impl TargetBatch<'_> {
    /// Whether anything but joining the included list happens, which alone is right at any time.
    pub(super) fn takes_out(&self) -> bool {
        let mut joined = self.joined.keys();
        !self.left.is_empty() || joined.any(|(list, _)| *list == TargetList::Excluded)
    }

    /// Removals first: a key that changes lists cannot be on both.
    pub(super) fn instructions(&self) -> Vec<I> {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).list();
        let left = self
            .left
            .iter()
            .map(|((list, kind), keys)| I::remove_targets(*list, (*kind).into(), owned(keys)));
        let joined = self
            .joined
            .iter()
            .map(|((list, kind), keys)| I::add_targets(*list, (*kind).into(), owned(keys)));
        // The keys are distinct and not empty, and the kinds valid: nothing is refused.
        left.chain(joined).flatten().list()
    }
}

/// A key that joins a list.
struct Joining<'a> {
    list: TargetList,
    kind: &'a str,
    key: &'a str,
    /// Whether it leaves the other one for it.
    is_change: bool,
}

pub(super) fn plan<'a>(before: &'a Segment, after: &'a Segment, limits: Limits) -> TargetPlan<'a> {
    let mut plan = TargetPlan::default();
    let mut joining = Vec::new();
    let mut leaving = Vec::new();
    for kind in kinds(before, after) {
        gather(before, after, kind, &mut joining, &mut leaving, &mut plan);
    }
    plan.touched = Set::of(
        joining
            .iter()
            .flat_map(|one| [Some(one.list), one.is_change.then(|| one.list.other())])
            .flatten()
            .chain(leaving.iter().map(|(list, _, _)| *list)),
    );
    let count = TargetList::ALL
        .map(|list| before.target_count(list))
        .iter()
        .sum();
    order::sort_by(&mut joining, |left, right| left.list.cmp(&right.list));
    order::sort_by(&mut leaving, |left, right| right.0.cmp(&left.0));
    share_out(joining, leaving, count, limits, &mut plan);
    plan
}

/// The context kinds that have targets, `user` first.
fn kinds<'a>(before: &'a Segment, after: &'a Segment) -> Vec<&'a str> {
    let entries = [before, after].into_iter().flat_map(|segment| {
        TargetList::ALL
            .into_iter()
            .flat_map(|list| segment.context_targets(list))
    });
    let others: Set<&str> = Set::of(
        entries
            .map(SegmentTarget::context_kind)
            .filter(|kind| *kind != ContextKind::USER),
    );
    [ContextKind::USER].into_iter().chain(others).list()
}

fn gather<'a>(
    before: &'a Segment,
    after: &'a Segment,
    kind: &'a str,
    joining: &mut Vec<Joining<'a>>,
    leaving: &mut Vec<(TargetList, &'a str, &'a str)>,
    plan: &mut TargetPlan<'a>,
) {
    let keys = |segment: &'a Segment, list| segment.targets(list, kind).collect::<Vec<&str>>();
    let is_valid_kind = ContextKind::parse(kind).is_ok();
    let mut changes = TargetList::ALL.map(|list| {
        let mut changes = if kind == ContextKind::USER && has_misplaced_users(before, after, list) {
            KeyChanges::default()
        } else {
            key_changes(&keys(before, list), &keys(after, list))
        };
        let mut refuse = |reason| {
            plan.unsaid.get_or_default(list).insert(reason);
        };
        changes.joined.retain(|key| {
            let is_valid = is_valid_kind && !key.is_empty();
            if !is_valid {
                refuse(Unsayable::TargetInvalid);
            }
            is_valid
        });
        changes.left.retain(|key| {
            if key.is_empty() {
                refuse(Unsayable::TargetInvalid);
            }
            !key.is_empty()
        });
        (list, changes)
    });
    let [(_, included), (_, excluded)] = &mut changes;
    let mut taken = Numbers::default();
    for (list, own, other) in [
        (
            TargetList::Included,
            &mut included.joined,
            &mut excluded.left,
        ),
        (
            TargetList::Excluded,
            &mut excluded.joined,
            &mut included.left,
        ),
    ] {
        if own.is_empty() {
            continue;
        }
        let wanted = Numbers::of(own.iter().copied());
        let mut is_there = vec![false; wanted.len()];
        for number in before
            .targets(list.other(), kind)
            .filter_map(|key| wanted.find(key))
        {
            if let Some(there) = is_there.get_mut(number) {
                *there = true;
            }
        }
        let is_among = |flags: &[bool], key: &str| {
            let flag = wanted.find(key).and_then(|number| flags.get(number));
            flag == Some(&true)
        };
        let mut is_free = vec![false; wanted.len()];
        other.retain(|key| {
            let is_freed = is_among(&is_there, key) && !is_among(&is_free, key);
            if is_freed && let Some(free) = wanted.find(key).and_then(|at| is_free.get_mut(at)) {
                *free = true;
            }
            !is_freed
        });
        for key in own.drain(..) {
            let is_change = is_among(&is_free, key);
            // It stays on the other list, or joins both at once.
            let is_on_both = (is_among(&is_there, key) && !is_change) || !taken.add(key).1;
            if is_on_both {
                let reasons = plan.unsaid.get_or_default(list);
                reasons.insert(Unsayable::BothLists);
            } else {
                joining.push(Joining {
                    list,
                    kind,
                    key,
                    is_change,
                });
            }
        }
    }
    for (list, changes) in changes {
        leaving.extend(changes.left.into_iter().map(|key| (list, kind, key)));
    }
}

/// Whether users stand among the other kinds, where instructions never put them.
fn has_misplaced_users(before: &Segment, after: &Segment, list: TargetList) -> bool {
    let mut entries = [before, after]
        .into_iter()
        .flat_map(|segment| segment.context_targets(list));
    entries.any(|entry| entry.context_kind() == ContextKind::USER)
}

/// Makes requests of at most so many operations that at no time there are more targets than a
/// segment may have.
fn share_out<'a>(
    joining: Vec<Joining<'a>>,
    leaving: Vec<(TargetList, &'a str, &'a str)>,
    count: usize,
    limits: Limits,
    plan: &mut TargetPlan<'a>,
) {
    let mut leaving = leaving.into_iter();
    let mut batch = TargetBatch::default();
    let mut count = count;
    let mut count_at_start = count;
    let mut left_early_in = None;
    for one in joining {
        let is_full = count >= limits.targets.max(count_at_start);
        let cost = if one.is_change || is_full { 2 } else { 1 };
        if batch.operations + cost > limits.operations {
            plan.batches.push(std::mem::take(&mut batch));
            count_at_start = count;
        }
        if one.is_change {
            batch.take((one.list.other(), one.kind), one.key);
        } else if count < limits.targets.max(count_at_start) {
            count += 1;
        } else if let Some((list, kind, key)) = leaving.next() {
            batch.take((list, kind), key);
            left_early_in.get_or_insert(plan.batches.len());
        } else {
            let reasons = plan.unsaid.get_or_default(one.list);
            reasons.insert(Unsayable::TooLarge(format!(
                "A segment has at most {} individual targets.",
                limits.targets
            )));
            continue;
        }
        let keys = batch.joined.get_or_default((one.list, one.kind));
        keys.push(one.key);
        batch.operations += 1;
        plan.last_joining = plan.batches.len();
    }
    for (list, kind, key) in leaving {
        if batch.operations == limits.operations {
            plan.batches.push(std::mem::take(&mut batch));
        }
        batch.take((list, kind), key);
    }
    if batch.operations > 0 {
        plan.batches.push(batch);
    }
    plan.makes_room = left_early_in.is_some_and(|early| early < plan.last_joining);
}

impl<'a> TargetBatch<'a> {
    fn take(&mut self, list: List<'a>, key: &'a str) {
        self.left.get_or_default(list).push(key);
        self.operations += 1;
    }
}
