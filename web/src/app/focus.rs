//! Where focus goes when another page is shown.

use std::time::Duration;

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement};
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
        let task = (!is_first.replace(false)).then(|| {
            Task::spawn(async {
                for _ in 0..LOOKS {
                    let document = web_sys::window().and_then(|window| window.document());
                    if document.is_none_or(|document| is_settled(&document)) {
                        return;
                    }
                    gloo_timers::future::sleep(LOOK_EVERY).await;
                }
            })
        });
        move || drop(task)
    });
}

/// Focuses the heading if it is there; false while it is worth looking again.
fn is_settled(document: &Document) -> bool {
    // A dialog that opened with the page keeps the focus that it took.
    if matches!(document.query_selector("dialog[open]"), Ok(Some(_))) {
        return true;
    }
    let heading = document
        .query_selector("main h1")
        .ok()
        .flatten()
        .and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
    let Some(heading) = heading else {
        return false;
    };
    heading.set_tab_index(-1);
    let _ = heading.focus();
    true
}
