//! Views of one thing, side by side.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// What is reported; also part of the element's id.
    pub id: AttrValue,
    /// The text.
    pub label: AttrValue,
    /// How many things are inside, already written as text.
    pub count: Option<AttrValue>,
    /// Whether it holds unsaved edits.
    pub is_edited: bool,
}

impl Tab {
    /// A tab that reports `id` and shows `label`.
    pub fn new(id: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            count: None,
            is_edited: false,
        }
    }

    /// The same tab with a count.
    #[must_use]
    pub fn count(mut self, count: impl Into<AttrValue>) -> Self {
        self.count = Some(count.into());
        self
    }

    /// The same tab, with a dot when it holds unsaved edits.
    #[must_use]
    pub fn edited(mut self, is_edited: bool) -> Self {
        self.is_edited = is_edited;
        self
    }
}

/// The id of the element of a tab, for `aria-labelledby` of its panel.
#[must_use]
pub fn tab_element_id(tab_id: &str) -> AttrValue {
    format!("tab-{tab_id}").into()
}

/// What [`Tabs`] need.
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// The accessible name of the row.
    pub label: AttrValue,
    /// The tabs.
    pub tabs: Rc<[Tab]>,
    /// The id of the tab shown.
    pub selected: AttrValue,
    /// Called with the id of another tab.
    pub on_select: Callback<AttrValue>,
    /// The id of the panel element that shows the selected tab.
    #[prop_or_default]
    pub panel_id: Option<AttrValue>,
    /// What stands at the end of the row.
    #[prop_or_default]
    pub end: Html,
}

/// A row of tabs: arrows, Home and End move and select, Tab leaves the row.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let row_ref = use_node_ref();
    let onkeydown = {
        let (tabs, selected) = (props.tabs.clone(), props.selected.clone());
        let (on_select, row) = (props.on_select.clone(), row_ref.clone());
        Callback::from(move |event: KeyboardEvent| {
            let current = tabs
                .iter()
                .position(|tab| tab.id == selected)
                .unwrap_or_default();
            let last = tabs.len().saturating_sub(1);
            let next = match event.key().as_str() {
                "ArrowRight" => {
                    if current >= last {
                        0
                    } else {
                        current + 1
                    }
                }
                "ArrowLeft" => current.checked_sub(1).unwrap_or(last),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            let Some(tab) = tabs.get(next) else { return };
            let id = tab_element_id(&tab.id);
            let element = row
                .cast::<HtmlElement>()
                .and_then(|row| row.query_selector(&format!("[id='{id}']")).ok().flatten());
            if let Some(element) = element {
                super::floating::focus(&element);
            }
            on_select.emit(tab.id.clone());
        })
    };
    html! {
        <div class="tabs">
            <div ref={row_ref} class="tabs-row" role="tablist" aria-label={props.label.clone()}
                {onkeydown}>
                { for props.tabs.iter().map(|tab| {
                    let is_selected = tab.id == props.selected;
                    let id = tab.id.clone();
                    html! {
                        <button key={tab.id.to_string()} type="button" class="tab" role="tab"
                            id={tab_element_id(&tab.id)}
                            aria-selected={is_selected.to_string()}
                            aria-controls={props.panel_id.clone().filter(|_| is_selected)}
                            tabindex={if is_selected { "0" } else { "-1" }}
                            onclick={props.on_select.reform(move |_: MouseEvent| id.clone())}>
                            <span>{ tab.label.clone() }</span>
                            if let Some(count) = &tab.count {
                                <span class="tab-count">{ count.clone() }</span>
                            }
                            if tab.is_edited {
                                <span class="tab-dot" />
                                <span class="visually-hidden">{ "edited" }</span>
                            }
                        </button>
                    }
                }) }
            </div>
            <div class="tabs-end">{ props.end.clone() }</div>
        </div>
    }
}
