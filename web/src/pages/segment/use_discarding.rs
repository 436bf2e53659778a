//! Dropping the edits of a draft.

use yew::prelude::*;

use crate::{
    format,
    state::draft::{DraftAction, DraftState},
    ui::ConfirmDialog,
};

/// Dropping all edits; from [`use_discarding`].
pub struct Discarding {
    /// Drops them, after a question if they are more than one.
    pub ask: Callback<()>,
    /// The question, while it is open.
    pub dialog: Html,
}

/// Drops the edits of a draft, of which there are `count`.
#[hook]
pub fn use_discarding(draft: &UseReducerHandle<DraftState>, count: usize) -> Discarding {
    let is_asked = use_state_eq(|| false);
    let discard = {
        let (draft, is_asked) = (draft.clone(), is_asked.clone());
        Callback::from(move |()| {
            draft.dispatch(DraftAction::Discard);
            is_asked.set(false);
        })
    };
    let ask = {
        let (discard, is_asked) = (discard.clone(), is_asked.clone());
        Callback::from(move |()| {
            if count > 1 {
                is_asked.set(true);
            } else {
                discard.emit(());
            }
        })
    };
    let keep = {
        let is_asked = is_asked.clone();
        Callback::from(move |()| is_asked.set(false))
    };
    let dialog = if *is_asked {
        html! {
            <ConfirmDialog
                title={format!("Discard {}", format::plural(count, "change", "changes"))}
                confirm_label="Discard changes"
                cancel_label="Keep editing"
                destructive=true
                on_confirm={discard}
                on_close={keep}
            >
                <p>{ "The segment goes back to what is saved. Undo brings the changes back until you leave the page." }</p>
            </ConfirmDialog>
        }
    } else {
        Html::default()
    };
    Discarding { ask, dialog }
}
