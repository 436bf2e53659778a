//! Entries about segments: which actions a change consists of, and what it says.

use segdeck_core::{
    UnixMillis,
    diff::{self, ChangeKind},
    endpoint::Place,
    gather::Gather,
    model::{ExpiringTarget, Segment, TargetList},
    order::{Map, Set},
    wire,
};
use serde_json::Value;

use crate::{
    SandboxError,
    sandbox::Call,
    store::{
        Connection,
        audit::{self, Entry, Resource},
        tokens::Caller,
    },
};

/// So many keys at most are named in one line of a description.
const NAMED_KEYS: usize = 10;

/// How many keys joined or left a list of a big segment, of which none is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListChange {
    /// Which list.
    pub list: TargetList,
    /// How many joined it.
    pub added: u64,
    /// How many left it.
    pub removed: u64,
}

impl ListChange {
    /// Nothing joined or left that list.
    pub fn none(list: TargetList) -> Self {
        Self {
            list,
            added: 0,
            removed: 0,
        }
    }

    /// How many more there are than before.
    pub fn growth(&self) -> i64 {
        self.added.cast_signed() - self.removed.cast_signed()
    }
}

/// A change of one segment.
///
/// ```ignore
/// SegmentChange::update(place, &before, &after)
///     .because(comment)
///     .record(connection, call)?;
/// ```
#[derive(Clone, Debug)]
pub struct SegmentChange<'a> {
    place: &'a Place,
    before: Option<&'a Segment>,
    after: Option<&'a Segment>,
    expirations_before: &'a [ExpiringTarget],
    expirations_after: &'a [ExpiringTarget],
    lists: Vec<ListChange>,
    verb: Option<&'a str>,
    comment: Option<&'a str>,
    delta: Option<Value>,
}

impl<'a> SegmentChange<'a> {
    fn new(place: &'a Place, before: Option<&'a Segment>, after: Option<&'a Segment>) -> Self {
        Self {
            place,
            before,
            after,
            expirations_before: &[],
            expirations_after: &[],
            lists: Vec::new(),
            verb: None,
            comment: None,
            delta: None,
        }
    }

    /// A segment is new.
    pub fn creation(place: &'a Place, segment: &'a Segment) -> Self {
        Self::new(place, None, Some(segment))
    }

    /// A segment is gone, and its expiring targets with it.
    pub fn deletion(
        place: &'a Place,
        segment: &'a Segment,
        expirations: &'a [ExpiringTarget],
    ) -> Self {
        Self::new(place, Some(segment), None).with_expirations(expirations, &[])
    }

    /// A segment is another, or something that belongs to it is.
    pub fn update(place: &'a Place, before: &'a Segment, after: &'a Segment) -> Self {
        Self::new(place, Some(before), Some(after))
    }

    /// With all expiring targets of the segment before and after. Must be given where there are
    /// any, changed or not.
    pub fn with_expirations(
        self,
        before: &'a [ExpiringTarget],
        after: &'a [ExpiringTarget],
    ) -> Self {
        Self {
            expirations_before: before,
            expirations_after: after,
            ..self
        }
    }

    /// With what changed in the lists of a big segment.
    pub fn with_lists(self, lists: Vec<ListChange>) -> Self {
        Self { lists, ..self }
    }

    /// With other words than usual between the token's and the segment's name:
    /// `imported a file into the segment`.
    pub fn saying(self, verb: &'a str) -> Self {
        Self {
            verb: Some(verb),
            ..self
        }
    }

    /// With the caller's reason.
    pub fn because(self, comment: Option<&'a str>) -> Self {
        Self { comment, ..self }
    }

    /// With the JSON Patch of the request.
    pub fn by_patch(self, delta: Option<Value>) -> Self {
        Self { delta, ..self }
    }

    /// Writes the entry as what this call did.
    pub fn record(self, connection: &Connection, call: &Call<'_>) -> Result<(), SandboxError> {
        self.record_at(connection, call.now, Some(call.caller))
    }

    /// Writes the entry; without a caller as what the sandbox did by itself.
    pub fn record_at(
        self,
        connection: &Connection,
        at: UnixMillis,
        caller: Option<&Caller>,
    ) -> Result<(), SandboxError> {
        let Some(segment) = self.after.or(self.before) else {
            return Ok(());
        };
        let (actions, description) = self.told(caller.is_none());
        let verb = self.verb.unwrap_or_else(|| verb(&actions));
        let before = self
            .before
            .map(|segment| state(segment, self.expirations_before));
        let after = self
            .after
            .map(|segment| state(segment, self.expirations_after));
        let resource = Resource::segment(self.place, &segment.key);
        let entry = Entry::new(at, caller, resource, &segment.name, actions)
            .saying(verb)
            .describing(description)
            .because(self.comment)
            .by_patch(self.delta)
            .states(before.as_ref(), after.as_ref());
        audit::add(connection, &entry)
    }

    /// The actions, and one line for each change.
    fn told(&self, is_by_itself: bool) -> (Vec<&'static str>, String) {
        let (before, after) = match (self.before, self.after) {
            (Some(before), Some(after)) => (before, after),
            (None, _) => return (vec!["createSegment"], String::new()),
            (_, None) => return (vec!["deleteSegment"], String::new()),
        };
        let mut actions = Vec::new();
        let mut lines = Vec::new();
        for change in diff::summarize(before, after) {
            let (action, mut more) = of_change(&change.kind);
            add_action(&mut actions, action);
            lines.append(&mut more);
        }
        for change in &self.lists {
            add_action(&mut actions, list_action(change.list));
            let list = change.list.as_str();
            for (verb, count) in [("Added", change.added), ("Removed", change.removed)] {
                if count > 0 {
                    let to = if verb == "Added" { "to" } else { "from" };
                    lines.push(format!("{verb} {} {to} the {list} list", keys(count)));
                }
            }
        }
        if self.expirations_before != self.expirations_after {
            add_action(&mut actions, "updateExpiringTargets");
            if !is_by_itself {
                lines.extend(expiration_lines(
                    self.expirations_before,
                    self.expirations_after,
                ));
            }
        }
        let lines: Vec<String> = lines.iter().map(|line| format!("* {line}")).list();
        (actions, lines.join("\n"))
    }
}

