//! A choice from a short, closed list.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::field::use_field_link;
use super::icon::{Icon, IconName};

/// One entry of a closed list.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What is reported.
    pub value: AttrValue,
    /// What is shown.
    pub label: AttrValue,
}

impl Choice {
    /// An entry that reports `value` and shows `label`.
    pub fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// What a [`Select`] needs.
#[derive(Properties, PartialEq)]
pub struct SelectProps {
    /// The entries.
    pub choices: Rc<[Choice]>,
    /// The value chosen.
    pub value: AttrValue,
    /// Called with the value of another entry.
    pub on_change: Callback<AttrValue>,
    /// The accessible name where no field labels the control.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// A quiet word before the value, such as "Kind" in a filter row.
    #[prop_or_default]
    pub prefix: Option<AttrValue>,
    /// Whether the values are keys.
    #[prop_or_default]
    pub mono: bool,
    /// A drawing before the value.
    #[prop_or_default]
    pub icon: Option<IconName>,
    /// Present when the choice is fixed: why, in a sentence.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
}

/// The browser's own list, dressed like the other controls.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let link = use_field_link();
    let node = use_node_ref();
    {
        let (node, value) = (node.clone(), props.value.clone());
        // After every drawing: entries that come late and a choice that the caller refuses would
        // otherwise leave another entry on.
        use_effect(move || {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(&value);
            }
        });
    }
    let onchange = props.on_change.reform(|event: Event| {
        let value = event
            .target_dyn_into::<HtmlSelectElement>()
            .map(|select| select.value());
        AttrValue::from(value.unwrap_or_default())
    });
    html! {
        <div class="select"
            data-mono={props.mono.then_some("true")}
            data-state={link.is_invalid.then_some("error")}
        >
            if let Some(name) = props.icon {
                <Icon {name} />
            }
            if let Some(prefix) = &props.prefix {
                <span class="select-prefix" aria-hidden="true">{ prefix.clone() }</span>
            }
            <select
                ref={node}
                id={link.id}
                aria-label={props.label.clone()}
                aria-invalid={link.is_invalid.then_some("true")}
                aria-describedby={link.described_by}
                title={props.disabled_reason.clone()}
                disabled={props.disabled_reason.is_some()}
                {onchange}
            >
                { for props.choices.iter().map(|choice| html! {
                    <option
                        key={choice.value.to_string()}
                        value={choice.value.clone()}
                        selected={choice.value == props.value}
                    >
                        { choice.label.clone() }
                    </option>
                }) }
            </select>
            <Icon name={IconName::ChevronDown} />
        </div>
    }
}
