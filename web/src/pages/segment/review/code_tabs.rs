//! The change as code: what is sent, and what other tools would do.

use std::rc::Rc;

use segdeck_core::{
    Invalid, diff::SemanticDiff, endpoint::Place, export, model::NewApprovalRequest,
    patch::PatchOperation, wire,
};
use yew::prelude::*;

use super::texts;
use crate::{
    backend::use_connection,
    format::plural,
    pages::segment::save::SavePlan,
    platform,
    state::draft::DraftState,
    ui::{ButtonVariant, CodeBlock, CopyButton},
};

/// How many reasons are shown.
const REASONS: usize = 20;

/// Properties of [`Code`].
#[derive(PartialEq, Properties)]
struct CodeProps {
    label: AttrValue,
    text: AttrValue,
    #[prop_or(true)]
    json: bool,
    /// What stands beside the button.
    #[prop_or_default]
    children: Html,
}

/// Code with what it is, and a button that copies it.
#[component]
fn Code(props: &CodeProps) -> Html {
    html! {
        <section class="review-code" aria-label={props.label.clone()}>
            <div class="review-code-head">
                <div class="review-code-about">{ props.children.clone() }</div>
                <CopyButton text={props.text.clone()} label={format!("Copy {}", props.label)}
                    variant={ButtonVariant::Default} />
            </div>
            <CodeBlock text={props.text.clone()} label={props.label.clone()} json={props.json} />
        </section>
    }
}

/// What becomes of what a tab shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is sent.
    Sent,
    /// It could be sent in place of what is.
    Possible,
    /// An approval is asked for in place of saving.
    Asked,
    /// Nothing can be sent.
    None,
}

/// Properties of the tabs.
#[derive(PartialEq, Properties)]
pub struct CodeTabProps {
    /// Where.
    pub place: Place,
    /// The draft.
    pub draft: UseReducerHandle<DraftState>,
    /// What is sent.
    pub plan: Rc<SavePlan>,
    /// The comment.
    pub comment: AttrValue,
    /// The approval requests that are sent in place of the plan.
    pub requests: Option<Rc<[NewApprovalRequest]>>,
    /// What becomes of it.
    pub fate: Fate,
}

impl CodeTabProps {
    fn comment(&self) -> Option<&str> {
        Some(self.comment.trim()).filter(|comment| !comment.is_empty())
    }
}

/// The JSON Patch.
#[component]
pub fn JsonPatchTab(props: &CodeTabProps) -> Html {
    let patch = use_memo(props.plan.clone(), |plan| {
        AttrValue::from(wire::pretty(&plan.patch.to_value()))
    });
    let plan = &props.plan;
    let is_guarded = matches!(plan.patch.0.first(), Some(PatchOperation::Test { .. }));
    html! {
        <>
            if !plan.patch.is_empty() {
                <Code label="JSON Patch" text={(*patch).clone()}>
                    { match (props.fate, is_guarded) {
                        (Fate::Sent, true) => "This is sent. It is refused as a whole if the segment has another version by then.",
                        (Fate::Sent, false) => "This is sent. Nothing guards it: the segment is read right before, and the answer is compared with the preview.",
                        (Fate::Possible, _) => "It could be sent in place of what is chosen.",
                        (Fate::Asked, _) => "The change as a JSON Patch. The approval request holds instructions instead.",
                        (Fate::None, _) => "Nothing can be sent with this connection. Somebody who may can send this.",
                    } }
                </Code>
            }
            { expirations(plan, props.fate) }
        </>
    }
}

/// The request for the expirations, where there is one.
fn expirations(plan: &SavePlan, fate: Fate) -> Html {
    html! {
        if !plan.expirations.is_empty() {
            <Code label="Semantic patch of the expirations" text={texts::expirations(plan)}>
                { match fate {
                    Fate::Asked => "The expirations are not in the approval request: they have a request of their own.",
                    _ => "The expirations have a request of their own, as a semantic patch.",
                } }
            </Code>
        }
    }
}

/// The change as instructions, and what they cannot say.
#[component]
pub fn SemanticTab(props: &CodeTabProps) -> Html {
    let plan = &props.plan;
    let fate = props.fate;
    let comment = props.comment().map(str::to_owned);
    let key = (plan.clone(), props.place.clone(), comment);
    let bodies = use_memo(key, |(plan, place, comment)| {
        let requests = plan.segment_requests();
        let requests = requests.iter().take(plan.semantic.batches.len());
        requests
            .map(|request| {
                AttrValue::from(texts::body(&request.body(place, 0, comment.as_deref())))
            })
            .collect::<Vec<_>>()
    });
    let count = bodies.len();
    let remainder = &plan.semantic.remainder;
    html! {
        <>
            { for bodies.iter().enumerate().map(|(index, text)| {
                let label = if count == 1 {
                    "semantic patch".to_owned()
                } else {
                    format!("batch {} of {count}", index + 1)
                };
                html! {
                    <Code {label} text={text.clone()}>
                        { match (index, fate) {
                            (0, Fate::Sent) => "This is sent. It is not guarded: the segment is read right before, and the answer is compared with the preview.",
                            (0, Fate::Possible) => "It could be sent in place of what is chosen. It is not guarded: the segment is read right before, and the answer is compared with the preview.",
                            (0, Fate::Asked) => "The approval request holds these instructions.",
                            (0, Fate::None) => "Nothing can be sent with this connection. Somebody who may can send this.",
                            _ => "",
                        } }
                    </Code>
                }
            }) }
            { unsaid(&plan.semantic, fate) }
            if !bodies.is_empty() && !remainder.is_empty() {
                <Code label="JSON Patch of the rest" text={wire::pretty(&remainder.to_value())}>
                    { match fate {
                        Fate::Asked => "Not in the approval request.",
                        _ => "It follows the instructions, with a test of the version that they lead to.",
                    } }
                </Code>
            }
            { expirations(plan, fate) }
        </>
    }
}

