//! A field that holds several short values as chips.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::chip::{Chip, ChipTone};
use super::field::use_field_link;
use crate::format;

/// What a [`TagInput`] needs.
#[derive(Properties, PartialEq)]
pub struct TagInputProps {
    /// The values held.
    pub tags: Rc<[AttrValue]>,
    /// Called with all values after one is added or removed.
    pub on_change: Callback<Vec<AttrValue>>,
    /// Why a value cannot be used, if so. Such a chip is marked and stays until removed.
    #[prop_or_default]
    pub problem_of: Option<Callback<AttrValue, Option<AttrValue>>>,
    /// The accessible name where no field labels the control.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// An example, shown while empty.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// Whether the values are keys.
    #[prop_or_default]
    pub mono: bool,
    /// Whether a comma is part of a value, so that only Enter and line ends separate.
    #[prop_or_default]
    pub keep_commas: bool,
    /// Whether the control takes focus when its dialog opens.
    #[prop_or_default]
    pub autofocus: bool,
}

/// How many chips are in the page before one asks for more.
const SHOWN: usize = 100;

/// `tags` and the values in `text`, without blanks and without repetition.
fn with_added(tags: &[AttrValue], text: &str, keep_commas: bool) -> Vec<AttrValue> {
    let mut all = tags.to_vec();
    let separates =
        |character| matches!(character, '\n' | '\r') || (character == ',' && !keep_commas);
    for part in text
        .split(separates)
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        if !all.iter().any(|tag| tag.as_str() == part) {
            all.push(AttrValue::from(part.to_owned()));
        }
    }
    all
}

/// Chips in a field: Enter or comma adds, Backspace on an empty field removes the last one, and a
/// pasted list becomes one chip a line.
#[component]
pub fn TagInput(props: &TagInputProps) -> Html {
    let link = use_field_link();
    let text = use_state_eq(String::new);
    let limit = use_state_eq(|| SHOWN);
    let hidden = props.tags.len().saturating_sub(*limit);
    let show_more = {
        let limit = limit.clone();
        Callback::from(move |_: MouseEvent| limit.set(*limit + SHOWN))
    };
    let commit = {
        let (tags, on_change, text) = (props.tags.clone(), props.on_change.clone(), text.clone());
        let keep_commas = props.keep_commas;
        Callback::from(move |added: String| {
            let all = with_added(&tags, &added, keep_commas);
            text.set(String::new());
            if all.len() != tags.len() {
                on_change.emit(all);
            }
        })
    };
    let oninput = {
        let (text, commit, keep_commas) = (text.clone(), commit.clone(), props.keep_commas);
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let typed = input.value();
                if !keep_commas && typed.contains(',') {
                    // A text of only commas leaves the state as it was, so nothing is redrawn.
                    input.set_value("");
                    commit.emit(typed);
                } else {
                    text.set(typed);
                }
            }
        })
    };
    let onpaste = {
        let (text, commit) = (text.clone(), commit.clone());
        Callback::from(move |event: Event| {
            let event: web_sys::ClipboardEvent = wasm_bindgen::JsCast::unchecked_into(event);
            let pasted = event
                .clipboard_data()
                .and_then(|data| data.get_data("text/plain").ok());
            if let Some(pasted) = pasted.filter(|pasted| pasted.contains('\n')) {
                event.prevent_default();
                commit.emit(format!("{}{pasted}", *text));
            }
        })
    };
    let onkeydown = {
        let (tags, on_change) = (props.tags.clone(), props.on_change.clone());
        let (text, commit) = (text.clone(), commit.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" if !event.is_composing() && !text.is_empty() => {
                event.prevent_default();
                commit.emit((*text).clone());
            }
            "Backspace" if text.is_empty() && hidden == 0 => {
                if let Some((_, rest)) = tags.split_last() {
                    on_change.emit(rest.to_vec());
                }
            }
            _ => {}
        })
    };
    let onblur = {
        let text = text.clone();
        Callback::from(move |_: FocusEvent| commit.emit((*text).clone()))
    };
    let chips = props
        .tags
        .iter()
        .enumerate()
        .take(*limit)
        .map(|(index, tag)| {
            let problem = props
                .problem_of
                .as_ref()
                .and_then(|find| find.emit(tag.clone()));
            let (tags, on_change) = (props.tags.clone(), props.on_change.clone());
            let on_remove = Callback::from(move |()| {
                let kept = tags.iter().enumerate().filter(|(other, _)| *other != index);
                on_change.emit(kept.map(|(_, tag)| tag.clone()).collect());
            });
            let tone = if problem.is_some() {
                ChipTone::Negative
            } else {
                ChipTone::Tag
            };
            html! {
                <Chip key={tag.to_string()} label={tag.clone()} title={problem} mono={props.mono}
                    {tone} {on_remove} />
            }
        });
    html! {
        <div class="tag-input" data-state={link.is_invalid.then_some("error")}>
            { for chips }
            if hidden > 0 {
                <button type="button" class="link" onclick={show_more}>
                    { format!("{} more", format::thousands(hidden as u64)) }
                </button>
            }
            <input id={link.id} type="text" autocomplete="off" spellcheck="false"
                data-mono={props.mono.then_some("true")}
                value={(*text).clone()} aria-label={props.label.clone()}
                placeholder={props.placeholder.clone().filter(|_| props.tags.is_empty())}
                aria-invalid={link.is_invalid.then_some("true")}
                aria-describedby={link.described_by} autofocus={props.autofocus}
                {oninput} {onpaste} {onkeydown} {onblur} />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_lines_and_commas_and_drops_repetition() {
        let tags = [AttrValue::from("beta")];
        let all = with_added(&tags, "growth, beta\r\n web \n\n", false);
        assert_eq!(all, ["beta", "growth", "web"].map(AttrValue::from));
    }

    #[test]
    fn a_comma_can_belong_to_a_value() {
        assert_eq!(
            with_added(&[], "a, b\nc", true),
            ["a, b", "c"].map(AttrValue::from)
        );
    }
}
