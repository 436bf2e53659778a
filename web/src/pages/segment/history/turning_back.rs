//! Turning something back: a fresh look, then into the draft and to the review. Never straight to
//! the server.

use std::rc::Rc;

use segdeck_client::ClientError;
use segdeck_core::{
    SegmentKey, UnixMillis,
    endpoint::Place,
    merge::{Choice, Conflict},
    model::{ExpiringTarget, Segment},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    super::{
        merge::{Decisions, MergeLabels, MergeView, Outcome, ThreeWay},
        save::{TargetFamily, read_expirations},
    },
    way_back::{KeptDate, Turned, WayBack},
};
use crate::{
    backend::{ApiClient, use_backend},
    format, platform,
    state::draft::{DraftAction, DraftState, Edited},
    text,
    ui::{
        Button, ButtonVariant, ConfirmDialog, Dialog, DialogWidth, Note, NoteTone, Toasts,
        use_toasts,
    },
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
    /// What was changed was changed again since.
    Decide(Rc<Turning>),
}

/// A way back that is gone.
#[derive(Clone, PartialEq)]
struct Turning {
    turn_back: TurnBack,
    turned: Turned,
    /// Whether the draft held edits, which stay.
    was_edited: bool,
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
    let finish = {
        let (draft, toasts, question) = (draft.clone(), toasts.clone(), question.clone());
        let on_turned = on_turned.clone();
        Callback::from(move |(turning, outcome): (Rc<Turning>, Rc<Outcome>)| {
            question.set(None);
            finish(&draft, &turning, &outcome, &toasts, &on_turned);
        })
    };
    let go = {
        let (place, question) = (place.clone(), question.clone());
        let (draft, finish) = (draft.clone(), finish.clone());
        Callback::from(move |turn_back: TurnBack| {
            if is_running.replace(true) {
                return;
            }
            question.set(None);
            let (client, place, toasts) = (client.clone(), place.clone(), toasts.clone());
            let (draft, finish, question) = (draft.clone(), finish.clone(), question.clone());
            let is_running = is_running.clone();
            spawn_local(async move {
                let key = draft.base.key.clone();
                let today = read(&client, &place, &key, family).await;
                is_running.replace(false);
                match today {
                    Ok(today) => {
                        let turning = Rc::new(turn(&draft, today, turn_back));
                        let outcome = Outcome::of(&turning.turned.three, &Decisions::default());
                        if outcome.open_count() > 0 {
                            question.set(Some(Question::Decide(turning)));
                        } else {
                            finish.emit((turning, Rc::new(outcome)));
                        }
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
        let (go, question, draft) = (go.clone(), question.clone(), draft.clone());
        Callback::from(move |turn_back: TurnBack| {
            if draft.is_edited() && matches!(turn_back.way, WayBack::Restore(_)) {
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
        Some(Question::Decide(turning)) => html! {
            <DecideDialog {turning} on_decided={finish} on_close={close} />
        },
    };
    TurningBack { ask, dialog }
}

/// Properties of [`DecideDialog`].
#[derive(PartialEq, Properties)]
struct DecideDialogProps {
    turning: Rc<Turning>,
    on_decided: Callback<(Rc<Turning>, Rc<Outcome>)>,
    on_close: Callback<()>,
}

/// What was changed again since, to be decided one by one.
#[component]
fn DecideDialog(props: &DecideDialogProps) -> Html {
    let decisions = use_state_eq(Decisions::default);
    let deps = (props.turning.turned.three.clone(), (*decisions).clone());
    let outcome = use_memo(deps, |(three, decisions): &(ThreeWay, Decisions)| {
        Outcome::of(three, decisions)
    });
    let on_decide = {
        let decisions = decisions.clone();
        Callback::from(move |(conflict, choice): (Conflict, Choice)| {
            let mut next = (*decisions).clone();
            next.decide(conflict, choice);
            decisions.set(next);
        })
    };
    let left = outcome.open_count();
    let disabled_reason = (left > 0).then(|| {
        let decisions = format::plural(left, "decision is", "decisions are");
        AttrValue::from(format!("{decisions} still to be made."))
    });
    let add = {
        let (turning, outcome) = (props.turning.clone(), outcome.clone());
        let emit = move |()| (turning.clone(), outcome.clone());
        props.on_decided.reform(emit)
    };
    let theirs = if props.turning.was_edited {
        "In your draft now".to_owned()
    } else {
        let today = outcome.three.theirs.segment.version;
        format!("Today, v{today}")
    };
    let labels = MergeLabels {
        base: "What the change led to".into(),
        theirs: theirs.into(),
        mine: "Before the change".into(),
        from_mine: "Turned back".into(),
        from_theirs: "Changed since, and stays".into(),
    };
    let on_confirm = disabled_reason.is_none().then(|| add.clone());
    html! {
        <Dialog title={props.turning.turn_back.what.clone()} width={DialogWidth::Large} flush=true
            {on_confirm} on_close={props.on_close.clone()}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>{ "Cancel" }</Button>
                    <Button variant={ButtonVariant::Primary} {disabled_reason} shortcut="Ctrl Enter" on_click={add}>
                        { "Add to draft and review" }
                    </Button>
                </>
            }}>
            <Note tone={NoteTone::Warning}>
                { "Something that this is about was changed again since. Choose what it should be; nothing is saved before the review." }
            </Note>
            <div class="history-panel" tabindex="0" role="region" aria-label="What is turned back">
                <MergeView {outcome} {labels} {on_decide} />
            </div>
        </Dialog>
    }
}

type Today = (Rc<Segment>, Rc<Vec<ExpiringTarget>>);

async fn read(
    client: &ApiClient,
    place: &Place,
    key: &SegmentKey,
    family: TargetFamily,
) -> Result<Today, ClientError> {
    let segment = client.get_segment(place, key).await?;
    let items = read_expirations(client, place, key, family).await?;
    Ok((Rc::new(segment), Rc::new(items)))
}

/// Goes the way back from what is there today, with the edits that there are.
fn turn(
    draft: &UseReducerHandle<DraftState>,
    (segment, items): Today,
    turn_back: TurnBack,
) -> Turning {
    let was_edited = draft.is_edited();
    let today: Edited = if was_edited {
        draft.edited.clone()
    } else {
        draft.dispatch(DraftAction::Loaded(segment.clone(), items.clone()));
        DraftState::new(segment, items).edited
    };
    let now = UnixMillis(platform::now_millis());
    Turning {
        turned: turn_back.way.from(&today, now),
        turn_back,
        was_edited,
    }
}

/// Takes what came out into the draft, and says what could not be put back.
fn finish(
    draft: &UseReducerHandle<DraftState>,
    turning: &Turning,
    outcome: &Outcome,
    toasts: &Toasts,
    on_turned: &Callback<()>,
) {
    let TurnBack { way, what } = &turning.turn_back;
    if outcome.is_theirs() {
        toasts.done(format!(
            "{what}: there is nothing to change, it is so already."
        ));
    } else {
        let edited = outcome.edited();
        draft.dispatch(DraftAction::Take(Edited {
            segment: edited.segment,
            expirations: edited.expirations,
        }));
        if turning.was_edited && matches!(way, WayBack::Revert { .. }) {
            toasts.done("Your earlier edits are kept in the draft.");
        }
        on_turned.emit(());
    }
    if let Some(told) = tell_kept(&turning.turned) {
        toasts.error(told);
    }
}

/// What could not be put back, in a sentence or more.
fn tell_kept(turned: &Turned) -> Option<String> {
    let reasons = [
        (KeptDate::Passed, "that passed by now"),
        (KeptDate::Untold, "that the log does not tell"),
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
