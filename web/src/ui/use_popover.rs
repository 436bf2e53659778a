//! A button that opens a popover and gets the focus back when that closes.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::floating;
use super::toasts::use_toasts;
use crate::lazy::{self, Load};

/// What a popover and its button need; from [`use_popover`].
pub(super) struct Popover {
    /// What is around both: where focus may go without closing.
    pub(super) area: NodeRef,
    /// The button.
    pub(super) button: NodeRef,
    /// What floats.
    pub(super) floating: NodeRef,
    /// Whether it is shown.
    pub(super) is_open: bool,
    /// Opens it, once its content is loaded, or closes it.
    pub(super) toggle: Callback<()>,
    /// Closes it and focuses the button.
    pub(super) close: Callback<()>,
    /// To hear on the area: it closes when focus leaves.
    pub(super) onfocusout: Callback<FocusEvent>,
}

/// A popover whose content loads with `part`. Once shown, the first element in it that matches
/// `first` gets the focus; `align_end` lines up the right edges.
#[hook]
pub(super) fn use_popover(
    part: &'static (dyn Load + Sync),
    first: &'static str,
    align_end: bool,
) -> Popover {
    let is_open = use_state_eq(|| false);
    let (area, button, popover) = (use_node_ref(), use_node_ref(), use_node_ref());
    let toasts = use_toasts();
    {
        let (button, popover) = (button.clone(), popover.clone());
        use_effect_with(*is_open, move |is_open| {
            let (Some(button), Some(popover)) =
                (button.cast::<Element>(), popover.cast::<HtmlElement>())
            else {
                return;
            };
            if *is_open {
                floating::show_at(&button, &popover, align_end);
                if let Ok(Some(first)) = popover.query_selector(first) {
                    floating::focus(&first);
                }
            } else {
                floating::hide(&popover);
            }
        });
    }
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |()| {
            let (is_open, next) = (is_open.setter(), !*is_open);
            lazy::when_here(part, &toasts, move || is_open.set(next));
        })
    };
    let close = {
        let (is_open, button) = (is_open.setter(), button.clone());
        Callback::from(move |()| {
            is_open.set(false);
            if let Some(button) = button.cast::<Element>() {
                floating::focus(&button);
            }
        })
    };
    let onfocusout = {
        let (is_open, area) = (is_open.setter(), area.clone());
        Callback::from(move |event: FocusEvent| {
            if floating::leaves(&event, &area) {
                is_open.set(false);
            }
        })
    };
    Popover {
        area,
        button,
        floating: popover,
        is_open: *is_open,
        toggle,
        close,
        onfocusout,
    }
}
