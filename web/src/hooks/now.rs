//! The time, for what is written relative to it.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::platform;

const EVERY: u32 = 30_000;

/// The time in Unix milliseconds, fresh every half minute.
#[hook]
pub fn use_now() -> i64 {
    let now = use_state_eq(platform::now_millis);
    {
        let now = now.setter();
        use_effect_with((), move |()| {
            let timer = Interval::new(EVERY, move || now.set(platform::now_millis()));
            move || drop(timer)
        });
    }
    *now
}
