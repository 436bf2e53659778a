//! Looks every so often, while somebody looks at the page.

use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::platform;

/// How long it rests between two looks, in milliseconds.
const EVERY: u32 = 20_000;

/// Calls `look` every so often while `is_on` and the page is shown, and at once when it is shown
/// again.
#[hook]
pub(super) fn use_poll(is_on: bool, look: Callback<()>) {
    let latest = use_mut_ref(|| look.clone());
    *latest.borrow_mut() = look;
    use_effect_with(is_on, move |is_on| {
        let look = move || {
            if !platform::is_hidden() {
                let look = latest.borrow().clone();
                look.emit(());
            }
        };
        let running = is_on.then(|| {
            let interval = Interval::new(EVERY, look.clone());
            let document = web_sys::window().and_then(|window| window.document());
            let shown = document
                .map(|document| EventListener::new(&document, "visibilitychange", move |_| look()));
            (interval, shown)
        });
        move || drop(running)
    });
}
