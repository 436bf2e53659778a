//! A button that opens a list of actions.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::button::{Button, ButtonSize, ButtonVariant};
use super::floating;
use super::icon::IconName;
use super::icon_button::IconButton;
use super::menu_items::{MENU_ITEMS, MenuItem, MenuItemsProps};
use super::toasts::use_toasts;
use super::unique_id::use_unique_id;
use crate::lazy;

/// What a [`Menu`] needs.
#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// The accessible name with its object, such as "Actions for Beta testers".
    pub label: AttrValue,
    /// The actions; destructive ones are drawn last, after a line.
    pub items: Rc<[MenuItem]>,
    /// The drawing on the button.
    #[prop_or(IconName::Dots)]
    pub icon: IconName,
    /// A text on the button; without one it shows only the drawing.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// How much the button asks for attention.
    #[prop_or(ButtonVariant::Ghost)]
    pub variant: ButtonVariant,
    /// The height of the button.
    #[prop_or(ButtonSize::Medium)]
    pub size: ButtonSize,
}

/// A menu button after the ARIA pattern: arrows, Home, End and letters move, Esc closes.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let is_open = use_state_eq(|| false);
    let (area, button, popover) = (use_node_ref(), use_node_ref(), use_node_ref());
    let id = use_unique_id("menu");
    let toasts = use_toasts();
    let on_click = {
        let is_open = is_open.clone();
        Callback::from(move |()| {
            let (is_open, next) = (is_open.setter(), !*is_open);
            lazy::when_here(&MENU_ITEMS, &toasts, move || is_open.set(next));
        })
    };
    let on_close = {
        let (is_open, button) = (is_open.clone(), button.clone());
        Callback::from(move |()| {
            is_open.set(false);
            if let Some(button) = button.cast::<HtmlElement>() {
                let _ = button.focus();
            }
        })
    };
    {
        let (button, popover) = (button.clone(), popover.clone());
        use_effect_with(*is_open, move |is_open| {
            let (Some(button), Some(popover)) =
                (button.cast::<Element>(), popover.cast::<HtmlElement>())
            else {
                return;
            };
            if *is_open {
                floating::show_at(&button, &popover, true);
                if let Ok(Some(first)) = popover.query_selector("[role^=menuitem]") {
                    floating::focus(&first);
                }
            } else {
                floating::hide(&popover);
            }
        });
    }
    let onfocusout = {
        let (is_open, area) = (is_open.clone(), area.clone());
        Callback::from(move |event: FocusEvent| {
            if floating::leaves(&event, &area) {
                is_open.set(false);
            }
        })
    };
    let list = match MENU_ITEMS.view() {
        Some(view) if *is_open => view(MenuItemsProps {
            items: props.items.clone(),
            on_close,
        }),
        _ => Html::default(),
    };
    html! {
        <span ref={area} class="menu" {onfocusout}>
            if let Some(text) = &props.text {
                <Button button_ref={button} icon={props.icon} variant={props.variant}
                    size={props.size} popup="menu" expanded={*is_open}
                    controls={id.clone()} {on_click} title={props.label.clone()}>
                    { text.clone() }
                </Button>
            } else {
                <IconButton button_ref={button} icon={props.icon} label={props.label.clone()}
                    variant={props.variant} size={props.size} popup="menu"
                    expanded={*is_open} controls={id.clone()} {on_click} />
            }
            <div ref={popover} {id} class="menu-popover" popover="manual" role="menu" tabindex="-1"
                aria-label={props.label.clone()}>
                { list }
            </div>
        </span>
    }
}
