//! Arrays whose order means nothing: tags, keys of targets, entries of targets by kind.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::{
    Granularity,
    edits::{Edits, TooLong},
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

    /// As many operations as the larger of the two numbers: new elements take the places of those
    /// that are gone; what is left is removed from the end, or added there.
    fn write(
        &self,
        place: &JsonPointer,
        after: &[Value],
        result: &mut Edits,
    ) -> Result<(), TooLong> {
        let new: Vec<&Value> = self
            .new
            .iter()
            .filter_map(|index| after.get(*index))
            .collect();
        for (index, value) in self.gone.iter().zip(&new) {
            result.push(PatchOperation::Replace {
                path: place.at(*index),
                value: (*value).clone(),
            })?;
        }
        for index in self.gone.iter().skip(new.len()).rev() {
            result.push(PatchOperation::Remove {
                path: place.at(*index),
            })?;
        }
        for value in new.iter().skip(self.gone.len()) {
            result.push(PatchOperation::Add {
                path: place.with("-"),
                value: (*value).clone(),
            })?;
        }
        Ok(())
    }
}

pub(super) fn set_edits(
    place: &JsonPointer,
    before: &[Value],
    after: &[Value],
    limit: usize,
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
    let mut result = Edits::up_to(limit);
    Matches::of(&keys(before), &keys(after)).write(place, after, &mut result)?;
    Ok(result)
}

/// The entries of targets. A kind has one entry; should it have several, those that say the same
/// are matched first.
pub(super) fn target_edits(
    place: &JsonPointer,
    before: &[Value],
    after: &[Value],
    granularity: Granularity,
    limit: usize,
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
    let mut result = Edits::up_to(limit);
    for (old, new) in &rest.both {
        let index = matches.gone.get(*old).copied().unwrap_or_default();
        let later = matches.new.get(*new).copied().unwrap_or_default();
        if let (Some(old), Some(new)) = (before.get(index), after.get(later)) {
            let path = place.at(index);
            result.extend(shape::edits(
                &path,
                old,
                new,
                Shape::TargetEntry,
                granularity,
            ))?;
        }
    }
    matches.gone = pick(&matches.gone, &rest.gone);
    matches.new = pick(&matches.new, &rest.new);
    matches.write(place, after, &mut result)?;
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
