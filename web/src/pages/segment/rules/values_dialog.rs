//! All values of a clause at once, a line each.

use std::rc::Rc;

use serde_json::Value;
use yew::prelude::*;

use crate::{
    format,
    pages::segment::locks::use_rules_lock,
    ui::{Button, ButtonVariant, Dialog, DialogWidth, Field, TextArea},
    value_text::{self, ValueKind},
};

/// Properties of [`ValuesDialog`].
#[derive(PartialEq, Properties)]
pub struct ValuesDialogProps {
    /// What the values are.
    pub kind: ValueKind,
    /// The values.
    pub values: Rc<Vec<Value>>,
    /// Called with all values.
    pub on_change: Callback<Vec<Value>>,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// A dialog with one line for each value.
#[component]
pub fn ValuesDialog(props: &ValuesDialogProps) -> Html {
    let text = use_state_eq(|| {
        AttrValue::from(
            props
                .values
                .iter()
                .map(value_text::show)
                .collect::<Vec<_>>()
                .join("\n"),
        )
    });
    let on_input = {
        let text = text.clone();
        Callback::from(move |next: String| text.set(next.into()))
    };
    let values = use_memo((text.clone(), props.kind), |(text, kind)| {
        unique(*kind, text)
    });
    let lock = use_rules_lock();
    let on_apply = {
        let (values, on_change, on_close) = (
            values.clone(),
            props.on_change.clone(),
            props.on_close.clone(),
        );
        Callback::from(move |()| {
            on_change.emit(values.0.clone());
            on_close.emit(());
        })
    };
    let hint = match values.1 {
        0 => format::plural(values.0.len(), "value", "values"),
        duplicates => format!(
            "{}, {} left out",
            format::plural(values.0.len(), "value", "values"),
            format::plural(duplicates, "duplicate", "duplicates"),
        ),
    };
    html! {
        <Dialog
            title="Values"
            width={DialogWidth::Medium}
            on_close={props.on_close.clone()}
            on_confirm={lock.is_none().then(|| on_apply.clone())}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>{ "Cancel" }</Button>
                    <Button variant={ButtonVariant::Primary} disabled_reason={lock.clone()} on_click={on_apply}>{ "Use these values" }</Button>
                </>
            }}
        >
            <Field label="One value a line" {hint}>
                <TextArea value={(*text).clone()} {on_input} rows={16} mono=true autofocus=true
                    disabled_reason={lock} />
            </Field>
        </Dialog>
    }
}

/// The values of a text, each once, and how many were there before.
fn unique(kind: ValueKind, text: &str) -> (Vec<Value>, usize) {
    let all = value_text::read_many(kind, text);
    let count = all.len();
    let mut seen = std::collections::BTreeSet::new();
    let values: Vec<Value> = all
        .into_iter()
        .filter(|value| seen.insert(value.to_string()))
        .collect();
    let duplicates = count - values.len();
    (values, duplicates)
}
