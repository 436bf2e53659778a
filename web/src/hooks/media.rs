//! Whether the screen is narrow, for what the stylesheet cannot decide.

use gloo_events::EventListener;
use yew::prelude::*;

/// The width below which rows have three lines.
const NARROW: &str = "(width < 768px)";

/// Whether the screen is narrower than 768 px.
#[hook]
pub fn use_is_narrow() -> bool {
    let query = || web_sys::window().and_then(|window| window.match_media(NARROW).ok().flatten());
    let is_narrow = use_state_eq(|| query().is_some_and(|query| query.matches()));
    {
        let is_narrow = is_narrow.setter();
        use_effect_with((), move |()| {
            let listener = query().map(|query| {
                EventListener::new(&query.clone(), "change", move |_| {
                    is_narrow.set(query.matches());
                })
            });
            move || drop(listener)
        });
    }
    *is_narrow
}
