//! A button that opens a list of actions.

use std::rc::Rc;

use yew::prelude::*;

use super::button::{Button, ButtonSize, ButtonVariant};
use super::icon::IconName;
use super::icon_button::IconButton;
use super::menu_items::{MENU_ITEMS, MenuItem, MenuItemsProps};
use super::unique_id::use_unique_id;
use super::use_popover::use_popover;

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
    let popover = use_popover(&MENU_ITEMS, "[role^=menuitem]", true);
    let id = use_unique_id("menu");
    let expanded = popover.is_open;
    let list = match MENU_ITEMS.view() {
        Some(view) if expanded => view(MenuItemsProps {
            items: props.items.clone(),
            on_close: popover.close,
        }),
        _ => Html::default(),
    };
    html! {
        <span ref={popover.area} class="menu" onfocusout={popover.onfocusout}>
            if let Some(text) = &props.text {
                <Button button_ref={popover.button} icon={props.icon} variant={props.variant}
                    size={props.size} popup="menu" {expanded}
                    controls={id.clone()} on_click={popover.toggle} title={props.label.clone()}>
                    { text.clone() }
                </Button>
            } else {
                <IconButton button_ref={popover.button} icon={props.icon} label={props.label.clone()}
                    variant={props.variant} size={props.size} popup="menu"
                    {expanded} controls={id.clone()} on_click={popover.toggle} />
            }
            <div ref={popover.floating} {id} class="menu-popover" popover="manual" role="menu" tabindex="-1"
                aria-label={props.label.clone()}>
                { list }
            </div>
        </span>
    }
}
