//! The draft of the segment page: kept in the browser, and in step with the server while nothing
//! is edited.

use std::{cell::RefCell, rc::Rc};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use segdeck_core::{
    endpoint::Place,
    model::{ExpiringTarget, Segment},
};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::{
    draft_keeper::{Keeper, Kept},
    use_open_tabs::use_open_tabs,
};
use crate::{
    backend::use_backend,
    platform::{self, Store},
    state::{
        draft::{DraftAction, DraftState},
        draft_storage::{Divergence, DraftName, Typed},
    },
    ui::{ToastAction, Toasts, use_toasts},
};

/// How long editing rests before the draft is written down, in milliseconds.
const REST: u32 = 300;

/// The draft of a segment and what belongs to it; from [`use_draft`].
pub struct DraftHandle {
    /// The edits.
    pub draft: UseReducerHandle<DraftState>,
    /// The comment of the next save, as it is typed.
    pub comment: UseStateHandle<AttrValue>,
    /// The JSON that is being written, if it is not yet part of the draft.
    pub patch_text: UseStateHandle<Option<AttrValue>>,
    /// Other tabs with this draft.
    pub tabs: DraftTabs,
}

/// What other tabs do with the draft, and what can be done about it.
#[derive(Clone, PartialEq)]
pub struct DraftTabs {
    /// How what is kept differs from what this tab has, if it does.
    pub divergence: Option<Divergence>,
    /// Whether another tab has the same segment open.
    pub is_open_elsewhere: bool,
    /// Takes what the other tab kept. Own edits that are kept nowhere else are put aside.
    pub take_theirs: Callback<()>,
    /// Keeps this tab's draft. What the other tab kept is put aside.
    pub keep_mine: Callback<()>,
}

