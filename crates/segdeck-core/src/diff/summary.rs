//! A change as a person reads it.

use crate::{
    ContextKind,
    model::{Rule, Segment, TargetList},
};

/// Which part of a segment changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeGroup {
    /// Name, description, tags.
    Details,
    /// Rules.
    Rules,
    /// Individual targets.
    Targets,
    /// Fields that Segdeck does not know.
    Other,
}

/// One change of a segment.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeKind {
    /// A text field (`name`, `description`) has another value.
    Text {
        /// The field.
        field: &'static str,
        /// What it was.
        before: Option<String>,
        /// What it is.
        after: Option<String>,
    },
    /// Tags joined or left.
    Tags {
        /// New tags.
        added: Vec<String>,
        /// Tags that are gone.
        removed: Vec<String>,
    },
    /// A rule is new.
    RuleAdded {
        /// Where it stands, counted from 0.
        index: usize,
        /// The rule.
        rule: Rule,
    },
    /// A rule is gone.
    RuleRemoved {
        /// Where it stood, counted from 0.
        index: usize,
        /// The rule.
        rule: Rule,
    },
    /// A rule stands elsewhere among those that are in both.
    RuleMoved {
        /// Where it stood, counted from 0.
        from: usize,
        /// Where it stands, counted from 0.
        to: usize,
        /// The rule.
        rule: Rule,
    },
    /// A rule says something else.
    RuleEdited {
        /// Where it stands, counted from 0.
        index: usize,
        /// What it was.
        before: Rule,
        /// What it is.
        after: Rule,
    },
    /// Targets joined a list.
    TargetsAdded {
        /// Which list.
        list: TargetList,
        /// Which kind.
        context_kind: ContextKind,
        /// The keys.
        keys: Vec<String>,
    },
    /// Targets left a list.
    TargetsRemoved {
        /// Which list.
        list: TargetList,
        /// Which kind.
        context_kind: ContextKind,
        /// The keys.
        keys: Vec<String>,
    },
    /// A field that Segdeck does not know has another value.
    Unknown {
        /// The field.
        field: String,
    },
}

/// One change of a segment, and the part that it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The part.
    pub group: ChangeGroup,
    /// What changed.
    pub kind: ChangeKind,
}

/// All changes from one segment to another, details first, then rules, then targets.
#[must_use]
pub fn summarize(_before: &Segment, _after: &Segment) -> Vec<Change> {
    todo!()
}
