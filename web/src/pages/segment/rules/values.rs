//! The values of a clause.

use std::rc::Rc;

use segdeck_core::model::Clause;
use serde_json::Value;
use web_sys::{ClipboardEvent, Event, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::{token, values_dialog::ValuesDialog};
use crate::{
    format,
    pages::segment::locks::use_rules_lock,
    ui::{Icon, IconName, LongText, use_unique_id},
    value_text::{self, ValueKind},
};

/// How many values stand in the clause itself; the rest is behind a button.
const SHOWN: usize = 8;

/// Properties of [`ValueList`].
#[derive(PartialEq, Properties)]
pub struct ValueListProps {
    /// The clause.
    pub clause: Clause,
    /// Which values are marked, by index.
    pub marked: Rc<[usize]>,
    /// Keys of segments that are offered.
    pub segments: Rc<[AttrValue]>,
    /// Called with all values after each change.
    pub on_change: Callback<Vec<Value>>,
}

/// Chips for the values, each editable and removable, and a field to add more.
#[component]
pub fn ValueList(props: &ValueListProps) -> Html {
    let kind = ValueKind::of(&props.clause.op);
    let input = use_node_ref();
    let list_id = use_unique_id("values");
    let is_open = use_state_eq(|| false);
    let lock = use_rules_lock();
    let is_locked = lock.is_some();
    let values = Rc::new(props.clause.values.clone());
    let add = {
        let (values, on_change) = (values.clone(), props.on_change.clone());
        Callback::from(move |text: String| {
            let mut next = (*values).clone();
            let added: Vec<Value> = value_text::read_many(kind, &text)
                .into_iter()
                .filter(|value| !values.contains(value))
                .collect();
            if !added.is_empty() {
                next.extend(added);
                on_change.emit(next);
            }
        })
    };
    let take = {
        let (add, input) = (add.clone(), input.clone());
        move || {
            if let Some(field) = input.cast::<HtmlInputElement>() {
                let text = field.value();
                if !text.trim().is_empty() {
                    field.set_value("");
                    add.emit(text);
                }
            }
        }
    };
    let remove = {
        let (values, on_change) = (values.clone(), props.on_change.clone());
        Callback::from(move |index: usize| {
            let mut next = (*values).clone();
            if index < next.len() {
                next.remove(index);
                on_change.emit(next);
            }
        })
    };
    let on_keydown = {
        let (take, remove, input) = (take.clone(), remove.clone(), input.clone());
        let count = values.len();
        Callback::from(move |event: KeyboardEvent| {
            let is_empty = input
                .cast::<HtmlInputElement>()
                .is_some_and(|field| field.value().is_empty());
            match event.key().as_str() {
                _ if is_locked => {}
                "Enter" => {
                    event.prevent_default();
                    take();
                }
                "," if kind != ValueKind::Regex && !is_empty => {
                    event.prevent_default();
                    take();
                }
                "Backspace" if is_empty && count > 0 && count <= SHOWN => remove.emit(count - 1),
                _ => {}
            }
        })
    };
    let on_paste = {
        let add = add.clone();
        Callback::from(move |event: Event| {
            let Ok(event) = wasm_bindgen::JsCast::dyn_into::<ClipboardEvent>(event) else {
                return;
            };
            let text = event
                .clipboard_data()
                .and_then(|data| data.get_data("text/plain").ok())
                .unwrap_or_default();
            if !is_locked && text.trim().contains('\n') {
                event.prevent_default();
                add.emit(text);
            }
        })
    };
    let edit = {
        let (remove, input) = (remove.clone(), input.clone());
        let values = values.clone();
        Callback::from(move |index: usize| {
            if let (Some(field), Some(value)) =
                (input.cast::<HtmlInputElement>(), values.get(index))
            {
                field.set_value(&value_text::show(value));
                remove.emit(index);
                let _ = field.focus();
            }
        })
    };
    let replace = {
        let (values, on_change) = (values.clone(), props.on_change.clone());
        Callback::from(move |(index, text): (usize, String)| {
            let mut next = (*values).clone();
            if let Some(place) = next.get_mut(index) {
                *place = value_text::read(kind, &text);
                on_change.emit(next);
            }
        })
    };
    let shown = if values.len() > SHOWN {
        4
    } else {
        values.len()
    };
    let (open, close) = {
        let (a, b) = (is_open.clone(), is_open.clone());
        (
            Callback::from(move |_| a.set(true)),
            Callback::from(move |()| b.set(false)),
        )
    };
    html! {
        <>
            { for values.iter().take(shown).enumerate().map(|(index, value)| value_chip(
                index, value, kind, props.marked.contains(&index), [&edit, &remove], &replace, lock.as_ref(),
            )) }
            if values.len() > shown {
                <button type="button" class="value-more" onclick={open}>
                    { format!("+{} values", format::thousands((values.len() - shown) as u64)) }
                </button>
            }
            <span class="value-add">
                <input
                    ref={input}
                    class="value-add-input"
                    aria-label={format!("Add a value to {}", clause_label(&props.clause))}
                    autocomplete="off"
                    spellcheck="false"
                    aria-description={lock.clone()}
                    title={lock.clone()}
                    readonly={is_locked}
                    placeholder={kind.example()}
                    list={(kind == ValueKind::Segment).then(|| list_id.clone())}
                    onkeydown={on_keydown}
                    onpaste={on_paste}
                    onblur={Callback::from(move |_: FocusEvent| take())}
                />
                if kind == ValueKind::Segment {
                    <datalist id={list_id}>
                        { for props.segments.iter().map(|key| html! { <option value={key.clone()} /> }) }
                    </datalist>
                }
                if kind == ValueKind::Date && !is_locked {
                    <DatePicker on_pick={add} />
                }
            </span>
            if *is_open {
                <ValuesDialog
                    {kind}
                    values={values}
                    on_change={props.on_change.clone()}
                    on_close={close}
                />
            }
        </>
    }
}

fn clause_label(clause: &Clause) -> String {
    if clause.attribute.is_empty() {
        "the clause".to_owned()
    } else {
        format::short(&clause.attribute, format::IN_LABEL).into_owned()
    }
}

fn value_chip(
    index: usize,
    value: &Value,
    kind: ValueKind,
    is_marked: bool,
    [edit, remove]: [&Callback<usize>; 2],
    replace: &Callback<(usize, String)>,
    lock: Option<&AttrValue>,
) -> Html {
    let text = value_text::show(value);
    let title = lock
        .cloned()
        .or_else(|| date_title(kind, value).map(AttrValue::from));
    let is_locked = lock.is_some();
    let (edit, remove) = (edit.clone(), remove.clone());
    let name = format::short(&text, format::IN_LIST).into_owned();
    let whole = if name.len() < text.len() {
        let on_change = replace.reform(move |text| (index, text));
        let text = LongText::new("Value", text)
            .shown(token::SHOWN)
            .class("value-chip-part")
            .on_change((!is_locked).then_some(on_change));
        html! { <span class="value-chip-long">{ text.html() }</span> }
    } else {
        html! {
            <button
                type="button"
                class="value-chip-text"
                aria-label={format!("Edit the value {text}")}
                aria-disabled={is_locked.then_some("true")}
                aria-description={lock.cloned()}
                {title}
                onclick={Callback::from(move |_: MouseEvent| if !is_locked { edit.emit(index); })}
            >
                if kind == ValueKind::Segment {
                    <Icon name={IconName::Segments} size={14} />
                }
                { text }
            </button>
        }
    };
    html! {
        <span key={format!("{index}:{name}")} class="value-chip" data-state={is_marked.then_some("warning")}>
            { whole }
            <button
                type="button"
                class="value-chip-remove"
                aria-label={format!("Remove the value {name}")}
                aria-disabled={is_locked.then_some("true")}
                aria-description={lock.cloned()}
                onclick={Callback::from(move |_: MouseEvent| if !is_locked { remove.emit(index); })}
            >
                <Icon name={IconName::X} size={12} />
            </button>
        </span>
    }
}

/// What a date says in the reader's own zone.
fn date_title(kind: ValueKind, value: &Value) -> Option<String> {
    if kind != ValueKind::Date {
        return None;
    }
    value.as_i64().map(crate::platform::local_date_time)
}

/// Properties of [`DatePicker`].
#[derive(PartialEq, Properties)]
struct DatePickerProps {
    on_pick: Callback<String>,
}

/// A native date and time field that gives Unix milliseconds.
#[component]
fn DatePicker(props: &DatePickerProps) -> Html {
    let on_change = {
        let on_pick = props.on_pick.clone();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Some(at) = crate::platform::from_date_time_local(&input.value()) {
                input.set_value("");
                on_pick.emit(at.to_string());
            }
        })
    };
    html! {
        <input type="datetime-local" class="value-date" aria-label="Pick a date and time" onchange={on_change} />
    }
}
