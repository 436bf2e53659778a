//! Places floating elements beside the control that opened them. Positions are set through CSSOM,
//! which a strict Content-Security-Policy allows.

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, Node};
use yew::NodeRef;

use crate::platform;

/// The gap between a control and what floats beside it, and between that and the window's edge.
const GAP: f64 = 4.0;

/// Shows the popover `floating` under `anchor`, or above it where there is more room, and keeps
/// it inside the window. `align_end` lines up the right edges.
pub(super) fn show_at(anchor: &Element, floating: &HtmlElement, align_end: bool) {
    // Fails only when it is already shown.
    let _ = floating.show_popover();
    let Some(root) = floating
        .owner_document()
        .and_then(|document| document.document_element())
    else {
        return;
    };
    let (window_width, window_height) = (
        f64::from(root.client_width()),
        f64::from(root.client_height()),
    );
    let from = anchor.get_bounding_client_rect();
    set(floating, "--anchor-width", from.width());
    let size = floating.get_bounding_client_rect();
    let below = window_height - from.bottom() - 2.0 * GAP;
    let above = from.top() - 2.0 * GAP;
    let opens_up = size.height() > below && above > below;
    let height = size.height().min(if opens_up { above } else { below });
    let top = if opens_up {
        from.top() - GAP - height
    } else {
        from.bottom() + GAP
    };
    let left = if align_end {
        from.right() - size.width()
    } else {
        from.left()
    };
    set(floating, "top", top);
    set(
        floating,
        "left",
        left.min(window_width - size.width() - GAP).max(GAP),
    );
    set(floating, "max-height", height);
}

/// Hides the popover `floating`.
pub(super) fn hide(floating: &HtmlElement) {
    // Fails only when it is not shown.
    let _ = floating.hide_popover();
}

fn set(element: &HtmlElement, property: &str, pixels: f64) {
    // Whole pixels: writing fractions takes 12 KB of program. Upwards, so that nothing is cut off.
    let pixels = platform::whole(pixels.ceil());
    // Setting a known property to a number of pixels cannot be refused.
    let _ = element
        .style()
        .set_property(property, &format!("{pixels}px"));
}

/// Focuses `element` if it can hold focus.
pub(super) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Whether focus goes outside of `area`. A window that loses focus as a whole does not count.
///
/// The area is a reference because the browser's `currentTarget` is the root of the page: Yew
/// listens there.
pub(super) fn leaves(event: &FocusEvent, area: &NodeRef) -> bool {
    let Some(area) = area.get() else { return true };
    match event
        .related_target()
        .and_then(|target| target.dyn_into::<Node>().ok())
    {
        Some(next) => !area.contains(Some(&next)),
        None => area
            .owner_document()
            .is_some_and(|page| page.has_focus().unwrap_or(true)),
    }
}

/// Moves focus among the elements of `list` that match `selector`, for an arrow, Home, End or the
/// first letter of one. False when `key` is none of these.
pub(super) fn move_focus(list: &Element, selector: &str, key: &str) -> bool {
    let Ok(found) = list.query_selector_all(selector) else {
        return false;
    };
    let items: Vec<Element> = (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into::<Element>().ok())
        .collect();
    let active = list
        .owner_document()
        .and_then(|document| document.active_element());
    let current = items.iter().position(|item| Some(item) == active.as_ref());
    let count = items.len();
    let after = current.map_or(0, |index| index + 1);
    let next = match key {
        "ArrowDown" | "ArrowRight" => Some(if after >= count { 0 } else { after }),
        "ArrowUp" | "ArrowLeft" => Some(
            current
                .unwrap_or(0)
                .checked_sub(1)
                .unwrap_or(count.saturating_sub(1)),
        ),
        "Home" => Some(0),
        "End" => Some(count.saturating_sub(1)),
        letter if letter.chars().count() == 1 && letter != " " => {
            let starts = |item: &Element| {
                let text = platform::lowercase(&item.text_content().unwrap_or_default());
                text.trim_start().starts_with(&platform::lowercase(letter))
            };
            let order = (after..count).chain(0..after.min(count));
            order
                .into_iter()
                .find(|index| items.get(*index).is_some_and(starts))
        }
        _ => None,
    };
    let Some(item) = next.and_then(|index| items.get(index)) else {
        return false;
    };
    focus(item);
    true
}
