//! Individual targets, one by one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::conflict::{Choice, Judge, Place};
use crate::{
    ContextKind,
    diff::{KeyChanges, key_changes},
    model::{Segment, TargetList},
    numbers::Numbers,
    order::{self, set_of},
};

/// What becomes of the targets of one kind.
#[derive(Default)]
struct Edits<'a> {
    joined: BTreeMap<TargetList, Vec<&'a str>>,
    left: BTreeMap<TargetList, Vec<&'a str>>,
}

/// Gives `segment` the merged targets.
pub(super) fn merge(
    segment: &mut Segment,
    base: &Segment,
    theirs: &Segment,
    mine: &Segment,
    judge: &mut Judge,
) {
    if is_same(base, theirs) {
        return copy(segment, mine);
    }
    copy(segment, theirs);
    if is_same(base, mine) || is_same(theirs, mine) {
        return;
    }
    let everything = [base, theirs, mine];
    let kinds: BTreeSet<ContextKind> =
        set_of(everything.into_iter().flat_map(Segment::target_kinds));
    for kind in kinds {
        let edits = edits(&kind, base, theirs, mine, judge);
        for (list, keys) in edits.left.iter().filter(|(_, keys)| !keys.is_empty()) {
            segment.remove_keys(*list, &kind, keys);
        }
        for (list, keys) in edits.joined.iter().filter(|(_, keys)| !keys.is_empty()) {
            segment.add_keys(*list, &kind, keys);
        }
    }
}

fn copy(segment: &mut Segment, from: &Segment) {
    segment.included.clone_from(&from.included);
    segment.excluded.clone_from(&from.excluded);
    let contexts = &from.included_contexts;
    segment.included_contexts.clone_from(contexts);
    let contexts = &from.excluded_contexts;
    segment.excluded_contexts.clone_from(contexts);
}

fn is_same(left: &Segment, right: &Segment) -> bool {
    TargetList::ALL.into_iter().all(|list| {
        left.user_keys(list) == right.user_keys(list)
            && left.context_targets(list) == right.context_targets(list)
    })
}

/// The keys of one kind in both lists.
struct Keys<'a>([Vec<&'a str>; 2]);

impl<'a> Keys<'a> {
    fn of(segment: &'a Segment, kind: &'a ContextKind) -> Self {
        Self(TargetList::ALL.map(|list| segment.targets(list, kind.as_str()).collect()))
    }

    /// How they come about from those, list by list.
    fn changes_from(&self, base: &Self) -> [KeyChanges<'a>; 2] {
        let [base_included, base_excluded] = &base.0;
        let [included, excluded] = &self.0;
        [
            key_changes(base_included, included),
            key_changes(base_excluded, excluded),
        ]
    }
}

/// Whose change of which list a key is part of, one bit each.
#[derive(Clone, Copy, Default)]
struct Part(u8);

const THEIRS: u8 = 0;
const MINE: u8 = 2;

impl Part {
    fn note(&mut self, whose: u8, list: usize) {
        self.0 |= 1 << whose << list;
    }

    /// The lists that this side changed, included first.
    fn lists(self, whose: u8) -> [bool; 2] {
        [0, 1].map(|list| self.0 & 1 << whose << list != 0)
    }

    /// Whether both sides changed something about the key, and not the same: what both changed of a
    /// list, whether to join or to leave it, they changed alike.
    fn is_conflict(self) -> bool {
        let [theirs, mine] = [THEIRS, MINE].map(|whose| self.lists(whose));
        theirs != mine && theirs != [false; 2] && mine != [false; 2]
    }
}

