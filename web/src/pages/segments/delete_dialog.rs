//! The last question before a segment is deleted.

use std::rc::Rc;

use segdeck_client::{ClientError, Outcome};
use segdeck_core::{
    SegmentKey, UnixMillis,
    endpoint::{Operation, Place},
    model::{ExpiringTarget, Segment, SegmentKind},
};
use yew::prelude::*;

use super::{
    cache::use_list_cache,
    uses::{Nesting, nestings},
};
use crate::{
    backend::{ApiClient, use_backend},
    format,
    hooks::{use_mutation, use_query},
    pages::{RequestError, WaitingNote},
    platform,
    route::{Route, SegmentTab},
    state::{
        kept_file::{self, KeptFile, Stage},
        query::Query,
        segment_file::SegmentFile,
        segment_list::ListAction,
    },
    ui::{Button, ButtonSize, ConfirmDialog, IconName, Note, NoteTone, ToastAction, use_toasts},
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

/// A segment and its expirations, if these could be read, as they were at some moment.
#[derive(Clone, Debug, PartialEq)]
struct Snapshot {
    segment: Rc<Segment>,
    expirations: Option<Vec<ExpiringTarget>>,
}

impl Snapshot {
    /// What was seen of a segment, to be deleted.
    async fn take(
        client: ApiClient,
        (place, key, uses_users): (Place, SegmentKey, bool),
    ) -> Result<Self, ClientError> {
        let segment = client.get_segment(&place, &key).await?;
        let can_expire = matches!(segment.kind(), SegmentKind::RuleBased | SegmentKind::List);
        let expirations = if !can_expire {
            Ok(Vec::new())
        } else if uses_users {
            let users = client.expiring_user_targets(&place, &key).await;
            users.map(|users| users.items.into_iter().map(ExpiringTarget::from).collect())
        } else {
            let contexts = client.expiring_targets(&place, &key).await;
            contexts.map(|contexts| contexts.items)
        };
        Ok(Self {
            segment: Rc::new(segment),
            // What is left out of the file is told; it is no reason to keep the segment.
            expirations: expirations.ok(),
        })
    }

    fn file(&self, place: &Place) -> SegmentFile {
        SegmentFile::new(
            place.clone(),
            UnixMillis(platform::now_millis()),
            (*self.segment).clone(),
            self.expirations.as_deref(),
        )
    }
}

/// What came of deleting.
enum Deletion {
    /// The segment is gone; the file is what it was at the end.
    Done(Outcome<()>, Option<Box<SegmentFile>>),
    /// Somebody changed it while the dialog was open; nothing was deleted.
    Changed(i64),
}

/// What is to be deleted, and the version that was looked at.
type Request = (Place, SegmentKey, bool, Option<Rc<Snapshot>>);

/// Looks once more, so that the file is what is deleted, and deletes.
async fn delete(
    client: ApiClient,
    (place, key, uses_users, seen): Request,
) -> Result<Deletion, ClientError> {
    let file = match seen {
        None => None,
        Some(seen) => {
            let now = (place.clone(), key.clone(), uses_users);
            match Snapshot::take(client.clone(), now).await {
                Ok(now) if now.segment.version != seen.segment.version => {
                    return Ok(Deletion::Changed(now.segment.version));
                }
                Ok(now) => Some(Box::new(now.file(&place))),
                Err(error) if error.is_not_found() => Some(Box::new(seen.file(&place))),
                Err(error) => return Err(error),
            }
        }
    };
    let outcome = client.delete_segment_decided(&place, &key).await?;
    Ok(Deletion::Done(outcome, file))
}

/// Asks for the key to be typed, says what uses the segment, and offers a file of it first.
#[component]
pub fn DeleteDialog(props: &DeleteDialogProps) -> Html {
    let toasts = use_toasts();
    let session = use_backend();
    let failure = use_state_eq(|| None::<Rc<ClientError>>);
    let changed_to = use_state_eq(|| None::<i64>);
    let key = props.segment_key.clone();
    let name = props.name.clone();
    let place_and_key = (props.place.clone(), key.clone());
    let snapshot = use_query(
        Operation::GetSegment,
        (props.place.clone(), key.clone(), session.uses_users),
        Snapshot::take,
    );
    let nestings = use_query(Operation::ListSegments, place_and_key, nestings);
    let on_done = {
        let (failure, changed_to, name) = (failure.clone(), changed_to.clone(), name.clone());
        let (on_deleted, reload) = (props.on_deleted.clone(), snapshot.reload.clone());
        let (place, key, scope) = (props.place.clone(), key.clone(), session.scope.clone());
        let cache = use_list_cache();
        Callback::from(move |result| match result {
            Ok(Deletion::Done(Outcome::Applied(()), file)) => {
                let told = format!("{} deleted.", format::isolated(&name));
                match file {
                    Some(file) => {
                        let kept = kept_file::name(&scope, &place, &key);
                        toasts.done_with(told, undo(kept, *file, &place, &key));
                    }
                    None => toasts.done(told),
                }
                // The list shows what is kept until it is loaded again.
                let mut lists = cache.lists.borrow_mut();
                if let Some(list) = lists.remove(&place) {
                    let left = Rc::new(list).reduce(ListAction::Removed(key.clone()));
                    lists.insert(place.clone(), (*left).clone());
                }
                drop(lists);
                on_deleted.emit(());
            }
            Ok(Deletion::Changed(version)) => {
                changed_to.set(Some(version));
                reload.emit(());
            }
            Ok(Deletion::Done(
                Outcome::NotApplied { error, .. } | Outcome::Unclear { error, .. },
                _,
            ))
            | Err(error) => failure.set(Some(Rc::new(error))),
        })
    };
    let delete = use_mutation(&[Operation::ListSegments], delete, on_done);
    let on_confirm = {
        let (run, failure, changed_to) = (delete.run.clone(), failure.clone(), changed_to.clone());
        let (place, key, uses_users) = (props.place.clone(), key.clone(), session.uses_users);
        let seen = snapshot.query.data().cloned();
        Callback::from(move |()| {
            failure.set(None);
            changed_to.set(None);
            run.emit((place.clone(), key.clone(), uses_users, seen.clone()));
        })
    };
    html! {
        <ConfirmDialog title={format!("Delete {}", format::isolated(&name))} confirm_label="Delete segment"
            destructive=true type_to_confirm={key.to_string()} busy={delete.is_running}
            {on_confirm} on_close={props.on_close.clone()}>
            <p>
                { format!("This deletes the segment from {}.", format::isolated(&props.environment)) }
            </p>
            { flags(&snapshot.query) }
            { segments(&nestings.query) }
            { way_back(&snapshot.query, &props.place) }
            <WaitingNote />
            if let Some(version) = *changed_to {
                <Note tone={NoteTone::Warning} role="alert">
                    { format!("Nothing was deleted: the segment was changed meanwhile and is v{version} now. \
                               Look at it, or delete it as it is.") }
                </Note>
            }
            if let Some(error) = &*failure {
                <RequestError what="The segment was not deleted." error={error.clone()} />
            }
        </ConfirmDialog>
    }
}

/// Leads to where the segment is made again; its file is kept there until then.
fn undo(kept: String, file: SegmentFile, place: &Place, key: &SegmentKey) -> ToastAction {
    let offered = KeptFile {
        stage: Stage::Offered,
        file,
    };
    kept_file::put(&kept, &offered);
    let route = Route::segment(place, key, SegmentTab::default());
    ToastAction {
        label: "Undo".into(),
        on_click: Callback::from(move |()| {
            let wanted = KeptFile {
                stage: Stage::Wanted,
                ..offered.clone()
            };
            kept_file::put(&kept, &wanted);
            route.open();
        }),
    }
}

/// A file to download, and what would not come back from it.
fn way_back(snapshot: &Query<Snapshot>, place: &Place) -> Html {
    let Some(snapshot) = snapshot.data() else {
        if snapshot.error().is_none() {
            return Html::default();
        }
        return html! {
            <Note tone={NoteTone::Warning}>
                { "The segment could not be read: no file can be made of it, and it cannot be brought back." }
            </Note>
        };
    };
    let file = snapshot.file(place);
    let losses = file.losses(file.taken_at);
    let download = Callback::from(move |()| {
        platform::download_text(&file.name(), "application/json", &file.write());
    });
    html! {
        <div class="delete-way-back">
            <p>{ "Undo makes it again, until you close this browser tab; a file does so at any time. What does not come back:" }</p>
            <ul>{ for losses.into_iter().map(|loss| html! { <li>{ loss.sentence() }</li> }) }</ul>
            <Button size={ButtonSize::Medium} icon={IconName::Download} on_click={download}>
                { "Download a file of the segment first" }
            </Button>
        </div>
    }
}

/// Which flags break, as far as it is known.
fn flags(snapshot: &Query<Snapshot>) -> Html {
    let Some(snapshot) = snapshot.data() else {
        return match snapshot.error() {
            Some(_) => html! {
                <Note tone={NoteTone::Warning}>
                    { "Which flags use it could not be loaded." }
                </Note>
            },
            None => html! { <p class="quiet">{ "Looking for flags that use it…" }</p> },
        };
    };
    let flags = snapshot.segment.flags.as_deref().unwrap_or_default();
    if flags.is_empty() {
        return html! { <p>{ "No flag uses it." }</p> };
    }
    let count = format::plural(flags.len(), "flag uses", "flags use");
    let flags = flags
        .iter()
        .map(|flag| (flag.name.as_str(), flag.key.as_str()));
    users(
        format!("{count} it. Their rules no longer match anyone through it:"),
        flags,
    )
}

/// Which segments break, as far as it is known.
fn segments(nestings: &Query<Vec<Nesting>>) -> Html {
    match (nestings.data(), nestings.error()) {
        (Some(found), _) if found.is_empty() => html! { <p>{ "No segment uses it." }</p> },
        (Some(found), _) => {
            let count = format::plural(found.len(), "segment uses", "segments use");
            let found = found
                .iter()
                .map(|one| (one.name.as_str(), one.key.as_str()));
            users(
                format!("{count} it. Their rules no longer match anyone through it:"),
                found,
            )
        }
        (None, Some(_)) => html! {
            <Note tone={NoteTone::Warning}>
                { "Which segments use it could not be loaded." }
            </Note>
        },
        (None, None) => html! { <p class="quiet">{ "Looking for segments that use it…" }</p> },
    }
}

fn users<'a>(told: String, users: impl Iterator<Item = (&'a str, &'a str)>) -> Html {
    html! {
        <Note tone={NoteTone::Warning}>
            { told }
            <ul>
                { for users.map(|(name, key)| html! {
                    <li key={key.to_owned()}>
                        <span>{ name.to_owned() }</span>{ " " }<code class="key">{ key.to_owned() }</code>
                    </li>
                }) }
            </ul>
        </Note>
    }
}
