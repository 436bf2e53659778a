//! Saving, as the page sees it.

use std::rc::Rc;

use segdeck_core::{
    diff,
    endpoint::{Operation, Place},
    model::Segment,
    patch::ExpiringTargetInstruction,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    history::LastSave,
    review::{Done, ReviewState, SaveProgress},
    save::{SavePlan, SaveReport, SaveStep, TargetFamily, Way, save, target_of},
};
use crate::{
    backend::{Session, use_backend},
    state::{
        draft::{DraftAction, DraftState},
        local_id,
    },
    ui::use_toasts,
};

/// Saving a draft; from [`use_save`].
#[derive(Clone)]
pub struct Saving {
    /// How it goes.
    pub state: ReviewState,
    /// Begins it in this way, with this comment. Ignored while it is under way.
    pub run: Callback<(Way, String)>,
    /// Forgets how the last save ended.
    pub reset: Callback<()>,
}

/// Saves the draft and takes the answer up into it; `last_save` learns how to turn that back.
/// `on_saved` is called when everything is saved.
#[hook]
pub fn use_save(
    place: &Place,
    draft: &UseReducerHandle<DraftState>,
    family: TargetFamily,
    last_save: &LastSave,
    on_saved: Callback<()>,
) -> Saving {
    let Session {
        client, invalidate, ..
    } = use_backend();
    let toasts = use_toasts();
    let state = use_state_eq(ReviewState::default);
    let is_running = use_mut_ref(|| false);
    let run = {
        let (place, draft, state) = (place.clone(), draft.clone(), state.clone());
        let last_save = last_save.clone();
        Callback::from(move |(way, comment): (Way, String)| {
            if is_running.replace(true) {
                return;
            }
            let plan = SavePlan::by(&draft, way);
            let show = {
                let state = state.clone();
                let (requests, has_expirations) =
                    (plan.segment_requests().len(), !plan.expirations.is_empty());
                move |step: SaveStep| {
                    state.set(ReviewState::Saving(SaveProgress {
                        step,
                        requests,
                        has_expirations,
                    }));
                }
            };
            let (client, place, draft) = (client.clone(), place.clone(), draft.clone());
            let (state, is_running) = (state.clone(), is_running.clone());
            let last_save = last_save.clone();
            let (invalidate, toasts, on_saved) =
                (invalidate.clone(), toasts.clone(), on_saved.clone());
            // A save that was begun is finished even when the page is left: it cannot be taken
            // back, and its end must be known.
            spawn_local(async move {
                let report = save(&client, &place, &draft, family, way, &comment, show).await;
                is_running.replace(false);
                // The handle tells the draft of now: what was before is asked first.
                let before = draft.base.clone();
                let undo = last_save.keep(&draft, &report);
                take_up(&draft, &report);
                let is_complete = report.error.is_none() && report.failed.is_empty();
                if is_complete && let Some(undo) = undo {
                    let told = report.segment.as_ref().map_or_else(
                        || "Expirations saved.".to_owned(),
                        |segment| format!("Saved v{}.", segment.version),
                    );
                    toasts.done_with(told, undo);
                }
                let is_as_previewed = report.differences.is_empty();
                let next = ended(&before, report);
                state.set(next);
                invalidate.emit(&[
                    Operation::GetSegment,
                    Operation::ListSegments,
                    Operation::GetExpiringTargets,
                ]);
                if is_complete && is_as_previewed {
                    on_saved.emit(());
                }
            });
        })
    };
    let reset = {
        let state = state.clone();
        Callback::from(move |()| {
            if !matches!(*state, ReviewState::Saving(_)) {
                state.set(ReviewState::Ready);
            }
        })
    };
    Saving {
        state: (*state).clone(),
        run,
        reset,
    }
}

/// What the review says of a save that has ended; `before` is what was saved until then.
fn ended(before: &Segment, report: SaveReport) -> ReviewState {
    let done = report.segment.map(|segment| Done {
        version: segment.version,
        requests: report.requests.0,
        of: report.requests.1,
        what: diff::sentence(&diff::summarize(before, &segment)),
    });
    match (report.error, done) {
        (Some(error), Some(done)) => ReviewState::Interrupted(done, error),
        (Some(error), None) => ReviewState::Stopped(error),
        (None, _) if !report.failed.is_empty() => ReviewState::Partial(report.failed),
        (None, Some(done)) if !report.differences.is_empty() => {
            ReviewState::Differs(done.version, report.differences.into())
        }
        (None, _) => ReviewState::Ready,
    }
}

/// What is saved becomes the base of the draft; what failed stays edited.
fn take_up(draft: &UseReducerHandle<DraftState>, report: &SaveReport) {
    if let Some(segment) = &report.segment {
        draft.dispatch(DraftAction::Saved(segment.clone()));
        if let Some(rest) = &report.rest {
            let rest = local_id::complete((**rest).clone());
            draft.dispatch(DraftAction::ReplaceSegment(Rc::new(rest)));
        }
    }
    if let Some(items) = &report.expirations {
        draft.dispatch(DraftAction::ExpirationsSaved(items.clone()));
        for failure in &report.failed {
            let target = target_of(&failure.instruction).clone();
            draft.dispatch(match &failure.instruction {
                ExpiringTargetInstruction::Add { value, .. }
                | ExpiringTargetInstruction::Update { value, .. } => {
                    DraftAction::SetExpirations(vec![target], *value)
                }
                ExpiringTargetInstruction::Remove { .. } => {
                    DraftAction::RemoveExpirations(vec![target])
                }
            });
        }
    }
}
