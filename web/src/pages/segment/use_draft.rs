//! The draft of the segment page: kept in the browser, and in step with the server while nothing
//! is edited.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use segdeck_core::{
    endpoint::Place,
    model::{ExpiringTarget, Segment},
};
use yew::prelude::*;

use crate::{
    backend::use_backend,
    platform::Store,
    state::{
        draft::{DraftAction, DraftState},
        draft_storage,
    },
    ui::use_toasts,
};

/// How long editing rests before the draft is written down, in milliseconds.
const REST: u32 = 300;

/// The draft of a segment: the one that is kept in the browser, else an empty one.
#[hook]
pub fn use_draft(
    place: &Place,
    segment: &Rc<Segment>,
    expirations: &Rc<Vec<ExpiringTarget>>,
) -> UseReducerHandle<DraftState> {
    let name = draft_storage::name(&use_backend().scope, place, segment.key.as_str());
    let toasts = use_toasts();
    let draft = {
        let (name, segment, expirations) = (name.clone(), segment.clone(), expirations.clone());
        use_reducer(move || {
            draft_storage::rename_old();
            Store::Local
                .get(&name)
                .and_then(|text| draft_storage::read(&text))
                .unwrap_or_else(|| DraftState::new(segment, expirations))
        })
    };
    use_effect_with((), {
        let (draft, toasts) = (draft.clone(), toasts.clone());
        move |()| {
            if draft.is_edited() {
                toasts.done("Draft restored.");
            }
        }
    });
    use_effect_with((segment.clone(), expirations.clone()), {
        let dispatcher = draft.dispatcher();
        move |(segment, expirations): &(Rc<Segment>, Rc<Vec<ExpiringTarget>>)| {
            dispatcher.dispatch(DraftAction::Loaded(segment.clone(), expirations.clone()));
        }
    });
    let has_told = use_mut_ref(|| false);
    let waiting = use_memo((), |()| RefCell::new(None::<DraftState>));
    let keep = use_memo((), |()| {
        let waiting = waiting.clone();
        move || {
            let Some(draft) = waiting.borrow_mut().take() else {
                return;
            };
            let Some(text) = draft_storage::write(&draft) else {
                return Store::Local.remove(&name);
            };
            if !Store::Local.set(&name, &text) && !has_told.replace(true) {
                toasts.error(
                    "The browser has no room to keep this draft: it would not survive a reload.",
                );
            }
        }
    });
    use_effect_with((*draft).clone(), {
        let keep = keep.clone();
        move |draft: &DraftState| {
            waiting.borrow_mut().replace(draft.clone());
            let timer = Timeout::new(REST, move || keep());
            move || drop(timer)
        }
    });
    // What is still at rest when the page is left is written down at once.
    use_effect_with((), move |()| move || keep());
    draft
}
