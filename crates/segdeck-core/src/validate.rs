//! What a person typed, checked before it is sent: each problem names its field.
//!
//! An error is what LaunchDarkly would refuse or what breaks the segment; a warning is allowed and
//! probably not meant, or cannot be checked here. What the API sent and we do not know, such as an
//! operator, is never more than a warning, so that it cannot block saving something else.

use crate::{
    ContextKind, SegmentKey,
    model::{NewSegment, Rule, Segment},
    text::element,
};

mod clause;
mod date;
mod edit;
mod place;
mod regex;
mod semver;
mod targets;
#[cfg(test)]
mod tests;
mod text;
mod value;

pub use clause::clause;
pub use date::date;
pub use edit::edit;
pub use place::{TTL_LIMIT, environment, new_environment, new_project};
pub use semver::semver;
pub use text::{NAME_LIMIT, TAG_LIMIT, name, suggest_tag, tag};

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
    /// The field, as a path from the value's root, such as `rules/2/clauses/0/values/1`; empty for
    /// the value itself.
    pub path: String,
    /// Whether it stops a save.
    pub severity: Severity,
    /// What is wrong and what is allowed, as a sentence.
    pub message: String,
}

impl Problem {
    fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            severity: Severity::Error,
            message: message.into(),
        }
    }

    fn warning(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            severity: Severity::Warning,
            message: message.into(),
        }
    }

    fn within(mut self, parent: &str) -> Self {
        self.path = if self.path.is_empty() {
            parent.to_owned()
        } else {
            format!("{parent}/{}", self.path)
        };
        self
    }
}

/// Checks the body of a new segment.
#[must_use]
pub fn new_segment(segment: &NewSegment) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Err(error) = SegmentKey::parse(segment.key.as_str()) {
        problems.push(Problem::error("key", error.into_reason()));
    }
    problems.extend(name(&segment.name).map(|problem| problem.within("name")));
    problems.extend(text::tags(&segment.tags));
    if let Some(kind) = &segment.unbounded_context_kind {
        if segment.unbounded {
            problems.extend(context_kind("unboundedContextKind", kind));
        } else {
            problems.push(Problem::warning(
                "unboundedContextKind",
                "Only a big segment has a context kind of its own. Leave it out.",
            ));
        }
    }
    problems
}

/// Checks a segment for itself; [`edit`] checks it against what it was. Its key is not checked: it
/// cannot change.
#[must_use]
pub fn segment(segment: &Segment) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(name(&segment.name).map(|problem| problem.within("name")));
    problems.extend(text::tags(&segment.tags));
    if segment.is_big() {
        if !segment.rules.is_empty() {
            problems.push(Problem::error(
                "rules",
                "A big segment has no rules. Remove them.",
            ));
        }
    } else {
        problems.extend(targets::problems(segment));
    }
    let excesses = crate::patch::semantic::excesses(segment);
    problems.extend(
        excesses
            .into_iter()
            .map(|excess| Problem::error(excess.path, excess.reason)),
    );
    for (index, of_rule) in segment.rules.iter().map(rule).enumerate() {
        let parent = element("rules", index);
        problems.extend(of_rule.into_iter().map(|problem| problem.within(&parent)));
    }
    problems
}

/// Checks one rule; paths start at the rule.
#[must_use]
pub fn rule(rule: &Rule) -> Vec<Problem> {
    let mut problems = Vec::new();
    if rule.clauses.is_empty() {
        problems.push(Problem::warning(
            "clauses",
            "The rule has no clause, so it matches everyone. Add one, or remove the rule.",
        ));
    }
    match rule.weight {
        Some(0) => problems.push(Problem::warning(
            "weight",
            "The percentage is 0, so the rule lets nobody in. Take the percentage away to let \
             everyone in who matches.",
        )),
        Some(weight) => {
            if let Err(error) = crate::model::Weight::new(weight) {
                problems.push(Problem::error("weight", error.into_reason()));
            }
        }
        None => {}
    }
    if let Some(kind) = &rule.rollout_context_kind {
        problems.extend(context_kind("rolloutContextKind", kind));
    }
    if rule.bucket_by.as_deref() == Some("") {
        problems.push(Problem::warning(
            "bucketBy",
            "The attribute that decides who is in the percentage is empty. Leave it out to use \
             the key.",
        ));
    }
    for (index, of_clause) in rule.clauses.iter().map(clause).enumerate() {
        let parent = element("clauses", index);
        problems.extend(of_clause.into_iter().map(|problem| problem.within(&parent)));
    }
    problems
}

/// An empty kind is read as `user`, so it can stay.
fn context_kind(path: &str, kind: &ContextKind) -> Option<Problem> {
    if kind.as_str().is_empty() {
        let message = "The context kind is empty, which means user. Write user.";
        return Some(Problem::warning(path, message));
    }
    ContextKind::parse(kind.as_str())
        .err()
        .map(|error| Problem::error(path, error.into_reason()))
}
