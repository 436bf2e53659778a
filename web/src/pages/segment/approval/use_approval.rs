//! Asking for an approval, as the segment page sees it.

use std::rc::Rc;

use segdeck_client::ClientError;
use segdeck_core::{
    SegmentKey,
    diff::Change,
    endpoint::{ListApprovalRequests, Operation, Place},
    model::{ApprovalRequest, NewApprovalRequest, SegmentResource},
    validate::{Problem, Severity},
};
use yew::prelude::*;

use super::{
    APPROVALS_DIALOG, ApprovalsDialogProps,
    create::create_all,
    gate::{Gate, is_gated},
    plan::{ApprovalPlan, is_open},
};
use crate::{
    format::{self, isolated},
    hooks::{QueryHandle, use_mutation, use_query},
    pages::{
        RequestError,
        segment::{
            locks::SegmentLocks,
            review::{Asking, PrimaryAction, ReviewState},
            save::SaveError,
        },
    },
    state::draft::DraftState,
    ui::{Button, ButtonSize, ButtonVariant, Chip, ChipTone, IconName, Note, NoteTone, use_toasts},
};

/// Asking for an approval.
const CREATE: &str = "createApprovalRequest";
/// How many requests of a segment are shown at most, newest first.
const SHOWN: u64 = 50;

/// What [`use_approval`] needs to know.
pub struct ApprovalInputs<'a> {
    /// Where.
    pub place: &'a Place,
    /// The draft.
    pub draft: &'a UseReducerHandle<DraftState>,
    /// What it changes.
    pub changes: &'a Rc<Vec<Change>>,
    /// How many expirations it changes.
    pub expirations: usize,
    /// What is wrong with the segment.
    pub problems: &'a [Problem],
    /// The environment's name.
    pub environment: &'a AttrValue,
    /// The comment as it is typed.
    pub comment: &'a AttrValue,
    /// Whether every change needs a comment.
    pub is_comment_required: bool,
    /// How saving went.
    pub state: &'a ReviewState,
    /// Why nothing can be sent over this connection now, if so.
    pub blocked_reason: Option<AttrValue>,
    /// What the token may not do.
    pub locks: &'a Rc<SegmentLocks>,
    /// Whether the review is open.
    pub is_reviewing: bool,
    /// Called when the approval is requested.
    pub on_requested: Callback<()>,
}

/// What approvals add to the segment page.
pub struct ApprovalHandle {
    /// Says by the title that an approval is required.
    pub chip: Html,
    /// Takes the place of saving in the review, where an approval is asked for.
    pub asking: Option<Asking>,
    /// What to know before asking, and what went wrong.
    pub notice: Html,
    /// The other way: asking instead of saving, or saving all the same.
    pub secondary: Html,
    /// The requests that are open, above the tabs; and the dialog with all of them.
    pub panel: Html,
    /// Shows all requests.
    pub show: Callback<()>,
}

/// The way that a person chose against the one that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Ask,
    Save,
}

