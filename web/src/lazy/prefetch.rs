//! Brings parts of the program before they are needed.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::Load;
use crate::platform;

/// Loads `parts` one after another once `is_ready`, each when the browser has nothing else to do,
/// so that they are there when they are needed. One that fails is loaded when it is needed.
#[hook]
pub fn use_prefetch(is_ready: bool, parts: &'static [&'static (dyn Load + Sync)]) {
    use_effect_with(is_ready, move |is_ready| {
        if *is_ready {
            spawn_local(async move {
                for part in parts.iter().filter(|part| !part.is_here()) {
                    platform::idle().await;
                    let _ = part.load().await;
                }
            });
        }
    });
}
