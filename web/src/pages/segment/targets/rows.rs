//! The rows of a target list: what is in it, and what leaves it with the draft. Pure.

use std::collections::BTreeSet;

use segdeck_core::{
    ContextKind, UnixMillis,
    model::{Segment, TargetList},
    order,
    patch::expiration::TargetReference,
};

use crate::platform;
use crate::state::target_set::Expirations;

/// How a key differs from what is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowStatus {
    /// Not at all.
    Same,
    /// It joins the list.
    New,
    /// It leaves the list.
    Removed,
}

/// One key of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRow {
    /// The context key.
    pub key: String,
    /// How it differs from what is saved.
    pub status: RowStatus,
    /// When it leaves the list by itself.
    pub expires: Option<UnixMillis>,
}

/// The keys of one list and kind: those that leave first, then the list in its order. `filter` is
/// a text that the key must hold, without regard to case.
#[must_use]
pub fn rows(
    base: &Segment,
    edited: &Segment,
    expirations: &Expirations,
    list: TargetList,
    kind: &ContextKind,
    filter: &str,
) -> Vec<TargetRow> {
    let filter = platform::lowercase(filter.trim());
    let matches = |key: &str| filter.is_empty() || platform::lowercase(key).contains(&filter);
    let saved: BTreeSet<&str> = order::set_of(base.targets(list, kind.as_str()));
    let now: BTreeSet<&str> = order::set_of(edited.targets(list, kind.as_str()));
    let gone = base
        .targets(list, kind.as_str())
        .filter(|key| !now.contains(key) && matches(key))
        .map(|key| TargetRow {
            key: key.to_owned(),
            status: RowStatus::Removed,
            expires: None,
        });
    let mut new = Vec::new();
    let mut same = Vec::new();
    for key in edited
        .targets(list, kind.as_str())
        .filter(|key| matches(key))
    {
        let target = TargetReference {
            list,
            context_kind: kind.clone(),
            context_key: key.to_owned(),
        };
        let expires = expirations.get(&target).copied();
        let is_new = !saved.contains(key);
        let status = if is_new {
            RowStatus::New
        } else {
            RowStatus::Same
        };
        let row = TargetRow {
            key: target.context_key,
            status,
            expires,
        };
        if is_new {
            new.push(row);
        } else {
            same.push(row);
        }
    }
    gone.chain(new).chain(same).collect()
}

/// What is pasted, sorted out before anything is done with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Keys that the action would change.
    pub usable: Vec<String>,
    /// Keys for which there is nothing to do: in the list already, or not in it.
    pub idle: usize,
    /// Keys that stand in the text more than once.
    pub duplicates: usize,
    /// Keys that are in the other list and would be on both.
    pub on_both: Vec<String>,
}

/// Sorts out pasted keys, one a line; blank lines do not count, and white space around a key is
/// dropped.
#[must_use]
pub fn sort_out(
    text: &str,
    segment: &Segment,
    list: TargetList,
    kind: &ContextKind,
    is_removal: bool,
) -> Pasted {
    let known: BTreeSet<&str> = order::set_of(segment.targets(list, kind.as_str()));
    let other: BTreeSet<&str> = order::set_of(segment.targets(list.other(), kind.as_str()));
    let mut seen = BTreeSet::new();
    let mut pasted = Pasted::default();
    for key in text.lines().map(str::trim).filter(|key| !key.is_empty()) {
        if !seen.insert(key) {
            pasted.duplicates += 1;
        } else if known.contains(key) != is_removal {
            pasted.idle += 1;
        } else if !is_removal && other.contains(key) {
            pasted.on_both.push(key.to_owned());
        } else {
            pasted.usable.push(key.to_owned());
        }
    }
    pasted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(included: &[&str], excluded: &[&str]) -> Segment {
        serde_json::from_value(serde_json::json!({
            "key": "s", "name": "S", "creationDate": 1, "lastModifiedDate": 1, "version": 1,
            "included": included, "excluded": excluded
        }))
        .unwrap()
    }

    #[test]
    fn what_leaves_and_what_joins_stand_first() {
        let (base, edited) = (
            segment(&["a", "b", "c"], &[]),
            segment(&["b", "c", "d"], &[]),
        );
        let kind = ContextKind::user();
        let rows = rows(
            &base,
            &edited,
            &Expirations::new(),
            TargetList::Included,
            &kind,
            "",
        );
        let shown: Vec<_> = rows
            .iter()
            .map(|row| (row.key.as_str(), row.status))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", RowStatus::Removed),
                ("d", RowStatus::New),
                ("b", RowStatus::Same),
                ("c", RowStatus::Same),
            ]
        );
    }

    #[test]
    fn the_filter_disregards_case() {
        let base = segment(&["Anna@x", "bob@x"], &[]);
        let kind = ContextKind::user();
        let found = rows(
            &base,
            &base,
            &Expirations::new(),
            TargetList::Included,
            &kind,
            " ANNA ",
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn pasted_keys_are_sorted_out_and_none_is_dropped_silently() {
        let segment = segment(&["a"], &["x"]);
        let kind = ContextKind::user();
        let text = "a\n b \r\n\nb\nx\nc";
        let adding = sort_out(text, &segment, TargetList::Included, &kind, false);
        assert_eq!(adding.usable, ["b", "c"]);
        assert_eq!(adding.on_both, ["x"]);
        assert_eq!((adding.idle, adding.duplicates), (1, 1));
        let removing = sort_out(text, &segment, TargetList::Included, &kind, true);
        assert_eq!(removing.usable, ["a"]);
        assert_eq!((removing.idle, removing.duplicates), (3, 1));
        assert!(removing.on_both.is_empty());
    }
}