/// Finds out whether the change needs an approval, and asks for it.
#[hook]
pub fn use_approval(inputs: ApprovalInputs<'_>) -> ApprovalHandle {
    let toasts = use_toasts();
    let draft = inputs.draft;
    let is_shown = use_state_eq(|| false);
    let chosen = use_state_eq(|| None::<Way>);
    let failure = use_state_eq(|| None::<Rc<ClientError>>);
    let environment = use_query(
        Operation::GetEnvironment,
        inputs.place.clone(),
        |client, place| async move { client.get_environment(&place).await },
    );
    let requests = use_requests(inputs.place, &draft.base.key, draft.base.version);
    let gate = Gate::new(
        environment.query.data().map(AsRef::as_ref),
        &draft.base.tags,
        draft.base.access.as_ref(),
    );
    let was_refused = use_state_eq(|| false);
    let is_refused = matches!(
        inputs.state,
        ReviewState::Stopped(SaveError::Refused(error)) if error.is_approval_required()
    );
    use_effect_with(is_refused, {
        let (was_refused, chosen) = (was_refused.clone(), chosen.clone());
        move |is_refused| {
            if *is_refused {
                was_refused.set(true);
                chosen.set(None);
            }
        }
    });
    let known: Rc<Vec<ApprovalRequest>> = requests.query.data().cloned().unwrap_or_default();
    let on_created = {
        let (failure, on_requested) = (failure.clone(), inputs.on_requested.clone());
        let chosen = chosen.clone();
        Callback::from(move |result: Result<usize, ClientError>| match result {
            Ok(count) => {
                toasts.done(if count > 1 {
                    format!("{count} approvals requested. Your draft stays until they are applied.")
                } else {
                    "Approval requested. Your draft stays until it is applied.".to_owned()
                });
                chosen.set(None);
                on_requested.emit(());
            }
            Err(error) => failure.set(Some(Rc::new(error))),
        })
    };
    let create = use_mutation(&[Operation::ListApprovalRequests], create_all, on_created);
    let is_asked_for = gate.is_required() || *was_refused || is_refused;
    let is_asking = inputs.is_reviewing
        && is_gated(inputs.changes)
        && match *chosen {
            Some(way) => way == Way::Ask,
            None => is_asked_for,
        };
    // Only the review shows it, and it takes long for long lists.
    let plan = use_memo(
        ((**draft).clone(), inputs.expirations, is_asking),
        |(draft, expirations, is_asking)| {
            is_asking
                .then(|| ApprovalPlan::of(draft, *expirations))
                .unwrap_or_default()
        },
    );
    let show = {
        let is_shown = is_shown.clone();
        Callback::from(move |()| is_shown.set(true))
    };
    let asking = is_asking.then(|| {
        let comment = inputs.comment.as_str();
        let request = |number| plan.request(inputs.place, draft, number, comment);
        let missing = plan.missing(&known).into_iter();
        let new: Vec<NewApprovalRequest> = missing.map(|(number, _)| request(number)).collect();
        let all: Rc<[NewApprovalRequest]> = (0..plan.requests.len()).map(request).collect();
        let is_known = requests.query.data().is_some() || requests.query.error().is_some();
        let refusal = refusal(&inputs, &plan, new.is_empty(), is_known);
        let (run, failure) = (create.run.clone(), failure.clone());
        Asking {
            action: PrimaryAction {
                label: format!("Request approval in {}", isolated(inputs.environment)).into(),
                refusal,
                is_running: create.is_running,
                run: Callback::from(move |()| {
                    failure.set(None);
                    run.emit(new.clone());
                }),
            },
            requests: all,
        }
    });
    let reason = if *was_refused || is_refused {
        "The server takes this change only by an approval request. What you typed is kept."
            .to_owned()
    } else if is_asked_for {
        format!(
            "{} takes changes of targets and rules only by an approval request.",
            isolated(inputs.environment)
        )
    } else {
        "This change is sent to be approved by somebody else; nothing is saved now.".to_owned()
    };
    ApprovalHandle {
        chip: if is_asked_for {
            html! {
                <Chip label="Approval required" icon={IconName::Lock} tone={ChipTone::Warning}
                    title={AttrValue::from(reason.clone())} />
            }
        } else {
            Html::default()
        },
        notice: if is_asking {
            notice(&reason, &plan, failure.as_ref())
        } else {
            Html::default()
        },
        secondary: other_way(
            &inputs,
            &gate,
            is_asking,
            *was_refused,
            create.is_running,
            &chosen,
        ),
        panel: html! {
            <>
                { open_note(&known, &show) }
                <AllRequests is_shown={*is_shown} place={inputs.place.clone()} segment={draft.base.clone()}
                    environment={inputs.environment.clone()} locks={inputs.locks.clone()}
                    on_close={Callback::from(move |()| is_shown.set(false))} />
            </>
        },
        asking,
        show,
    }
}

/// The approval requests of a segment, newest first. They are asked for again when the segment has
/// another version: one of them may have been applied.
#[hook]
pub fn use_requests(
    place: &Place,
    segment: &SegmentKey,
    version: i64,
) -> QueryHandle<Vec<ApprovalRequest>> {
    let resource = SegmentResource::new(place.clone(), segment.clone());
    let asked_at = use_mut_ref(|| version);
    let requests = use_query(
        Operation::ListApprovalRequests,
        resource.to_string(),
        |client, resource| async move {
            let call = ListApprovalRequests {
                filter: Some(format!("resourceId equals {resource}")),
                limit: Some(SHOWN),
                ..ListApprovalRequests::default()
            };
            let page = client.list_approval_requests(&call).await?;
            let requests = page.items.into_iter().map(|item| item.request);
            // A host that knows no such filter would tell of other segments too.
            let is_ours = |request: &ApprovalRequest| {
                request.resource_id.as_deref() == Some(resource.as_str())
            };
            Ok(requests.filter(is_ours).collect())
        },
    );
    let reload = requests.reload.clone();
    use_effect_with(version, move |version| {
        if asked_at.replace(*version) != *version {
            reload.emit(());
        }
    });
    requests
}

