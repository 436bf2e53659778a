//! Arrays whose order means nothing: tags, keys of targets, entries of targets by kind.

use std::{borrow::Cow, ops::Range};

use serde_json::Value;

use super::{
    Granularity,
    edits::{Edits, Limit, TooLong},
    ends::Ends,
    node::Node,
    shape::{self, Shape},
};
use crate::{
    ContextKind,
    diff::keys::surplus,
    gather::Gather,
    order::{self, Map, Set},
    patch::{JsonPointer, PatchOperation},
    wire,
};

/// Which elements are in both arrays, and which in only one of them.
struct Matches {
    /// Pairs of indexes, by the earlier one.
    both: Vec<(usize, usize)>,
    /// Indexes in the earlier array, ascending.
    gone: Vec<usize>,
    /// Indexes in the later array, ascending.
    new: Vec<usize>,
}

impl Matches {
    /// Matches elements with equal keys, each with one other at most.
    fn of<K: Ord>(before: &[K], after: &[K]) -> Self {
        // The first place of each key is the last in its list.
        let mut places: Map<&K, Vec<usize>> = Map::new();
        for (index, key) in before.iter().enumerate().rev() {
            places.get_or_default(key).push(index);
        }
        let mut matches = Self {
            both: Vec::new(),
            gone: Vec::new(),
            new: Vec::new(),
        };
        for (index, key) in after.iter().enumerate() {
            match places.get_mut(key).and_then(Vec::pop) {
                Some(old) => matches.both.push((old, index)),
                None => matches.new.push(index),
            }
        }
        order::sort(&mut matches.both);
        matches.gone = places.into_iter().flat_map(|(_, places)| places).list();
        order::sort(&mut matches.gone);
        matches
    }

    /// As many operations as the larger of the two numbers: new elements take the places of those
    /// that are gone; what is left is removed from the end, or added there.
    fn write(
        &self,
        place: &JsonPointer,
        after: Node,
        result: &mut Edits,
        limit: &Limit,
    ) -> Result<(), TooLong> {
        if limit.is_passed_by(self.gone.len().max(self.new.len())) {
            return Err(TooLong);
        }
        let new: Vec<Node> = self.new.iter().filter_map(|index| after.at(*index)).list();
        for (index, value) in self.gone.iter().zip(&new) {
            let (path, value) = (place.at(*index), value.to_value());
            result.push(PatchOperation::Replace { path, value }, limit)?;
        }
        for index in self.gone.iter().skip(new.len()).rev() {
            let path = place.at(*index);
            result.push(PatchOperation::Remove { path }, limit)?;
        }
        for value in new.iter().skip(self.gone.len()) {
            let (path, value) = (place.with("-"), value.to_value());
            result.push(PatchOperation::Add { path, value }, limit)?;
        }
        Ok(())
    }
}

pub(super) fn set_edits(
    place: &JsonPointer,
    before: Node,
    after: Node,
    limit: &Limit,
) -> Result<Edits, TooLong> {
    let ends = Ends::of(before, after, |old, new| old == new);
    let (old, new) = (keys(before, ends.before()), keys(after, ends.after()));
    let (gone, new) = surplus(&borrowed(&old), &borrowed(&new));
    let behind = |indexes: Vec<usize>| indexes.iter().map(|index| index + ends.start).list();
    let matches = Matches {
        both: Vec::new(),
        gone: behind(gone),
        new: behind(new),
    };
    let mut result = Edits::none();
    matches.write(place, after, &mut result, limit)?;
    Ok(result)
}

fn keys(list: Node<'_>, range: Range<usize>) -> Vec<Cow<'_, str>> {
    let elements = range.filter_map(|index| list.at(index));
    elements
        .map(|element| match element.text() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(wire::encode_text(&element)),
        })
        .list()
}

fn borrowed<'a>(keys: &'a [Cow<str>]) -> Vec<&'a str> {
    keys.iter().map(|key| &**key).list()
}

/// The entries of targets. A kind has one entry; should it have several, those that say the same
/// are matched first.
pub(super) fn target_edits(
    place: &JsonPointer,
    before: Node,
    after: Node,
    granularity: Granularity,
    limit: &Limit,
) -> Result<Edits, TooLong> {
    let (old_kinds, new_kinds) = (kinds_of(before), kinds_of(after));
    let mut matches = if is_each_once(&old_kinds) && is_each_once(&new_kinds) {
        Matches {
            both: Vec::new(),
            gone: (0..old_kinds.len()).list(),
            new: (0..new_kinds.len()).list(),
        }
    } else {
        Matches::of(&contents(before), &contents(after))
    };
    let pick = |kinds: &[String], indexes: &[usize]| -> Vec<String> {
        let kinds = indexes.iter().filter_map(|index| kinds.get(*index));
        kinds.cloned().list()
    };
    let rest = Matches::of(
        &pick(&old_kinds, &matches.gone),
        &pick(&new_kinds, &matches.new),
    );
    let pick = |from: &[usize], chosen: &[usize]| -> Vec<usize> {
        let indexes = chosen.iter().filter_map(|index| from.get(*index));
        indexes.copied().list()
    };
    let mut result = Edits::none();
    for (old, new) in &rest.both {
        let index = matches.gone.get(*old).copied().unwrap_or_default();
        let later = matches.new.get(*new).copied().unwrap_or_default();
        if let (Some(old), Some(new)) = (before.at(index), after.at(later)) {
            let path = place.at(index);
            let inside = shape::edits(&path, old, new, Shape::TargetEntry, granularity);
            result.extend(inside, limit)?;
        }
    }
    matches.gone = pick(&matches.gone, &rest.gone);
    matches.new = pick(&matches.new, &rest.new);
    matches.write(place, after, &mut result, limit)?;
    Ok(result)
}

fn elements(list: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    (0..list.length().unwrap_or_default()).filter_map(move |index| list.at(index))
}

fn kinds_of(entries: Node) -> Vec<String> {
    elements(entries)
        .map(|entry| {
            let kind = entry.kind().unwrap_or(ContextKind::USER);
            kind.to_owned()
        })
        .list()
}

fn is_each_once(kinds: &[String]) -> bool {
    Set::of(kinds).len() == kinds.len()
}

/// What entries say, whatever the order of their keys.
fn contents(entries: Node) -> Vec<String> {
    elements(entries)
        .map(|entry| {
            let mut entry = entry.to_value();
            if let Some(Value::Array(values)) = entry.get_mut("values") {
                order::sort_by(values, |left, right| left.as_str().cmp(&right.as_str()));
            }
            wire::encode_text(&entry)
        })
        .list()
}
