//! Drafts that outlive a reload: kept in the browser, per connection, environment and segment, until
//! they are saved or discarded. They hold no token.

use std::{borrow::Cow, rc::Rc};

use segdeck_core::{
    ContextKind, UnixMillis,
    diff::{self, DiffOptions},
    model::{ExpiringTarget, Segment, TargetList},
    patch::{JsonPatch, expiration::TargetReference},
    wire,
};
use serde::{Deserialize, Serialize};

use crate::platform::Store;

use super::{
    draft::{DraftState, Edited},
    local_id,
    target_set::Expirations,
};

mod name;
mod tabs;

pub use name::{DraftName, count, name};
pub use tabs::{Divergence, Tabs};

/// A draft as it is kept: what it started from, the patch that it makes, and what was typed besides.
#[derive(Debug, Serialize, Deserialize)]
struct Kept<'a> {
    base: Cow<'a, Segment>,
    patch: serde_json::Value,
    base_expirations: Cow<'a, [ExpiringTarget]>,
    expirations: Vec<(TargetList, ContextKind, String, UnixMillis)>,
    #[serde(default)]
    typed: Typed,
    /// Always last, see [`content_of`]; written by [`with_mark`].
    #[serde(default, skip_serializing, rename = "segdeckMark")]
    mark: Mark,
}

/// What was typed and is no edit of the segment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The comment of the next save.
    #[serde(default)]
    pub comment: String,
    /// The JSON that is being written, if it is not yet part of the draft.
    #[serde(default)]
    pub patch_text: Option<String>,
}

/// Who kept a draft, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The name that a person gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it was edited last; absent in drafts of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<UnixMillis>,
    /// The tab that wrote it.
    #[serde(default)]
    pub tab: String,
}

/// A draft that was kept.
#[derive(Clone, Debug)]
pub struct KeptDraft {
    /// Its edits.
    pub draft: DraftState,
    /// What was typed besides.
    pub typed: Typed,
    /// Who kept it.
    pub mark: Mark,
}

/// What stands between the content of a draft and its mark. A text in either has its quotes escaped,
/// so that this is found nowhere else.
const MARK: &str = ",\"segdeckMark\":{";

/// Gives the drafts from before there were connections their new names.
pub fn rename_old() {
    for name in Store::Local.names() {
        if let (Some(renamed), Some(text)) = (name::renamed(&name), Store::Local.get(&name))
            && Store::Local.set(&renamed, &text)
        {
            Store::Local.remove(&name);
        }
    }
}

/// The content of a draft as text, without a mark; `None` if there is nothing to keep. Equal drafts
/// give equal texts.
#[must_use]
pub fn write(draft: &DraftState, typed: &Typed) -> Option<String> {
    let patch = if draft.is_segment_untouched() {
        JsonPatch::default()
    } else {
        diff::json_patch(&draft.base, &draft.outgoing(), DiffOptions::default())
    };
    if patch.is_empty() && !draft.are_expirations_edited() && typed.patch_text.is_none() {
        return None;
    }
    let expirations = draft
        .expirations()
        .iter()
        .map(|(target, date)| {
            (
                target.list,
                target.context_kind.clone(),
                target.context_key.clone(),
                *date,
            )
        })
        .collect();
    let kept = Kept {
        base: Cow::Borrowed(&*draft.base),
        patch: patch.to_value(),
        base_expirations: Cow::Borrowed(draft.base_expirations.as_slice()),
        expirations,
        typed: typed.clone(),
        mark: Mark::default(),
    };
    Some(wire::encode_text(&kept))
}

/// The text to keep: this content with this mark, in place of the one that it may have.
#[must_use]
pub fn with_mark(text: &str, mark: &Mark) -> String {
    let content = content_of(text);
    let mark = wire::encode_text(mark);
    // The mark is an object, so its first character is part of what stands between.
    format!(
        "{content}{MARK}{}}}",
        mark.strip_prefix('{').unwrap_or(&mark)
    )
}

/// What a kept text says without its mark.
#[must_use]
pub fn content_of(text: &str) -> &str {
    match text.rfind(MARK) {
        Some(at) => text.get(..at).unwrap_or(text),
        None => text.strip_suffix('}').unwrap_or(text),
    }
}

/// Only the mark of a kept text.
#[must_use]
pub fn mark_of(text: &str) -> Mark {
    let mark = text.rfind(MARK).and_then(|at| {
        let rest = text.get(at + MARK.len() - 1..)?.strip_suffix('}')?;
        wire::decode(rest.as_bytes()).ok()
    });
    mark.unwrap_or_default()
}

