//! A view without anything in it.

use yew::prelude::*;

/// What an [`EmptyState`] needs.
#[derive(Properties, PartialEq)]
pub struct EmptyStateProps {
    /// One sentence.
    pub text: AttrValue,
    /// A quieter sentence under it.
    #[prop_or_default]
    pub detail: Option<AttrValue>,
    /// What can be done: one primary action and perhaps a second.
    #[prop_or_default]
    pub children: Html,
}

/// One sentence and what can be done, at a third of the height.
#[component]
pub fn EmptyState(props: &EmptyStateProps) -> Html {
    html! {
        <div class="empty-state">
            <p class="empty-state-text">{ props.text.clone() }</p>
            if let Some(detail) = &props.detail {
                <p class="empty-state-detail">{ detail.clone() }</p>
            }
            <div class="empty-state-actions">{ props.children.clone() }</div>
        </div>
    }
}
