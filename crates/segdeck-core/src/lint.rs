//! Guard rails: what an edit would do to the audience that is probably not meant.
//!
//! [`validate`](crate::validate) tells what is wrong with a value for itself: a rule without
//! conditions or at 0 %, a target on both lists, a limit that is passed, a value that cannot match.
//! Here is what only the whole segment shows, or what stands around it: an audience that becomes
//! empty, a condition that everybody meets, other segments, flags. Only what the edit brings in is
//! told.

mod nested;
mod reach;
#[cfg(test)]
mod tests;

use crate::text::quoted;
use std::{collections::BTreeMap, fmt};

use crate::{
    ContextKind, SegmentKey,
    diff::is_same_list,
    model::{FlagListing, Rule, Segment, TargetList},
    order,
    validate::Severity,
};
use reach::{Reach, reach};

/// What is known of a segment that a rule names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NestedSegment {
    /// Nobody has looked.
    NotKnown,
    /// There is none of that key in the environment.
    Missing,
    /// It is there, and its rules name these others.
    Names(Vec<SegmentKey>),
}

/// What is known of the environment in which a segment stands. Whatever is not known is not
/// judged.
pub trait Surroundings {
    /// The segment of that key.
    fn segment(&self, _key: &str) -> NestedSegment {
        NestedSegment::NotKnown
    }

    /// Whether any context of that kind has that attribute.
    fn has_attribute(&self, _context_kind: &str, _attribute: &str) -> Option<bool> {
        None
    }

    /// The flags that target the segment. By default those that the segment itself bears, as the
    /// request for a single segment gives them.
    fn flags(&self, segment: &Segment) -> Vec<FlagListing> {
        segment.flags.clone().unwrap_or_default()
    }
}

/// Nothing but the segment is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unexplored;

impl Surroundings for Unexplored {}

/// Something that is probably not meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// Nobody can be in the segment any more.
    EmptyAudience,
    /// A rule lets everybody in, although it has conditions.
    Everybody {
        /// Which rule, from 0.
        rule: usize,
        /// Everybody of this kind; of all kinds if there is none.
        context_kind: Option<ContextKind>,
    },
    /// No context has the attribute, so that the condition holds for nobody, turned round or not.
    AttributeUnknown {
        /// Which rule, from 0.
        rule: usize,
        /// Which clause, from 0.
        clause: usize,
        /// The kind that is looked at.
        context_kind: ContextKind,
        /// The attribute.
        attribute: String,
    },
    /// A rule names a segment that does not exist.
    SegmentMissing {
        /// Which rule, from 0.
        rule: usize,
        /// Which clause, from 0.
        clause: usize,
        /// The key.
        key: SegmentKey,
    },
    /// Through a rule the segment contains itself.
    Circle {
        /// Which rule, from 0.
        rule: usize,
        /// Which clause, from 0.
        clause: usize,
        /// The circle: its first segment, which is this one, is also the last.
        circle: Vec<SegmentKey>,
    },
    /// Flags serve by this segment: who is in it decides what they get.
    InUse(
        /// The flags.
        Vec<FlagListing>,
    ),
}

/// What the edit brings in. `before` is `None` for a segment that is new.
#[must_use]
pub fn lint(
    before: Option<&Segment>,
    after: &Segment,
    surroundings: &dyn Surroundings,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if is_empty(after, surroundings) && !before.is_some_and(|old| is_empty(old, surroundings)) {
        findings.push(Finding::EmptyAudience);
    }
    let mut old: BTreeMap<Option<&str>, Vec<&Rule>> = BTreeMap::new();
    for rule in before.iter().flat_map(|before| &before.rules) {
        old.entry(id_of(rule)).or_default().push(rule);
    }
    let mut circles = nested::Circles::new(&after.key, surroundings);
    for (index, rule) in after.rules.iter().enumerate() {
        let is_old = old
            .get(&id_of(rule))
            .is_some_and(|same| same.contains(&rule));
        if !is_old {
            of_rule(index, rule, surroundings, &mut circles, &mut findings);
        }
    }
    if before.is_none_or(|before| is_other_audience(before, after)) {
        let flags = surroundings.flags(before.unwrap_or(after));
        if !flags.is_empty() {
            findings.push(Finding::InUse(flags));
        }
    }
    findings
}

