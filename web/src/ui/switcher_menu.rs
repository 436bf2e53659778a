//! Chooses a project or an environment in the top bar.

use std::rc::Rc;

use yew::prelude::*;

use super::icon::{Icon, IconName};
use super::swatch::Swatch;
use super::switcher_list::{SWITCHER_LIST, SwitcherListProps};
use super::unique_id::use_unique_id;
use super::use_popover::use_popover;

/// One thing to switch to.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitcherItem {
    /// What is reported, shown under the name.
    pub key: AttrValue,
    /// The name.
    pub name: AttrValue,
    /// The colour of an environment, as hexadecimal digits.
    pub color: Option<AttrValue>,
}

/// What a [`SwitcherMenu`] needs.
#[derive(Properties, PartialEq)]
pub struct SwitcherMenuProps {
    /// What is switched, such as "Project".
    pub label: AttrValue,
    /// What there is, most recent first.
    pub items: Rc<[SwitcherItem]>,
    /// The key of the present one.
    pub selected: AttrValue,
    /// Called with the key of another one.
    pub on_select: Callback<AttrValue>,
}

/// A button with the present name; it opens a list that can be searched.
#[component]
pub fn SwitcherMenu(props: &SwitcherMenuProps) -> Html {
    let popover = use_popover(&SWITCHER_LIST, "input", false);
    let id = use_unique_id("switcher");
    let current = props.items.iter().find(|item| item.key == props.selected);
    let on_select = {
        let (close, on_select) = (popover.close.clone(), props.on_select.clone());
        Callback::from(move |key: AttrValue| {
            close.emit(());
            on_select.emit(key);
        })
    };
    let onclick = {
        let toggle = popover.toggle;
        Callback::from(move |_: MouseEvent| toggle.emit(()))
    };
    let name = current.map_or_else(|| props.selected.clone(), |item| item.name.clone());
    let list = match SWITCHER_LIST.view() {
        Some(view) if popover.is_open => view(SwitcherListProps {
            label: props.label.clone(),
            items: props.items.clone(),
            selected: props.selected.clone(),
            on_select,
            on_close: popover.close,
        }),
        _ => Html::default(),
    };
    html! {
        <span ref={popover.area} class="switcher-menu" onfocusout={popover.onfocusout}>
            <button ref={popover.button} type="button" class="switcher-button" aria-haspopup="dialog"
                aria-label={format!("{}: {name}", props.label)}
                aria-expanded={popover.is_open.to_string()} aria-controls={id.clone()} {onclick}>
                if let Some(color) = current.and_then(|item| item.color.clone()) {
                    <Swatch {color} />
                }
                <span class="switcher-name">{ name }</span>
                <Icon name={IconName::UpDown} size={14} />
            </button>
            <div ref={popover.floating} {id} class="switcher-popover" popover="manual" role="dialog"
                tabindex="-1" aria-label={format!("Choose: {}", props.label)}>
                { list }
            </div>
        </span>
    }
}
