//! The dry run: what the server would make of the save.

use std::rc::Rc;

use segdeck_core::{diff, endpoint::Place};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::guard_rails::line;
use crate::{
    backend::use_backend,
    pages::segment::save::{DryRun, SaveError, Way, dry_run},
    state::draft::DraftState,
    text,
    ui::{Button, ButtonSize},
};

/// How the dry run of this draft, said in this way, went.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Trial {
    /// It was not asked for.
    #[default]
    None,
    /// It is under way.
    Running,
    /// It ended.
    Ended(Rc<Result<DryRun, SaveError>>),
}

/// A dry run that can be made; from [`use_dry_run`].
#[derive(Clone, PartialEq)]
pub struct DryRunHandle {
    /// How it went.
    pub trial: Trial,
    /// Makes it.
    pub run: Callback<()>,
}

/// The dry run of a draft; what came out is forgotten when the draft changes.
#[hook]
pub fn use_dry_run(place: &Place, draft: &UseReducerHandle<DraftState>, way: Way) -> DryRunHandle {
    let client = use_backend().client;
    let asked = use_state_eq(|| None::<(DraftState, Way)>);
    let ended = use_state_eq(|| None::<Rc<Result<DryRun, SaveError>>>);
    let subject = ((**draft).clone(), way);
    let trial = if asked.as_ref() == Some(&subject) {
        ended
            .as_ref()
            .map_or(Trial::Running, |ended| Trial::Ended(ended.clone()))
    } else {
        Trial::None
    };
    let run = {
        let (place, is_running) = (place.clone(), trial == Trial::Running);
        Callback::from(move |()| {
            if is_running {
                return;
            }
            asked.set(Some(subject.clone()));
            ended.set(None);
            let (client, place, subject) = (client.clone(), place.clone(), subject.clone());
            let ended = ended.setter();
            spawn_local(async move {
                let (draft, way) = subject;
                ended.set(Some(Rc::new(dry_run(&client, &place, &draft, way).await)));
            });
        })
    };
    DryRunHandle { trial, run }
}

/// Properties of [`DryRunSection`].
#[derive(PartialEq, Properties)]
pub struct DryRunSectionProps {
    /// The dry run.
    pub dry_run: DryRunHandle,
    /// The version that the draft started from.
    pub base_version: i64,
    /// Whether expirations are to be saved, which no dry run covers.
    pub has_expirations: bool,
    /// Why it cannot be asked for, if so.
    pub blocked_reason: Option<AttrValue>,
    /// Called with the way that the server takes.
    pub on_way: Callback<Way>,
    /// Shows the segment that would come out.
    pub on_show: Callback<()>,
}

/// Asks for it, and says what came out.
#[component]
pub fn DryRunSection(props: &DryRunSectionProps) -> Html {
    let DryRunHandle { trial, run } = &props.dry_run;
    let label = match trial {
        Trial::Ended(_) => "Run again",
        _ => "Run",
    };
    html! {
        <section class="review-rail-section" aria-label="Dry run">
            <div class="review-rail-head">
                <h3>{ format!("Dry run against v{}", props.base_version) }</h3>
                <Button size={ButtonSize::Small} busy={*trial == Trial::Running}
                    disabled_reason={props.blocked_reason.clone()} on_click={run.clone()}>{ label }</Button>
            </div>
            <div role="status">
                { match trial {
                    Trial::None => html! { <p>{ "Asks the server what this save would give, without saving." }</p> },
                    Trial::Running => html! { <p>{ "Asking the server…" }</p> },
                    Trial::Ended(ended) => match &**ended {
                        Ok(run) => outcome(run, props),
                        Err(error) => line("error", failure(error)),
                    },
                } }
            </div>
        </section>
    }
}

fn failure(error: &SaveError) -> Html {
    match error {
        SaveError::Conflict(theirs) => html! {
            { format!("The segment changed on the server: it is v{} now.", theirs.version) }
        },
        SaveError::Refused(error) | SaveError::Unclear(error) => {
            html! { { format!("The server could not be asked. {}", text::failure(error).message) } }
        }
        SaveError::Diverged(_) | SaveError::Doubled(_) => Html::default(),
    }
}

fn outcome(run: &DryRun, props: &DryRunSectionProps) -> Html {
    let refused = run.refused.first().map(|(way, error)| {
        let said = text::failure(error).message;
        let word = if run.accepted.is_some() {
            "warning"
        } else {
            "error"
        };
        line(
            word,
            html! { { format!("{} refused: {said}", way.label()) } },
        )
    });
    let Some(would_be) = &run.accepted else {
        return refused.unwrap_or_default();
    };
    let way = would_be.way;
    let taken = format!("{} accepted{}", way.label(), unguarded(way));
    let on_way = {
        let on_way = props.on_way.clone();
        Callback::from(move |()| on_way.emit(way))
    };
    html! {
        <>
            { refused.clone() }
            { line("ok", html! { { taken } }) }
            if refused.is_some() {
                <p class="review-rail-action"><Button size={ButtonSize::Small} on_click={on_way}>
                    { format!("Send {}{}", way.label(), unguarded(way)) }
                </Button></p>
            }
            { if would_be.differences.is_empty() {
                line("ok", html! { { "Result equals the preview" } })
            } else {
                line("warning", html! { { format!("The result differs from the preview: {}.", diff::sentence(&would_be.differences)) } })
            } }
            if let Some(version) = would_be.saved_as {
                { line("error", html! { { format!("This server took the dry run for a save: the segment is v{version} now.") } }) }
            }
            if would_be.requests > 1 {
                { line("note", html! { { format!("The first of {} requests was tried; the others build on it.", would_be.requests) } }) }
            }
            if props.has_expirations {
                { line("note", html! { { "Expirations have no dry run." } }) }
            }
            <p class="review-rail-action"><Button size={ButtonSize::Small} on_click={props.on_show.clone()}>{ "Show the segment" }</Button></p>
        </>
    }
}

/// What is said beside a JSON Patch without its guard.
pub fn unguarded(way: Way) -> &'static str {
    match way {
        Way::Json {
            is_guarded: false, ..
        } => ", without the guard",
        _ => "",
    }
}
