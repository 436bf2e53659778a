//! A setting that is on or off at once.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What a [`Switch`] needs.
#[derive(Properties, PartialEq)]
pub struct SwitchProps {
    /// What being on means; the accessible name.
    pub label: AttrValue,
    /// Whether it is on.
    pub checked: bool,
    /// Called with the new state.
    pub on_change: Callback<bool>,
    /// Present when it cannot be changed: why, in a sentence.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
}

/// A switch with its label.
#[component]
pub fn Switch(props: &SwitchProps) -> Html {
    let is_blocked = props.disabled_reason.is_some();
    let onclick = Callback::from(move |event: MouseEvent| {
        if is_blocked {
            event.prevent_default();
        }
    });
    let onchange = props.on_change.reform(|event: Event| {
        event
            .target_dyn_into::<HtmlInputElement>()
            .is_some_and(|input| input.checked())
    });
    html! {
        <label class="switch" title={props.disabled_reason.clone()}>
            <input
                type="checkbox"
                role="switch"
                checked={props.checked}
                aria-disabled={is_blocked.then_some("true")}
                aria-description={props.disabled_reason.clone()}
                {onclick}
                {onchange}
            />
            <span class="switch-label">{ props.label.clone() }</span>
        </label>
    }
}
