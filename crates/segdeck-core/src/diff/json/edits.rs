//! Operations that are being gathered, and how long they are as text.

use serde::Serialize;
use serde_json::Value;

use crate::{
    patch::{JsonPointer, PatchOperation},
    wire,
};

/// The operations have become longer than the one replacement that says the same.
pub(super) struct TooLong;

/// Operations, with a limit of their length beyond which nobody wants them.
pub(in crate::diff) struct Edits {
    operations: Vec<PatchOperation>,
    /// Their length as JSON text.
    size: usize,
    limit: usize,
}

impl Edits {
    pub(super) fn unlimited() -> Self {
        Self::up_to(usize::MAX)
    }

    /// No operations yet. A single one may be longer than the limit, so that the change of one
    /// element is always told as such.
    pub(super) fn up_to(limit: usize) -> Self {
        Self {
            operations: Vec::new(),
            size: 0,
            limit,
        }
    }

    pub(super) fn one(operation: PatchOperation) -> Self {
        let mut edits = Self::unlimited();
        edits.size = size_of(&operation);
        edits.operations.push(operation);
        edits
    }

    /// The value in the place of what is there.
    pub(super) fn replacement(place: &JsonPointer, value: &Value) -> Self {
        Self::one(PatchOperation::Replace {
            path: place.clone(),
            value: value.clone(),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    pub(super) fn push(&mut self, operation: PatchOperation) -> Result<(), TooLong> {
        self.size += size_of(&operation);
        self.operations.push(operation);
        self.check()
    }

    pub(super) fn extend(&mut self, other: Self) -> Result<(), TooLong> {
        self.merge(other);
        self.check()
    }

    /// Takes over other operations, whatever their length.
    pub(super) fn merge(&mut self, other: Self) {
        self.size += other.size;
        self.operations.extend(other.operations);
    }

    pub(in crate::diff) fn into_operations(self) -> Vec<PatchOperation> {
        self.operations
    }

    fn check(&self) -> Result<(), TooLong> {
        if self.operations.len() > 1 && self.size > self.limit {
            Err(TooLong)
        } else {
            Ok(())
        }
    }
}

/// How long replacing the value is, without making the operation.
pub(super) fn replacement_size(place: &JsonPointer, value: &Value) -> usize {
    const FRAME: usize = r#"{"op":"replace","path":,"value":},"#.len();
    FRAME + text_size(place) + text_size(value)
}

fn size_of(operation: &PatchOperation) -> usize {
    const COMMA: usize = 1;
    COMMA + text_size(operation)
}

fn text_size<T: Serialize>(value: &T) -> usize {
    wire::encode(value).len()
}
