//! All approval requests of a segment, to be reviewed, applied and deleted.

use std::{collections::BTreeMap, rc::Rc};

use segdeck_client::ClientError;
use segdeck_core::{
    SegmentKey,
    endpoint::{AuditFilter, ListAuditLog, Operation, Place},
    model::{ApprovalRequest, NewReview, Segment, SegmentResource},
    order,
};
use yew::prelude::*;

use super::{plan::is_open, request::RequestItem, use_approval::use_requests};
use crate::{
    backend::ApiClient,
    format::isolated,
    hooks::{use_mutation, use_now, use_query},
    pages::{RequestError, WaitingNote, connection::use_identity, segment::locks::SegmentLocks},
    state::newer::who,
    ui::{
        Button, ButtonVariant, ConfirmDialog, Dialog, DialogWidth, EmptyState, Skeleton, use_toasts,
    },
};

crate::lazy::part! {
    /// The approval requests of a segment, which load when they are first shown.
    pub APPROVALS_DIALOG = ApprovalsDialog(ApprovalsDialogProps) in review by approvals_dialog
}

/// Properties of [`ApprovalsDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct ApprovalsDialogProps {
    /// Where.
    pub place: Place,
    /// The segment as it is saved.
    pub segment: Rc<Segment>,
    /// The environment's name.
    pub environment: AttrValue,
    /// What the token may not do.
    pub locks: Rc<SegmentLocks>,
    /// Called to leave.
    pub on_close: Callback<()>,
}

/// What is done with a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Deed {
    /// Says something about it.
    Review(NewReview),
    /// Carries it out.
    Apply,
    /// Takes it away.
    Delete,
}

impl Deed {
    fn done(&self) -> &'static str {
        match self {
            Self::Review(_) => "Review sent.",
            Self::Apply => "Approval request applied.",
            Self::Delete => "Approval request deleted.",
        }
    }

    fn failed(&self) -> &'static str {
        match self {
            Self::Review(_) => "The review was not sent.",
            Self::Apply => "The approval request was not applied.",
            Self::Delete => "The approval request was not deleted.",
        }
    }
}

