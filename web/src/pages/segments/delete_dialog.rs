//! The last question before a segment is deleted.

use std::rc::Rc;

use segdeck_client::Outcome;
use segdeck_core::{
    SegmentKey,
    endpoint::{Operation, Place},
    model::Segment,
};
use yew::prelude::*;

use crate::{
    format,
    hooks::{use_mutation, use_query},
    pages::{RequestError, WaitingNote},
    state::query::Query,
    ui::{ConfirmDialog, Note, NoteTone, use_toasts},
};

crate::lazy::part! {
    /// The question before a segment is deleted, which loads when it is first asked.
    pub(super) DELETE_DIALOG = DeleteDialog(DeleteDialogProps) in dialogs by delete_dialog
}

/// What a [`DeleteDialog`] needs.
#[derive(Clone, Properties, PartialEq)]
pub struct DeleteDialogProps {
    /// Where.
    pub place: Place,
    /// Which segment.
    pub segment_key: SegmentKey,
    /// Its name.
    pub name: AttrValue,
    /// The environment's name.
    pub environment: AttrValue,
    /// Called when it is deleted.
    pub on_deleted: Callback<()>,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// Asks for the key to be typed and says which flags use the segment.
#[component]
pub fn DeleteDialog(props: &DeleteDialogProps) -> Html {
    let toasts = use_toasts();
    let failure = use_state_eq(|| None::<Rc<segdeck_client::ClientError>>);
    let key = props.segment_key.clone();
    let name = props.name.clone();
    let segment = use_query(
        Operation::GetSegment,
        (props.place.clone(), key.clone()),
        |client, (place, key)| async move { client.get_segment(&place, &key).await },
    );
    let on_done = {
        let (failure, name) = (failure.clone(), name.clone());
        let on_deleted = props.on_deleted.clone();
        Callback::from(move |result| match result {
            Ok(Outcome::Applied(())) => {
                toasts.done(format!("{} deleted.", format::isolated(&name)));
                on_deleted.emit(());
            }
            Ok(Outcome::NotApplied { error, .. } | Outcome::Unclear { error, .. }) | Err(error) => {
                failure.set(Some(Rc::new(error)));
            }
        })
    };
    let delete = use_mutation(
        &[Operation::ListSegments],
        |client, (place, key)| async move { client.delete_segment_decided(&place, &key).await },
        on_done,
    );
    let on_confirm = {
        let (run, failure) = (delete.run.clone(), failure.clone());
        let place = props.place.clone();
        let key = key.clone();
        Callback::from(move |()| {
            failure.set(None);
            run.emit((place.clone(), key.clone()));
        })
    };
    html! {
        <ConfirmDialog title={format!("Delete {}", format::isolated(&name))} confirm_label="Delete segment"
            destructive=true type_to_confirm={key.to_string()} busy={delete.is_running}
            {on_confirm} on_close={props.on_close.clone()}>
            <p>
                { format!("This deletes the segment from {}. It cannot be undone.",
                    format::isolated(&props.environment)) }
            </p>
            { uses(&segment.query) }
            <WaitingNote />
            if let Some(error) = &*failure {
                <RequestError what="The segment was not deleted." error={error.clone()} />
            }
        </ConfirmDialog>
    }
}

/// Which flags break, as far as it is known.
fn uses(segment: &Query<Segment>) -> Html {
    let Some(segment) = segment.data() else {
        return match segment.error() {
            Some(_) => html! {
                <Note tone={NoteTone::Warning}>
                    { "Which flags use it could not be loaded." }
                </Note>
            },
            None => html! { <p class="quiet">{ "Looking for flags that use it…" }</p> },
        };
    };
    let flags = segment.flags.as_deref().unwrap_or_default();
    if flags.is_empty() {
        return html! { <p>{ "No flag uses it." }</p> };
    }
    let count = format::plural(flags.len(), "flag uses", "flags use");
    html! {
        <Note tone={NoteTone::Warning}>
            { format!("{count} it. Their rules no longer match anyone through it:") }
            <ul>
                { for flags.iter().map(|flag| html! {
                    <li key={flag.key.clone()}>
                        <span>{ flag.name.clone() }</span>{ " " }<code class="key">{ flag.key.clone() }</code>
                    </li>
                }) }
            </ul>
        </Note>
    }
}