fn id_of(rule: &Rule) -> Option<&str> {
    rule.id.as_ref().map(AsRef::as_ref)
}

fn of_rule(
    index: usize,
    rule: &Rule,
    surroundings: &dyn Surroundings,
    circles: &mut nested::Circles,
    findings: &mut Vec<Finding>,
) {
    if !rule.clauses.is_empty()
        && let Reach::Everybody(context_kind) = reach(rule, surroundings)
    {
        findings.push(Finding::Everybody {
            rule: index,
            context_kind,
        });
    }
    for (place, clause) in rule.clauses.iter().enumerate() {
        if reach::is_attribute_unknown(clause, surroundings) {
            findings.push(Finding::AttributeUnknown {
                rule: index,
                clause: place,
                context_kind: clause.context_kind().into(),
                attribute: clause.attribute.clone(),
            });
        }
        for key in nested::named(clause) {
            if surroundings.segment(key) == NestedSegment::Missing {
                findings.push(Finding::SegmentMissing {
                    rule: index,
                    clause: place,
                    key: key.into(),
                });
            } else if let Some(circle) = circles.through(key) {
                findings.push(Finding::Circle {
                    rule: index,
                    clause: place,
                    circle,
                });
            }
        }
    }
}

/// Whether nobody can be in it. The list of a big segment is not part of it, so nobody can tell.
fn is_empty(segment: &Segment, surroundings: &dyn Surroundings) -> bool {
    !segment.is_big()
        && segment.target_count(TargetList::Included) == 0
        && segment
            .rules
            .iter()
            .all(|rule| reach(rule, surroundings) == Reach::Nobody)
}

fn is_other_audience(before: &Segment, after: &Segment) -> bool {
    let mut lists = TargetList::ALL.into_iter();
    before.rules != after.rules || lists.any(|list| !is_same_list(before, after, list))
}

impl Finding {
    /// Whether it would be refused or break the segment; anything else is allowed.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Circle { .. } => Severity::Error,
            _ => Severity::Warning,
        }
    }

    /// The part of the segment that it is about, such as `rules/2/clauses/0`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::EmptyAudience | Self::InUse(_) => String::new(),
            Self::Everybody { rule, .. } => format!("rules/{rule}"),
            Self::AttributeUnknown { rule, clause, .. }
            | Self::SegmentMissing { rule, clause, .. }
            | Self::Circle { rule, clause, .. } => format!("rules/{rule}/clauses/{clause}"),
        }
    }
}

/// What it means and what to do, in a sentence or two.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyAudience => f.write_str(
                "Nobody can be in the segment any more: no target is included, and no rule can \
                 match. Flags that use it will pass everybody over.",
            ),
            Self::Everybody { rule, context_kind } => {
                let rule = rule + 1;
                match context_kind {
                    Some(kind) => write!(
                        f,
                        "Rule {rule} lets in every {kind}: there is none that its clauses do not \
                         match."
                    ),
                    None => write!(
                        f,
                        "Rule {rule} lets everybody in: there is no context that its clauses do \
                         not match."
                    ),
                }
            }
            Self::AttributeUnknown {
                rule,
                context_kind,
                attribute,
                ..
            } => write!(
                f,
                "No {context_kind} context has the attribute {attribute}, so rule {} lets nobody \
                 in: where the attribute is missing, a clause does not match, negated or not.",
                rule + 1,
                attribute = quoted(attribute)
            ),
            Self::SegmentMissing { rule, key, .. } => write!(
                f,
                "There is no segment {} in this environment, so nobody is in it. Create it, or \
                 take it out of rule {}.",
                quoted(key),
                rule + 1
            ),
            Self::Circle { rule, circle, .. } => {
                let keys: Vec<&str> = circle.iter().map(SegmentKey::as_str).collect();
                write!(
                    f,
                    "Through rule {} the segment contains itself: {}. LaunchDarkly refuses that; \
                     take one of these out.",
                    rule + 1,
                    keys.join(" > ")
                )
            }
            Self::InUse(flags) => {
                let mut names: Vec<&str> = flags.iter().map(|flag| flag.name.as_str()).collect();
                order::sort(&mut names);
                let count = names.len();
                let noun = if count == 1 { "flag uses" } else { "flags use" };
                write!(
                    f,
                    "{count} {noun} this segment, and will serve by who is in it: {}.",
                    names.join(", ")
                )
            }
        }
    }
}
