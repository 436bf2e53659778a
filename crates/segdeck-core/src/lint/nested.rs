//! Segments that rules name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{NestedSegment, Surroundings};
use crate::{
    SegmentKey,
    model::{Clause, Operator},
};

/// The keys that a clause names.
pub(super) fn named(clause: &Clause) -> impl Iterator<Item = &str> {
    let is_nesting = clause.op == Operator::SegmentMatch;
    let values = clause.values.iter().filter(move |_| is_nesting);
    values.filter_map(Value::as_str)
}

/// Looks for ways from a segment back to itself.
pub(super) struct Circles<'a> {
    segment: &'a SegmentKey,
    surroundings: &'a dyn Surroundings,
    /// Segments from which no way leads back, or one that is told already.
    done: BTreeSet<String>,
}

impl<'a> Circles<'a> {
    pub(super) fn new(segment: &'a SegmentKey, surroundings: &'a dyn Surroundings) -> Self {
        Self {
            segment,
            surroundings,
            done: BTreeSet::new(),
        }
    }

    /// The shortest circle that begins with this step, unless it joins one that was told before.
    pub(super) fn through(&mut self, first: &str) -> Option<Vec<SegmentKey>> {
        let mut ways = vec![vec![SegmentKey::from(first)]];
        while !ways.is_empty() {
            let mut longer = Vec::new();
            for way in ways {
                let Some(last) = way.last() else { continue };
                if last == self.segment {
                    let start = std::iter::once(self.segment.clone());
                    return Some(start.chain(way).collect());
                }
                if !self.done.insert(last.to_string()) {
                    continue;
                }
                if let NestedSegment::Names(next) = self.surroundings.segment(last.as_str()) {
                    longer.extend(next.into_iter().map(|next| {
                        let mut way = way.clone();
                        way.push(next);
                        way
                    }));
                }
            }
            ways = longer;
        }
        None
    }
}
