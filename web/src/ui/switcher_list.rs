//! The list inside a switcher.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{Icon, IconName};
use super::swatch::Swatch;
use super::switcher_menu::SwitcherItem;
use super::unique_id::use_unique_id;

use crate::platform;

/// How many entries are shown before "Show more".
const PAGE: usize = 20;

crate::lazy::part! {
    /// The list inside a switcher, which loads when one is first opened.
    pub(super) SWITCHER_LIST = SwitcherList(SwitcherListProps) in dialogs by switcher_list
}

#[derive(Properties, PartialEq)]
pub(super) struct SwitcherListProps {
    pub label: AttrValue,
    pub items: Rc<[SwitcherItem]>,
    pub selected: AttrValue,
    pub on_select: Callback<AttrValue>,
    pub on_close: Callback<()>,
}

#[component]
pub(super) fn SwitcherList(props: &SwitcherListProps) -> Html {
    let id = use_unique_id("switcher-list");
    let text = use_state_eq(String::new);
    let active = use_state_eq(|| 0_usize);
    let limit = use_state_eq(|| PAGE);
    let wanted = platform::lowercase(text.trim());
    let has = |text: &str| platform::lowercase(text).contains(&wanted);
    let found: Vec<SwitcherItem> = props
        .items
        .iter()
        .filter(|item| has(&item.name) || has(&item.key))
        .cloned()
        .collect();
    let shown = found.len().min(*limit);
    let option_id = |index: usize| AttrValue::from(format!("{id}-{index}"));
    let oninput = {
        let (text, active) = (text.clone(), active.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                text.set(input.value());
                active.set(0);
            }
        })
    };
    let onkeydown = {
        let (active, on_close, on_select) = (
            active.clone(),
            props.on_close.clone(),
            props.on_select.clone(),
        );
        let chosen = found.get(*active).map(|item| item.key.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = shown.saturating_sub(1);
            match event.key().as_str() {
                "ArrowDown" => active.set(if *active >= last { 0 } else { *active + 1 }),
                "ArrowUp" => active.set(active.checked_sub(1).unwrap_or(last)),
                "Enter" => chosen.iter().for_each(|key| on_select.emit(key.clone())),
                "Escape" => on_close.emit(()),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let draw = |(index, item): (usize, &SwitcherItem)| {
        let key = item.key.clone();
        html! {
            <div key={item.key.to_string()} class="switcher-option" role="option"
                id={option_id(index)}
                aria-selected={(item.key == props.selected).to_string()}
                data-cursor={(*active == index).then_some("true")}
                onclick={props.on_select.reform(move |_: MouseEvent| key.clone())}>
                if let Some(color) = &item.color { <Swatch color={color.clone()} /> }
                <span class="switcher-option-name">{ item.name.clone() }</span>
                <code class="key">{ item.key.clone() }</code>
                if item.key == props.selected { <Icon name={IconName::Check} size={14} /> }
            </div>
        }
    };
    let show_more = {
        let limit = limit.clone();
        Callback::from(move |_: MouseEvent| limit.set(*limit + PAGE))
    };
    html! {
        <>
            <div class="switcher-search">
                <Icon name={IconName::Search} />
                <input type="search" role="combobox" autocomplete="off" spellcheck="false"
                    placeholder={format!("Search {}s", platform::lowercase(&props.label))}
                    aria-label={format!("Search {}s", platform::lowercase(&props.label))}
                    aria-expanded="true" aria-controls={id.clone()}
                    aria-activedescendant={(shown > 0).then(|| option_id(*active))}
                    value={(*text).clone()} {oninput} {onkeydown} />
            </div>
            <div class="switcher-list" role="listbox" id={id.clone()}
                aria-label={props.label.clone()}>
                { for found.iter().take(shown).enumerate().map(draw) }
            </div>
            if found.is_empty() {
                <p class="switcher-empty" role="status">{ "Nothing matches." }</p>
            } else if found.len() > shown {
                <button type="button" class="menu-item" onclick={show_more}>
                    { format!("Show {} more", (found.len() - shown).min(PAGE)) }
                </button>
            }
        </>
    }
}
