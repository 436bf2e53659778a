//! Chooses a project or an environment in the top bar.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::floating;
use super::icon::{Icon, IconName};
use super::swatch::Swatch;
use super::switcher_list::{SWITCHER_LIST, SwitcherListProps};
use super::toasts::use_toasts;
use super::unique_id::use_unique_id;
use crate::lazy;

/// One thing to switch to.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitcherItem {
    /// What is reported, shown under the name.
    pub key: AttrValue,
    /// The name.
    pub name: AttrValue,
    /// The colour of an environment, as hexadecimal digits.
    pub color: Option<AttrValue>,
}

/// What a [`SwitcherMenu`] needs.
#[derive(Properties, PartialEq)]
pub struct SwitcherMenuProps {
    /// What is switched, such as "Project".
    pub label: AttrValue,
    /// What there is, most recent first.
    pub items: Rc<[SwitcherItem]>,
    /// The key of the present one.
    pub selected: AttrValue,
    /// Called with the key of another one.
    pub on_select: Callback<AttrValue>,
}

/// A button with the present name; it opens a list that can be searched.
#[component]
pub fn SwitcherMenu(props: &SwitcherMenuProps) -> Html {
    let is_open = use_state_eq(|| false);
    let (area, button, popover) = (use_node_ref(), use_node_ref(), use_node_ref());
    let id = use_unique_id("switcher");
    let current = props.items.iter().find(|item| item.key == props.selected);
    {
        let (button, popover) = (button.clone(), popover.clone());
        use_effect_with(*is_open, move |is_open| {
            let (Some(button), Some(popover)) =
                (button.cast::<Element>(), popover.cast::<HtmlElement>())
            else {
                return;
            };
            if *is_open {
                floating::show_at(&button, &popover, false);
                if let Ok(Some(search)) = popover.query_selector("input") {
                    floating::focus(&search);
                }
            } else {
                floating::hide(&popover);
            }
        });
    }
    let close = {
        let (is_open, button) = (is_open.clone(), button.clone());
        Callback::from(move |()| {
            is_open.set(false);
            if let Some(button) = button.cast::<Element>() {
                floating::focus(&button);
            }
        })
    };
    let on_select = {
        let (close, on_select) = (close.clone(), props.on_select.clone());
        Callback::from(move |key: AttrValue| {
            close.emit(());
            on_select.emit(key);
        })
    };
    let toasts = use_toasts();
    let onclick = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| {
            let (is_open, next) = (is_open.setter(), !*is_open);
            lazy::when_here(&SWITCHER_LIST, &toasts, move || is_open.set(next));
        })
    };
    let onfocusout = {
        let (is_open, area) = (is_open.clone(), area.clone());
        Callback::from(move |event: FocusEvent| {
            if floating::leaves(&event, &area) {
                is_open.set(false);
            }
        })
    };
    let name = current.map_or_else(|| props.selected.clone(), |item| item.name.clone());
    let list = match SWITCHER_LIST.view() {
        Some(view) if *is_open => view(SwitcherListProps {
            label: props.label.clone(),
            items: props.items.clone(),
            selected: props.selected.clone(),
            on_select,
            on_close: close,
        }),
        _ => Html::default(),
    };
    html! {
        <span ref={area} class="switcher-menu" {onfocusout}>
            <button ref={button} type="button" class="switcher-button" aria-haspopup="dialog"
                aria-label={format!("{}: {name}", props.label)}
                aria-expanded={is_open.to_string()} aria-controls={id.clone()} {onclick}>
                if let Some(color) = current.and_then(|item| item.color.clone()) {
                    <Swatch {color} />
                }
                <span class="switcher-name">{ name }</span>
                <Icon name={IconName::UpDown} size={14} />
            </button>
            <div ref={popover} {id} class="switcher-popover" popover="manual" role="dialog"
                tabindex="-1" aria-label={format!("Choose: {}", props.label)}>
                { list }
            </div>
        </span>
    }
}
