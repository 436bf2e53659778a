//! What an entry of the audit log says, in words. Pure.

use std::rc::Rc;

use segdeck_core::{
    diff::{self, Change},
    model::AuditEntry,
};

use super::{
    super::review::ExpirationChange,
    way_back::{Version, date_changes},
};
use crate::{format, platform, state::newer};

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The segment was made.
    Created,
    /// It was deleted.
    Deleted,
    /// Something else was done to it.
    Changed,
}

/// An entry with what was before and after, as far as the server tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    /// What was before; `None` where there was nothing, or it is not told.
    pub before: Option<Version>,
    /// What came of it; `None` where nothing is left, or it is not told.
    pub after: Option<Version>,
    /// What differs.
    pub changes: Rc<[Change]>,
    /// The dates that differ.
    pub dates: Rc<[ExpirationChange]>,
}

impl Detail {
    /// What a whole entry tells.
    #[must_use]
    pub fn of(entry: &AuditEntry) -> Self {
        let version =
            |value: &Option<serde_json::Value>| value.as_ref().and_then(Version::of_entry);
        let (before, after) = (
            version(&entry.previous_version),
            version(&entry.current_version),
        );
        let (changes, dates) = match (&before, &after) {
            (Some(before), Some(after)) => (
                diff::summarize(&before.segment, &after.segment),
                date_changes(before, after),
            ),
            _ => Default::default(),
        };
        Self {
            before,
            after,
            changes: changes.into(),
            dates: dates.into(),
        }
    }

    /// What there is to compare and to restore: what came of it, or what was deleted.
    #[must_use]
    pub fn version(&self) -> Option<&Version> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// The number of that version.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        self.version().map(|version| version.segment.version)
    }

    /// Why the change cannot be turned back, if so.
    #[must_use]
    pub fn revert_refusal(&self, deed: Deed) -> Option<&'static str> {
        match (deed, &self.before, &self.after) {
            (Deed::Created, ..) => Some("To turn back a creation, delete the segment."),
            (Deed::Deleted, ..) => {
                Some("The segment is there again. Restore the version to bring back what it was.")
            }
            (Deed::Changed, Some(_), Some(_))
                if self.changes.is_empty() && self.dates.is_empty() =>
            {
                Some("What was changed is not part of what can be edited here.")
            }
            (Deed::Changed, Some(_), Some(_)) => None,
            (Deed::Changed, ..) => {
                Some("The server does not tell what the segment was before and after this change.")
            }
        }
    }

    /// Why the version cannot be restored, if so.
    #[must_use]
    pub fn restore_refusal(&self) -> Option<&'static str> {
        let is_untold = self.version().is_none();
        is_untold.then_some("The server does not tell what the segment was.")
    }
}

/// What an entry is about.
#[must_use]
pub fn deed(entry: &AuditEntry) -> Deed {
    let is = |name: &str| {
        let mut actions = entry.accesses.iter().map(|access| access.action.as_deref());
        actions.any(|action| action == Some(name))
    };
    if is("createSegment") {
        Deed::Created
    } else if is("deleteSegment") {
        Deed::Deleted
    } else {
        Deed::Changed
    }
}

/// What happened, in one line.
#[must_use]
pub fn summary(entry: &AuditEntry, detail: Option<&Detail>) -> String {
    match deed(entry) {
        Deed::Created => return "Created".to_owned(),
        Deed::Deleted => return "Deleted".to_owned(),
        Deed::Changed => {}
    }
    let told = detail.map(|detail| sentence(&detail.changes, &detail.dates));
    if let Some(told) = told.filter(|told| !told.is_empty()) {
        return told;
    }
    let lines = description_lines(entry);
    match (lines.as_slice(), &entry.title_verb) {
        ([line], _) => line.clone(),
        (_, Some(verb)) => capitalized(verb),
        ([], None) if !entry.short_description.is_empty() => entry.short_description.clone(),
        ([], None) => "Changed".to_owned(),
        (lines, None) => lines.join(", "),
    }
}

/// Changes and dates in one line; empty if there are none.
#[must_use]
pub fn sentence(changes: &[Change], dates: &[ExpirationChange]) -> String {
    let mut parts = Vec::new();
    if !changes.is_empty() {
        parts.push(diff::sentence(changes));
    }
    if !dates.is_empty() {
        let one = "expiration changed";
        parts.push(format::plural(dates.len(), one, "expirations changed"));
    }
    parts.join(", ")
}