/// What the instructions leave to a JSON Patch, and why.
fn unsaid(diff: &SemanticDiff, fate: Fate) -> Html {
    let mut reasons: Vec<String> = Vec::new();
    for unsaid in &diff.unsaid {
        let reason = unsaid.reason.to_string();
        if !reasons.contains(&reason) && reasons.len() < REASONS {
            reasons.push(reason);
        }
    }
    html! {
        <>
            if !diff.remainder.is_empty() {
                <section class="review-unsaid" aria-label="What instructions cannot say">
                    <h3>{ if diff.batches.is_empty() {
                        "Instructions cannot say this change".to_owned()
                    } else if fate == Fate::Asked {
                        "Instructions cannot say the rest, which stays in your draft".to_owned()
                    } else {
                        let operations = plural(diff.remainder.0.len(), "operation", "operations");
                        format!("The rest follows as a JSON Patch of {operations}, guarded by the version")
                    } }</h3>
                    <ul>{ for reasons.into_iter().map(|reason| html! { <li>{ reason }</li> }) }</ul>
                </section>
            }
            if !diff.is_seamless && !diff.batches.is_empty() {
                <p class="review-note">{ "Somebody who is in the segment before and after may be out of it between two of these requests. A JSON Patch is one request." }</p>
            }
        </>
    }
}

/// The requests as commands.
#[component]
pub fn CurlTab(props: &CodeTabProps) -> Html {
    let connection = use_connection();
    let origin = platform::page_address().and_then(|address| {
        let (scheme, rest) = address.split_once("://")?;
        Some(format!("{scheme}://{}", rest.split('/').next()?))
    });
    let host = texts::host(&connection.state, origin);
    let (draft, plan, place) = (&props.draft, &props.plan, &props.place);
    if let Some(requests) = &props.requests {
        return shell(
            texts::curl_of_requests(&host, requests),
            "curl",
            html! { "Asks for the approval. The token is read from the variable LAUNCHDARKLY_ACCESS_TOKEN of your shell." },
        );
    }
    let curl = texts::curl(&host, place, draft, plan, props.comment());
    let ldcli = texts::ldcli(&host, place, draft, plan, props.comment());
    html! {
        <>
            { shell(curl, "curl", html! { "The token is read from the variable LAUNCHDARKLY_ACCESS_TOKEN of your shell." }) }
            { shell(ldcli, "ldcli", html! {
                <>
                    { "With LaunchDarkly's command-line tool" }
                    if !plan.expirations.is_empty() {
                        { ", without the expirations, which it cannot change with the segment" }
                    }
                    { "." }
                </>
            }) }
        </>
    }
}

/// Commands for a shell, or why there are none.
fn shell(text: Result<String, Invalid>, label: &'static str, about: Html) -> Html {
    match text {
        Ok(text) if text.is_empty() => Html::default(),
        Ok(text) => html! { <Code {label} {text} json=false>{ about }</Code> },
        Err(invalid) => {
            html! { <p class="review-note">{ format!("{label}: {}", invalid.reason) }</p> }
        }
    }
}

/// The segment as it would be, for Terraform, and what that cannot hold.
#[component]
pub fn TerraformTab(props: &CodeTabProps) -> Html {
    let made = use_memo(
        ((*props.draft).clone(), props.place.clone()),
        |(draft, place)| export::terraform(place, &draft.outgoing()),
    );
    html! {
        <>
            <Code label="Terraform" text={made.text.clone()} json=false>
                { "The segment as it would be after saving, for LaunchDarkly's provider." }
            </Code>
            if !made.unsaid.is_empty() || !props.draft.expirations().is_empty() {
                <section class="review-unsaid" aria-label="What Terraform cannot hold">
                    <h3>{ "What Terraform cannot hold" }</h3>
                    <ul>
                        { for made.unsaid.iter().take(REASONS).map(|unsaid| html! {
                            <li>{ &unsaid.reason }{ " " }<code>{ &unsaid.path }</code></li>
                        }) }
                        if made.unsaid.len() > REASONS {
                            <li>{ format!("and {} more", made.unsaid.len() - REASONS) }</li>
                        }
                        if !props.draft.expirations().is_empty() {
                            <li>{ "The expirations of targets." }</li>
                        }
                    </ul>
                </section>
            }
        </>
    }
}
