//! Turning something back: a fresh look, then into the draft and to the review. Never straight to
//! the server.

use std::{collections::BTreeMap, rc::Rc};

use segdeck_client::ClientError;
use segdeck_core::{
    UnixMillis,
    endpoint::Place,
    model::{ExpiringTarget, Segment},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::super::{page::load_expirations, save::TargetFamily};
use crate::{
    backend::{ApiClient, use_backend},
    format, platform,
    state::{
        draft::{DraftAction, DraftState},
        turn_back::{KeptDate, TurnedBack, WayBack},
    },
    text,
    ui::{ConfirmDialog, Toasts, use_toasts},
};

/// What is to be turned back.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnBack {
    /// From what to what.
    pub way: WayBack,
    /// What it is called, verb first: "Revert v12".
    pub what: AttrValue,
}

/// Something that a person has to answer first.
#[derive(Clone, PartialEq)]
enum Question {
    /// The draft holds edits that would be lost.
    LosesEdits(TurnBack),
}

/// From [`use_turning_back`].
pub struct TurningBack {
    /// Turns something back.
    pub ask: Callback<TurnBack>,
    /// What is asked about it.
    pub dialog: Html,
}

/// Turns changes back in the draft; `on_turned` is called when there is something to review.
#[hook]
pub fn use_turning_back(
    place: &Place,
    draft: &UseReducerHandle<DraftState>,
    family: TargetFamily,
    on_turned: &Callback<()>,
) -> TurningBack {
    let client = use_backend().client;
    let toasts = use_toasts();
    let question = use_state_eq(|| None::<Question>);
    let is_running = use_mut_ref(|| false);
    // A toast holds on to a callback of an earlier draft.
    let latest = use_mut_ref(|| draft.clone());
    latest.replace(draft.clone());
    let go = {
        let (place, question) = (place.clone(), question.clone());
        let (latest, on_turned) = (latest.clone(), on_turned.clone());
        Callback::from(move |turn_back: TurnBack| {
            if is_running.replace(true) {
                return;
            }
            question.set(None);
            let (client, place, toasts) = (client.clone(), place.clone(), toasts.clone());
            let (latest, on_turned) = (latest.clone(), on_turned.clone());
            let is_running = is_running.clone();
            spawn_local(async move {
                let key = latest.borrow().base.key.clone();
                let today = read(&client, &place, &key, family).await;
                is_running.replace(false);
                match today {
                    Ok(today) => {
                        let draft = latest.borrow().clone();
                        take(&draft, today, &turn_back, &toasts, &on_turned);
                    }
                    Err(error) => toasts.error(format!(
                        "{}: today's version could not be read, and nothing was changed. {}",
                        turn_back.what,
                        text::failure(&error).advice
                    )),
                }
            });
        })
    };
    let ask = {
        let (go, question) = (go.clone(), question.clone());
        Callback::from(move |turn_back: TurnBack| {
            let is_edited = latest.borrow().is_edited();
            if is_edited && matches!(turn_back.way, WayBack::Restore(_)) {
                question.set(Some(Question::LosesEdits(turn_back)));
            } else {
                go.emit(turn_back);
            }
        })
    };
    let close = {
        let question = question.clone();
        Callback::from(move |()| question.set(None))
    };
    let dialog = match (*question).clone() {
        None => Html::default(),
        Some(Question::LosesEdits(turn_back)) => {
            let title = turn_back.what.clone();
            html! {
                <ConfirmDialog {title} confirm_label="Replace my edits" cancel_label="Keep editing"
                    destructive=true on_confirm={go.reform(move |()| turn_back.clone())} on_close={close}>
                    <p>{ "Your draft has edits that are not saved. A whole version takes their place. \
                          Undo brings them back until you leave the page." }</p>
                </ConfirmDialog>
            }
        }
    };
    TurningBack { ask, dialog }
}

type Today = (Rc<Segment>, Rc<Vec<ExpiringTarget>>);

async fn read(
    client: &ApiClient,
    place: &Place,
    key: &segdeck_core::SegmentKey,
    family: TargetFamily,
) -> Result<Today, ClientError> {
    let segment = client.get_segment(place, key).await?;
    let items = load_expirations(client.clone(), place.clone(), key.clone(), family).await?;
    Ok((Rc::new(segment), Rc::new(items)))
}

/// Takes the way back into the draft, on what is there today and with the edits that there are.
fn take(
    draft: &UseReducerHandle<DraftState>,
    (segment, items): Today,
    turn_back: &TurnBack,
    toasts: &Toasts,
    on_turned: &Callback<()>,
) {
    let was_edited = draft.is_edited();
    let today = if was_edited {
        draft.edited.clone()
    } else {
        draft.dispatch(DraftAction::Loaded(segment.clone(), items.clone()));
        DraftState::new(segment, items).edited
    };
    let now = UnixMillis(platform::now_millis());
    let turned = turn_back.way.from(&today, &BTreeMap::new(), now);
    if turned.edited == today {
        toasts.done(format!(
            "{}: there is nothing to change, it is so already.",
            turn_back.what
        ));
    } else {
        draft.dispatch(DraftAction::Take(turned.edited.clone()));
        if was_edited && matches!(turn_back.way, WayBack::Revert { .. }) {
            toasts.done("Your earlier edits are kept in the draft.");
        }
        on_turned.emit(());
    }
    if let Some(told) = tell_kept(&turned) {
        toasts.error(told);
    }
}

/// What could not be put back, in a sentence or more.
fn tell_kept(turned: &TurnedBack) -> Option<String> {
    let reasons = [
        (KeptDate::Passed, "passed by now"),
        (KeptDate::Untold, "not told by the version"),
    ];
    let parts: Vec<String> = reasons
        .into_iter()
        .filter_map(|(reason, words)| {
            let kept = turned.kept.iter().filter(|(_, kept)| *kept == reason);
            let count = kept.count();
            let dates = format::plural(count, "expiration", "expirations");
            (count > 0).then(|| format!("{dates} {words}"))
        })
        .collect();
    (!parts.is_empty()).then(|| format!("Not put back: {}.", parts.join(", ")))
}
