//! Brings parts of the program before they are needed.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::Load;
use crate::platform;

/// Loads `parts` one after another once `is_ready`, each when the browser has nothing else to do,
/// so that they are there when they are needed. One that fails is loaded when it is needed.
/// `on_loaded` is called with each that is here then.
#[hook]
pub fn use_prefetch(
    is_ready: bool,
    parts: &'static [&'static (dyn Load + Sync)],
    on_loaded: &Callback<()>,
) {
    let on_loaded = on_loaded.clone();
    use_effect_with(is_ready, move |is_ready| {
        // A page that has gone away meanwhile must not be drawn again.
        let is_shown = Rc::new(Cell::new(true));
        if *is_ready {
            let is_shown = is_shown.clone();
            spawn_local(async move {
                for part in parts.iter().filter(|part| !part.is_here()) {
                    platform::idle().await;
                    if part.load().await.is_ok() && is_shown.get() {
                        on_loaded.emit(());
                    }
                }
            });
        }
        move || is_shown.set(false)
    });
}
