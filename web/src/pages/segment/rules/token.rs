//! The parts of a clause that are edited in place.

use std::rc::Rc;

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use crate::{
    pages::segment::locks::use_rules_lock,
    ui::{Icon, IconName, LongText, use_unique_id},
};

/// How many characters a field of one line holds; longer texts are edited in a dialog.
pub const LONGEST: usize = 1_000;
/// How many characters of those are shown.
pub const SHOWN: usize = 40;

/// Properties of [`TokenInput`].
#[derive(PartialEq, Properties)]
pub struct TokenInputProps {
    /// The accessible name.
    pub label: AttrValue,
    /// The text.
    pub value: AttrValue,
    /// What is offered while typing.
    #[prop_or_default]
    pub suggestions: Rc<[AttrValue]>,
    /// A drawing before the text.
    #[prop_or_default]
    pub icon: Option<IconName>,
    /// Shown while empty.
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// Whether the text is refused.
    #[prop_or_default]
    pub is_invalid: bool,
    /// Called with the whole text on Enter or when focus leaves, if it changed.
    pub on_commit: Callback<String>,
    /// The `<input>` element.
    #[prop_or_default]
    pub input_ref: NodeRef,
}

/// A token that is an input at the same time: it looks like a chip and grows with its text.
#[component]
pub fn TokenInput(props: &TokenInputProps) -> Html {
    let list_id = use_unique_id("token-list");
    let is_long = props.value.chars().nth(LONGEST).is_some();
    let lock = use_rules_lock();
    let value = props.value.clone();
    let on_change = {
        let on_commit = props.on_commit.clone();
        let value = value.clone();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let text = input.value();
            if text != value.as_str() {
                on_commit.emit(text);
            }
        })
    };
    let on_keydown = {
        let value = value.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event
                    .target_unchecked_into::<HtmlInputElement>()
                    .set_value(&value);
            }
        })
    };
    if is_long {
        let on_change = lock.is_none().then(|| props.on_commit.clone());
        let text = LongText::new(props.label.clone(), value)
            .shown(SHOWN)
            .class("token-long-text")
            .on_change(on_change);
        return html! {
            <span class="token token-long" data-state={props.is_invalid.then_some("error")}>
                if let Some(icon) = props.icon {
                    <Icon name={icon} size={14} />
                }
                { text.html() }
            </span>
        };
    }
    html! {
        <span class="token" data-state={props.is_invalid.then_some("error")}>
            if let Some(icon) = props.icon {
                <Icon name={icon} size={14} />
            }
            <input
                ref={props.input_ref.clone()}
                class="token-input"
                aria-label={props.label.clone()}
                aria-invalid={props.is_invalid.then_some("true")}
                aria-description={lock.clone()}
                title={lock.clone()}
                readonly={lock.is_some()}
                autocomplete="off"
                spellcheck="false"
                size={value.chars().take(40).count().max(3).to_string()}
                list={(!props.suggestions.is_empty()).then(|| list_id.clone())}
                placeholder={props.placeholder.clone()}
                value={value.clone()}
                onchange={on_change}
                onkeydown={on_keydown}
            />
            if !props.suggestions.is_empty() {
                <datalist id={list_id}>
                    { for props.suggestions.iter().map(|text| html! { <option value={text.clone()} /> }) }
                </datalist>
            }
        </span>
    }
}
