//! What a person typed, checked before it is sent: each problem names its field.

use crate::model::{Clause, NewSegment, Rule, Segment};

/// Whether a problem stops a save.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It would be refused, or break what it touches.
    Error,
    /// It is allowed, and probably not meant; or it cannot be checked here.
    Warning,
}

/// Something wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field, as a path from the value's root, such as `rules/2/clauses/0/values/1`.
    pub path: String,
    /// Whether it stops a save.
    pub severity: Severity,
    /// What is wrong and what is allowed, as a sentence.
    pub message: String,
}

/// Checks the body of a new segment.
#[must_use]
pub fn new_segment(_segment: &NewSegment) -> Vec<Problem> {
    todo!()
}

/// Checks a segment as it would be saved.
#[must_use]
pub fn segment(_segment: &Segment) -> Vec<Problem> {
    todo!()
}

/// Checks one rule; paths start at the rule.
#[must_use]
pub fn rule(_rule: &Rule) -> Vec<Problem> {
    todo!()
}

/// Checks one clause; paths start at the clause.
#[must_use]
pub fn clause(_clause: &Clause) -> Vec<Problem> {
    todo!()
}

/// Checks a tag: 1 to 64 letters, digits, `.`, `_` or `-`.
#[must_use]
pub fn tag(_tag: &str) -> Option<Problem> {
    todo!()
}