/// A segment as the log keeps it: as the API answers it, and its expiring targets, which the API
/// tells apart from it.
fn state(segment: &Segment, expirations: &[ExpiringTarget]) -> Value {
    let mut state = segment.to_value();
    if let (Value::Object(members), false) = (&mut state, expirations.is_empty()) {
        members.insert(
            "_expiringTargets".to_owned(),
            wire::encode_value(&expirations),
        );
    }
    state
}

fn verb(actions: &[&'static str]) -> &'static str {
    match actions {
        ["createSegment"] => "created the segment",
        ["deleteSegment"] => "deleted the segment",
        ["updateName"] => "changed the name of the segment",
        ["updateDescription"] => "updated the description of the segment",
        ["updateTags"] => "updated the tags of the segment",
        ["updateRules"] => "updated the rules of the segment",
        ["updateIncluded"] => "updated the included targets of the segment",
        ["updateExcluded"] => "updated the excluded targets of the segment",
        ["updateExpiringTargets"] => "updated the expiring targets of the segment",
        _ => "updated the segment",
    }
}

fn list_action(list: TargetList) -> &'static str {
    match list {
        TargetList::Included => "updateIncluded",
        TargetList::Excluded => "updateExcluded",
    }
}

fn add_action(actions: &mut Vec<&'static str>, action: &'static str) {
    if !actions.contains(&action) {
        actions.push(action);
    }
}

fn of_change(change: &ChangeKind) -> (&'static str, Vec<String>) {
    match change {
        ChangeKind::Text {
            field: "name",
            before,
            after,
        } => {
            let (before, after) = (quoted(before.as_deref()), quoted(after.as_deref()));
            (
                "updateName",
                vec![format!("Changed the name from {before} to {after}")],
            )
        }
        ChangeKind::Text { after, .. } => {
            let line = match after {
                Some(text) => format!("Changed the description to {}", quoted(Some(text))),
                None => "Removed the description".to_owned(),
            };
            ("updateDescription", vec![line])
        }
        ChangeKind::Tags { added, removed } => {
            let mut lines = Vec::new();
            for (verb, tags) in [("Added", added), ("Removed", removed)] {
                if !tags.is_empty() {
                    lines.push(format!(
                        "{verb} the {} {}",
                        of(tags.len(), "tag"),
                        names(tags)
                    ));
                }
            }
            ("updateTags", lines)
        }
        ChangeKind::RuleAdded { index, .. } => rule("Added", *index),
        ChangeKind::RuleRemoved { index, .. } => rule("Removed", *index),
        ChangeKind::RuleEdited { index, .. } => rule("Edited", *index),
        ChangeKind::RuleMoved { from, to, .. } => (
            "updateRules",
            vec![format!("Moved rule {} to place {}", from + 1, to + 1)],
        ),
        ChangeKind::TargetsAdded {
            list,
            context_kind,
            keys,
        } => {
            let line = format!(
                "Added {} to the {} {context_kind} targets",
                names(keys),
                list.as_str()
            );
            (list_action(*list), vec![line])
        }
        ChangeKind::TargetsRemoved {
            list,
            context_kind,
            keys,
        } => {
            let line = format!(
                "Removed {} from the {} {context_kind} targets",
                names(keys),
                list.as_str()
            );
            (list_action(*list), vec![line])
        }
        ChangeKind::Unknown { field } => ("updateSegment", vec![format!("Changed `{field}`")]),
    }
}

fn rule(verb: &str, index: usize) -> (&'static str, Vec<String>) {
    ("updateRules", vec![format!("{verb} rule {}", index + 1)])
}

fn expiration_lines(before: &[ExpiringTarget], after: &[ExpiringTarget]) -> Vec<String> {
    let differing = |items: &[ExpiringTarget], others: &[ExpiringTarget]| -> Vec<String> {
        let others = Map::of(others.iter().map(|item| (item.id.as_str(), item)));
        items
            .iter()
            .filter(|item| others.get(item.id.as_str()) != Some(item))
            .map(|item| item.context_key.clone())
            .list()
    };
    let set = differing(after, before);
    let ids = Set::of(after.iter().map(|item| item.id.as_str()));
    let removed: Vec<String> = before
        .iter()
        .filter(|item| !ids.contains(item.id.as_str()))
        .map(|item| item.context_key.clone())
        .list();
    let mut lines = Vec::new();
    if !set.is_empty() {
        lines.push(format!("Set the expiration of {}", names(&set)));
    }
    if !removed.is_empty() {
        lines.push(format!("Removed the expiration of {}", names(&removed)));
    }
    lines
}

fn of(count: usize, noun: &str) -> String {
    format!("{noun}{}", if count == 1 { "" } else { "s" })
}

fn keys(count: u64) -> String {
    format!("{count} key{}", if count == 1 { "" } else { "s" })
}

fn quoted(text: Option<&str>) -> String {
    format!("`{}`", text.unwrap_or_default())
}

/// The first names, and how many more there are.
fn names(names: &[String]) -> String {
    let mut text: Vec<String> = names
        .iter()
        .take(NAMED_KEYS)
        .map(|name| quoted(Some(name)))
        .list();
    if names.len() > NAMED_KEYS {
        text.push(format!("{} more", names.len() - NAMED_KEYS));
    }
    text.join(", ")
}
