//! The segment as JSON and its patch, either edited by hand.

mod check;
mod check_segment;
mod patch_kind;
mod patch_pane;
mod preview;
mod segment_pane;
mod source;
mod typed;
mod use_dry_run;
mod use_following;

use std::rc::Rc;

use segdeck_core::{diff, endpoint::Place, validate::Problem};
use yew::prelude::*;

use crate::state::draft::DraftState;
use patch_pane::PatchPane;
use segment_pane::SegmentPane;
pub use typed::{Typed, use_typed};

/// Properties of [`JsonTab`].
#[derive(PartialEq, Properties)]
pub struct JsonTabProps {
    /// Where.
    pub place: Place,
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What the draft changes.
    pub changes: Rc<Vec<diff::Change>>,
    /// What is wrong with the segment as it is edited.
    pub problems: Rc<[Problem]>,
    /// What is typed.
    pub typed: UseReducerHandle<Typed>,
}

/// Left the segment, right the patch editor with its problems and what it would do.
#[component]
pub fn JsonTab(props: &JsonTabProps) -> Html {
    html! {
        <div class="panes json-tab">
            <SegmentPane draft={props.draft.clone()} typed={props.typed.clone()} />
            <PatchPane
                place={props.place.clone()}
                draft={props.draft.clone()}
                changes={props.changes.clone()}
                problems={props.problems.clone()}
                typed={props.typed.clone()}
            />
        </div>
    }
}
