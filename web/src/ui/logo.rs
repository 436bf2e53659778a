//! The mark of Segdeck.

use yew::prelude::*;

/// Three stacked bars beside the name, as in the top bar.
#[component]
pub fn Logo() -> Html {
    html! {
        <span class="logo">
            <svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true" focusable="false">
                <rect class="logo-top" x="0" y="2" width="18" height="4" rx="1" />
                <rect class="logo-middle" x="0" y="7.5" width="12" height="4" rx="1" />
                <rect class="logo-foot" x="0" y="13" width="7" height="3.5" rx="1" />
            </svg>
            <span class="logo-name">{ "Segdeck" }</span>
        </span>
    }
}
