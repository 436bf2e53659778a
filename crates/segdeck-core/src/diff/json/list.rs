//! Arrays whose order means something: rules, clauses, values.

use std::ops::Range;

use super::{
    Granularity,
    edits::{Edits, Limit, TooLong},
    ends::Ends,
    node::Node,
    shape::{self, Shape},
};
use crate::{
    diff::align::{Alignment, Identity, Origin, align},
    gather::Gather,
    patch::{JsonPointer, PatchOperation},
    wire,
};

fn identity(element: Node<'_>, shape: Shape) -> Identity<'_> {
    if let Some(id) = id_of(element, shape) {
        return Identity::Id(id);
    }
    match element.text() {
        Some(text) => Identity::Text(text),
        None => Identity::Content(wire::encode_text(&element)),
    }
}

fn identities(list: Node<'_>, range: Range<usize>, shape: Shape) -> Vec<Identity<'_>> {
    range
        .filter_map(|index| list.at(index))
        .map(|element| identity(element, shape))
        .list()
}

fn id_of(element: Node<'_>, shape: Shape) -> Option<&str> {
    shape.has_ids().then(|| element.id()).flatten()
}

/// Whether two elements have the same identity.
fn is_same_one(old: Node, new: Node, shape: Shape) -> bool {
    match (id_of(old, shape), id_of(new, shape)) {
        (Some(old), Some(new)) => old == new,
        (None, None) => old == new,
        _ => false,
    }
}

/// First what changes inside elements, at the places that they have before anything moves; then
/// removals from the end; then, from the start, what is moved or new.
pub(super) fn list_edits(
    place: &JsonPointer,
    before: Node,
    after: Node,
    shape: Shape,
    granularity: Granularity,
    limit: &Limit,
) -> Result<Edits, TooLong> {
    let ends = Ends::of(before, after, |old, new| is_same_one(old, new, shape));
    let alignment = align(
        &identities(before, ends.before(), shape),
        &identities(after, ends.after(), shape),
    );
    let is_placed = |origin: &&Origin| matches!(origin, Origin::Moved(_) | Origin::New);
    let placed = alignment.origins.iter().filter(is_placed).count();
    if limit.is_passed_by(placed + alignment.removed.len()) {
        return Err(TooLong);
    }
    let mut result = Edits::none();
    let mut edit_inside = |index: usize, later: usize, is_replaced: bool| {
        let (Some(old), Some(new)) = (before.at(index), after.at(later)) else {
            return Ok(());
        };
        if old == new {
            return Ok(());
        }
        let path = place.at(index);
        // Two elements with different ids are different things: nothing of the old one stays.
        let has_id = id_of(old, shape).is_some() || id_of(new, shape).is_some();
        let inside = if is_replaced && has_id {
            Edits::replacement(&path, new)
        } else {
            shape::edits(&path, old, new, shape.of_element(), granularity)
        };
        result.extend(inside, limit)
    };
    // Without an id they are the same because they say the same.
    let is_inside_same = !shape.has_ids();
    if !is_inside_same {
        for index in 0..ends.start {
            edit_inside(index, index, false)?;
        }
    }
    for (later, origin) in ends.after().zip(&alignment.origins) {
        match *origin {
            Origin::Kept(index) | Origin::Moved(index) => {
                edit_inside(index + ends.start, later, false)?;
            }
            Origin::InPlaceOf(index) => edit_inside(index + ends.start, later, true)?,
            Origin::New => {}
        }
    }
    let (before_length, after_length) = (before.length(), after.length());
    if !is_inside_same {
        let behind = ends.before().end..before_length.unwrap_or_default();
        for (index, later) in behind.zip(ends.after().end..) {
            edit_inside(index, later, false)?;
        }
    }
    for index in alignment.removed.iter().rev() {
        let path = place.at(*index + ends.start);
        result.push(PatchOperation::Remove { path }, limit)?;
    }
    let is_last = Some(ends.after().end) == after_length;
    Placement {
        place,
        start: ends.start,
        is_last,
    }
    .place_elements(
        ends.before().len(),
        (after, ends.after()),
        &alignment,
        &mut result,
        limit,
    )?;
    Ok(result)
}

/// The part of an array in which elements move and are added.
struct Placement<'a> {
    place: &'a JsonPointer,
    /// Where it begins.
    start: usize,
    /// Whether it reaches to the array's end.
    is_last: bool,
}

impl Placement<'_> {
    fn at(&self, index: usize) -> JsonPointer {
        self.place.at(self.start + index)
    }

    /// Moves and adds elements, in the order in which they stand afterwards.
    fn place_elements(
        &self,
        before_length: usize,
        (after, range): (Node, Range<usize>),
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
        let elements = alignment.origins.iter().zip(range).zip(later);
        for ((origin, later), slot) in elements {
            match origin {
                Origin::Moved(index) => {
                    let Some(old_slot) = slots.earlier.get(*index).copied() else {
                        continue;
                    };
                    let from = slots.leave(old_slot);
                    let to = slots.enter(slot);
                    if from != to {
                        let (from, path) = (self.at(from), self.at(to));
                        result.push(PatchOperation::Move { from, path }, limit)?;
                    }
                }
                Origin::New => {
                    let Some(value) = after.at(later) else {
                        continue;
                    };
                    let length = slots.length;
                    let to = slots.enter(slot);
                    let path = if self.is_last && to == length {
                        self.place.with("-")
                    } else {
                        self.at(to)
                    };
                    let value = value.to_value();
                    result.push(PatchOperation::Add { path, value }, limit)?;
                }
                Origin::Kept(_) | Origin::InPlaceOf(_) => {}
            }
        }
        Ok(())
    }
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