/// My changes of one kind, less those that are decided against.
fn edits<'a>(
    kind: &'a ContextKind,
    base: &'a Segment,
    theirs: &'a Segment,
    mine: &'a Segment,
    judge: &mut Judge,
) -> Edits<'a> {
    let [base, theirs, mine] = [base, theirs, mine].map(|segment| Keys::of(segment, kind));
    let my_changes = mine.changes_from(&base);
    let mut edits = Edits::default();
    let mut keys = Numbers::default();
    let mut parts: Vec<Part> = Vec::new();
    for (list, changes) in my_changes.iter().enumerate() {
        for key in changes.joined.iter().chain(&changes.left) {
            let (number, is_new) = keys.add(key);
            if is_new {
                parts.push(Part::default());
            }
            if let Some(part) = parts.get_mut(number) {
                part.note(MINE, list);
            }
        }
    }
    if parts.is_empty() {
        return edits;
    }
    let their_changes = theirs.changes_from(&base);
    for (list, changes) in their_changes.iter().enumerate() {
        for key in changes.joined.iter().chain(&changes.left) {
            if let Some(part) = keys.find(key).and_then(|number| parts.get_mut(number)) {
                part.note(THEIRS, list);
            }
        }
    }
    if parts.iter().any(|part| part.is_conflict()) {
        decide(kind, &base, &keys, &parts, judge, &mut edits);
    }
    // What they changed of a key too is decided by now, or they changed the same.
    let is_mine_alone = |key: &str| {
        let part = keys.find(key).and_then(|number| parts.get(number));
        part.is_some_and(|part| part.lists(THEIRS) == [false; 2])
    };
    for (list, changes) in TargetList::ALL.into_iter().zip(my_changes) {
        for (into, keys) in [
            (&mut edits.joined, changes.joined),
            (&mut edits.left, changes.left),
        ] {
            let keys = keys.into_iter().filter(|key| is_mine_alone(key));
            into.entry(list).or_default().extend(keys);
        }
    }
    edits
}

/// Decides about the keys that both sides changed differently, by their names.
fn decide<'a>(
    kind: &ContextKind,
    base: &Keys,
    keys: &Numbers<'a>,
    parts: &[Part],
    judge: &mut Judge,
    edits: &mut Edits<'a>,
) {
    let mut was_on = vec![[false; 2]; parts.len()];
    for (list, known) in base.0.iter().enumerate() {
        for number in known.iter().filter_map(|key| keys.find(key)) {
            if let Some(on) = was_on.get_mut(number).and_then(|on| on.get_mut(list)) {
                *on = true;
            }
        }
    }
    let all = keys.texts().iter().zip(parts).zip(was_on);
    let mut open: Vec<_> = all.filter(|((_, part), _)| part.is_conflict()).collect();
    order::sort_by(&mut open, |((left, _), _), ((right, _), _)| left.cmp(right));
    for ((key, part), was_on) in open {
        // A list that a side changed is the one that it was on, and is not any more, or the reverse.
        let is_on = |[included, excluded]: [bool; 2]| {
            let [was_included, was_excluded] = was_on;
            [was_included != included, was_excluded != excluded]
        };
        let (theirs, mine) = (is_on(part.lists(THEIRS)), is_on(part.lists(MINE)));
        let place = Place::Target {
            context_kind: kind.clone(),
            key: (*key).to_owned(),
        };
        let choice = judge.decide_values(place, names(was_on), names(theirs), names(mine));
        if choice == Choice::Mine {
            edits.put(key, mine);
        }
    }
}

/// The lists by name, as a conflict shows them.
fn names(is_on: [bool; 2]) -> Option<Value> {
    let lists = TargetList::ALL.into_iter().zip(is_on);
    let names: Vec<Value> = lists
        .filter(|(_, is_on)| *is_on)
        .map(|(list, _)| list.as_str().into())
        .collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(name.clone()),
        _ => Some(Value::Array(names)),
    }
}

impl<'a> Edits<'a> {
    /// Puts a key on these lists and on no other.
    fn put(&mut self, key: &'a str, is_on: [bool; 2]) {
        for (list, is_on) in TargetList::ALL.into_iter().zip(is_on) {
            let lists = if is_on {
                &mut self.joined
            } else {
                &mut self.left
            };
            lists.entry(list).or_default().push(key);
        }
    }
}
