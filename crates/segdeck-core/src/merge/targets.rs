//! Individual targets, one by one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::conflict::{Choice, Judge, Place};
use crate::{
    ContextKind,
    diff::{KeyChanges, key_changes},
    model::{Segment, TargetList},
    order::set_of,
};

/// What becomes of the targets of one kind.
#[derive(Default)]
struct Edits {
    joined: BTreeMap<TargetList, Vec<String>>,
    left: BTreeMap<TargetList, Vec<String>>,
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
            segment.remove_targets(*list, &kind, keys);
        }
        for (list, keys) in edits.joined.iter().filter(|(_, keys)| !keys.is_empty()) {
            segment.add_targets(*list, &kind, keys);
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
    fn changes_from(&self, base: &Self) -> [KeyChanges<'_>; 2] {
        let [base_included, base_excluded] = &base.0;
        let [included, excluded] = &self.0;
        [
            key_changes(base_included, included),
            key_changes(base_excluded, excluded),
        ]
    }

    /// Which of these keys are on each list.
    fn among(&self, wanted: &BTreeSet<&str>) -> [BTreeSet<&'a str>; 2] {
        let [included, excluded] = &self.0;
        [included, excluded].map(|keys| {
            let keys = keys.iter().copied();
            set_of(keys.filter(|key| wanted.contains(key)))
        })
    }
}

fn changed<'a>(changes: &[KeyChanges<'a>; 2]) -> BTreeSet<&'a str> {
    let keys = changes.iter();
    set_of(keys.flat_map(|one| one.joined.iter().chain(&one.left).copied()))
}

/// My changes of one kind, less those that are decided against.
fn edits(
    kind: &ContextKind,
    base: &Segment,
    theirs: &Segment,
    mine: &Segment,
    judge: &mut Judge,
) -> Edits {
    let [base, theirs, mine] = [base, theirs, mine].map(|segment| Keys::of(segment, kind));
    let my_changes = mine.changes_from(&base);
    let mut edits = Edits::default();
    let my_keys = changed(&my_changes);
    if my_keys.is_empty() {
        return edits;
    }
    let both_changed: BTreeSet<&str> = &my_keys & &changed(&theirs.changes_from(&base));
    let mut undone: BTreeSet<&str> = BTreeSet::new();
    if !both_changed.is_empty() {
        let sides = [&base, &theirs, &mine].map(|side| side.among(&both_changed));
        let [_, their_lists, my_lists] = &sides;
        for key in both_changed {
            let lists_of = |side: &[BTreeSet<&str>; 2]| side.each_ref().map(|on| on.contains(key));
            if lists_of(their_lists) == lists_of(my_lists) {
                continue;
            }
            let place = Place::Target {
                context_kind: kind.clone(),
                key: key.to_owned(),
            };
            undone.insert(key);
            let [base, theirs, mine] = sides.each_ref().map(|side| names(lists_of(side)));
            if judge.decide_values(place, base, theirs, mine) == Choice::Mine {
                edits.put(key, lists_of(my_lists));
            }
        }
    }
    for (list, changes) in TargetList::ALL.into_iter().zip(my_changes) {
        let owned = |keys: Vec<&str>| {
            let keys = keys.into_iter().filter(|key| !undone.contains(key));
            keys.map(str::to_owned).collect::<Vec<String>>()
        };
        edits
            .joined
            .entry(list)
            .or_default()
            .extend(owned(changes.joined));
        edits
            .left
            .entry(list)
            .or_default()
            .extend(owned(changes.left));
    }
    edits
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

impl Edits {
    /// Puts a key on these lists and on no other.
    fn put(&mut self, key: &str, is_on: [bool; 2]) {
        for (list, is_on) in TargetList::ALL.into_iter().zip(is_on) {
            let lists = if is_on {
                &mut self.joined
            } else {
                &mut self.left
            };
            lists.entry(list).or_default().push(key.to_owned());
        }
    }
}
