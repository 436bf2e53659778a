//! Changes in one line.

use super::{Change, ChangeKind};
use crate::text::quoted;
use crate::{gather::Gather, model::TargetList};

/// How many changes a person would count: each field, each rule that is edited, added, removed or
/// moved, and one for the targets that join a list and one for those that leave it, over all
/// context kinds.
#[must_use]
pub fn change_count(changes: &[Change]) -> usize {
    let mut count = 0;
    for topic in topics(changes) {
        count += match topic {
            Topic::Field(_) => 1,
            Topic::Counted(noun, many) => match noun {
                Noun::Rule(_) => many,
                _ => 1,
            },
        };
    }
    count
}

/// All changes in one line, such as "1 rule edited, 1 rule added, 12 targets included"; "No
/// changes" if there are none.
#[must_use]
pub fn sentence(changes: &[Change]) -> String {
    let parts: Vec<String> = topics(changes)
        .into_iter()
        .map(|topic| match topic {
            Topic::Field(name) => format!("{name} changed"),
            Topic::Counted(noun, count) => noun.with(count),
        })
        .list();
    if parts.is_empty() {
        return "No changes".to_owned();
    }
    let text = parts.join(", ");
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// One part of the line.
enum Topic {
    /// A field has another value.
    Field(String),
    /// So many things were added, removed and so on.
    Counted(Noun, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Noun {
    Tag(&'static str),
    Rule(&'static str),
    Target(&'static str),
}

impl Noun {
    fn with(self, count: usize) -> String {
        let (one, done) = match self {
            Self::Tag(done) => ("tag", done),
            Self::Rule(done) => ("rule", done),
            Self::Target(done) => ("target", done),
        };
        let plural = if count == 1 { "" } else { "s" };
        format!("{} {one}{plural} {done}", grouped(count))
    }
}

/// The parts of the line: fields and tags, rules (edited, added, removed, moved), targets.
fn topics(changes: &[Change]) -> Vec<Topic> {
    const COUNTED: [Noun; 10] = [
        Noun::Tag("added"),
        Noun::Tag("removed"),
        Noun::Rule("edited"),
        Noun::Rule("added"),
        Noun::Rule("removed"),
        Noun::Rule("moved"),
        Noun::Target("included"),
        Noun::Target("no longer included"),
        Noun::Target("excluded"),
        Noun::Target("no longer excluded"),
    ];
    let field = |wanted_known: bool| {
        changes.iter().filter_map(move |change| match &change.kind {
            ChangeKind::Text { field, .. } if wanted_known => {
                Some(Topic::Field((*field).to_owned()))
            }
            ChangeKind::Unknown { field } if !wanted_known => Some(Topic::Field(quoted(field))),
            _ => None,
        })
    };
    let counted = COUNTED.into_iter().filter_map(|noun| {
        let count: usize = changes
            .iter()
            .flat_map(|change| counts(&change.kind))
            .filter(|(other, _)| *other == noun)
            .map(|(_, count)| count)
            .sum();
        (count > 0).then_some(Topic::Counted(noun, count))
    });
    field(true).chain(counted).chain(field(false)).list()
}

fn counts(kind: &ChangeKind) -> Vec<(Noun, usize)> {
    match kind {
        ChangeKind::Text { .. } | ChangeKind::Unknown { .. } => Vec::new(),
        ChangeKind::Tags { added, removed } => vec![
            (Noun::Tag("added"), added.len()),
            (Noun::Tag("removed"), removed.len()),
        ],
        ChangeKind::RuleEdited { .. } => vec![(Noun::Rule("edited"), 1)],
        ChangeKind::RuleAdded { .. } => vec![(Noun::Rule("added"), 1)],
        ChangeKind::RuleRemoved { .. } => vec![(Noun::Rule("removed"), 1)],
        ChangeKind::RuleMoved { .. } => vec![(Noun::Rule("moved"), 1)],
        ChangeKind::TargetsAdded { list, keys, .. } => {
            let done = match list {
                TargetList::Included => "included",
                TargetList::Excluded => "excluded",
            };
            vec![(Noun::Target(done), keys.len())]
        }
        ChangeKind::TargetsRemoved { list, keys, .. } => {
            let done = match list {
                TargetList::Included => "no longer included",
                TargetList::Excluded => "no longer excluded",
            };
            vec![(Noun::Target(done), keys.len())]
        }
    }
}

/// A number with commas between thousands.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ContextKind, diff::ChangeGroup, model::Rule};

    fn change(kind: ChangeKind) -> Change {
        Change {
            group: ChangeGroup::Other,
            kind,
        }
    }

    fn included(kind: &str, count: usize) -> Change {
        change(ChangeKind::TargetsAdded {
            list: TargetList::Included,
            context_kind: ContextKind::from(kind),
            keys: vec!["k".to_owned(); count],
        })
    }

    #[test]
    fn changes_are_told_in_one_line() {
        let changes = [
            change(ChangeKind::RuleAdded {
                index: 1,
                rule: Rule::default(),
            }),
            change(ChangeKind::RuleEdited {
                index: 0,
                before: Rule::default(),
                after: Rule::default(),
            }),
            included("user", 5),
            included("device", 7),
        ];
        assert_eq!(
            sentence(&changes),
            "1 rule edited, 1 rule added, 12 targets included"
        );
        assert_eq!(change_count(&changes), 3);
    }

    #[test]
    fn fields_are_named_and_large_numbers_grouped() {
        let changes = [
            change(ChangeKind::Text {
                field: "name",
                before: None,
                after: None,
            }),
            change(ChangeKind::TargetsRemoved {
                list: TargetList::Excluded,
                context_kind: ContextKind::user(),
                keys: vec![String::new(); 15_000],
            }),
        ];
        assert_eq!(
            sentence(&changes),
            "Name changed, 15,000 targets no longer excluded"
        );
        assert_eq!(sentence(&[]), "No changes");
        assert_eq!(change_count(&[]), 0);
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }
}
