//! Inline icons: strokes on a 16 unit grid that take the colour of the text beside them.

use yew::prelude::*;

pub use super::icon_paths::IconName;

/// What an [`Icon`] needs.
#[derive(Properties, PartialEq)]
pub struct IconProps {
    /// Which drawing.
    pub name: IconName,
    /// Edge length in CSS pixels: 16, 14 or 12.
    #[prop_or(16)]
    pub size: u8,
    /// Further classes, for a colour.
    #[prop_or_default]
    pub class: Classes,
}

/// A decorative drawing, hidden from assistive technology: the control around it carries the name.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    let size = props.size.to_string();
    html! {
        <svg
            class={classes!("icon", props.class.clone())}
            viewBox="0 0 16 16"
            width={size.clone()}
            height={size}
            fill="none"
            stroke="currentColor"
            stroke-width="1.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
        >
            <path d={props.name.path} />
        </svg>
    }
}
