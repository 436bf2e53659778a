//! Whether somebody else saved the segment while it was edited, and what they say about it.

use std::{cell::RefCell, rc::Rc};

use segdeck_client::ClientError;
use segdeck_core::{
    UnixMillis,
    endpoint::{AuditFilter, ListAuditLog, Place},
    model::{ExpiringTarget, Segment, SegmentResource},
};
use yew::prelude::*;

use super::{
    save::{TargetFamily, read_expirations},
    use_poll::use_poll,
};
use crate::{
    backend::use_backend,
    hooks::Task,
    state::{
        draft::DraftState,
        newer::{are_other, is_behind, is_newer, who},
    },
};

/// What is on the server and newer than what the draft started from; from [`use_newer`].
#[derive(Clone, Debug)]
pub struct Newer {
    /// The segment.
    pub segment: Rc<Segment>,
    /// Its expirations.
    pub expirations: Rc<Vec<ExpiringTarget>>,
    /// When it was saved.
    pub at: UnixMillis,
    /// Who saved it, where that is known.
    pub by: Option<AttrValue>,
    /// What they said about it.
    pub comment: Option<AttrValue>,
}

impl PartialEq for Newer {
    /// The segment and its expirations by identity: they may be large.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.segment, &other.segment)
            && Rc::ptr_eq(&self.expirations, &other.expirations)
            && (self.at, &self.by, &self.comment) == (other.at, &other.by, &other.comment)
    }
}

/// What the audit log says about the newest change.
#[derive(Clone, PartialEq)]
struct Deed {
    at: UnixMillis,
    by: Option<AttrValue>,
    comment: Option<AttrValue>,
}

/// What was loaded last.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Loaded<'a> {
    pub(super) segment: &'a Rc<Segment>,
    pub(super) expirations: &'a Rc<Vec<ExpiringTarget>>,
}

/// The newer version, if there is one that the edits are not based on. While `is_edited`, the
/// server is asked every so often, without a word about failures; `reload` is called when it has
/// something else than what is loaded, or nothing any more.
#[hook]
pub(super) fn use_newer(
    place: &Place,
    family: TargetFamily,
    draft: &UseReducerHandle<DraftState>,
    is_edited: bool,
    loaded: Loaded<'_>,
    reload: &Callback<()>,
) -> Option<Newer> {
    let client = use_backend().client;
    // What was loaded before the draft took its base from a save is older than that base.
    let before_save = use_mut_ref(|| (draft.base_expirations.clone(), None));
    let is_outdated = {
        let mut known = before_save.borrow_mut();
        if !Rc::ptr_eq(&known.0, &draft.base_expirations) {
            *known = (
                draft.base_expirations.clone(),
                Some(loaded.expirations.clone()),
            );
        }
        known
            .1
            .as_ref()
            .is_some_and(|old| Rc::ptr_eq(old, loaded.expirations))
    };
    let look = {
        let (client, place, reload) = (client.clone(), place.clone(), reload.clone());
        let (draft, segment) = (draft.clone(), loaded.segment.clone());
        let expirations = loaded.expirations.clone();
        let task = use_memo((), |()| RefCell::new(None::<Task>));
        Callback::from(move |()| {
            let (client, place, reload) = (client.clone(), place.clone(), reload.clone());
            let (draft, segment) = (draft.clone(), segment.clone());
            let expirations = expirations.clone();
            task.replace(Some(Task::spawn(async move {
                let key = draft.base.key.clone();
                let now = match client.get_segment(&place, &key).await {
                    Ok(now) => now,
                    Err(error) if error.is_not_found() => return reload.emit(()),
                    Err(_) => return,
                };
                let Ok(dates) = read_expirations(&client, &place, &key, family).await else {
                    return;
                };
                let is_known =
                    !is_newer(&now, &segment) && !are_other(&dates, &expirations) && !is_outdated;
                if is_behind(&draft, &now, &dates) && !is_known {
                    reload.emit(());
                }
            })));
        })
    };
    use_poll(is_edited, look);

    let has_newer_segment = is_newer(loaded.segment, &draft.base);
    let has_other_dates = !is_outdated && are_other(loaded.expirations, &draft.base_expirations);
    let is_behind = is_edited && (has_newer_segment || has_other_dates);
    let deed = use_deed(
        place,
        is_behind.then(|| (loaded.segment.clone(), loaded.expirations.clone())),
    );
    is_behind.then(|| {
        let deed = deed.unwrap_or(Deed {
            at: loaded.segment.last_modified_date,
            by: None,
            comment: None,
        });
        Newer {
            segment: loaded.segment.clone(),
            expirations: loaded.expirations.clone(),
            at: deed.at,
            by: deed.by,
            comment: deed.comment,
        }
    })
}

/// What the audit log says about a version; nothing where it cannot be read.
#[hook]
fn use_deed(
    place: &Place,
    version: Option<(Rc<Segment>, Rc<Vec<ExpiringTarget>>)>,
) -> Option<Deed> {
    let client = use_backend().client;
    let deed = use_state_eq(|| None::<Deed>);
    let key = version.map(|(segment, expirations)| {
        let dates: Vec<_> = expirations
            .iter()
            .map(|item| item.expiration_date)
            .collect();
        (segment.key.clone(), segment.version, dates)
    });
    {
        let (deed, place) = (deed.clone(), place.clone());
        use_effect_with(key, move |key| {
            deed.set(None);
            let task = key.clone().map(|(key, ..)| {
                Task::spawn(async move {
                    let call = ListAuditLog {
                        spec: Some(SegmentResource::new(place, key).to_string()),
                        filter: AuditFilter {
                            limit: Some(1),
                            ..AuditFilter::default()
                        },
                    };
                    let answer: Result<_, ClientError> = client.list_audit_log(&call).await;
                    let newest = answer.ok().and_then(|page| page.items.into_iter().next());
                    deed.set(newest.map(|entry| {
                        Deed {
                            at: entry.date,
                            by: who(&entry).map(AttrValue::from),
                            comment: entry
                                .comment
                                .filter(|text| !text.trim().is_empty())
                                .map(AttrValue::from),
                        }
                    }));
                })
            });
            move || drop(task)
        });
    }
    (*deed).clone()
}
