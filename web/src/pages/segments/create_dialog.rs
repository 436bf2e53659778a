//! The dialog that creates a segment.

use std::rc::Rc;

use segdeck_client::{ClientError, Outcome};
use segdeck_core::{
    endpoint::{ListSegments, Operation, Place},
    model::{NewSegment, Segment},
    url, wire,
};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{create_form::CreateForm, from_file::FromFile};
use crate::{
    backend::use_backend,
    format::isolated,
    hooks::{use_debounced, use_mutation, use_place_info, use_query},
    pages::{RequestError, WaitingNote},
    platform::Store,
    route::{Route, SegmentTab},
    state::{
        kept_file::{self, KeptFile, Stage},
        list_filter::Row,
        new_segment::{Field, NewSegmentAction, NewSegmentDraft},
        segment_file::SegmentFile,
    },
    ui::{Button, ButtonVariant, Checkbox, ConfirmDialog, Dialog, DialogWidth, use_toasts},
};

const TYPING_PAUSE: u32 = 300;

/// The name under which what was typed survives a reload.
fn stored_as(scope: &str, place: &Place) -> String {
    format!(
        "segdeck.new-segment.{}/{}/{}",
        url::encode(scope),
        url::encode(place.project.as_str()),
        url::encode(place.environment.as_str())
    )
}

/// Whether something was typed before a reload.
pub(super) fn has_stored_draft(scope: &str, place: &Place) -> bool {
    Store::Session.get(&stored_as(scope, place)).is_some()
}

/// The name under which the file that it begins from survives a reload.
fn file_stored_as(name: &str) -> String {
    format!("{name}.file")
}

fn read_file(name: &str) -> Option<Rc<SegmentFile>> {
    let text = Store::Session.get(&file_stored_as(name))?;
    SegmentFile::read(&text).ok().map(Rc::new)
}

fn read_draft(name: &str) -> NewSegmentDraft {
    Store::Session
        .get(name)
        .and_then(|text| wire::decode(text.as_bytes()).ok())
        .unwrap_or_default()
}

crate::lazy::part! {
    /// The dialog that creates a segment, which loads when it is first opened.
    pub(super) CREATE_DIALOG = CreateDialog(CreateDialogProps) in dialogs by create_dialog
}

#[derive(Clone, Properties, PartialEq)]
pub(super) struct CreateDialogProps {
    pub place: Place,
    pub rows: Rc<[Rc<Row>]>,
    /// Whether these are all segments, so that a key that is not among them is free.
    pub is_whole: bool,
    pub on_close: Callback<()>,
}

