//! The time, for a page that shows what is due.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use segdeck_core::model::ExpiringTarget;
use yew::prelude::*;

use crate::platform;

/// The time, moving on; loads the segment again when one of its targets has left by now.
#[hook]
pub fn use_clock(expirations: &Rc<Vec<ExpiringTarget>>, reload: &Callback<()>) -> i64 {
    let now = use_state_eq(platform::now_millis);
    let has_due = expirations
        .iter()
        .any(|item| item.expiration_date.0 <= *now);
    use_effect_with((), {
        let now = now.clone();
        move |()| {
            let interval = Interval::new(15_000, move || now.set(platform::now_millis()));
            move || drop(interval)
        }
    });
    use_effect_with((has_due, *now), {
        let reload = reload.clone();
        move |(has_due, _)| {
            if *has_due {
                reload.emit(());
            }
        }
    });
    *now
}
