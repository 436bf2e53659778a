//! The way out of a draft.

use yew::prelude::*;

use super::button::{Button, ButtonVariant};
use crate::format;

/// What a [`PendingBar`] needs.
#[derive(Properties, PartialEq)]
pub struct PendingBarProps {
    /// How many changes wait.
    pub count: usize,
    /// What they are, such as "1 rule edited, 12 targets included".
    pub summary: AttrValue,
    /// Called to drop them.
    pub on_discard: Callback<()>,
    /// Called to review and save them.
    pub on_review: Callback<()>,
    /// Present when saving is impossible now: why, in a sentence.
    #[prop_or_default]
    pub disabled_reason: Option<AttrValue>,
    /// What the second button says.
    #[prop_or(AttrValue::Static("Review & save"))]
    pub review_label: AttrValue,
}

/// A bar of 52 px at the foot of a view, there only while something is unsaved.
#[component]
pub fn PendingBar(props: &PendingBarProps) -> Html {
    if props.count == 0 {
        return Html::default();
    }
    html! {
        <section class="pending-bar" aria-label="Unsaved changes">
            <span class="pending-bar-dot" />
            <strong class="pending-bar-count">
                { format::plural(props.count, "change", "changes") }
            </strong>
            <span class="pending-bar-summary">{ props.summary.clone() }</span>
            <Button variant={ButtonVariant::Ghost} on_click={props.on_discard.clone()}>
                { "Discard" }
            </Button>
            <Button variant={ButtonVariant::Primary} shortcut="Ctrl S"
                disabled_reason={props.disabled_reason.clone()}
                on_click={props.on_review.clone()}>
                { props.review_label.clone() }
            </Button>
        </section>
    }
}
