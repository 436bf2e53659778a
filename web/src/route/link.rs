//! Links within the dashboard.

use yew::prelude::*;

use super::Route;

/// What a [`RouteLink`] needs.
#[derive(Properties, PartialEq)]
pub struct RouteLinkProps {
    /// Where it leads.
    pub to: Route,
    /// Classes.
    #[prop_or_default]
    pub class: Classes,
    /// Whether it leads to what is shown.
    #[prop_or_default]
    pub current: bool,
    /// The accessible name, where the content is not enough.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// What it shows.
    pub children: Html,
}

/// A real link, so that it opens in a new tab too, which a plain click follows without a reload.
#[component]
pub fn RouteLink(props: &RouteLinkProps) -> Html {
    let onclick = {
        let to = props.to.clone();
        Callback::from(move |event: MouseEvent| {
            let is_plain = !(event.meta_key()
                || event.ctrl_key()
                || event.shift_key()
                || event.alt_key()
                || event.button() != 0);
            if is_plain {
                event.prevent_default();
                to.open();
            }
        })
    };
    html! {
        <a class={props.class.clone()} href={props.to.href()} {onclick}
            aria-current={props.current.then_some("page")} aria-label={props.label.clone()}>
            { props.children.clone() }
        </a>
    }
}
