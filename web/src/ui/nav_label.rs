//! What stands in an entry of the navigation.

use yew::prelude::*;

use super::icon::{Icon, IconName};

/// What a [`NavLabel`] needs.
#[derive(Properties, PartialEq)]
pub struct NavLabelProps {
    /// The drawing.
    pub icon: IconName,
    /// The text.
    pub label: AttrValue,
    /// How many things the view holds, already written as text.
    #[prop_or_default]
    pub count: Option<AttrValue>,
}

/// Drawing, text and count, to be put into a link of class `nav-item`.
#[component]
pub fn NavLabel(props: &NavLabelProps) -> Html {
    html! {
        <>
            <Icon name={props.icon} />
            <span class="nav-item-label">{ props.label.clone() }</span>
            if let Some(count) = &props.count {
                <span class="nav-item-count">{ count.clone() }</span>
            }
        </>
    }
}
