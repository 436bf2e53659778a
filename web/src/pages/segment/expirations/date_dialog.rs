//! Chooses when targets leave.

use segdeck_core::{UnixMillis, patch::expiration::TargetReference};
use yew::prelude::*;

use crate::{
    format,
    state::draft::{DraftAction, DraftState},
    ui::{Button, ButtonVariant, DateTimeField, Dialog, DialogWidth},
};

/// Properties of [`DateDialog`].
#[derive(PartialEq, Properties)]
pub struct DateDialogProps {
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// Whose date is chosen.
    pub targets: Vec<TargetReference>,
    /// The time now, in Unix milliseconds.
    pub now: i64,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// A date and time for one or several targets.
#[component]
pub fn DateDialog(props: &DateDialogProps) -> Html {
    let draft = &props.draft;
    let current = props
        .targets
        .iter()
        .filter_map(|target| draft.expirations().get(target))
        .map(|date| date.0)
        .max();
    let date = use_state_eq(|| current.filter(|date| *date > props.now));
    let on_change = {
        let date = date.clone();
        Callback::from(move |next: Option<i64>| date.set(next))
    };
    let title = match props.targets.as_slice() {
        [only] => format!("When {} expires", format::isolated(&only.context_key)),
        many => format!(
            "When {} expire",
            format::plural(many.len(), "target", "targets")
        ),
    };
    let refusal = date
        .is_none()
        .then(|| AttrValue::from("Choose a time in the future."));
    let on_set = {
        let (draft, targets) = (draft.clone(), props.targets.clone());
        let (date, on_close) = (*date, props.on_close.clone());
        Callback::from(move |()| {
            if let Some(date) = date {
                draft.dispatch(DraftAction::SetExpirations(
                    targets.clone(),
                    UnixMillis(date),
                ));
                on_close.emit(());
            }
        })
    };
    html! {
        <Dialog
            {title}
            width={DialogWidth::Small}
            on_close={props.on_close.clone()}
            on_confirm={on_set.clone()}
            footer={html! {
                <>
                    <Button variant={ButtonVariant::Ghost} on_click={props.on_close.clone()}>{ "Cancel" }</Button>
                    <Button variant={ButtonVariant::Primary} disabled_reason={refusal} on_click={on_set}>{ "Set expiration" }</Button>
                </>
            }}
        >
            <DateTimeField value={*date} now={props.now} base={current} {on_change} autofocus=true />
        </Dialog>
    }
}
