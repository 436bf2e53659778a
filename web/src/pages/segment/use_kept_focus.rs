//! Keeps the keyboard's focus near where it was when what had it goes away, as the button that
//! removes a clause does.

use std::{cell::Cell, iter, rc::Rc, time::Duration};

use gloo_events::EventListener;
use gloo_timers::future::sleep;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};
use yew::prelude::*;

use crate::hooks::Task;

/// What Tab stops at.
const STOPS: &str = "a[href], button, input:not([tabindex='-1']), select, textarea";

/// Moves focus on when it is lost: to the next thing around what had it, or back to that where a
/// dialog opened by a shortcut has closed.
#[hook]
pub fn use_kept_focus() {
    // What had focus last, and what it is in, from the inside out; empty for a pointer's.
    let path = use_mut_ref(Vec::<Element>::new);
    let was_dialog_open = use_memo((), |()| Cell::new(false));
    use_effect_with((), {
        let path = path.clone();
        move |()| {
            let listener = document().map(|document| {
                // It may have got the focus before anything listened.
                let focused = document.active_element().filter(can_be_kept);
                *path.borrow_mut() = focused.map(path_of).unwrap_or_default();
                EventListener::new(&document, "focusin", move |event| {
                    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
                    if let Some(target) = target.filter(can_be_kept) {
                        *path.borrow_mut() = path_of(target);
                    }
                })
            });
            move || drop(listener)
        }
    });
    use_effect(move || {
        let task = Task::spawn(async move {
            // Until everything is drawn.
            sleep(Duration::ZERO).await;
            if let Some(document) = document() {
                let path = path.borrow().clone();
                restore(&document, &path, &was_dialog_open);
            }
        });
        move || drop(task)
    });
}

/// Whether the focus of an element is this page's concern; a dialog keeps its own.
fn can_be_kept(element: &Element) -> bool {
    !is(element.closest("dialog"))
}

/// What has focus and all that it is in, from the inside out; nothing for a pointer's focus.
fn path_of(element: Element) -> Vec<Element> {
    if element.matches(":focus-visible").unwrap_or(false) {
        iter::successors(Some(element), |element| element.parent_element()).collect()
    } else {
        Vec::new()
    }
}

fn restore(document: &Document, path: &[Element], was_dialog_open: &Rc<Cell<bool>>) {
    let is_dialog_open = is(document.query_selector("dialog[open]"));
    let has_closed = was_dialog_open.replace(is_dialog_open) && !is_dialog_open;
    let (false, true, Some(last)) = (is_dialog_open, is_lost(document), path.first()) else {
        return;
    };
    if last.is_connected() {
        if has_closed {
            focus(last);
        }
        return;
    }
    for around in path.iter().filter(|element| element.is_connected()) {
        let is_main = around.tag_name() == "MAIN";
        let next = around.query_selector(if is_main { "h1" } else { STOPS });
        if let Ok(Some(next)) = next {
            if is_main && let Some(heading) = next.dyn_ref::<HtmlElement>() {
                heading.set_tab_index(-1);
            }
            focus(&next);
        }
        // What cannot be seen takes none.
        if is_main || !is_lost(document) {
            return;
        }
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn is_lost(document: &Document) -> bool {
    let focused = document.active_element();
    focused.is_none_or(|element| element.tag_name() == "BODY")
}

fn is<E>(found: Result<Option<Element>, E>) -> bool {
    found.is_ok_and(|found| found.is_some())
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that cannot take focus leaves it where it is.
        let _ = element.focus();
    }
}
