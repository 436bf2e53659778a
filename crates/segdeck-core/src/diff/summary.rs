//! A change as a person reads it.

use super::{
    align::{Identity, Origin, align},
    keys::surplus,
    same::{editable, is_same_list},
};
use crate::{
    ContextKind,
    gather::Gather,
    model::{Rule, Segment, TargetList},
    order::{self, Map, Set},
    wire,
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
    /// A field that Segdeck does not know has another value, or one that it knows has another form
    /// in which it means the same.
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

/// All changes from one segment to another, details first, then rules, then targets. Empty exactly
/// if [`super::is_same`] holds.
///
/// Rules that are gone come first, by where they stood; then, by where they stand, those that are
/// new, moved or edited. A rule that is both moved and edited has two changes.
#[must_use]
pub fn summarize(before: &Segment, after: &Segment) -> Vec<Change> {
    let mut kinds = Vec::new();
    details(before, after, &mut kinds);
    rules(&before.rules, &after.rules, &mut kinds);
    for list in TargetList::ALL {
        targets(before, after, list, &mut kinds);
    }
    unknown(before, after, &mut kinds);
    kinds
        .into_iter()
        .map(|kind| Change {
            group: kind.group(),
            kind,
        })
        .list()
}

impl ChangeKind {
    /// The part of a segment that it belongs to.
    #[must_use]
    pub fn group(&self) -> ChangeGroup {
        match self {
            Self::Text { .. } | Self::Tags { .. } => ChangeGroup::Details,
            Self::RuleAdded { .. }
            | Self::RuleRemoved { .. }
            | Self::RuleMoved { .. }
            | Self::RuleEdited { .. } => ChangeGroup::Rules,
            Self::TargetsAdded { .. } | Self::TargetsRemoved { .. } => ChangeGroup::Targets,
            Self::Unknown { .. } => ChangeGroup::Other,
        }
    }
}

fn details(before: &Segment, after: &Segment, changes: &mut Vec<ChangeKind>) {
    if before.name != after.name {
        changes.push(ChangeKind::Text {
            field: "name",
            before: Some(before.name.clone()),
            after: Some(after.name.clone()),
        });
    }
    if before.description != after.description {
        changes.push(ChangeKind::Text {
            field: "description",
            before: before.description.clone(),
            after: after.description.clone(),
        });
    }
    if before.tags == after.tags {
        return;
    }
    let old: Vec<&str> = before.tags.iter().map(String::as_str).list();
    let new: Vec<&str> = after.tags.iter().map(String::as_str).list();
    let (added, removed) = changes_of(&old, &new);
    if !added.is_empty() || !removed.is_empty() {
        changes.push(ChangeKind::Tags { added, removed });
    }
}

fn rules(before: &[Rule], after: &[Rule], changes: &mut Vec<ChangeKind>) {
    let alignment = align(&identities(before), &identities(after));
    let is_edit = |old: &Rule, new: &Rule| old.id.is_none() && new.id.is_none();
    let mut gone = alignment.removed;
    for (origin, new) in alignment.origins.iter().zip(after) {
        if let Origin::InPlaceOf(index) = *origin
            && !before.get(index).is_some_and(|old| is_edit(old, new))
        {
            gone.push(index);
        }
    }
    order::sort(&mut gone);
    for index in gone {
        if let Some(rule) = before.get(index).cloned() {
            changes.push(ChangeKind::RuleRemoved { index, rule });
        }
    }
    for (to, (origin, new)) in alignment.origins.iter().zip(after).enumerate() {
        let source = match *origin {
            Origin::Kept(from) | Origin::Moved(from) | Origin::InPlaceOf(from) => before.get(from),
            Origin::New => None,
        };
        match (*origin, source) {
            (Origin::Moved(from), Some(old)) => {
                changes.push(ChangeKind::RuleMoved {
                    from,
                    to,
                    rule: new.clone(),
                });
                edited(to, old, new, changes);
            }
            (Origin::Kept(_), Some(old)) => edited(to, old, new, changes),
            (Origin::InPlaceOf(_), Some(old)) if is_edit(old, new) => {
                edited(to, old, new, changes);
            }
            _ => changes.push(ChangeKind::RuleAdded {
                index: to,
                rule: new.clone(),
            }),
        }
    }
}

fn edited(index: usize, old: &Rule, new: &Rule, changes: &mut Vec<ChangeKind>) {
    if old != new {
        changes.push(ChangeKind::RuleEdited {
            index,
            before: old.clone(),
            after: new.clone(),
        });
    }
}

/// What rules are recognized by: the id, or without one what they say.
fn identities(rules: &[Rule]) -> Vec<Identity<'_>> {
    rules
        .iter()
        .map(|rule| match &rule.id {
            Some(id) => Identity::Id(id.as_str()),
            None => Identity::Content(wire::encode_text(rule)),
        })
        .list()
}

fn targets(before: &Segment, after: &Segment, list: TargetList, changes: &mut Vec<ChangeKind>) {
    if is_same_list(before, after, list) {
        return;
    }
    let count = changes.len();
    let kinds: Set<ContextKind> =
        Set::of([before, after].into_iter().flat_map(Segment::target_kinds));
    let (user, others): (Vec<_>, Vec<_>) = kinds.into_iter().partition(ContextKind::is_user);
    for context_kind in user.into_iter().chain(others) {
        let old: Vec<&str> = before.targets(list, context_kind.as_str()).list();
        let new: Vec<&str> = after.targets(list, context_kind.as_str()).list();
        let (added, removed) = changes_of(&old, &new);
        if !added.is_empty() {
            changes.push(ChangeKind::TargetsAdded {
                list,
                context_kind: context_kind.clone(),
                keys: added,
            });
        }
        if !removed.is_empty() {
            changes.push(ChangeKind::TargetsRemoved {
                list,
                context_kind,
                keys: removed,
            });
        }
    }
    if changes.len() == count {
        // The same keys in another form: an entry without keys, or with fields we do not know.
        changes.push(ChangeKind::Unknown {
            field: match list {
                TargetList::Included => "includedContexts",
                TargetList::Excluded => "excludedContexts",
            }
            .to_owned(),
        });
    }
}

fn unknown(before: &Segment, after: &Segment, changes: &mut Vec<ChangeKind>) {
    let old: Map<_, _> = Map::of(editable(&before.unknown));
    let new: Map<_, _> = Map::of(editable(&after.unknown));
    let names: Set<&String> = Set::of(old.keys().chain(new.keys()).copied());
    for name in names {
        if old.get(name) != new.get(name) {
            changes.push(ChangeKind::Unknown {
                field: name.clone(),
            });
        }
    }
}

/// The keys that one list has beyond the other, in their order, as often as it has them more: those
/// that the later one gains, and those that the earlier one loses.
fn changes_of(before: &[&str], after: &[&str]) -> (Vec<String>, Vec<String>) {
    let pick = |keys: &[&str], indexes: &[usize]| -> Vec<String> {
        let keys = indexes.iter().filter_map(|index| keys.get(*index));
        keys.map(|key| (*key).to_owned()).list()
    };
    let (gone, new) = surplus(before, after);
    (pick(after, &new), pick(before, &gone))
}
