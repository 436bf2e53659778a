//! Lists of elements with ids: rules, and the clauses of a rule.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;
use serde_json::Value;

use super::{
    conflict::{Choice, Judge, Place},
    order::{Lead, lead, union},
};
use crate::{
    ClauseId, RuleId,
    model::{Clause, Rule},
    order::{map_of, set_of},
    wire,
};

/// Something that a server gives an id: a rule, or a clause.
pub trait Element: Clone + PartialEq + Serialize {
    /// The id; empty if it has none.
    #[must_use]
    fn id(&self) -> &str;

    /// The same as something new.
    #[must_use]
    fn as_new(&self) -> Self;

    /// What it says, in the one form in which a new one and the same after it was saved are equal.
    #[must_use]
    fn told(&self) -> String;
}

impl Element for Rule {
    fn id(&self) -> &str {
        self.id.as_ref().map_or("", RuleId::as_str)
    }

    fn as_new(&self) -> Self {
        let clauses = self.clauses.iter().map(Element::as_new).collect();
        Self {
            id: None,
            clauses,
            ..self.clone()
        }
    }

    fn told(&self) -> String {
        let mut rule = self.as_new();
        // A server fills in this kind where none was sent.
        rule.rollout_context_kind.take_if(|kind| kind.is_user());
        wire::encode_text(&rule)
    }
}

impl Element for Clause {
    fn id(&self) -> &str {
        self.id.as_ref().map_or("", ClauseId::as_str)
    }

    fn as_new(&self) -> Self {
        Self {
            id: None,
            ..self.clone()
        }
    }

    fn told(&self) -> String {
        wire::encode_text(&self.as_new())
    }
}

/// What an element is recognized by: its id or, without one, what it says; and the how manieth of
/// those it is.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    id: &'a str,
    content: String,
    nth: usize,
}

fn keys_of<T: Element>(elements: &[T]) -> Vec<Key<'_>> {
    let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
    elements
        .iter()
        .map(|element| {
            let id = element.id();
            let content = if id.is_empty() {
                wire::encode_text(element)
            } else {
                String::new()
            };
            let count = counts.entry((id, content.clone())).or_default();
            *count += 1;
            Key {
                id,
                content,
                nth: *count,
            }
        })
        .collect()
}

/// The same list in three versions.
pub(super) struct Versions<'a, T> {
    pub(super) base: &'a [T],
    pub(super) theirs: &'a [T],
    pub(super) mine: &'a [T],
}

/// How two versions of one element are put together that both differ from the third: base, theirs
/// and mine, in this order.
pub(super) type MergeElement<'m, T> = &'m dyn Fn(&mut Judge, &T, &T, &T) -> Vec<T>;

/// Puts two versions of a list together, element by element.
pub(super) fn merge<T: Element>(
    versions: &Versions<T>,
    judge: &mut Judge,
    order: Place,
    place: &dyn Fn(&str) -> Place,
    merge_element: MergeElement<T>,
) -> Vec<T> {
    let Versions { base, theirs, mine } = *versions;
    if mine == base || mine == theirs {
        return theirs.to_vec();
    }
    if theirs == base {
        return mine.to_vec();
    }
    let (their_saved, my_saved) = (saved(base, mine, theirs), saved(base, theirs, mine));
    let theirs = their_saved.as_deref().unwrap_or(theirs);
    let mine = my_saved.as_deref().unwrap_or(mine);
    let keys = [base, theirs, mine].map(keys_of);
    let [base_keys, their_keys, my_keys] = &keys;
    let lead = lead(base_keys, their_keys, my_keys).unwrap_or_else(|| {
        let ids = |keys: &[Key]| Some(keys.iter().map(|key| key.id).collect::<Value>());
        match judge.decide_values(order, ids(base_keys), ids(their_keys), ids(my_keys)) {
            Choice::Mine => Lead::Mine,
            Choice::Theirs | Choice::Both => Lead::Theirs,
        }
    });
    let base: BTreeMap<&Key, &T> = map_of(base_keys.iter().zip(base));
    let theirs: BTreeMap<&Key, &T> = map_of(their_keys.iter().zip(theirs));
    let mine: BTreeMap<&Key, &T> = map_of(my_keys.iter().zip(mine));
    let mut merged = Vec::new();
    for key in union(their_keys, my_keys, lead) {
        let sides = [&base, &theirs, &mine].map(|side| side.get(key).copied());
        let [before, theirs, mine] = sides;
        match (before, theirs, mine) {
            (Some(before), Some(theirs), Some(mine))
                if theirs != mine && theirs != before && mine != before =>
            {
                merged.extend(merge_element(judge, before, theirs, mine));
            }
            _ if theirs == mine || mine == before => merged.extend(theirs.cloned()),
            _ if theirs == before => merged.extend(mine.cloned()),
            // One side changed what the other removed, or both added something with one id.
            _ => merged.extend(decided(judge, place(key.id), sides)),
        }
    }
    merged
}

/// The elements of `own`, with those that `other` has new and with an id in the place of those that
/// say the same without one: what one side has new, the other may have saved. `None` if there are
/// none of these.
fn saved<T: Element>(base: &[T], other: &[T], own: &[T]) -> Option<Vec<T>> {
    if own.iter().all(|element| !element.id().is_empty()) {
        return None;
    }
    let known: BTreeSet<&str> = set_of(base.iter().chain(own).map(Element::id));
    let new = other.iter().filter(|element| !known.contains(element.id()));
    let mut saved: BTreeMap<String, VecDeque<&T>> = BTreeMap::new();
    for element in new {
        saved.entry(element.told()).or_default().push_back(element);
    }
    if saved.is_empty() {
        return None;
    }
    let adopt = |element: &T| {
        let found = element
            .id()
            .is_empty()
            .then(|| saved.get_mut(&element.told()));
        let found = found.flatten().and_then(VecDeque::pop_front);
        found.unwrap_or(element).clone()
    };
    Some(own.iter().map(adopt).collect())
}

/// What was decided about an element as a whole.
pub(super) fn decided<T: Element>(
    judge: &mut Judge,
    place: Place,
    sides: [Option<&T>; 3],
) -> Vec<T> {
    let [_, theirs, mine] = sides;
    let (theirs, mine) = match judge.decide(place, sides) {
        Choice::Theirs => (theirs, None),
        Choice::Mine => (None, mine.cloned()),
        Choice::Both => (theirs, mine.map(Element::as_new)),
    };
    theirs.cloned().into_iter().chain(mine).collect()
}
