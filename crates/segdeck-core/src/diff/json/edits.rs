//! Operations that are being gathered, and how long they are as text.

use std::cell::OnceCell;

use serde::Serialize;

use super::node::Node;
use crate::{
    patch::{JsonPointer, PatchOperation},
    wire,
};

/// The operations have become longer than the one replacement that says the same.
pub(super) struct TooLong;

/// Operations, and their length as JSON text.
#[derive(Default)]
pub(in crate::diff) struct Edits {
    operations: Vec<PatchOperation>,
    size: usize,
}

impl Edits {
    pub(super) fn none() -> Self {
        Self::default()
    }

    pub(super) fn one(operation: PatchOperation) -> Self {
        Self {
            size: size_of(&operation),
            operations: vec![operation],
        }
    }

    /// The value in the place of what is there.
    pub(super) fn replacement(place: &JsonPointer, value: Node) -> Self {
        Self::one(PatchOperation::Replace {
            path: place.clone(),
            value: value.to_value(),
        })
    }

    pub(in crate::diff) fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Adds an operation. A single one may be longer than the limit, so that the change of one
    /// element is always told as such.
    pub(super) fn push(&mut self, operation: PatchOperation, limit: &Limit) -> Result<(), TooLong> {
        self.size += size_of(&operation);
        self.operations.push(operation);
        self.check(limit)
    }

    pub(super) fn extend(&mut self, other: Self, limit: &Limit) -> Result<(), TooLong> {
        self.merge(other);
        self.check(limit)
    }

    /// Takes over other operations, whatever their length.
    pub(super) fn merge(&mut self, other: Self) {
        self.size += other.size;
        self.operations.extend(other.operations);
    }

    pub(in crate::diff) fn into_operations(self) -> Vec<PatchOperation> {
        self.operations
    }

    fn check(&self, limit: &Limit) -> Result<(), TooLong> {
        if self.operations.len() > 1 && limit.is_below(self.size) {
            Err(TooLong)
        } else {
            Ok(())
        }
    }
}

/// How long replacing a value is, without making the operation: beyond, nobody wants the edits.
pub(super) struct Limit<'a> {
    place: &'a JsonPointer,
    value: Node<'a>,
    exact: OnceCell<usize>,
}

impl<'a> Limit<'a> {
    pub(super) fn of(place: &'a JsonPointer, value: Node<'a>) -> Self {
        Self {
            place,
            value,
            exact: OnceCell::new(),
        }
    }

    fn is_below(&self, size: usize) -> bool {
        size > self.at_least() && size > *self.exact.get_or_init(|| self.measure())
    }

    /// Whether so many operations on elements are longer in any case, so that they need not be made.
    pub(super) fn is_passed_by(&self, operations: usize) -> bool {
        const SHORTEST: usize = r#"{"op":"remove","path":"/0"},"#.len();
        operations > 1 && self.is_below(operations * (SHORTEST + text_size(self.place)))
    }

    /// So long an array is by the number of its elements alone. Measuring a list of thousands takes longer
    /// than the rest of a small difference, and few edits never come near it.
    fn at_least(&self) -> usize {
        self.value.length().unwrap_or_default() * ",0".len()
    }

    fn measure(&self) -> usize {
        const FRAME: usize = r#"{"op":"replace","path":,"value":},"#.len();
        FRAME + text_size(self.place) + text_size(&self.value)
    }
}

fn size_of(operation: &PatchOperation) -> usize {
    const COMMA: usize = 1;
    COMMA + text_size(operation)
}

fn text_size<T: Serialize>(value: &T) -> usize {
    wire::encode(value).len()
}
