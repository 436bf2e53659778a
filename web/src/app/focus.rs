//! Where focus goes when another page is shown.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use gloo_events::EventListener;
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
    let expected = Rc::new(RefCell::new(document.active_element()));
    let is_elsewhere = Rc::new(Cell::new(false));
    // What was focused between two looks may be gone by the next one: whoever removed it decides
    // where focus goes then.
    let _listener = EventListener::new(&document, "focusin", {
        let (expected, is_elsewhere) = (Rc::clone(&expected), Rc::clone(&is_elsewhere));
        move |event| {
            let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            if target != *expected.borrow() {
                is_elsewhere.set(true);
            }
        }
    });
    for _ in 0..LOOKS {
        if is_elsewhere.get() || matches!(document.query_selector("dialog[open]"), Ok(Some(_))) {
            return;
        }
        let heading = document.query_selector("main h1").ok().flatten();
        if let Some(heading) = heading.filter(|it| document.active_element().as_ref() != Some(it)) {
            expected.replace(Some(heading.clone()));
            if let Some(element) = heading.dyn_ref::<HtmlElement>() {
                element.set_tab_index(-1);
                let _ = element.focus();
            }
        }
        gloo_timers::future::sleep(LOOK_EVERY).await;
    }
}
