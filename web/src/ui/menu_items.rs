//! The list inside a menu.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::floating;
use super::icon::{Icon, IconName};

/// One action of a menu.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuItem {
    /// The text, verb first.
    pub label: AttrValue,
    /// The drawing before it.
    pub icon: Option<IconName>,
    /// The keys that do the same.
    pub shortcut: Option<AttrValue>,
    /// Whether it destroys something.
    pub is_danger: bool,
    /// Whether it is the present choice; absent for what is no choice.
    pub is_chosen: Option<bool>,
    /// Present when it cannot be used now: why, in a sentence.
    pub disabled_reason: Option<AttrValue>,
    /// What it does.
    pub on_select: Callback<()>,
}

impl MenuItem {
    /// An action named `label` that calls `on_select`.
    pub fn new(label: impl Into<AttrValue>, on_select: Callback<()>) -> Self {
        Self {
            label: label.into(),
            icon: None,
            shortcut: None,
            is_danger: false,
            is_chosen: None,
            disabled_reason: None,
            on_select,
        }
    }

    /// The same action with a drawing.
    #[must_use]
    pub fn icon(mut self, icon: IconName) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The same action with its keys.
    #[must_use]
    pub fn shortcut(mut self, keys: impl Into<AttrValue>) -> Self {
        self.shortcut = Some(keys.into());
        self
    }

    /// The same action, marked as destructive.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.is_danger = true;
        self
    }

    /// The same action as one of several choices.
    #[must_use]
    pub fn chosen(mut self, is_chosen: bool) -> Self {
        self.is_chosen = Some(is_chosen);
        self
    }

    /// The same action, unusable for `reason` when there is one.
    #[must_use]
    pub fn disabled(mut self, reason: Option<AttrValue>) -> Self {
        self.disabled_reason = reason;
        self
    }
}

/// How many actions are shown before "Show more".
const PAGE: usize = 100;

crate::lazy::part! {
    /// The list inside a menu, which loads when one is first opened.
    pub(super) MENU_ITEMS = MenuItems(MenuItemsProps) in dialogs by menu_items
}

#[derive(Properties, PartialEq)]
pub(super) struct MenuItemsProps {
    pub items: Rc<[MenuItem]>,
    pub on_close: Callback<()>,
}

#[component]
pub(super) fn MenuItems(props: &MenuItemsProps) -> Html {
    let list = use_node_ref();
    let onkeydown = {
        let (on_close, list) = (props.on_close.clone(), list.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                on_close.emit(());
            } else if let Some(list) = list.cast::<Element>()
                && floating::move_focus(&list, "[role^=menuitem]", &event.key())
            {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    let draw = |item: &MenuItem| {
        let (on_close, on_select) = (props.on_close.clone(), item.on_select.clone());
        let is_blocked = item.disabled_reason.is_some();
        let onclick = Callback::from(move |_: MouseEvent| {
            if !is_blocked {
                on_close.emit(());
                on_select.emit(());
            }
        });
        html! {
            <button key={item.label.to_string()} type="button" class="menu-item" tabindex="-1"
                role={if item.is_chosen.is_some() { "menuitemradio" } else { "menuitem" }}
                aria-checked={item.is_chosen.map(|is_chosen| is_chosen.to_string())}
                data-tone={item.is_danger.then_some("danger")}
                aria-disabled={is_blocked.then_some("true")}
                aria-description={item.disabled_reason.clone()}
                title={item.disabled_reason.clone()}
                {onclick}>
                <span class="menu-item-icon">
                    if let Some(name) = item.icon { <Icon {name} /> }
                </span>
                <span class="menu-item-label">{ item.label.clone() }</span>
                if item.is_chosen == Some(true) { <Icon name={IconName::Check} size={14} /> }
                if let Some(keys) = &item.shortcut { <kbd>{ keys.clone() }</kbd> }
            </button>
        }
    };
    let (dangerous, plain): (Vec<_>, Vec<_>) = props.items.iter().partition(|item| item.is_danger);
    let limit = use_state_eq(|| PAGE);
    let hidden = plain.len().saturating_sub(*limit);
    let show_more = Callback::from(move |_: MouseEvent| limit.set(*limit + PAGE));
    html! {
        <div ref={list} class="menu-items" role="presentation" {onkeydown}>
            { for plain.iter().copied().take(plain.len() - hidden).map(draw) }
            if hidden > 0 {
                <button key="more" type="button" class="menu-item" tabindex="-1" role="menuitem"
                    onclick={show_more}>
                    { format!("Show {} more", hidden.min(PAGE)) }
                </button>
            }
            if !plain.is_empty() && !dangerous.is_empty() {
                <hr key="line" class="menu-line" />
            }
            { for dangerous.iter().copied().map(draw) }
        </div>
    }
}
