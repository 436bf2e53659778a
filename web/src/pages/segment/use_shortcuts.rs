//! The keys of the segment page.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::{
    platform,
    state::draft::{DraftAction, DraftState},
    ui::is_typing,
};

/// Ctrl S reviews; Ctrl Z and Ctrl Shift Z go back and forth, outside of fields.
#[hook]
pub fn use_shortcuts(
    draft: &UseReducerHandle<DraftState>,
    is_edited: bool,
    open_review: &Callback<()>,
) {
    let dispatcher = draft.dispatcher();
    let open_review = open_review.clone();
    use_effect_with(is_edited, move |is_edited| {
        let is_edited = *is_edited;
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                if !(event.ctrl_key() || event.meta_key()) || platform::is_dialog_open() {
                    return;
                }
                match event.key().to_ascii_lowercase().as_str() {
                    "s" => {
                        event.prevent_default();
                        if is_edited {
                            // What is still being typed is taken up before the review opens.
                            platform::blur();
                            open_review.emit(());
                        }
                    }
                    "z" if !is_typing(event) => {
                        event.prevent_default();
                        dispatcher.dispatch(if event.shift_key() {
                            DraftAction::Redo
                        } else {
                            DraftAction::Undo
                        });
                    }
                    _ => {}
                }
            })
        });
        move || drop(listener)
    });
}
