//! The last question before something is done.

use yew::prelude::*;

use super::button::{Button, ButtonVariant};
use super::dialog::{Dialog, DialogWidth};
use super::field::Field;
use super::text_input::TextInput;

/// What a [`ConfirmDialog`] needs.
#[derive(Properties, PartialEq)]
pub struct ConfirmDialogProps {
    /// The question or the deed, such as "Delete Beta testers".
    pub title: AttrValue,
    /// What will happen.
    pub children: Html,
    /// The deed on the button, such as "Delete segment".
    pub confirm_label: AttrValue,
    /// The way out on the button.
    #[prop_or(AttrValue::Static("Cancel"))]
    pub cancel_label: AttrValue,
    /// Whether something is destroyed.
    #[prop_or_default]
    pub destructive: bool,
    /// A text that must be typed first, such as the key of the segment.
    #[prop_or_default]
    pub type_to_confirm: Option<AttrValue>,
    /// Whether the deed is under way.
    #[prop_or_default]
    pub busy: bool,
    /// Called when the deed is confirmed.
    pub on_confirm: Callback<()>,
    /// Called when the reader leaves.
    pub on_close: Callback<()>,
}

/// A dialog of 480 px with two buttons that repeat the consequence.
#[component]
pub fn ConfirmDialog(props: &ConfirmDialogProps) -> Html {
    let typed = use_state_eq(String::new);
    let missing = props
        .type_to_confirm
        .clone()
        .filter(|text| text.as_str() != typed.as_str());
    let disabled_reason = missing
        .as_ref()
        .map(|text| AttrValue::from(format!("Type {text} first.")));
    let on_input = {
        let typed = typed.clone();
        Callback::from(move |text| typed.set(text))
    };
    let on_confirm = (disabled_reason.is_none() && !props.busy).then(|| props.on_confirm.clone());
    let variant = if props.destructive {
        ButtonVariant::DangerSolid
    } else {
        ButtonVariant::Primary
    };
    let footer = html! {
        <>
            <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>
                { props.cancel_label.clone() }
            </Button>
            <Button {variant} {disabled_reason} busy={props.busy}
                on_click={props.on_confirm.clone()}>
                { props.confirm_label.clone() }
            </Button>
        </>
    };
    html! {
        <Dialog title={props.title.clone()} width={DialogWidth::Small} {footer}
            on_close={props.on_close.clone()} {on_confirm}>
            { props.children.clone() }
            if let Some(text) = &props.type_to_confirm {
                <Field label={format!("Type {text} to confirm")} reserve={false}>
                    <TextInput value={(*typed).clone()} {on_input} mono=true autofocus=true />
                </Field>
            }
        </Dialog>
    }
}
