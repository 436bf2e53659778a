//! A kept draft as the list shows it. Pure.

use segdeck_core::{UnixMillis, diff, diff::ChangeGroup, order};

use crate::{
    pages::segment::{count_expiration_changes, summary},
    route::SegmentTab,
    state::draft_storage::{self, DraftName, KeptDraft},
};

/// A text that is kept under the name of a draft.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ListedDraft {
    /// Its name in the browser's storage.
    pub key: String,
    /// Whose it is.
    pub name: DraftName,
    /// The text itself.
    pub text: String,
    /// What it says; `None` if it is damaged.
    pub facts: Option<DraftFacts>,
}

/// What a draft says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DraftFacts {
    /// What a person called it, else what it changes.
    pub title: String,
    /// What it changes.
    pub summary: String,
    /// How many changes it has.
    pub count: usize,
    /// The segment's name, as it was when it was loaded.
    pub segment_name: String,
    /// The version that it started from.
    pub base_version: i64,
    /// When it was edited last.
    pub edited_at: Option<UnixMillis>,
    /// Where its first change is seen.
    pub tab: SegmentTab,
}

/// Reads what is kept under `key`; `None` if that is no name of a draft.
pub(super) fn listed(key: &str, text: String) -> Option<ListedDraft> {
    Some(ListedDraft {
        key: key.to_owned(),
        name: DraftName::parse(key)?,
        facts: draft_storage::read(&text).map(|kept| facts(&kept)),
        text,
    })
}

fn facts(kept: &KeptDraft) -> DraftFacts {
    let draft = &kept.draft;
    let changes = diff::summarize(&draft.base, &draft.outgoing());
    let expirations = count_expiration_changes(draft);
    let count = diff::change_count(&changes) + expirations;
    let summary = match (count, &kept.typed.patch_text) {
        (0, Some(_)) => "JSON that is not applied yet".to_owned(),
        _ => summary(&changes, expirations),
    };
    let has = |group| changes.iter().any(|change| change.group == group);
    let tab = if count == 0 {
        SegmentTab::Json
    } else if has(ChangeGroup::Rules) {
        SegmentTab::Rules
    } else if has(ChangeGroup::Targets) {
        SegmentTab::Targets
    } else if expirations > 0 {
        SegmentTab::Expirations
    } else {
        SegmentTab::Rules
    };
    DraftFacts {
        title: kept.mark.name.clone().unwrap_or_else(|| summary.clone()),
        summary,
        count,
        segment_name: draft.base.name.clone(),
        base_version: draft.base.version,
        edited_at: kept.mark.edited_at,
        tab,
    }
}

/// The order of the list: newest first, damaged ones last.
pub(super) fn sort(drafts: &mut [ListedDraft]) {
    let at = |draft: &ListedDraft| {
        let facts = draft.facts.as_ref();
        facts.map(|facts| facts.edited_at.map_or(0, |at| at.0))
    };
    order::sort_by(drafts, |left, right| {
        at(right)
            .cmp(&at(left))
            .then_with(|| left.key.cmp(&right.key))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(patch: &str, more: &str) -> String {
        format!(
            r#"{{"base":{{"key":"s","name":"Beta","tags":[],"creationDate":1,"lastModifiedDate":1,
            "version":3,"_links":{{}},"rules":[],"included":["a"]}},"patch":{patch},
            "base_expirations":[],"expirations":[]{more}}}"#
        )
    }

    fn of(patch: &str, more: &str) -> DraftFacts {
        let listed = listed("segdeck.draft.server/p/e/s", text(patch, more)).unwrap();
        listed.facts.unwrap()
    }

    #[test]
    fn a_draft_is_called_after_what_it_changes_until_it_has_a_name() {
        let add = r#"[{"op":"add","path":"/included/-","value":"b"}]"#;
        let facts = of(add, "");
        assert_eq!(facts.title, "1 target included");
        assert_eq!((facts.count, facts.base_version), (1, 3));
        assert_eq!(facts.segment_name, "Beta");
        assert_eq!(facts.tab, SegmentTab::Targets);
        let named = of(
            add,
            r#","segdeckMark":{"name":"Mine","edited_at":5,"tab":"t"}"#,
        );
        assert_eq!(named.title, "Mine");
        assert_eq!(named.summary, "1 target included");
        assert_eq!(named.edited_at, Some(UnixMillis(5)));
    }

    #[test]
    fn a_patch_that_is_being_written_is_a_draft_too() {
        let facts = of("[]", r#","typed":{"patch_text":"[{"}"#);
        assert_eq!(facts.summary, "JSON that is not applied yet");
        assert_eq!((facts.count, facts.tab), (0, SegmentTab::Json));
    }

    #[test]
    fn what_cannot_be_read_is_listed_and_what_is_no_draft_is_not() {
        let damaged = listed("segdeck.draft.server/p/e/s/x", "{".to_owned()).unwrap();
        assert_eq!(damaged.facts, None);
        assert_eq!(damaged.name.copy.as_deref(), Some("x"));
        assert_eq!(listed("segdeck.place.server", "{}".to_owned()), None);
    }

    #[test]
    fn the_newest_comes_first_and_the_damaged_last() {
        let at = |key: &str, at: i64| {
            let more = format!(r#","segdeckMark":{{"edited_at":{at},"tab":"t"}}"#);
            listed(
                &format!("segdeck.draft.server/p/e/{key}"),
                text("[]", &more),
            )
            .unwrap()
        };
        let damaged = listed("segdeck.draft.server/p/e/a", "{".to_owned()).unwrap();
        let mut drafts = vec![damaged, at("b", 1), at("c", 2)];
        sort(&mut drafts);
        let order: Vec<&str> = drafts.iter().map(|one| one.name.segment.as_str()).collect();
        assert_eq!(order, ["c", "b", "a"]);
    }
}
