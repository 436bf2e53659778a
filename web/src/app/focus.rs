//! Where focus goes when another page is shown.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::route::Route;

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
        if !is_first.replace(false) {
            let _ = focus_heading();
        }
    });
}

fn focus_heading() -> Option<()> {
    let document = web_sys::window()?.document()?;
    // A dialog that opened with the page keeps the focus that it took.
    if document.query_selector("dialog[open]").ok()?.is_some() {
        return None;
    }
    let heading: HtmlElement = document.query_selector("main h1").ok()??.dyn_into().ok()?;
    heading.set_tab_index(-1);
    heading.focus().ok()
}
