//! Puts a text on the clipboard.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::button::{Button, ButtonSize, ButtonVariant};
use super::icon::IconName;
use super::icon_button::IconButton;
use super::toasts::use_toasts;
use crate::platform;

/// How long the tick stays, in milliseconds.
const CONFIRMED_FOR: u32 = 1_500;

/// What a [`CopyButton`] needs.
#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    /// What is copied.
    pub text: AttrValue,
    /// What the button says, such as "Copy key".
    pub label: AttrValue,
    /// Whether it shows only the drawing.
    #[prop_or_default]
    pub icon_only: bool,
    /// The height.
    #[prop_or(ButtonSize::Medium)]
    pub size: ButtonSize,
    /// How much it asks for attention.
    #[prop_or(ButtonVariant::Ghost)]
    pub variant: ButtonVariant,
}

/// Copies, then shows a tick for a moment. A refusal is told in a toast.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let is_done = use_state_eq(|| false);
    let toasts = use_toasts();
    {
        let is_done_now = is_done.clone();
        use_effect_with(*is_done, move |done| {
            let timer = done.then(|| Timeout::new(CONFIRMED_FOR, move || is_done_now.set(false)));
            move || drop(timer)
        });
    }
    let on_click = {
        let (text, is_done) = (props.text.clone(), is_done.clone());
        Callback::from(move |()| {
            let (text, is_done, toasts) = (text.clone(), is_done.clone(), toasts.clone());
            spawn_local(async move {
                match platform::copy_text(&text).await {
                    Ok(()) => is_done.set(true),
                    Err(reason) => toasts.error(reason),
                }
            });
        })
    };
    let icon = if *is_done {
        IconName::Check
    } else {
        IconName::Copy
    };
    let said = if *is_done { "Copied" } else { "" };
    html! {
        <>
            if props.icon_only {
                <IconButton {icon} label={props.label.clone()} size={props.size}
                    variant={props.variant} {on_click} />
            } else {
                <Button {icon} size={props.size} variant={props.variant} {on_click}>
                    { props.label.clone() }
                </Button>
            }
            <span class="visually-hidden" role="status">{ said }</span>
        </>
    }
}
