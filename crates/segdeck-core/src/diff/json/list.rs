//! Arrays whose order means something: rules, clauses, values.

use serde_json::Value;

use super::{
    Granularity,
    edits::{Edits, Limit, TooLong},
    shape::{self, Shape},
};
use crate::{
    diff::align::{Alignment, Origin, align},
    patch::{JsonPointer, PatchOperation},
};

/// What an element of a list is recognized by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Identity<'a> {
    Id(&'a str),
    Content(String),
}

impl<'a> Identity<'a> {
    fn of(element: &'a Value, shape: Shape) -> Self {
        shape
            .has_ids()
            .then(|| element.get("_id").and_then(Value::as_str))
            .flatten()
            .map_or_else(|| Self::Content(element.to_string()), Self::Id)
    }

    fn of_all(elements: &'a [Value], shape: Shape) -> Vec<Self> {
        elements
            .iter()
            .map(|element| Self::of(element, shape))
            .collect()
    }

    fn is_id(&self) -> bool {
        matches!(self, Self::Id(_))
    }
}

/// First what changes inside elements, at the places that they have before anything moves; then
/// removals from the end; then, from the start, what is moved or new.
pub(super) fn list_edits(
    place: &JsonPointer,
    before: &[Value],
    after: &[Value],
    shape: Shape,
    granularity: Granularity,
    limit: &Limit,
) -> Result<Edits, TooLong> {
    let before_ids = Identity::of_all(before, shape);
    let after_ids = Identity::of_all(after, shape);
    let alignment = align(&before_ids, &after_ids);
    let mut result = Edits::none();
    let elements = alignment.origins.iter().zip(after).zip(&after_ids);
    for ((origin, new), new_id) in elements {
        let (Origin::Kept(index) | Origin::Moved(index) | Origin::InPlaceOf(index)) = *origin
        else {
            continue;
        };
        let (Some(old), Some(old_id)) = (before.get(index), before_ids.get(index)) else {
            continue;
        };
        if old == new {
            continue;
        }
        let path = place.at(index);
        // Two elements with different ids are different things: nothing of the old one stays.
        let is_other = matches!(origin, Origin::InPlaceOf(_)) && (old_id.is_id() || new_id.is_id());
        let inside = if is_other {
            Edits::replacement(&path, new)
        } else {
            shape::edits(&path, old, new, shape.of_element(), granularity)
        };
        result.extend(inside, limit)?;
    }
    for index in alignment.removed.iter().rev() {
        let path = place.at(*index);
        result.push(PatchOperation::Remove { path }, limit)?;
    }
    place_elements(place, before.len(), after, &alignment, &mut result, limit)?;
    Ok(result)
}

/// Moves and adds elements, in the order in which they stand afterwards.
fn place_elements(
    place: &JsonPointer,
    before_length: usize,
    after: &[Value],
    alignment: &Alignment,
    result: &mut Edits,
    limit: &Limit,
) -> Result<(), TooLong> {
    let is_placed = |origin: &Origin| matches!(origin, Origin::Moved(_) | Origin::New);
    if !alignment.origins.iter().any(is_placed) {
        return Ok(());
    }
    let mut slots = Slots::new(before_length, alignment);
    let later = std::mem::take(&mut slots.later);
    let elements = alignment.origins.iter().zip(after).zip(later);
    for ((origin, value), slot) in elements {
        match origin {
            Origin::Moved(index) => {
                let Some(old_slot) = slots.earlier.get(*index).copied() else {
                    continue;
                };
                let from = slots.leave(old_slot);
                let to = slots.enter(slot);
                if from != to {
                    let (from, path) = (place.at(from), place.at(to));
                    result.push(PatchOperation::Move { from, path }, limit)?;
                }
            }
            Origin::New => {
                let length = slots.length;
                let to = slots.enter(slot);
                let path = if to == length {
                    place.with("-")
                } else {
                    place.at(to)
                };
                let value = value.clone();
                result.push(PatchOperation::Add { path, value }, limit)?;
            }
            Origin::Kept(_) | Origin::InPlaceOf(_) => {}
        }
    }
    Ok(())
}

/// Every place that any element has before or after, in one line, and which of them are taken:
/// so the index of an element at any moment is the number of taken places before its own.
struct Slots {
    /// The slot of each element of the earlier list.
    earlier: Vec<usize>,
    /// The slot of each element of the later list.
    later: Vec<usize>,
    /// How many are taken.
    length: usize,
    /// Partial sums of taken slots (a Fenwick tree).
    sums: Vec<usize>,
}

impl Slots {
    fn new(before_length: usize, alignment: &Alignment) -> Self {
        let mut is_moved = vec![false; before_length];
        for origin in &alignment.origins {
            if let Origin::Moved(index) = *origin
                && let Some(moved) = is_moved.get_mut(index)
            {
                *moved = true;
            }
        }
        let mut slots = Self {
            earlier: vec![0; before_length],
            later: vec![0; alignment.origins.len()],
            length: 0,
            sums: Vec::new(),
        };
        let mut taken = Vec::new();
        let mut next_old = 0;
        let mut waiting: Vec<usize> = Vec::new();
        let ends = alignment.origins.iter().copied().map(Some).chain([None]);
        for (after_index, origin) in ends.enumerate() {
            let gap_end = match origin {
                Some(Origin::Kept(index) | Origin::InPlaceOf(index)) => index,
                None => before_length,
                Some(Origin::Moved(_) | Origin::New) => {
                    waiting.push(after_index);
                    continue;
                }
            };
            for old in next_old..gap_end {
                if is_moved.get(old) == Some(&true)
                    && let Some(slot) = slots.earlier.get_mut(old)
                {
                    *slot = taken.len();
                    taken.push(true);
                }
            }
            for new in waiting.drain(..) {
                if let Some(slot) = slots.later.get_mut(new) {
                    *slot = taken.len();
                    taken.push(false);
                }
            }
            if origin.is_some() {
                taken.push(true);
            }
            next_old = gap_end + 1;
        }
        slots.sums = vec![0; taken.len() + 1];
        for (slot, is_taken) in taken.into_iter().enumerate() {
            if is_taken {
                slots.enter(slot);
            }
        }
        slots
    }

    /// How many slots before this one are taken.
    fn index_of(&self, slot: usize) -> usize {
        let mut index = 0;
        let mut node = slot;
        while node > 0 {
            index += self.sums.get(node).copied().unwrap_or(0);
            node &= node - 1;
        }
        index
    }

    /// Takes a slot; gives the index that the element has then.
    fn enter(&mut self, slot: usize) -> usize {
        self.update(slot, |sum| *sum += 1);
        self.length += 1;
        self.index_of(slot)
    }

    /// Frees a slot; gives the index that the element had.
    fn leave(&mut self, slot: usize) -> usize {
        self.update(slot, |sum| *sum -= 1);
        self.length -= 1;
        self.index_of(slot)
    }

    fn update(&mut self, slot: usize, change: impl Fn(&mut usize)) {
        let mut node = slot + 1;
        while let Some(sum) = self.sums.get_mut(node) {
            change(sum);
            node += node & node.wrapping_neg();
        }
    }
}