#[component]
pub(super) fn CreateDialog(props: &CreateDialogProps) -> Html {
    let info = use_place_info();
    let toasts = use_toasts();
    let session = use_backend();
    let name = Rc::new(stored_as(&session.scope, &props.place));
    let draft = use_reducer_eq(|| read_draft(&name));
    let file = use_state(|| read_file(&name));
    let failure = use_state_eq(|| None::<Rc<ClientError>>);
    let makes_another = use_state_eq(|| false);
    let is_leaving = use_state_eq(|| false);
    let name_ref = use_node_ref();
    use_stored(&name, &draft);
    let dispatch = {
        let dispatcher = draft.dispatcher();
        use_callback((), move |action, ()| dispatcher.dispatch(action))
    };
    let in_list = |key: &str| props.rows.iter().any(|row| row.summary.key.as_str() == key);
    let found = use_key_lookup(&props.place, &draft, props.is_whole);
    let is_taken = draft.is_taken(in_list) || found == Some(true);
    let on_done = {
        let (dispatcher, failure) = (draft.dispatcher(), failure.clone());
        let (makes_another, name_ref) = (*makes_another, name_ref.clone());
        let (place, on_close) = (props.place.clone(), props.on_close.clone());
        let name = name.clone();
        let key = draft.body().key;
        Callback::from(
            move |result: Result<Outcome<Segment>, ClientError>| match result {
                Ok(Outcome::Applied(segment)) => {
                    Store::Session.remove(&name);
                    toasts.done(format!("{} created.", isolated(&segment.name)));
                    dispatcher.dispatch(NewSegmentAction::Reset);
                    if makes_another {
                        if let Some(name) = name_ref.cast::<HtmlElement>() {
                            let _ = name.focus();
                        }
                    } else {
                        on_close.emit(());
                        Route::segment(&place, &segment.key, SegmentTab::default()).open();
                    }
                }
                // Something else stands under the key.
                Ok(Outcome::Unclear {
                    current: Some(_), ..
                }) => dispatcher.dispatch(NewSegmentAction::Taken(key.to_string())),
                Err(error) if error.is_key_taken() => {
                    dispatcher.dispatch(NewSegmentAction::Taken(key.to_string()));
                }
                Ok(Outcome::NotApplied { error, .. } | Outcome::Unclear { error, .. })
                | Err(error) => failure.set(Some(Rc::new(error))),
            },
        )
    };
    let create = use_mutation(
        &[Operation::ListSegments],
        |client, (place, body)| async move { client.create_segment_decided(&place, &body).await },
        on_done,
    );
    let on_file = {
        let (file, name, draft) = (file.clone(), name.clone(), draft.clone());
        Callback::from(move |chosen: Option<Rc<SegmentFile>>| {
            let stored = file_stored_as(&name);
            match &chosen {
                Some(chosen) => {
                    // A browser that keeps nothing only loses it with the page.
                    let _ = Store::Session.set(&stored, &chosen.write());
                    draft.dispatch(NewSegmentAction::From(Box::new(chosen.new_segment())));
                }
                None => Store::Session.remove(&stored),
            }
            file.set(chosen);
        })
    };
    let make = {
        let (name, scope) = (name.clone(), session.scope.clone());
        let (place, on_close) = (props.place.clone(), props.on_close.clone());
        Callback::from(move |(file, body): (Rc<SegmentFile>, NewSegment)| {
            Store::Session.remove(&name);
            Store::Session.remove(&file_stored_as(&name));
            let kept = KeptFile {
                stage: Stage::Wanted,
                file: file.of(place.clone(), body),
            };
            let key = kept.file.segment.key.clone();
            kept_file::put(&kept_file::name(&scope, &place, &key), &kept);
            on_close.emit(());
            Route::segment(&place, &key, SegmentTab::default()).open();
        })
    };
    let submit = {
        let file = file.clone();
        let (draft, failure, run) = (draft.clone(), failure.clone(), create.run.clone());
        let place = props.place.clone();
        let is_locked = session.read_only.is_some();
        Callback::from(move |()| {
            draft.dispatch(NewSegmentAction::VisitAll);
            if draft.is_valid() && !is_taken && !is_locked {
                failure.set(None);
                match (*file).clone() {
                    Some(file) => make.emit((file, draft.body())),
                    None => run.emit((place.clone(), draft.body())),
                }
            }
        })
    };
    let leave = {
        let (is_leaving, on_close, draft) =
            (is_leaving.clone(), props.on_close.clone(), draft.clone());
        Callback::from(move |()| {
            if draft.is_dirty() {
                is_leaving.set(true);
            } else {
                on_close.emit(());
            }
        })
    };
    let discard = {
        let (name, on_close) = (name.clone(), props.on_close.clone());
        let dispatcher = draft.dispatcher();
        Callback::from(move |()| {
            Store::Session.remove(&name);
            Store::Session.remove(&file_stored_as(&name));
            dispatcher.dispatch(NewSegmentAction::Reset);
            on_close.emit(());
        })
    };
    let blocked = session.read_only.or_else(|| blocked(&draft, is_taken));
    let set_another = {
        let makes_another = makes_another.clone();
        Callback::from(move |is_on| makes_another.set(is_on))
    };
    let footer_start = html! {
        if file.is_none() {
            <Checkbox label="Create another" checked={*makes_another} on_change={set_another} />
        }
    };
    let footer = html! {
        <>
            <Button variant={ButtonVariant::Ghost} on_click={leave.clone()}>{ "Cancel" }</Button>
            <Button variant={ButtonVariant::Primary} busy={create.is_running}
                disabled_reason={blocked} on_click={submit.clone()}>
                { "Create segment" }
            </Button>
        </>
    };
    let environment = AttrValue::from(info.environment_name());
    let subtitle =
        html! { format!("In {} / {}", isolated(&info.project_name()), isolated(&environment)) };
    html! {
        <Dialog title="New segment" {subtitle} width={DialogWidth::Medium} {footer_start} {footer}
            on_close={leave} on_confirm={submit}>
            <FromFile file={(*file).clone()} on_change={on_file} />
            <CreateForm draft={Rc::new((*draft).clone())} {dispatch} place={props.place.clone()}
                {environment} {is_taken} {name_ref}
                is_free={!is_taken && (props.is_whole || found == Some(false))} />
            <WaitingNote />
            if let Some(error) = &*failure {
                <RequestError what="The segment was not created. Everything you typed is still here."
                    error={error.clone()} />
            }
            if *is_leaving {
                <ConfirmDialog title="Discard the new segment" confirm_label="Discard"
                    cancel_label="Keep editing" destructive=true on_confirm={discard}
                    on_close={Callback::from(move |()| is_leaving.set(false))}>
                    <p>{ "What you typed is lost." }</p>
                </ConfirmDialog>
            }
        </Dialog>
    }
}

/// Keeps what is typed until the tab closes.
#[hook]
fn use_stored(name: &Rc<String>, draft: &NewSegmentDraft) {
    use_effect_with((name.clone(), draft.clone()), |(name, draft)| {
        if draft.is_dirty() {
            let text = wire::encode_text(draft);
            // A browser that keeps nothing only loses it with the page.
            let _ = Store::Session.set(name, &text);
        } else {
            Store::Session.remove(name);
        }
    });
}

/// Whether the server has a segment of the typed key; absent while that is not known.
#[hook]
fn use_key_lookup(place: &Place, draft: &NewSegmentDraft, is_whole: bool) -> Option<bool> {
    let typed = draft.key.trim().to_owned();
    let settled = use_debounced(&typed, TYPING_PAUSE);
    let wanted = (!is_whole && draft.problem(Field::Key).is_none()).then_some(settled.clone());
    let found = use_query(
        Operation::ListSegments,
        (place.clone(), wanted),
        |client, (place, key)| async move {
            let Some(key) = key else { return Ok(None) };
            let quoted = serde_json::Value::from(key.as_str());
            let call = ListSegments {
                limit: Some(1),
                filter: Some(format!("includedKeys anyOf [{quoted}]")),
                ..ListSegments::new(place)
            };
            let page = client.list_segments(&call).await?;
            Ok(Some(page.items.iter().any(|item| item.key.as_str() == key)))
        },
    );
    let answer = found.query.data().and_then(|found| **found);
    answer.filter(|_| typed == settled && !found.query.is_waiting())
}

/// Why the segment cannot be created yet. What is merely missing is told at the fields after a try.
fn blocked(draft: &NewSegmentDraft, is_taken: bool) -> Option<AttrValue> {
    if is_taken {
        return Some("The key is taken.".into());
    }
    Field::ALL
        .into_iter()
        .find_map(|field| draft.shown_problem(field))
        .map(AttrValue::from)
}
