//! Asks for another name.

use yew::prelude::*;

use super::button::{Button, ButtonVariant};
use super::dialog::{Dialog, DialogWidth};
use super::field::Field;
use super::text_input::TextInput;
use crate::format::isolated;

/// What a [`RenameDialog`] needs.
#[derive(Properties, PartialEq)]
pub struct RenameDialogProps {
    /// The name now.
    pub name: AttrValue,
    /// The deed on the button, such as "Rename draft".
    pub confirm_label: AttrValue,
    /// Called with the new name.
    pub on_done: Callback<String>,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// A dialog with one field.
#[component]
pub fn RenameDialog(props: &RenameDialogProps) -> Html {
    let name = use_state_eq(|| props.name.to_string());
    let refusal = name
        .trim()
        .is_empty()
        .then(|| AttrValue::from("Type a name."));
    let done = {
        let (name, on_done) = (name.clone(), props.on_done.clone());
        let is_refused = refusal.is_some();
        Callback::from(move |()| {
            if !is_refused {
                on_done.emit((*name).clone());
            }
        })
    };
    let value = (*name).clone();
    let on_input = Callback::from(move |text| name.set(text));
    html! {
        <Dialog title={format!("Rename {}", isolated(&props.name))} width={DialogWidth::Small}
            on_close={props.on_close.clone()} on_confirm={done.clone()}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>
                        { "Cancel" }
                    </Button>
                    <Button variant={ButtonVariant::Primary} disabled_reason={refusal}
                        on_click={done.clone()}>
                        { props.confirm_label.clone() }
                    </Button>
                </>
            }}>
            <Field label="Name">
                <TextInput {value} {on_input} on_enter={done} autofocus=true />
            </Field>
        </Dialog>
    }
}
