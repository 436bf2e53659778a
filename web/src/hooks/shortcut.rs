//! Single-letter keys.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::ui::is_typing;

/// Calls `on_key` with each key that is pressed without Ctrl, Alt or Cmd while nothing is being
/// typed and no dialog is open; its answer says whether the key was used.
#[hook]
pub fn use_shortcuts(on_key: Callback<String, bool>) {
    use_effect_with(on_key, |on_key| {
        let on_key = on_key.clone();
        let options = EventListenerOptions::enable_prevent_default();
        let listener = web_sys::window().map(|window| {
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
                if has_modifier || event.default_prevented() || is_typing(event) || has_dialog() {
                    return;
                }
                if on_key.emit(event.key()) {
                    event.prevent_default();
                }
            })
        });
        move || drop(listener)
    });
}

fn has_dialog() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("dialog[open]").ok().flatten())
        .is_some()
}
