//! The colour of an environment.

use yew::prelude::*;

/// What a [`Swatch`] needs.
#[derive(Properties, PartialEq)]
pub struct SwatchProps {
    /// The colour as hexadecimal digits, with or without `#`.
    pub color: AttrValue,
}

/// A square of 10 px with a ring, so that it shows on every background.
#[component]
pub fn Swatch(props: &SwatchProps) -> Html {
    let digits = props.color.trim_start_matches('#');
    html! {
        <svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"
            focusable="false">
            <rect width="10" height="10" rx="3" fill={format!("#{digits}")} />
            <rect class="swatch-ring" x="0.5" y="0.5" width="9" height="9" rx="2.5" />
        </svg>
    }
}