fn refusal(
    inputs: &ApprovalInputs<'_>,
    plan: &ApprovalPlan,
    has_all: bool,
    is_known: bool,
) -> Option<AttrValue> {
    let errors = inputs
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    if let Some(reason) = &inputs.blocked_reason {
        Some(reason.clone())
    } else if let Some(reason) = inputs.locks.locks.reason(CREATE) {
        Some(reason.into())
    } else if plan.requests.is_empty() {
        Some("An approval request cannot hold any of these changes.".into())
    } else if errors > 0 {
        let errors = format::plural(errors, "error", "errors");
        Some(format!("{errors} must be mended first.").into())
    } else if inputs.is_comment_required && inputs.comment.trim().is_empty() {
        let environment = isolated(inputs.environment);
        Some(format!("Write a comment: {environment} requires one.").into())
    } else if !is_known {
        Some("It is being looked whether this is requested already.".into())
    } else if has_all {
        Some("This change is requested already. It waits for its approval.".into())
    } else {
        None
    }
}

fn notice(reason: &str, plan: &ApprovalPlan, failure: Option<&Rc<ClientError>>) -> Html {
    let count = plan.requests.len();
    html! {
        <>
            if let Some(error) = failure {
                <RequestError what="The approval was not requested. Your draft is kept." error={error.clone()} />
            }
            <Note tone={NoteTone::Accent}>
                { reason }{ " Your draft stays until the request is applied." }
                if count > 1 {
                    { format!(" It takes {count} requests, which are to be applied in their order.") }
                }
                if !plan.left_out.is_empty() {
                    <p>{ "Not in the request, and kept in your draft:" }</p>
                    <ul>{ for plan.left_out.iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
                }
            </Note>
        </>
    }
}

/// The button for the other way, where there is one.
fn other_way(
    inputs: &ApprovalInputs<'_>,
    gate: &Gate,
    is_asking: bool,
    was_refused: bool,
    is_running: bool,
    chosen: &UseStateHandle<Option<Way>>,
) -> Html {
    if !is_gated(inputs.changes) {
        return Html::default();
    }
    let (label, way) = if !is_asking {
        ("Request approval instead", Way::Ask)
    } else if was_refused || (gate.is_closed && gate.can_bypass == Some(false)) {
        return Html::default();
    } else {
        ("Save without approval", Way::Save)
    };
    let chosen = chosen.clone();
    let is_fixed = is_running || matches!(inputs.state, ReviewState::Saving(_));
    let fixed = is_fixed.then_some(AttrValue::Static("The change is being sent."));
    html! {
        <Button variant={ButtonVariant::Ghost} disabled_reason={fixed} on_click={Callback::from(move |()| chosen.set(Some(way)))}>
            { label }
        </Button>
    }
}

/// Tells of the requests that are open.
fn open_note(known: &[ApprovalRequest], show: &Callback<()>) -> Html {
    let open: Vec<&ApprovalRequest> = known.iter().filter(|request| is_open(request)).collect();
    let text = match open.as_slice() {
        [] => return Html::default(),
        [one] => match &one.description {
            Some(description) => format!("1 approval request is open: {}", isolated(description)),
            None => "1 approval request is open.".to_owned(),
        },
        many => format!("{} approval requests are open.", many.len()),
    };
    let action = html! {
        <Button size={ButtonSize::Medium} popup="dialog" on_click={show.clone()}>{ "Show" }</Button>
    };
    html! { <Note {action}>{ text }</Note> }
}

#[derive(PartialEq, Properties)]
struct AllRequestsProps {
    is_shown: bool,
    place: Place,
    segment: Rc<segdeck_core::model::Segment>,
    environment: AttrValue,
    locks: Rc<SegmentLocks>,
    on_close: Callback<()>,
}

/// The dialog with all requests, once it is asked for.
#[component]
fn AllRequests(props: &AllRequestsProps) -> Html {
    let update = use_force_update();
    let on_loaded = use_callback((), move |(), ()| update.force_update());
    if !props.is_shown {
        return Html::default();
    }
    let properties = || ApprovalsDialogProps {
        place: props.place.clone(),
        segment: props.segment.clone(),
        environment: props.environment.clone(),
        locks: props.locks.clone(),
        on_close: props.on_close.clone(),
    };
    APPROVALS_DIALOG.dialog(properties, &on_loaded, &props.on_close)
}
