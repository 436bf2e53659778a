//! Arrays whose order means nothing: tags, keys of targets, entries of targets by kind.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::{
    Granularity,
    edits::{Edits, Limit, TooLong},
    shape::{self, Shape},
};
use crate::{
    ContextKind, order,
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
        let mut places: BTreeMap<&K, VecDeque<usize>> = BTreeMap::new();
        for (index, key) in before.iter().enumerate() {
            places.entry(key).or_default().push_back(index);
        }
        let mut matches = Self {
            both: Vec::new(),
            gone: Vec::new(),
            new: Vec::new(),
        };
        for (index, key) in after.iter().enumerate() {
            match places.get_mut(key).and_then(VecDeque::pop_front) {
                Some(old) => matches.both.push((old, index)),
                None => matches.new.push(index),
            }
        }
        order::sort(&mut matches.both);
        matches.gone = places.into_values().flatten().collect();
        order::sort(&mut matches.gone);
        matches
    }

    /// The same, where so many elements before these are equal in both arrays.
    fn behind(mut self, start: usize) -> Self {
        for index in self.gone.iter_mut().chain(&mut self.new) {
            *index += start;
        }
        for (old, new) in &mut self.both {
            *old += start;
            *new += start;
        }
        self
    }

    /// As many operations as the larger of the two numbers: new elements take the places of those
    /// that are gone; what is left is removed from the end, or added there.
    fn write(
        &self,
        place: &JsonPointer,
        after: &[Value],
        result: &mut Edits,
        limit: &Limit,
    ) -> Result<(), TooLong> {
        let new: Vec<&Value> = self
            .new
            .iter()
            .filter_map(|index| after.get(*index))
            .collect();
        for (index, value) in self.gone.iter().zip(&new) {
            let (path, value) = (place.at(*index), (*value).clone());
            result.push(PatchOperation::Replace { path, value }, limit)?;
        }
        for index in self.gone.iter().skip(new.len()).rev() {
            let path = place.at(*index);
            result.push(PatchOperation::Remove { path }, limit)?;
        }
        for value in new.iter().skip(self.gone.len()) {
            let (path, value) = (place.with("-"), (*value).clone());
            result.push(PatchOperation::Add { path, value }, limit)?;
        }
        Ok(())
    }
}

/// How many elements are equal at the start of two arrays and, behind those, at their end: nothing
/// changes there, and most of a long list is there.
struct Ends {
    start: usize,
    end: usize,
}

impl Ends {
    fn of(before: &[Value], after: &[Value]) -> Self {
        let same = |(old, new): &(&Value, &Value)| old == new;
        let start = before.iter().zip(after).take_while(same).count();
        let left = before.len().min(after.len()) - start;
        let backwards = before.iter().rev().zip(after.iter().rev()).take(left);
        let end = backwards.take_while(same).count();
        Self { start, end }
    }

    fn middle<'a>(&self, values: &'a [Value]) -> &'a [Value] {
        let end = values.len() - self.end;
        values.get(self.start..end).unwrap_or_default()
    }
}

pub(super) fn set_edits(
    place: &JsonPointer,
    before: &[Value],
    after: &[Value],
    limit: &Limit,
) -> Result<Edits, TooLong> {
    let keys = |values: &[Value]| -> Vec<String> {
        values
            .iter()
            .map(|value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect()
    };
    let same = Ends::of(before, after);
    let (old, new) = (same.middle(before), same.middle(after));
    let mut result = Edits::none();
    Matches::of(&keys(old), &keys(new))
        .behind(same.start)
        .write(place, after, &mut result, limit)?;
    Ok(result)
}

/// The entries of targets. A kind has one entry; should it have several, those that say the same
/// are matched first.
pub(super) fn target_edits(
    place: &JsonPointer,
    before: &[Value],
    after: &[Value],
    granularity: Granularity,
    limit: &Limit,
) -> Result<Edits, TooLong> {
    let mut matches = Matches::of(&contents(before), &contents(after));
    let kinds = |values: &[Value], indexes: &[usize]| -> Vec<String> {
        let entries = indexes.iter().filter_map(|index| values.get(*index));
        entries.map(kind_of).collect()
    };
    let rest = Matches::of(&kinds(before, &matches.gone), &kinds(after, &matches.new));
    let pick = |from: &[usize], chosen: &[usize]| -> Vec<usize> {
        let indexes = chosen.iter().filter_map(|index| from.get(*index));
        indexes.copied().collect()
    };
    let mut result = Edits::none();
    for (old, new) in &rest.both {
        let index = matches.gone.get(*old).copied().unwrap_or_default();
        let later = matches.new.get(*new).copied().unwrap_or_default();
        if let (Some(old), Some(new)) = (before.get(index), after.get(later)) {
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

fn kind_of(entry: &Value) -> String {
    entry
        .get("contextKind")
        .and_then(Value::as_str)
        .unwrap_or(ContextKind::USER)
        .to_owned()
}

/// What entries say, whatever the order of their keys.
fn contents(entries: &[Value]) -> Vec<String> {
    entries
        .iter()
        .map(|entry| {
            let mut entry = entry.clone();
            if let Some(Value::Array(values)) = entry.get_mut("values") {
                order::sort_by(values, |left, right| left.as_str().cmp(&right.as_str()));
            }
            wire::encode_text(&entry)
        })
        .collect()
}
