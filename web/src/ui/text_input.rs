//! One line of text.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::field::use_field_link;
use super::icon::{Icon, IconName};

/// What a [`TextInput`] needs.
#[derive(Properties, PartialEq)]
pub struct TextInputProps {
    /// The text shown.
    pub value: AttrValue,
    /// Called with the whole text after every change.
    pub on_input: Callback<String>,
    /// Called when the control loses focus.
    #[prop_or_default]
    pub on_blur: Callback<()>,
    /// Called on Enter.
    #[prop_or_default]
    pub on_enter: Callback<()>,
    /// An example, shown while empty.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// The accessible name where no field labels the control.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// The `type` attribute: `text`, `search`, `password`, `number` …
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    /// Whether the text is a key or code.
    #[prop_or_default]
    pub mono: bool,
    /// A drawing before the text.
    #[prop_or_default]
    pub icon: Option<IconName>,
    /// What stands at the end: a mark, keys, a clear button.
    #[prop_or_default]
    pub suffix: Html,
    /// Present when the text cannot be edited: why, in a sentence. It can still be read and copied.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
    /// Whether the control takes focus when its dialog opens.
    #[prop_or_default]
    pub autofocus: bool,
    /// Further classes, for layout only.
    #[prop_or_default]
    pub class: Classes,
    /// The `<input>` element.
    #[prop_or_default]
    pub input_ref: NodeRef,
}

/// A text field of 32 px.
#[component]
pub fn TextInput(props: &TextInputProps) -> Html {
    let link = use_field_link();
    let oninput = props.on_input.reform(|event: InputEvent| {
        event
            .target_dyn_into::<HtmlInputElement>()
            .map(|input| input.value())
            .unwrap_or_default()
    });
    let onkeydown = {
        let on_enter = props.on_enter.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && !event.is_composing() {
                // What takes the focus now would be pressed by the rest of this key's way.
                event.prevent_default();
                on_enter.emit(());
            }
        })
    };
    html! {
        <div class={classes!("text-input", props.class.clone())}
            data-mono={props.mono.then_some("true")}
            data-state={link.is_invalid.then_some("error")}
        >
            if let Some(name) = props.icon {
                <Icon {name} />
            }
            <input
                ref={props.input_ref.clone()}
                id={link.id}
                type={props.kind.clone()}
                value={props.value.clone()}
                placeholder={props.placeholder.clone()}
                aria-label={props.label.clone()}
                aria-invalid={link.is_invalid.then_some("true")}
                aria-describedby={link.described_by}
                aria-description={props.disabled_reason.clone()}
                title={props.disabled_reason.clone()}
                readonly={props.disabled_reason.is_some()}
                autofocus={props.autofocus}
                autocomplete="off"
                spellcheck={if props.mono { "false" } else { "true" }}
                {oninput}
                {onkeydown}
                onblur={props.on_blur.reform(|_| ())}
            />
            { props.suffix.clone() }
        </div>
    }
}