/// Takes up a kept draft. It stays based on the version that it started from, so that a newer one
/// on the server is seen as a conflict and not written over. `None` if the text is not a draft.
#[must_use]
pub fn read(text: &str) -> Option<KeptDraft> {
    let kept: Kept = wire::decode(text.as_bytes()).ok()?;
    let patch = JsonPatch::parse(&kept.patch).ok()?;
    let segment = patch.apply_to_segment(&kept.base).ok()?;
    let expirations: Expirations = kept
        .expirations
        .into_iter()
        .map(|(list, context_kind, context_key, date)| {
            (
                TargetReference {
                    list,
                    context_kind,
                    context_key,
                },
                date,
            )
        })
        .collect();
    let edited = Edited {
        segment: Rc::new(local_id::complete(segment)),
        expirations: Rc::new(expirations),
    };
    Some(KeptDraft {
        draft: DraftState::restored(
            Rc::new(kept.base.into_owned()),
            Rc::new(kept.base_expirations.into_owned()),
            edited,
        ),
        typed: kept.typed,
        mark: kept.mark,
    })
}

#[cfg(test)]
mod tests {
    use yew::Reducible;

    use super::*;
    use crate::state::draft::DraftAction;
    use segdeck_core::model::Rule;

    fn draft() -> Rc<DraftState> {
        let segment: Segment = serde_json::from_value(serde_json::json!({
            "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "deleted": false, "generation": 1, "_links": {},
            "included": ["a"], "excluded": [], "rules": []
        }))
        .unwrap();
        Rc::new(DraftState::new(Rc::new(segment), Rc::new(Vec::new())))
    }

    fn edited() -> Rc<DraftState> {
        draft().reduce(DraftAction::InsertRule(0, local_id::rule(Rule::default())))
    }

    fn mark(name: &str) -> Mark {
        Mark {
            name: Some(name.to_owned()),
            edited_at: Some(UnixMillis(7)),
            tab: "t".to_owned(),
        }
    }

    #[test]
    fn a_draft_comes_back_as_it_was() {
        let target = TargetReference {
            list: TargetList::Included,
            context_kind: ContextKind::user(),
            context_key: "a".to_owned(),
        };
        let edited = edited()
            .reduce(DraftAction::RemoveTargets(
                TargetList::Excluded,
                ContextKind::user(),
                Vec::new(),
            ))
            .reduce(DraftAction::SetExpirations(
                vec![target.clone()],
                UnixMillis(9),
            ));
        let typed = Typed {
            comment: "Why, \"so\"".to_owned(),
            patch_text: Some("[{".to_owned()),
        };
        let text = with_mark(&write(&edited, &typed).unwrap(), &mark("N"));
        let back = read(&text).unwrap();
        assert_eq!(back.draft.base.version, 3);
        assert_eq!(back.draft.outgoing(), edited.outgoing());
        assert_eq!(back.draft.expirations().get(&target), Some(&UnixMillis(9)));
        assert!(back.draft.is_edited());
        assert_eq!(back.typed, typed);
        assert_eq!(back.mark, mark("N"));
    }

    #[test]
    fn a_draft_of_an_earlier_version_is_taken_up() {
        let text = r#"{"base":{"key":"s","name":"S","tags":[],"creationDate":1,
            "lastModifiedDate":1,"version":3,"_links":{},"rules":[]},
            "patch":[{"op":"replace","path":"/name","value":"T"}],
            "base_expirations":[],"expirations":[]}"#;
        let back = read(text).unwrap();
        assert_eq!(back.draft.segment().name, "T");
        assert_eq!(back.typed, Typed::default());
        assert_eq!(back.mark, Mark::default());
        assert_eq!(mark_of(text), Mark::default());
    }

    #[test]
    fn the_mark_is_no_content_whatever_is_written_in_it() {
        let hostile = r#"},"segdeckMark":{"name":"x"}"#;
        let typed = Typed {
            comment: hostile.to_owned(),
            patch_text: None,
        };
        let content = write(&edited(), &typed).unwrap();
        let first = with_mark(&content, &mark("N"));
        let second = with_mark(&first, &mark(hostile));
        assert_eq!(content_of(&first), content_of(&content));
        assert_eq!(content_of(&second), content_of(&first));
        assert_eq!(mark_of(&second), mark(hostile));
        assert_eq!(read(&second).unwrap().typed, typed);
    }

    #[test]
    fn nothing_is_kept_of_an_untouched_segment() {
        let commented = Typed {
            comment: "x".to_owned(),
            patch_text: None,
        };
        assert!(write(&draft(), &commented).is_none());
        let typing = Typed {
            patch_text: Some(String::new()),
            ..Typed::default()
        };
        assert!(write(&draft(), &typing).is_some());
    }

    #[test]
    fn a_damaged_text_is_no_draft() {
        for text in ["", "{}", "null", "{\"base\":1}", ",\"segdeckMark\":{"] {
            assert!(read(text).is_none());
            assert_eq!(mark_of(text), Mark::default());
        }
    }
}
