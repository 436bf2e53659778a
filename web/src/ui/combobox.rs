//! A text field with suggestions; any other text is allowed too.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::combobox_list::{ComboboxList, Suggestion, matching, option_id};
use super::field::use_field_link;
use super::floating;
use super::unique_id::use_unique_id;

/// What a [`Combobox`] needs.
#[derive(Properties, PartialEq)]
pub struct ComboboxProps {
    /// The text shown.
    pub value: AttrValue,
    /// Called with the whole text after typing, and with the value of a suggestion taken.
    pub on_input: Callback<String>,
    /// Called when a suggestion is taken or Enter is pressed on free text.
    #[prop_or_default]
    pub on_commit: Callback<String>,
    /// What is offered; those that contain the text are shown.
    pub suggestions: Rc<[Suggestion]>,
    /// The accessible name where no field labels the control.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// An example, shown while empty.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// Whether the text is a key.
    #[prop_or_default]
    pub mono: bool,
    /// Whether the control takes focus when its dialog opens.
    #[prop_or_default]
    pub autofocus: bool,
}

/// A combobox after the ARIA pattern: focus stays in the field, arrows move through the list.
#[component]
pub fn Combobox(props: &ComboboxProps) -> Html {
    let link = use_field_link();
    let list_id = use_unique_id("suggestions");
    let (field, popover) = (use_node_ref(), use_node_ref());
    let is_open = use_state_eq(|| false);
    // Until something is typed, the text that stands there is no filter.
    let is_filtering = use_state_eq(|| false);
    let active = use_state_eq(|| None::<usize>);
    let shown: Rc<[Suggestion]> = matching(
        &props.suggestions,
        if *is_filtering { &props.value } else { "" },
    );
    {
        let (field, popover) = (field.clone(), popover.clone());
        use_effect_with((*is_open, shown.len()), move |(is_open, count)| {
            if let (Some(field), Some(popover)) =
                (field.cast::<Element>(), popover.cast::<HtmlElement>())
            {
                if *is_open && *count > 0 {
                    floating::show_at(&field, &popover, false);
                } else {
                    floating::hide(&popover);
                }
            }
        });
    }
    let close = {
        let (is_open, is_filtering, active) =
            (is_open.clone(), is_filtering.clone(), active.clone());
        Callback::from(move |()| {
            is_open.set(false);
            is_filtering.set(false);
            active.set(None);
        })
    };
    let take = {
        let (on_input, on_commit, close) = (
            props.on_input.clone(),
            props.on_commit.clone(),
            close.clone(),
        );
        Callback::from(move |value: AttrValue| {
            on_input.emit(value.to_string());
            on_commit.emit(value.to_string());
            close.emit(());
        })
    };
    let oninput = {
        let (on_input, is_open, is_filtering, active) = (
            props.on_input.clone(),
            is_open.clone(),
            is_filtering.clone(),
            active.clone(),
        );
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                is_open.set(true);
                is_filtering.set(true);
                active.set(None);
                on_input.emit(input.value());
            }
        })
    };
    let onkeydown = {
        let (shown, value) = (shown.clone(), props.value.clone());
        let (is_open, active, take, close) =
            (is_open.clone(), active.clone(), take.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = shown.len().saturating_sub(1);
            match event.key().as_str() {
                "ArrowDown" | "ArrowUp" if !*is_open => is_open.set(true),
                "ArrowDown" => {
                    active.set(Some(
                        active.map_or(0, |index| if index >= last { 0 } else { index + 1 }),
                    ));
                }
                "ArrowUp" => {
                    active.set(Some(
                        active
                            .and_then(|index| index.checked_sub(1))
                            .unwrap_or(last),
                    ));
                }
                "Escape" if *is_open => close.emit(()),
                "Enter" if !(event.is_composing() || event.ctrl_key() || event.meta_key()) => {
                    let chosen = active.and_then(|index| shown.get(index));
                    take.emit(chosen.map_or_else(|| value.clone(), |found| found.value.clone()));
                }
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let expanded = *is_open && !shown.is_empty();
    let active_id = active
        .filter(|_| expanded)
        .map(|index| option_id(&list_id, index));
    html! {
        <div ref={field} class="combobox" data-mono={props.mono.then_some("true")}
            data-state={link.is_invalid.then_some("error")}>
            <input id={link.id} type="text" role="combobox" autocomplete="off" spellcheck="false"
                value={props.value.clone()} placeholder={props.placeholder.clone()}
                aria-label={props.label.clone()} aria-invalid={link.is_invalid.then_some("true")}
                aria-describedby={link.described_by} aria-autocomplete="list"
                aria-expanded={expanded.to_string()} aria-controls={list_id.clone()}
                aria-activedescendant={active_id} autofocus={props.autofocus} {oninput} {onkeydown}
                onclick={Callback::from(move |_: MouseEvent| is_open.set(true))}
                onblur={close.reform(|_: FocusEvent| ())} />
            // The field keeps the focus while an entry is clicked.
            <div ref={popover} class="combobox-popover" popover="manual"
                onmousedown={|event: MouseEvent| event.prevent_default()}>
                <ComboboxList id={list_id} {shown} active={*active} on_take={take} />
            </div>
        </div>
    }
}
