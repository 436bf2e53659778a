//! Several lines of text.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::field::use_field_link;

/// What a [`TextArea`] needs.
#[derive(Properties, PartialEq)]
pub struct TextAreaProps {
    /// The text shown.
    pub value: AttrValue,
    /// Called with the whole text after every change.
    pub on_input: Callback<String>,
    /// Called when the control loses focus.
    #[prop_or_default]
    pub on_blur: Callback<()>,
    /// An example, shown while empty.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// The accessible name where no field labels the control.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// How many lines are visible.
    #[prop_or(2)]
    pub rows: u16,
    /// Whether the text is keys or code.
    #[prop_or_default]
    pub mono: bool,
    /// Present when the text cannot be edited: why, in a sentence.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
    /// Whether the control takes focus when its dialog opens.
    #[prop_or_default]
    pub autofocus: bool,
}

/// A text field of several lines that can be pulled taller.
#[component]
pub fn TextArea(props: &TextAreaProps) -> Html {
    let link = use_field_link();
    let oninput = props.on_input.reform(|event: InputEvent| {
        event
            .target_dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value())
            .unwrap_or_default()
    });
    html! {
        <textarea
            class="text-area"
            id={link.id}
            data-mono={props.mono.then_some("true")}
            data-state={link.is_invalid.then_some("error")}
            rows={props.rows.to_string()}
            value={props.value.clone()}
            placeholder={props.placeholder.clone()}
            aria-label={props.label.clone()}
            aria-invalid={link.is_invalid.then_some("true")}
            aria-describedby={link.described_by}
            aria-description={props.disabled_reason.clone()}
            title={props.disabled_reason.clone()}
            readonly={props.disabled_reason.is_some()}
            autofocus={props.autofocus}
            spellcheck={if props.mono { "false" } else { "true" }}
            {oninput}
            onblur={props.on_blur.reform(|_| ())}
        />
    }
}
