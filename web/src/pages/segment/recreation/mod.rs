//! Making a segment from its file: after it was deleted, or where there was none before.

pub mod recreate;

use std::rc::Rc;

use segdeck_client::{ClientError, Outcome};
use segdeck_core::{
    UnixMillis,
    endpoint::{Operation, Place},
    model::Segment,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::recreate::{Step, Stop, recreate};
use super::save::{SaveError, TargetFamily};
use crate::{
    backend::use_backend,
    format::isolated,
    hooks::use_mutation,
    pages::{RequestError, WaitingNote},
    platform,
    route::{Route, RouteLink},
    state::{
        kept_file::{self, KeptFile, Stage},
        segment_file::Loss,
    },
    ui::{Button, ButtonSize, ButtonVariant, Icon, IconName, Note, NoteTone, use_toasts},
};

/// What is asked again once a segment was made.
const STALE: &[Operation] = &[
    Operation::GetSegment,
    Operation::ListSegments,
    Operation::GetExpiringTargets,
];

/// Properties of [`Recreation`].
#[derive(PartialEq, Properties)]
pub struct RecreationProps {
    /// Where.
    pub place: Place,
    /// The file, and how far it is.
    pub kept: KeptFile,
    /// The name under which it is kept.
    pub kept_name: AttrValue,
    /// Whether the account uses users instead of contexts.
    pub family: TargetFamily,
    /// The environment's name.
    pub environment: AttrValue,
    /// Called when the segment is there, with what did not come back; without, when nothing is to
    /// be made any more.
    pub on_done: Callback<Option<Rc<[Loss]>>>,
}

/// How it goes.
#[derive(Clone, PartialEq)]
enum State {
    Ready,
    Running(Step),
    Stopped(Rc<Stop>),
}

/// What can be made again, the steps while it is, and what can be done when it stops.
#[component]
pub fn Recreation(props: &RecreationProps) -> Html {
    let session = use_backend();
    let toasts = use_toasts();
    let state = use_state_eq(|| State::Ready);
    let is_running = use_mut_ref(|| false);
    let stage = use_state_eq(|| props.kept.stage);
    let file = Rc::new(props.kept.file.clone());
    let keep = {
        let (name, file, stage) = (props.kept_name.clone(), file.clone(), stage.clone());
        Callback::from(move |next: Stage| {
            let kept = KeptFile {
                stage: next,
                file: (*file).clone(),
            };
            kept_file::put(&name, &kept);
            stage.set(next);
        })
    };
    let run = {
        let (client, invalidate) = (session.client.clone(), session.invalidate.clone());
        let (place, file, family) = (props.place.clone(), file.clone(), props.family);
        let (state, keep, on_done) = (state.clone(), keep.clone(), props.on_done.clone());
        let (kept_name, stage) = (props.kept_name.clone(), stage.clone());
        Callback::from(move |()| {
            if is_running.replace(true) {
                return;
            }
            let is_begun = *stage == Stage::Begun;
            keep.emit(Stage::Begun);
            let (client, invalidate) = (client.clone(), invalidate.clone());
            let (place, file, state) = (place.clone(), file.clone(), state.clone());
            let (keep, on_done, kept_name) = (keep.clone(), on_done.clone(), kept_name.clone());
            let (toasts, is_running) = (toasts.clone(), is_running.clone());
            // What was begun is finished even when the page is left.
            spawn_local(async move {
                let on_step = {
                    let state = state.clone();
                    move |step| state.set(State::Running(step))
                };
                let made = recreate(&client, &place, &file, family, is_begun, on_step).await;
                is_running.replace(false);
                match made {
                    Ok(segment) => {
                        kept_file::forget(&kept_name);
                        invalidate.emit(STALE);
                        let name = isolated(&segment.name).into_owned();
                        toasts.done(format!("{name} was made from its file."));
                        let losses = file.losses(UnixMillis(platform::now_millis()));
                        on_done.emit(Some(losses.into()));
                    }
                    Err(stop) => {
                        if matches!(stop, Stop::Taken | Stop::NotCreated(_)) {
                            keep.emit(Stage::Offered);
                        }
                        state.set(State::Stopped(Rc::new(stop)));
                    }
                }
            });
        })
    };
    {
        let (run, is_wanted) = (run.clone(), props.kept.stage == Stage::Wanted);
        use_effect_with((), move |()| {
            if is_wanted {
                run.emit(());
            }
        });
    }
    let refused = use_state_eq(|| None::<Rc<ClientError>>);
    let delete = {
        let (refused, keep, state) = (refused.clone(), keep.clone(), state.clone());
        use_mutation(
            STALE,
            |client, (place, key)| async move { client.delete_segment_decided(&place, &key).await },
            Callback::from(move |result| match result {
                Ok(Outcome::Applied(())) => {
                    keep.emit(Stage::Offered);
                    state.set(State::Ready);
                }
                Ok(Outcome::NotApplied { error, .. } | Outcome::Unclear { error, .. })
                | Err(error) => refused.set(Some(Rc::new(error))),
            }),
        )
    };
    let on_delete = {
        let (place, key) = (props.place.clone(), file.segment.key.clone());
        let (run, refused) = (delete.run.clone(), refused.clone());
        Callback::from(move |()| {
            refused.set(None);
            run.emit((place.clone(), key.clone()));
        })
    };
    let leave = {
        let (name, on_done) = (props.kept_name.clone(), props.on_done.clone());
        Callback::from(move |()| {
            kept_file::forget(&name);
            on_done.emit(None);
        })
    };
    let download = {
        let file = file.clone();
        Callback::from(move |()| {
            platform::download_text(&file.name(), "application/json", &file.write());
        })
    };
    let name = isolated(&file.segment.name).into_owned();
    let is_busy = matches!(*state, State::Running(_));
    let is_there = *stage == Stage::Begun && !is_busy;
    let losses = file.losses(UnixMillis(platform::now_millis()));
    html! {
        <>
            <header class="page-header">
                <h1 tabindex="-1">{ &file.segment.name }</h1>
                <code class="segment-key">{ file.segment.key.as_str() }</code>
            </header>
            <div class="page-scroll recreation">
                { told(&state, is_there, &name, &props.environment, has_dates(&file)) }
                if let Some(error) = &*refused {
                    <RequestError what="The segment was not deleted." error={error.clone()} />
                }
                <WaitingNote />
                <div class="recreation-actions">
                    if !is_busy {
                        <Button variant={ButtonVariant::Primary} disabled_reason={session.read_only.clone()}
                            on_click={run.clone()}>
                            { if is_there || matches!(*state, State::Stopped(_)) { "Try again" } else { "Make the segment" } }
                        </Button>
                    }
                    if is_there {
                        <Button variant={ButtonVariant::Danger} busy={delete.is_running} on_click={on_delete}>{ "Delete it" }</Button>
                        <Button on_click={leave.clone()}>{ "Open it as it is" }</Button>
                    }
                    <Button icon={IconName::Download} on_click={download}>{ "Download the file" }</Button>
                    if !is_busy && !is_there {
                        <RouteLink class="link" to={Route::segments(&props.place)}>{ "All segments" }</RouteLink>
                    }
                </div>
                <p>{ format!("In the file: {}.", file.summary()) }</p>
                <Losses losses={Rc::<[Loss]>::from(losses)} />
            </div>
        </>
    }
}

fn has_dates(file: &crate::state::segment_file::SegmentFile) -> bool {
    file.expirations
        .as_ref()
        .is_some_and(|dates| !dates.is_empty())
}

/// How it stands, in a sentence or a list of steps.
fn told(state: &State, is_there: bool, name: &str, environment: &str, has_dates: bool) -> Html {
    match state {
        State::Ready if is_there => html! {
            <Note tone={NoteTone::Warning} role="status">
                { format!("Making {name} was interrupted. It may be there, and may be empty; trying again goes on where it stopped.") }
            </Note>
        },
        State::Ready => html! {
            <Note>{ format!("{name} is not in {}, and can be made from its file.", isolated(environment)) }</Note>
        },
        State::Running(step) => steps(*step, has_dates),
        State::Stopped(stop) => stopped(stop),
    }
}

fn stopped(stop: &Stop) -> Html {
    const EMPTY: &str = "The segment was created but is empty.";
    match stop {
        Stop::Taken => html! {
            <Note tone={NoteTone::Negative} role="alert">
                { "Another segment has this key. Nothing was changed; the file can still be downloaded." }
            </Note>
        },
        Stop::NotCreated(error) => html! {
            <RequestError what="The segment was not created." error={error.clone()} />
        },
        Stop::Unclear(error) => html! {
            <RequestError what="It is not known whether the segment was created." error={error.clone()} />
        },
        Stop::Empty(SaveError::Refused(error) | SaveError::Unclear(error)) => html! {
            <RequestError what={EMPTY} error={error.clone()} />
        },
        Stop::Empty(_) => html! {
            <Note tone={NoteTone::Negative} role="alert">
                { format!("{EMPTY} Somebody changed it meanwhile.") }
            </Note>
        },
        Stop::Undated(reasons) => html! {
            <Note tone={NoteTone::Negative} role="alert">
                { "The segment is there, but not all of its expirations:" }
                <ul>{ for reasons.iter().map(|reason| html! { <li>{ reason }</li> }) }</ul>
            </Note>
        },
    }
}

fn steps(now: Step, has_dates: bool) -> Html {
    let step = |step: Step, label: &'static str| {
        let (state, icon) = match now.cmp(&step) {
            std::cmp::Ordering::Greater => ("done", IconName::Check),
            std::cmp::Ordering::Equal => ("now", IconName::Clock),
            std::cmp::Ordering::Less => ("later", IconName::Dots),
        };
        html! { <li class="recreation-step" data-state={state}><Icon name={icon} size={14} />{ label }</li> }
    };
    html! {
        <ol class="recreation-steps" role="status">
            { step(Step::Create, "Creating the segment") }
            { step(Step::Fill, "Adding rules and targets") }
            if has_dates {
                { step(Step::Dates, "Setting expirations") }
            }
        </ol>
    }
}

/// Properties of [`Losses`].
#[derive(PartialEq, Properties)]
pub struct LossesProps {
    /// What does not come back.
    pub losses: Rc<[Loss]>,
    /// Called to take the list away, where it can be.
    #[prop_or_default]
    pub on_dismiss: Option<Callback<()>>,
}

/// What does not come back.
#[component]
pub fn Losses(props: &LossesProps) -> Html {
    let action = props.on_dismiss.clone().map(|on_dismiss| {
        html! { <Button size={ButtonSize::Small} on_click={on_dismiss}>{ "Dismiss" }</Button> }
    });
    html! {
        <Note action={action.unwrap_or_default()}>
            { "What does not come back:" }
            <ul class="recreation-losses">
                { for props.losses.iter().map(|loss| html! { <li>{ loss.sentence() }</li> }) }
            </ul>
        </Note>
    }
}

/// Whether a file stands in the place of the segment: it is wanted or begun, or the segment is not
/// there.
#[must_use]
pub fn is_shown(kept: &KeptFile, segment: Option<&Segment>, is_missing: bool) -> bool {
    match kept.stage {
        Stage::Wanted | Stage::Begun => true,
        Stage::Offered => is_missing && segment.is_none(),
    }
}
