//! How far two arrays are equal from their start and from their end.

use std::ops::Range;

use super::node::Node;

/// How many elements are the same at the start of two arrays and, behind those, at their end:
/// nothing moves there, and most of a long list is there.
pub(super) struct Ends {
    pub(super) start: usize,
    before_end: usize,
    after_end: usize,
}

impl Ends {
    pub(super) fn of(before: Node, after: Node, is_same: impl Fn(Node, Node) -> bool) -> Self {
        let (old, new) = (
            before.length().unwrap_or_default(),
            after.length().unwrap_or_default(),
        );
        let is_same_at = |old: usize, new: usize| match (before.at(old), after.at(new)) {
            (Some(old), Some(new)) => is_same(old, new),
            _ => false,
        };
        let shorter = old.min(new);
        let mut start = 0;
        while start < shorter && is_same_at(start, start) {
            start += 1;
        }
        let mut end = 0;
        while end < shorter - start && is_same_at(old - end - 1, new - end - 1) {
            end += 1;
        }
        Self {
            start,
            before_end: old - end,
            after_end: new - end,
        }
    }

    /// What is between them in the earlier array.
    pub(super) fn before(&self) -> Range<usize> {
        self.start..self.before_end
    }

    /// What is between them in the later array.
    pub(super) fn after(&self) -> Range<usize> {
        self.start..self.after_end
    }
}