/// The requests, those first of which something can still become.
#[component]
pub fn ApprovalsDialog(props: &ApprovalsDialogProps) -> Html {
    let toasts = use_toasts();
    let now = use_now();
    let requests = use_requests(&props.place, &props.segment.key, props.segment.version);
    let identity = use_identity();
    let me = identity.query.data().and_then(|me| me.member_id.clone());
    let named = (props.place.clone(), props.segment.key.clone());
    let named = use_query(Operation::ListAuditLog, named, load_names);
    let names = named.query.data().cloned().unwrap_or_default();
    let failure = use_state_eq(|| None::<(&'static str, Rc<ClientError>)>);
    let deleted = use_state_eq(|| None::<AttrValue>);
    let on_done = {
        let failure = failure.clone();
        Callback::from(
            move |result: Result<Deed, (Deed, ClientError)>| match result {
                Ok(deed) => toasts.done(deed.done()),
                Err((deed, error)) => failure.set(Some((deed.failed(), Rc::new(error)))),
            },
        )
    };
    let deed = use_deeds(on_done);
    let run = {
        let (run, failure) = (deed.clone(), failure.clone());
        Callback::from(move |what: (AttrValue, Deed)| {
            failure.set(None);
            run.run.emit(what);
        })
    };
    let on_deed = {
        let (run, deleted) = (run.clone(), deleted.clone());
        Callback::from(move |(id, deed): (AttrValue, Deed)| {
            if deed == Deed::Delete {
                deleted.set(Some(id));
            } else {
                run.emit((id, deed));
            }
        })
    };
    let delete = {
        let deleted = deleted.clone();
        Callback::from(move |()| {
            if let Some(id) = &*deleted {
                run.emit((id.clone(), Deed::Delete));
            }
            deleted.set(None);
        })
    };
    let keep = Callback::from({
        let deleted = deleted.clone();
        move |()| deleted.set(None)
    });
    let item = |request: &ApprovalRequest| {
        html! {
            <RequestItem key={request.id.clone()} request={request.clone()} segment={props.segment.clone()}
                me={me.clone().map(AttrValue::from)} names={names.clone()} locks={props.locks.clone()} {now}
                is_running={deed.is_running} on_deed={on_deed.clone()} />
        }
    };
    let content = match (requests.query.data(), requests.query.error()) {
        (Some(all), _) if all.is_empty() => html! {
            <EmptyState text="No approval was requested for this segment." />
        },
        (Some(all), _) => {
            let (open, over): (Vec<_>, Vec<_>) = all.iter().partition(|request| is_open(request));
            html! {
                <>
                    { for open.into_iter().map(item) }
                    if !over.is_empty() {
                        <h3 class="review-section-title">{ "Finished" }<span>{ over.len() }</span></h3>
                        { for over.into_iter().map(item) }
                    }
                </>
            }
        }
        (None, Some(error)) => html! {
            <RequestError what="The approval requests could not be loaded." error={error.clone()}
                on_retry={requests.reload.clone()} />
        },
        (None, None) => html! { <Skeleton label="Loading the approval requests" /> },
    };
    html! {
        <Dialog title="Approval requests" width={DialogWidth::Large} flush=true
            subtitle={html! {
                <span>{ isolated(&props.segment.name) }{ " " }<code>{ props.segment.key.as_str() }</code>{ " in " }{ isolated(&props.environment) }</span>
            }}
            on_close={props.on_close.clone()}
            footer={html! {
                <Button variant={ButtonVariant::Default} on_click={props.on_close.clone()}>{ "Close" }</Button>
            }}>
            <WaitingNote />
            if let Some((what, error)) = &*failure {
                <RequestError what={*what} error={error.clone()} />
            }
            <div class="review-panel">{ content }</div>
            if deleted.is_some() {
                <ConfirmDialog title="Delete the approval request" confirm_label="Delete request"
                    destructive=true on_confirm={delete} on_close={keep}>
                    <p>{ "It is gone for everybody, with its reviews. The segment stays as it is." }</p>
                </ConfirmDialog>
            }
        </Dialog>
    }
}

/// The names of members by their ids, from the newest entries of the segment's log: a request says
/// only ids.
async fn load_names(
    client: ApiClient,
    (place, key): (Place, SegmentKey),
) -> Result<BTreeMap<String, String>, ClientError> {
    let call = ListAuditLog {
        spec: Some(SegmentResource::new(place, key).to_string()),
        filter: AuditFilter {
            limit: Some(20),
            ..AuditFilter::default()
        },
    };
    let page = client.list_audit_log(&call).await?;
    let named = page.items.iter().filter_map(|entry| {
        let id = entry.member.as_ref()?.id.clone()?;
        Some((id, who(entry)?))
    });
    Ok(order::map_of(named))
}

struct Deeds {
    run: Callback<(AttrValue, Deed)>,
    is_running: bool,
}

impl Clone for Deeds {
    fn clone(&self) -> Self {
        Self {
            run: self.run.clone(),
            is_running: self.is_running,
        }
    }
}

/// Does something with a request; its list and what it changes are asked for again.
#[hook]
fn use_deeds(on_done: Callback<Result<Deed, (Deed, ClientError)>>) -> Deeds {
    let last = use_mut_ref(|| None::<Deed>);
    let on_done = {
        let last = last.clone();
        Callback::from(move |result: Result<(), ClientError>| {
            if let Some(deed) = last.take() {
                on_done.emit(match result {
                    Ok(()) => Ok(deed),
                    Err(error) => Err((deed, error)),
                });
            }
        })
    };
    let mutation = use_mutation(
        &[
            Operation::ListApprovalRequests,
            Operation::GetSegment,
            Operation::ListSegments,
            Operation::GetExpiringTargets,
        ],
        perform,
        on_done,
    );
    let run = mutation.run;
    let is_running = mutation.is_running;
    Deeds {
        run: Callback::from(move |(id, deed): (AttrValue, Deed)| {
            if !is_running {
                last.replace(Some(deed.clone()));
                run.emit((id, deed));
            }
        }),
        is_running,
    }
}

async fn perform(client: ApiClient, (id, deed): (AttrValue, Deed)) -> Result<(), ClientError> {
    match deed {
        Deed::Review(review) => client.review_approval_request(&id, review).await.map(drop),
        Deed::Apply => client.apply_approval_request(&id, None).await.map(drop),
        Deed::Delete => client.delete_approval_request(&id).await,
    }
}