/// The draft of a segment: the one that is kept in the browser, else an empty one. `on_done` is called
/// when all that it wants was saved by somebody else.
#[hook]
pub fn use_draft(
    place: &Place,
    segment: &Rc<Segment>,
    expirations: &Rc<Vec<ExpiringTarget>>,
    on_done: &Callback<()>,
) -> DraftHandle {
    let scope = use_backend().scope;
    let toasts = use_toasts();
    let keeper = {
        let name = || DraftName::new(&*scope, place.clone(), segment.key.as_str());
        use_memo((), |()| RefCell::new(Keeper::open(name(), &Store::Local)))
    };
    let draft = {
        let (keeper, segment, expirations) = (keeper.clone(), segment.clone(), expirations.clone());
        use_reducer(move || {
            let kept = keeper.borrow().restored().cloned();
            kept.map_or_else(|| DraftState::new(segment, expirations), |kept| kept.draft)
        })
    };
    let typed = || {
        keeper
            .borrow()
            .restored()
            .map(|kept| kept.typed.clone())
            .unwrap_or_default()
    };
    let comment = use_state_eq(|| AttrValue::from(typed().comment));
    let patch_text = use_state_eq(|| typed().patch_text.map(AttrValue::from));
    let divergence = use_state_eq(|| None::<Divergence>);
    use_effect_with((), {
        let (toasts, keeper) = (toasts.clone(), keeper.clone());
        move |()| {
            let keeper = keeper.borrow();
            if keeper.has_damaged() {
                toasts.error(
                    "The draft of this segment could not be read. It is put aside in Drafts.",
                );
            } else if keeper.restored().is_some() {
                toasts.done("Draft restored.");
            }
        }
    });
    use_effect_with((segment.clone(), expirations.clone()), {
        let (draft, toasts, on_done) = (draft.clone(), toasts.clone(), on_done.clone());
        move |(segment, expirations): &(Rc<Segment>, Rc<Vec<ExpiringTarget>>)| {
            if draft.is_done_by(segment) && !draft.are_expirations_edited() {
                let version = segment.version;
                toasts.done(format!("v{version} has all your changes already."));
                on_done.emit(());
            }
            draft.dispatch(DraftAction::Loaded(segment.clone(), expirations.clone()));
        }
    });
    let keep = {
        let (keeper, divergence) = (keeper.clone(), divergence.clone());
        let toasts = toasts.clone();
        use_memo((), |()| {
            move || {
                let kept = keeper
                    .borrow_mut()
                    .keep(&Store::Local, platform::now_millis());
                match kept {
                    Kept::AsMine => divergence.set(None),
                    Kept::Aside(found) => divergence.set(Some(found)),
                    Kept::NoRoom => toasts.error(
                        "The browser has no room to keep this draft: it would not survive a reload.",
                    ),
                    Kept::StillNoRoom => {}
                }
            }
        })
    };
    let edits = ((*draft).clone(), (*comment).clone(), (*patch_text).clone());
    use_effect_with(edits, {
        let (keeper, keep) = (keeper.clone(), keep.clone());
        move |(draft, comment, patch_text): &(DraftState, AttrValue, Option<AttrValue>)| {
            let typed = Typed {
                comment: comment.to_string(),
                patch_text: patch_text.as_ref().map(ToString::to_string),
            };
            keeper.borrow_mut().edit(draft.clone(), typed);
            let timer = Timeout::new(REST, move || keep());
            move || drop(timer)
        }
    });
    use_effect_with((), {
        let (keep, keeper) = (keep.clone(), keeper.clone());
        move |()| {
            let listeners = listen(&keep, &keeper);
            move || {
                drop(listeners);
                // What is still at rest when the page is left is written down at once.
                keep();
            }
        }
    });
    let is_open_elsewhere = use_open_tabs(&keeper);
    let take_theirs = {
        let (keeper, keep, toasts) = (keeper.clone(), keep.clone(), toasts.clone());
        let (draft, comment, patch_text) = (draft.clone(), comment.clone(), patch_text.clone());
        let (segment, expirations) = (segment.clone(), expirations.clone());
        let divergence = divergence.clone();
        Callback::from(move |()| {
            keep();
            let now = platform::now_millis();
            let (theirs, aside) = keeper.borrow_mut().take_theirs(&Store::Local, now);
            let (action, typed) = match theirs {
                Some(kept) => (DraftAction::Resume(Box::new(kept.draft)), kept.typed),
                None => (
                    DraftAction::Replace(segment.clone(), expirations.clone()),
                    Typed::default(),
                ),
            };
            draft.dispatch(action);
            comment.set(typed.comment.into());
            patch_text.set(typed.patch_text.map(AttrValue::from));
            divergence.set(None);
            tell_aside(
                &toasts,
                "The draft of this tab is put aside in Drafts.",
                aside,
            );
        })
    };
    let keep_mine = {
        let (keeper, keep, toasts) = (keeper, keep, toasts);
        Callback::from(move |()| {
            let aside = keeper
                .borrow_mut()
                .keep_mine(&Store::Local, platform::now_millis());
            keep();
            tell_aside(
                &toasts,
                "The draft of the other tab is put aside in Drafts.",
                aside,
            );
        })
    };
    DraftHandle {
        draft,
        comment,
        patch_text,
        tabs: DraftTabs {
            divergence: *divergence,
            is_open_elsewhere,
            take_theirs,
            keep_mine,
        },
    }
}

/// Says that a draft was put aside, and offers to let it go.
fn tell_aside(toasts: &Toasts, text: &'static str, aside: Option<DraftName>) {
    let Some(aside) = aside else {
        return;
    };
    toasts.done_with(
        text,
        ToastAction {
            label: "Discard it".into(),
            on_click: Callback::from(move |()| Store::Local.remove(&aside.to_string())),
        },
    );
}

/// Keeps the draft when the page may be closed, and looks when another tab wrote it.
fn listen(keep: &Rc<impl Fn() + 'static>, keeper: &Rc<RefCell<Keeper>>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let on_leave = {
        let keep = keep.clone();
        // A page in the background may be ended at any time, without another word.
        move |_: &Event| keep()
    };
    let on_storage = {
        let (keep, name) = (
            keep.clone(),
            platform::stored_name(&keeper.borrow().name().to_string()),
        );
        move |event: &Event| {
            let changed = event
                .dyn_ref::<web_sys::StorageEvent>()
                .and_then(web_sys::StorageEvent::key);
            // Without a name, everything was removed.
            if changed.is_none_or(|changed| changed == name) {
                keep();
            }
        }
    };
    vec![
        EventListener::new(&window, "pagehide", on_leave),
        EventListener::new(&window, "storage", on_storage),
    ]
}
