//! Drafts that outlive a reload: kept in the browser, per connection, environment and segment, until
//! they are saved or discarded. They hold no token.

use std::{borrow::Cow, rc::Rc};

use segdeck_core::{
    ContextKind, UnixMillis,
    diff::{self, DiffOptions},
    endpoint::Place,
    model::{ExpiringTarget, Segment, TargetList},
    order,
    patch::{JsonPatch, expiration::TargetReference},
    url, wire,
};
use serde::{Deserialize, Serialize};

use crate::platform::Store;

use super::{
    draft::{DraftState, Edited},
    local_id,
    target_set::Expirations,
};

/// A draft as it is kept: what it started from, and the patch that it makes.
#[derive(Debug, Serialize, Deserialize)]
struct Kept<'a> {
    base: Cow<'a, Segment>,
    patch: serde_json::Value,
    base_expirations: Cow<'a, [ExpiringTarget]>,
    expirations: Vec<(TargetList, ContextKind, String, UnixMillis)>,
}

/// What every name begins with.
const PREFIX: &str = "segdeck.draft.";

/// The name under which the draft of a segment is kept; `scope` is that of its connection.
#[must_use]
pub fn name(scope: &str, place: &Place, segment: &str) -> String {
    let Place {
        project,
        environment,
    } = place;
    format!("{}{project}/{environment}/{segment}", of_scope(scope))
}

/// What the names of all drafts of a connection begin with.
fn of_scope(scope: &str) -> String {
    format!("{PREFIX}{}/", url::encode(scope))
}

/// The new name of a draft whose name says no connection yet: there was only the page's server.
/// `None` for any other name.
fn renamed(name: &str) -> Option<String> {
    let rest = name.strip_prefix(PREFIX)?;
    let is_old = rest.split('/').count() == 3;
    is_old.then(|| format!("{}{rest}", of_scope("server")))
}

/// Gives the drafts from before there were connections their new names.
pub fn rename_old() {
    for name in Store::Local.names() {
        if let (Some(renamed), Some(text)) = (renamed(&name), Store::Local.get(&name))
            && Store::Local.set(&renamed, &text)
        {
            Store::Local.remove(&name);
        }
    }
}

/// How many drafts a connection has by environment, in the order of their keys: "project /
/// environment" and the count.
#[must_use]
pub fn count(names: &[String], scope: &str) -> Vec<(String, usize)> {
    let prefix = of_scope(scope);
    let mut places: Vec<String> = names
        .iter()
        .filter_map(|name| name.strip_prefix(&prefix))
        .filter_map(|rest| {
            let (place, _) = rest.rsplit_once('/')?;
            Some(place.replace('/', " / "))
        })
        .collect();
    order::sort(&mut places);
    let mut counted: Vec<(String, usize)> = Vec::new();
    for place in places {
        match counted.last_mut() {
            Some((known, count)) if *known == place => *count += 1,
            _ => counted.push((place, 1)),
        }
    }
    counted
}

/// The draft as text to keep; `None` if there is nothing to keep.
#[must_use]
pub fn write(draft: &DraftState) -> Option<String> {
    let patch = if draft.is_segment_untouched() {
        JsonPatch::default()
    } else {
        diff::json_patch(&draft.base, &draft.outgoing(), DiffOptions::default())
    };
    if patch.is_empty() && !draft.are_expirations_edited() {
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
        Rc::new(kept.base.into_owned()),
        Rc::new(kept.base_expirations.into_owned()),
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
    fn the_drafts_of_one_connection_are_not_those_of_another() {
        let place = Place::new("p", "e");
        let scopes = [
            "server",
            "browser",
            "direct:https://a.b",
            "direct:https://a.b#2",
        ];
        let names: Vec<String> = scopes
            .iter()
            .map(|scope| name(scope, &place, "s"))
            .collect();
        for (index, scope) in scopes.iter().enumerate() {
            assert!(!names[index + 1..].contains(&names[index]));
            assert_eq!(count(&names, scope), [("p / e".to_owned(), 1)]);
        }
    }

    #[test]
    fn drafts_are_counted_by_environment() {
        let names = ["b/e/x", "a/e/x", "a/e/y", "a/f/z"].map(|rest| {
            let mut parts = rest.split('/');
            let mut next = || parts.next().unwrap();
            name("server", &Place::new(next(), next()), next())
        });
        let expected = [("a / e", 2), ("a / f", 1), ("b / e", 1)];
        let expected = expected.map(|(place, count)| (place.to_owned(), count));
        assert_eq!(count(&names, "server"), expected);
        assert!(count(&names, "browser").is_empty());
    }

    #[test]
    fn drafts_from_before_there_were_connections_belong_to_the_server() {
        let place = Place::new("default", "test");
        let old = "segdeck.draft.default/test/beta";
        assert_eq!(renamed(old), Some(name("server", &place, "beta")));
        for other in [
            name("server", &place, "beta").as_str(),
            "segdeck.place",
            "x",
        ] {
            assert_eq!(renamed(other), None, "{other}");
        }
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
