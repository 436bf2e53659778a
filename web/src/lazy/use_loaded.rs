//! Brings a part of the program to where it is shown.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::Load;

/// How loading a part goes; from [`use_loaded`].
#[derive(Debug, PartialEq)]
pub enum Loaded {
    /// It is under way, or done.
    Loading,
    /// It failed; the callback tries again.
    Failed(Callback<()>),
}

/// Loads `part` and calls `on_loaded` when it is here.
#[hook]
pub fn use_loaded(part: &'static (dyn Load + Sync), on_loaded: &Callback<()>) -> Loaded {
    let attempt = use_state_eq(|| 1_u32);
    let failed = use_state_eq(|| 0_u32);
    {
        let (failed, on_loaded) = (failed.setter(), on_loaded.clone());
        use_effect_with(*attempt, move |attempt| {
            let attempt = *attempt;
            spawn_local(async move {
                match part.load().await {
                    Ok(()) => on_loaded.emit(()),
                    Err(_) => failed.set(attempt),
                }
            });
        });
    }
    if *failed == *attempt {
        Loaded::Failed(Callback::from(move |()| attempt.set(*attempt + 1)))
    } else {
        Loaded::Loading
    }
}
