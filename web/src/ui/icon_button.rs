//! Buttons that show only a drawing.

use yew::prelude::*;

use super::button::{ButtonSize, ButtonVariant};
use super::icon::{Icon, IconName};

/// What an [`IconButton`] needs.
#[derive(Properties, PartialEq)]
pub struct IconButtonProps {
    /// The drawing.
    pub icon: IconName,
    /// The accessible name with its object, such as "Remove u-1188ac02".
    pub label: AttrValue,
    /// Called unless disabled.
    #[prop_or_default]
    pub on_click: Callback<()>,
    /// How much it asks for attention; without a border unless said.
    #[prop_or(ButtonVariant::Ghost)]
    pub variant: ButtonVariant,
    /// Its edge length.
    #[prop_or(ButtonSize::Medium)]
    pub size: ButtonSize,
    /// Present when the button cannot be used now: why, in a sentence.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
    /// What it opens: `menu` or `dialog`; absent for a button that opens nothing.
    #[prop_or_default]
    pub popup: Option<AttrValue>,
    /// Whether what it opens is open; absent for a button that opens nothing.
    #[prop_or_default]
    pub expanded: Option<bool>,
    /// The id of the element that it opens.
    #[prop_or_default]
    pub controls: Option<AttrValue>,
    /// Further classes, for layout only.
    #[prop_or_default]
    pub class: Classes,
    /// The `<button>` element.
    #[prop_or_default]
    pub button_ref: NodeRef,
}

/// A square button named by its label, which is also its tooltip.
#[component]
pub fn IconButton(props: &IconButtonProps) -> Html {
    let is_blocked = props.disabled_reason.is_some();
    let onclick = {
        let on_click = props.on_click.clone();
        Callback::from(move |_: MouseEvent| {
            if !is_blocked {
                on_click.emit(());
            }
        })
    };
    let title = props
        .disabled_reason
        .clone()
        .unwrap_or_else(|| props.label.clone());
    html! {
        <button
            ref={props.button_ref.clone()}
            type="button"
            class={classes!("icon-button", props.class.clone())}
            data-variant={props.variant.name()}
            data-size={props.size.name()}
            aria-label={props.label.clone()}
            aria-disabled={is_blocked.then_some("true")}
            aria-description={props.disabled_reason.clone()}
            aria-haspopup={props.popup.clone()}
            aria-expanded={props.expanded.map(|is_open| is_open.to_string())}
            aria-controls={props.controls.clone()}
            {title}
            {onclick}
        >
            <Icon name={props.icon} />
        </button>
    }
}
