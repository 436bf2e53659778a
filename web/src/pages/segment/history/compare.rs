//! Two versions of the history, side by side.

use std::rc::Rc;

use segdeck_core::diff;
use yew::prelude::*;

use super::{
    entry::change_list,
    told,
    way_back::{Version, date_changes},
};
use crate::ui::{Button, ButtonVariant, Dialog, DialogWidth};

/// Properties of [`CompareDialog`].
#[derive(PartialEq, Properties)]
pub struct CompareDialogProps {
    /// What the older one is called.
    pub older_name: AttrValue,
    /// The older one.
    pub older: Rc<Version>,
    /// What the newer one is called.
    pub newer_name: AttrValue,
    /// The newer one.
    pub newer: Rc<Version>,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// What leads from the older version to the newer one.
#[component]
pub fn CompareDialog(props: &CompareDialogProps) -> Html {
    let pair = (props.older.clone(), props.newer.clone());
    let found = use_memo(pair, |(older, newer)| {
        (
            diff::summarize(&older.segment, &newer.segment),
            date_changes(older, newer),
        )
    });
    let (changes, dates) = &*found;
    let is_same = changes.is_empty() && dates.is_empty();
    let is_untold = props.older.expirations.is_none() || props.newer.expirations.is_none();
    let on_close = &props.on_close;
    html! {
        <Dialog title={format!("From {} to {}", props.older_name, props.newer_name)}
            subtitle={html! { told::sentence(changes, dates) }}
            width={DialogWidth::Large} flush=true on_close={on_close.clone()}
            footer={html! { <Button variant={ButtonVariant::Primary} on_click={on_close.clone()}>{ "Close" }</Button> }}>
            <div class="history-panel" tabindex="0" role="region" aria-label="What differs">
                if is_same {
                    <p class="review-note">{ "Nothing differs that can be edited." }</p>
                } else {
                    { change_list(changes, dates) }
                }
                if is_untold && dates.is_empty() {
                    <p class="review-note">{ "The log does not tell when targets were to leave." }</p>
                }
            </div>
        </Dialog>
    }
}
