//! Standard or big.

use yew::prelude::*;

use crate::ui::use_unique_id;

#[derive(Properties, PartialEq)]
pub(super) struct TypeCardsProps {
    pub is_big: bool,
    pub on_change: Callback<bool>,
}

/// Two native radio buttons, each with what it means.
#[component]
pub(super) fn TypeCards(props: &TypeCardsProps) -> Html {
    let name = use_unique_id("type");
    let card = |is_big: bool, title: &'static str, text: &'static str| {
        let described_by = format!("{name}-{is_big}");
        html! {
            <label class="type-card">
                <input type="radio" name={name.clone()} checked={props.is_big == is_big}
                    aria-label={title} aria-describedby={described_by.clone()}
                    onchange={props.on_change.reform(move |_: Event| is_big)} />
                <span class="type-card-title">{ title }</span>
                <span class="type-card-text" id={described_by}>{ text }</span>
            </label>
        }
    };
    html! {
        <fieldset class="type-cards">
            <legend class="field-label">{ "Type" }</legend>
            { card(false, "Standard",
                "Rules and up to 15,000 individual targets of any context kind.") }
            { card(true, "Big segment",
                "A large list of one context kind. No rules. Server SDKs need a persistent store.") }
        </fieldset>
    }
}
