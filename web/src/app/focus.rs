//! Where focus goes when another page is shown.

use std::time::Duration;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::{hooks::Task, route::Route};

/// How often a page that is still loading is looked at for its heading.
const LOOKS: u32 = 50;
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Moves focus to the page's heading when another page is shown: not at the start, and not from one
/// tab of a segment to another, where focus stays on the tab.
#[hook]
pub(super) fn use_focus_on_heading(route: &Route) {
    let is_first = use_mut_ref(|| true);
    let view = (
        std::mem::discriminant(route),
        route.place(),
        route.segment_key(),
    );
    use_effect_with(view, move |_| {
        let task = (!is_first.replace(false)).then(|| Task::spawn(focus_heading()));
        move || drop(task)
    });
}

/// Focuses the heading as soon as it is there, and again if a page that has just loaded draws
/// another in its place. Stops when a person moves focus elsewhere, or a dialog takes it.
async fn focus_heading() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let body = document.body().map(Element::from);
    let focused_now = || {
        let focused = document.active_element();
        focused.filter(|element| Some(element) != body.as_ref())
    };
    let mut expected = focused_now();
    for _ in 0..LOOKS {
        let focused = focused_now();
        let is_elsewhere = focused.is_some() && focused != expected;
        if is_elsewhere || matches!(document.query_selector("dialog[open]"), Ok(Some(_))) {
            return;
        }
        let heading = document.query_selector("main h1").ok().flatten();
        if let Some(heading) = heading.filter(|heading| Some(heading) != focused.as_ref()) {
            if let Some(element) = heading.dyn_ref::<HtmlElement>() {
                element.set_tab_index(-1);
                let _ = element.focus();
            }
            expected = Some(heading);
        }
        gloo_timers::future::sleep(LOOK_EVERY).await;
    }
}
