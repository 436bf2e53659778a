//! A value that follows another when it has come to rest.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// `value` as it was when it had not changed for `milliseconds`.
#[hook]
pub fn use_debounced<T: Clone + PartialEq + 'static>(value: &T, milliseconds: u32) -> T {
    let settled = use_state_eq(|| value.clone());
    {
        let settled = settled.clone();
        use_effect_with(value.clone(), move |value| {
            let value = value.clone();
            let timer =
                (*settled != value).then(|| Timeout::new(milliseconds, move || settled.set(value)));
            move || drop(timer)
        });
    }
    (*settled).clone()
}
