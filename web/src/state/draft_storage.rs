//! Drafts that outlive a reload: kept in the browser, per environment and segment, until they are
//! saved or discarded. They hold no token.

use std::rc::Rc;

use segdeck_core::{
    ContextKind, UnixMillis,
    diff::{self, DiffOptions},
    endpoint::Place,
    model::{ExpiringTarget, Segment, TargetList},
    patch::{JsonPatch, expiration::TargetReference},
    wire,
};
use serde::{Deserialize, Serialize};

use super::{
    draft::{DraftState, Edited},
    local_id,
    target_set::Expirations,
};

/// A draft as it is kept: what it started from, and the patch that it makes.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    base: Segment,
    patch: serde_json::Value,
    base_expirations: Vec<ExpiringTarget>,
    expirations: Vec<(TargetList, ContextKind, String, UnixMillis)>,
}

/// The name under which the draft of a segment is kept.
#[must_use]
pub fn name(place: &Place, segment: &str) -> String {
    format!(
        "segdeck.draft.{}/{}/{segment}",
        place.project, place.environment
    )
}

/// The draft as text to keep; `None` if there is nothing to keep.
#[must_use]
pub fn write(draft: &DraftState) -> Option<String> {
    if !draft.is_edited() {
        return None;
    }
    let patch = diff::json_patch(&draft.base, &draft.outgoing(), DiffOptions::default());
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
        base: (*draft.base).clone(),
        patch: patch.to_value(),
        base_expirations: (*draft.base_expirations).clone(),
        expirations,
    };
    Some(wire::encode_text(&kept))
}

/// Takes up a kept draft. It stays based on the version that it started from, so that a newer one
/// on the server is seen as a conflict and not written over. `None` if the text is not a draft.
#[must_use]
pub fn read(text: &str) -> Option<DraftState> {
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
    Some(DraftState::restored(
        Rc::new(kept.base),
        Rc::new(kept.base_expirations),
        edited,
    ))
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

    #[test]
    fn a_draft_comes_back_as_it_was() {
        let target = TargetReference {
            list: TargetList::Included,
            context_kind: ContextKind::user(),
            context_key: "a".to_owned(),
        };
        let edited = draft()
            .reduce(DraftAction::RemoveTargets(
                TargetList::Excluded,
                ContextKind::user(),
                Vec::new(),
            ))
            .reduce(DraftAction::InsertRule(0, local_id::rule(Rule::default())))
            .reduce(DraftAction::SetExpirations(
                vec![target.clone()],
                UnixMillis(9),
            ));
        let back = read(&write(&edited).unwrap()).unwrap();
        assert_eq!(back.base.version, 3);
        assert_eq!(back.outgoing(), edited.outgoing());
        assert_eq!(back.expirations().get(&target), Some(&UnixMillis(9)));
        assert!(back.is_edited());
    }

    #[test]
    fn nothing_is_kept_of_an_untouched_segment() {
        assert!(write(&draft()).is_none());
    }

    #[test]
    fn a_damaged_text_is_no_draft() {
        for text in ["", "{}", "null", "{\"base\":1}"] {
            assert!(read(text).is_none());
        }
    }
}
