//! Text of any length: what is too long to lay out at once is shown in part, and all of it on demand.

use yew::prelude::*;

use super::button::{Button, ButtonVariant};
use super::copy_button::CopyButton;
use super::dialog::Dialog;
use super::field::Field;
use super::text_area::TextArea;
use crate::format;

/// How many characters of a text are shown where nothing else is said.
const SHOWN: usize = 500;

/// A text, or a part of it and a button that shows all.
#[derive(Debug)]
pub struct LongText {
    text: AttrValue,
    what: AttrValue,
    shown: usize,
    around: usize,
    on_change: Option<Callback<String>>,
    class: &'static str,
}

impl LongText {
    /// A text to read; `what` it is names the dialog with all of it.
    #[must_use]
    pub fn new(what: impl Into<AttrValue>, text: impl Into<AttrValue>) -> Self {
        Self {
            text: text.into(),
            what: what.into(),
            shown: SHOWN,
            around: 0,
            on_change: None,
            class: "",
        }
    }

    /// How many characters are shown.
    #[must_use]
    pub fn shown(self, shown: usize) -> Self {
        Self { shown, ..self }
    }

    /// The byte that must be among them.
    #[must_use]
    pub fn around(self, around: usize) -> Self {
        Self { around, ..self }
    }

    /// Called with the whole text when it was edited; without it, it is only read.
    #[must_use]
    pub fn on_change(self, on_change: Option<Callback<String>>) -> Self {
        Self { on_change, ..self }
    }

    /// The class of the text.
    #[must_use]
    pub fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// As it is shown.
    pub fn html(self) -> Html {
        match format::part(&self.text, self.around, self.shown) {
            None => html! { <span class={self.class}>{ self.text }</span> },
            Some(part) => html! {
                <>
                    <span class={self.class}>{ part }</span>
                    <WholeText text={self.text} what={self.what} on_change={self.on_change} />
                </>
            },
        }
    }
}

/// What a [`WholeText`] needs.
#[derive(Properties, PartialEq)]
pub struct WholeTextProps {
    /// The whole text.
    pub text: AttrValue,
    /// What it is.
    pub what: AttrValue,
    /// Called with the whole text when it was edited; without it, it is only read.
    #[prop_or_default]
    pub on_change: Option<Callback<String>>,
}

/// A button that says how long a text is, and opens all of it.
#[component]
pub fn WholeText(props: &WholeTextProps) -> Html {
    let is_open = use_state_eq(|| false);
    let open = {
        let is_open = is_open.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            is_open.set(true);
        })
    };
    let on_close = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(false))
    };
    let deed = if props.on_change.is_some() {
        "Edit"
    } else {
        "Show"
    };
    let length = format::plural(props.text.chars().count(), "character", "characters");
    html! {
        <>
            <button type="button" class="link whole-text" onclick={open}
                aria-label={format!("{deed} all {length} of {}", props.what)}>
                { format!("{deed} all {length}") }
            </button>
            if *is_open {
                <WholeTextDialog text={props.text.clone()} what={props.what.clone()}
                    on_change={props.on_change.clone()} {on_close} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct WholeTextDialogProps {
    text: AttrValue,
    what: AttrValue,
    on_change: Option<Callback<String>>,
    on_close: Callback<()>,
}

/// The whole text in a text area, to read, copy and edit.
#[component]
fn WholeTextDialog(props: &WholeTextDialogProps) -> Html {
    let text = use_state_eq(|| props.text.clone());
    let on_input = {
        let text = text.clone();
        Callback::from(move |typed: String| text.set(typed.into()))
    };
    let on_use = props.on_change.clone().map(|on_change| {
        let (text, on_close) = (text.clone(), props.on_close.clone());
        Callback::from(move |()| {
            on_change.emit(text.to_string());
            on_close.emit(());
        })
    });
    let read_only = on_use
        .is_none()
        .then_some(AttrValue::Static("It can be read and copied here."));
    html! {
        <Dialog
            title={props.what.clone()}
            on_close={props.on_close.clone()}
            on_confirm={on_use.clone()}
            footer_start={html! { <CopyButton text={(*text).clone()} label="Copy" variant={ButtonVariant::Default} /> }}
            footer={match on_use {
                None => html! {
                    <Button variant={ButtonVariant::Primary} on_click={props.on_close.clone()}>{ "Close" }</Button>
                },
                Some(on_use) => html! {
                    <>
                        <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>{ "Cancel" }</Button>
                        <Button variant={ButtonVariant::Primary} on_click={on_use}>{ "Use this text" }</Button>
                    </>
                },
            }}
        >
            <Field label="Whole text" reserve=false>
                <TextArea value={(*text).clone()} {on_input} rows={16} mono=true autofocus=true
                    disabled_reason={read_only} />
            </Field>
        </Dialog>
    }
}
