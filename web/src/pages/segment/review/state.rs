//! How saving goes, and what is said about it.

use std::cmp::Ordering;

use yew::prelude::*;

use super::{
    super::save::{FailedExpiration, SaveError, SaveStep, target_of},
    conflict::ConflictNotice,
};
use crate::{
    pages::RequestError,
    ui::{Icon, IconName, Note, NoteTone},
};

/// The steps of a save that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaveProgress {
    /// The step that runs now.
    pub step: SaveStep,
    /// Whether the segment itself is changed.
    pub has_segment: bool,
    /// Whether expirations are changed.
    pub has_expirations: bool,
}

/// How saving goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ReviewState {
    /// Nothing was sent yet.
    #[default]
    Ready,
    /// It is under way.
    Saving(SaveProgress),
    /// It stopped; the draft keeps what was not saved.
    Stopped(SaveError),
    /// The segment is saved, and some expirations were refused; the draft keeps those.
    Partial(Vec<FailedExpiration>),
}

/// Properties of [`StateNotice`].
#[derive(PartialEq, Properties)]
pub struct StateNoticeProps {
    /// How saving goes.
    pub state: ReviewState,
    /// The version that the draft started from.
    pub base_version: i64,
}

/// Says what happened, what it means for the draft, and what can be done.
#[component]
pub fn StateNotice(props: &StateNoticeProps) -> Html {
    match &props.state {
        ReviewState::Ready => Html::default(),
        ReviewState::Saving(progress) => steps(*progress),
        ReviewState::Stopped(SaveError::Conflict(theirs)) => html! {
            <ConflictNotice
                theirs={theirs.clone()}
                base_version={props.base_version}
            />
        },
        ReviewState::Stopped(SaveError::Refused(error)) => html! {
            <RequestError what="Nothing was saved. Your draft is kept." error={error.clone()} />
        },
        ReviewState::Stopped(SaveError::Unclear(error)) => html! {
            <RequestError
                what="It is not known whether this was saved. Your draft is kept and nothing is sent twice."
                error={error.clone()}
            />
        },
        ReviewState::Partial(failed) => html! {
            <Note tone={NoteTone::Negative} role="alert">
                <strong>{ "Some expirations were refused. They stay in your draft." }</strong>
                <ul class="review-failed">
                    { for failed.iter().map(|failure| html! {
                        <li><code>{ &target_of(&failure.instruction).context_key }</code>{ ": " }{ &failure.reason }</li>
                    }) }
                </ul>
            </Note>
        },
    }
}

fn steps(progress: SaveProgress) -> Html {
    let step = |step: SaveStep, label: &'static str| {
        let (state, icon) = match progress.step.cmp(&step) {
            Ordering::Greater => ("done", IconName::Check),
            Ordering::Equal => ("now", IconName::Clock),
            Ordering::Less => ("later", IconName::Dots),
        };
        html! {
            <li class="save-step" data-state={state}><Icon name={icon} size={14} />{ label }</li>
        }
    };
    html! {
        <div role="status">
            <ol class="save-steps">
                { step(SaveStep::Check, "Reading the segment once more") }
                if progress.has_segment {
                    { step(SaveStep::Segment, "Saving the segment") }
                }
                if progress.has_expirations {
                    { step(SaveStep::Expirations, "Saving the expirations") }
                }
            </ol>
        </div>
    }
}