/// The lines of the server's own description, without their marks.
#[must_use]
pub fn description_lines(entry: &AuditEntry) -> Vec<String> {
    let lines = entry.description.lines().map(str::trim);
    let lines = lines.map(|line| line.strip_prefix("* ").unwrap_or(line));
    let lines = lines.filter(|line| !line.is_empty());
    lines.map(|line| line.replace('`', "")).collect()
}

/// Who did it, as well as that is known.
#[must_use]
pub fn who(entry: &AuditEntry) -> String {
    newer::who(entry).unwrap_or_else(|| "Somebody".to_owned())
}

/// Whether an entry has this text in what it says.
#[must_use]
pub fn matches(entry: &AuditEntry, detail: Option<&Detail>, text: &str) -> bool {
    let wanted = platform::lowercase(text.trim());
    let version = detail.and_then(Detail::number);
    let said = [
        Some(who(entry)),
        entry.comment.clone(),
        Some(summary(entry, detail)),
        Some(entry.description.clone()),
        version.map(|number| format!("v{number}")),
    ];
    let mut said = said.into_iter().flatten();
    wanted.is_empty() || said.any(|text| platform::lowercase(&text).contains(&wanted))
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn entry(more: Value) -> AuditEntry {
        let mut value = json!({ "_id": "1", "date": 5 });
        let Value::Object(more) = more else {
            panic!("{more} is no object");
        };
        value.as_object_mut().unwrap().extend(more);
        serde_json::from_value(value).unwrap()
    }

    fn segment(version: i64, included: &[&str]) -> Value {
        json!({ "key": "s", "name": "S", "creationDate": 1, "lastModifiedDate": 1,
            "version": version, "included": included })
    }

    #[test]
    fn a_change_is_told_by_what_differs() {
        let entry = entry(json!({
            "accesses": [{ "action": "updateIncluded" }],
            "titleVerb": "updated the included targets of the segment",
            "previousVersion": segment(3, &["a"]),
            "currentVersion": segment(4, &["a", "b", "c"]),
        }));
        let detail = Detail::of(&entry);
        assert_eq!(summary(&entry, Some(&detail)), "2 targets included");
        assert_eq!(detail.number(), Some(4));
        assert_eq!(detail.revert_refusal(deed(&entry)), None);
        assert_eq!(
            summary(&entry, None),
            "Updated the included targets of the segment"
        );
    }

    #[test]
    fn what_is_not_told_can_be_read_but_not_turned_back() {
        let entry = entry(json!({ "description": "* Added `a` to the included list" }));
        let detail = Detail::of(&entry);
        assert_eq!(
            summary(&entry, Some(&detail)),
            "Added a to the included list"
        );
        assert!(detail.revert_refusal(deed(&entry)).is_some());
        assert!(detail.restore_refusal().is_some());
        assert_eq!(detail.number(), None);
    }

    #[test]
    fn of_a_deletion_what_was_there_can_be_restored() {
        let entry = entry(json!({
            "accesses": [{ "action": "deleteSegment" }],
            "previousVersion": segment(7, &["a"]),
        }));
        let detail = Detail::of(&entry);
        assert_eq!(summary(&entry, Some(&detail)), "Deleted");
        assert_eq!(detail.number(), Some(7));
        assert_eq!(detail.restore_refusal(), None);
        assert!(detail.revert_refusal(deed(&entry)).is_some());
    }

    #[test]
    fn whoever_did_it_is_named_as_well_as_is_known() {
        for (told, expected) in [
            (
                json!({ "member": { "firstName": "Ada", "lastName": "L" },
                     "subject": { "name": "CI" } }),
                "Ada L",
            ),
            (json!({ "member": { "email": "a@b.c" } }), "a@b.c"),
            (
                json!({ "member": { "_id": "1" }, "subject": { "name": "CI" } }),
                "CI",
            ),
            (json!({ "token": { "name": "CI" } }), "CI"),
            (json!({ "subject": { "name": "" } }), "Somebody"),
            (json!({}), "Somebody"),
        ] {
            assert_eq!(who(&entry(told)), expected);
        }
    }

    #[test]
    fn an_entry_is_found_by_what_it_says() {
        let entry = entry(json!({
            "comment": "For the LAUNCH", "subject": { "name": "Ada" },
            "previousVersion": segment(3, &[]), "currentVersion": segment(4, &["zoe"]),
        }));
        let detail = Detail::of(&entry);
        for text in ["launch", " ada ", "v4", "target included", ""] {
            assert!(matches(&entry, Some(&detail), text), "{text}");
        }
        assert!(!matches(&entry, Some(&detail), "bob"));
    }
}
