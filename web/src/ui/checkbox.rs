//! A box that is ticked, empty or in between.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{Icon, IconName};

/// What a [`Checkbox`] needs.
#[derive(Properties, PartialEq)]
pub struct CheckboxProps {
    /// What ticking means; the accessible name.
    pub label: AttrValue,
    /// Whether it is ticked.
    pub checked: bool,
    /// Called with the new state.
    pub on_change: Callback<bool>,
    /// Whether some of what it stands for is ticked and some is not.
    #[prop_or_default]
    pub indeterminate: bool,
    /// Whether the label is only for assistive technology, as in a table.
    #[prop_or_default]
    pub hide_label: bool,
    /// Present when it cannot be changed: why, in a sentence.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
}

/// A checkbox with its label.
#[component]
pub fn Checkbox(props: &CheckboxProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.indeterminate, move |is_indeterminate| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_indeterminate(*is_indeterminate);
            }
        });
    }
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
        <label class="checkbox" title={props.disabled_reason.clone()}>
            <span class="checkbox-box">
                <input
                    ref={node}
                    type="checkbox"
                    checked={props.checked}
                    aria-label={props.hide_label.then(|| props.label.clone())}
                    aria-disabled={is_blocked.then_some("true")}
                    aria-description={props.disabled_reason.clone()}
                    {onclick}
                    {onchange}
                />
                if props.indeterminate {
                    <Icon name={IconName::Minus} size={12} />
                } else {
                    <Icon name={IconName::Check} size={12} />
                }
            </span>
            if !props.hide_label {
                <span class="checkbox-label">{ props.label.clone() }</span>
            }
        </label>
    }
}
