//! One approval request: what it changes, what was said about it, and what can be done.

use std::{collections::BTreeMap, rc::Rc};

use segdeck_core::model::{
    ApprovalRequest, ApprovalReview, ApprovalStatus, NewReview, ReviewKind, ReviewStatus, Segment,
};
use yew::prelude::*;

use super::{
    dialog::Deed,
    words::{sign, words},
};
use crate::{
    format::{self, isolated},
    pages::segment::locks::SegmentLocks,
    platform::{self, Store},
    ui::{
        Button, ButtonSize, ButtonVariant, Chip, ChipTone, Field, LongText, Note, NoteTone,
        TextArea,
    },
};

/// How many instructions are drawn; more would freeze the page and nobody reads them.
const SHOWN: usize = 100;

/// Properties of [`RequestItem`].
#[derive(PartialEq, Properties)]
pub(super) struct RequestItemProps {
    pub request: ApprovalRequest,
    /// The segment as it is saved.
    pub segment: Rc<Segment>,
    /// The member who looks at it, if that is known.
    pub me: Option<AttrValue>,
    /// The names of members, by their ids, as far as they are known.
    pub names: Rc<BTreeMap<String, String>>,
    pub locks: Rc<SegmentLocks>,
    pub now: i64,
    pub is_running: bool,
    pub on_deed: Callback<(AttrValue, Deed)>,
}

/// A section with the request.
#[component]
pub(super) fn RequestItem(props: &RequestItemProps) -> Html {
    let request = &props.request;
    let (comment, on_input) = use_comment(request);
    let title = request
        .description
        .as_deref()
        .filter(|text| !text.is_empty());
    let title = title.unwrap_or("Without a description").to_owned();
    let (label, tone) = state(request);
    let deed = |deed: Deed| {
        let (on_deed, id) = (props.on_deed.clone(), AttrValue::from(request.id.clone()));
        Callback::from(move |()| on_deed.emit((id.clone(), deed.clone())))
    };
    let review = |kind: ReviewKind| {
        let (on_deed, id) = (props.on_deed.clone(), AttrValue::from(request.id.clone()));
        let comment = comment.clone();
        Callback::from(move |()| {
            let text = comment.trim();
            let review = NewReview {
                comment: (!text.is_empty()).then(|| text.to_owned()),
                ..NewReview::new(kind.clone())
            };
            on_deed.emit((id.clone(), Deed::Review(review)));
        })
    };
    let is_pending = request.status == ApprovalStatus::Pending;
    let reason = |action: &str| props.locks.locks.reason(action).map(AttrValue::from);
    let judging = reason("reviewApprovalRequest").or_else(|| own_reason(props));
    let commenting = reason("reviewApprovalRequest").or_else(|| {
        comment
            .trim()
            .is_empty()
            .then(|| AttrValue::from("Write a comment first."))
    });
    let applying = reason("applyApprovalRequest").or_else(|| missing_reason(request));
    let mut reasons: Vec<AttrValue> = judging.iter().chain(&applying).cloned().collect();
    reasons.dedup();
    let more = request.instructions.len().saturating_sub(SHOWN);
    html! {
        <section aria-label={format!("Approval request: {title}")}>
            <h3 class="review-section-title approval-title">
                <strong>{ isolated(&title).into_owned() }</strong><Chip {label} {tone} />
                <span>{ asked(props) }</span>
            </h3>
            <ul class="review-changes">
                { for request.instructions.iter().take(SHOWN).map(|instruction| {
                    let (sign, state) = sign(instruction);
                    html! {
                        <li class="review-change" data-state={state}>
                            <span class="review-sign" aria-hidden="true">{ sign }</span>
                            <div class="review-change-body">
                                { LongText::new("The instruction", words(instruction, &props.segment)).html() }
                            </div>
                        </li>
                    }
                }) }
            </ul>
            if more > 0 { <p class="review-more">{ format!("and {more} more") }</p> }
            { for request.conflicts.iter().map(|conflict| html! {
                <Note tone={NoteTone::Warning}>
                    { "It no longer fits the segment as it is now. " }
                    { conflict.reason.clone().unwrap_or_default() }
                </Note>
            }) }
            if !request.all_reviews.is_empty() {
                <ul class="review-changes" aria-label="Reviews">
                    { for request.all_reviews.iter().map(|review| said(review, props)) }
                </ul>
            }
            <div class="review-typed">
                if is_pending {
                    <Field label="Comment on the request" optional=true reserve=false>
                        <TextArea value={comment.clone()} {on_input} rows={2} />
                    </Field>
                }
                <div class="approval-actions">
                    if is_pending {
                        <Button size={ButtonSize::Medium} busy={props.is_running} disabled_reason={judging.clone()}
                            on_click={review(ReviewKind::Approve)}>{ "Approve" }</Button>
                        <Button size={ButtonSize::Medium} busy={props.is_running} disabled_reason={judging}
                            on_click={review(ReviewKind::Decline)}>{ "Decline" }</Button>
                        <Button size={ButtonSize::Medium} busy={props.is_running} disabled_reason={commenting}
                            on_click={review(ReviewKind::Comment)}>{ "Comment" }</Button>
                        <Button size={ButtonSize::Medium} busy={props.is_running} disabled_reason={applying}
                            variant={ButtonVariant::Primary} on_click={deed(Deed::Apply)}>{ "Apply" }</Button>
                    }
                    <Button size={ButtonSize::Medium} busy={props.is_running} variant={ButtonVariant::Danger}
                        disabled_reason={reason("deleteApprovalRequest")} on_click={deed(Deed::Delete)}>
                        { "Delete request" }
                    </Button>
                </div>
                if is_pending && !reasons.is_empty() {
                    <p class="approval-reasons">{ reasons.join(" ") }</p>
                }
            </div>
        </section>
    }
}

/// The comment that is typed on a request, and what takes it up. It is kept until it stands among the
/// reviews, so that neither closing the dialog nor a refusal loses it.
#[hook]
fn use_comment(request: &ApprovalRequest) -> (AttrValue, Callback<String>) {
    let name = format!("segdeck.approval-comment.{}", request.id);
    let comment = use_state_eq(|| AttrValue::from(Store::Session.get(&name).unwrap_or_default()));
    let is_said = request.all_reviews.iter().any(|review| {
        let said = review.comment.as_deref().unwrap_or_default();
        !said.is_empty() && said == comment.trim()
    });
    // Only when a review was added: one may type again what was said before.
    use_effect_with(request.all_reviews.len(), {
        let (comment, name) = (comment.clone(), name.clone());
        move |_| {
            if is_said {
                Store::Session.remove(&name);
                comment.set(AttrValue::default());
            }
        }
    });
    let on_input = {
        let comment = comment.clone();
        Callback::from(move |text: String| {
            // Without a store it lasts as long as the dialog.
            let _ = Store::Session.set(&name, &text);
            comment.set(text.into());
        })
    };
    ((*comment).clone(), on_input)
}

/// How far a request is, in a word or two.
fn state(request: &ApprovalRequest) -> (AttrValue, ChipTone) {
    let (label, tone) = match (&request.status, &request.review_status) {
        (ApprovalStatus::Completed, _) => ("Applied", ChipTone::Positive),
        (ApprovalStatus::Failed, _) => ("Failed", ChipTone::Negative),
        (ApprovalStatus::Scheduled, _) => ("Scheduled", ChipTone::Accent),
        (ApprovalStatus::Pending, ReviewStatus::Approved) => ("Approved", ChipTone::Positive),
        (ApprovalStatus::Pending, ReviewStatus::Declined) => ("Declined", ChipTone::Negative),
        (ApprovalStatus::Pending, ReviewStatus::Pending) => {
            ("Waiting for approval", ChipTone::Warning)
        }
        (ApprovalStatus::Pending, ReviewStatus::Unknown(word))
        | (ApprovalStatus::Unknown(word), _) => {
            return (word.clone().into(), ChipTone::Outline);
        }
    };
    (label.into(), tone)
}

/// "by you, 5 min ago · 1 of 2 approvals".
fn asked(props: &RequestItemProps) -> Html {
    let request = &props.request;
    let at = request.creation_date.0;
    let needed = request
        .approval_settings
        .as_ref()
        .map(|it| it.min_num_approvals);
    html! {
        <>
            { "by " }{ who(request.requestor_id.as_deref(), props) }{ ", " }
            <time title={platform::local_date_time(at)}>{ platform::relative(at, props.now) }</time>
            if let (Some(needed), ApprovalStatus::Pending) = (needed, &request.status) {
                { format!(" · {} of {}", approvals(&request.all_reviews),
                    format::plural(usize::try_from(needed).unwrap_or(1), "approval", "approvals")) }
            }
            if let Some(applied) = request.applied_date {
                { " · applied " }
                <time title={platform::local_date_time(applied.0)}>{ platform::relative(applied.0, props.now) }</time>
                { " by " }{ who(request.applied_by_member_id.as_deref(), props) }
            }
        </>
    }
}

/// How many members approve: of what each said for or against it, the last counts.
fn approvals(reviews: &[ApprovalReview]) -> usize {
    let mut said: Vec<(Option<&str>, &ReviewKind)> = Vec::new();
    let judged = reviews
        .iter()
        .filter(|review| matches!(review.kind, ReviewKind::Approve | ReviewKind::Decline));
    for review in judged {
        let member = review.member_id.as_deref();
        said.retain(|(known, _)| *known != member);
        said.push((member, &review.kind));
    }
    said.iter()
        .filter(|(_, kind)| **kind == ReviewKind::Approve)
        .count()
}

fn who(member: Option<&str>, props: &RequestItemProps) -> Html {
    match member {
        Some(member) if props.me.as_deref() == Some(member) => html! { { "you" } },
        Some(member) => match props.names.get(member) {
            Some(name) => html! { { isolated(name) } },
            None => html! { <code>{ member }</code> },
        },
        None => html! { { "somebody" } },
    }
}

fn said(review: &ApprovalReview, props: &RequestItemProps) -> Html {
    let (sign, word) = match &review.kind {
        ReviewKind::Approve => ("+", "Approved"),
        ReviewKind::Decline => ("−", "Declined"),
        ReviewKind::Comment => ("·", "Commented"),
        ReviewKind::Unknown(word) => ("·", word.as_str()),
    };
    let state = match &review.kind {
        ReviewKind::Approve => "added",
        ReviewKind::Decline => "removed",
        ReviewKind::Comment | ReviewKind::Unknown(_) => "changed",
    };
    let member = review
        .member_id
        .as_deref()
        .or(review.service_token_id.as_deref());
    html! {
        <li class="review-change" data-state={state}>
            <span class="review-sign" aria-hidden="true">{ sign }</span>
            <div class="review-change-body">
                { word }{ " by " }{ who(member, props) }
                if let Some(at) = review.creation_date {
                    { ", " }<time title={platform::local_date_time(at.0)}>{ platform::relative(at.0, props.now) }</time>
                }
                if let Some(comment) = &review.comment {
                    { ": " }{ LongText::new("The comment", comment.clone()).html() }
                }
            </div>
        </li>
    }
}

/// Why who asked cannot judge it, if so.
fn own_reason(props: &RequestItemProps) -> Option<AttrValue> {
    let may = props
        .request
        .approval_settings
        .as_ref()
        .is_some_and(|settings| settings.can_review_own_request);
    let is_own = props.me.is_some() && props.me.as_deref() == props.request.requestor_id.as_deref();
    (is_own && !may).then(|| "You asked for it: somebody else has to approve or decline it.".into())
}

/// Why a request cannot be applied yet, if so.
fn missing_reason(request: &ApprovalRequest) -> Option<AttrValue> {
    match request.review_status {
        ReviewStatus::Approved => None,
        ReviewStatus::Declined => {
            Some("It was declined. Who declined can approve it still.".into())
        }
        ReviewStatus::Pending | ReviewStatus::Unknown(_) => Some("It is not approved yet.".into()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request(more: &Value) -> ApprovalRequest {
        let mut request = json!({
            "_id": "1", "_version": 1, "creationDate": 1, "serviceKind": "launchdarkly",
            "reviewStatus": "pending", "status": "pending",
        });
        if let (Some(fields), Some(more)) = (request.as_object_mut(), more.as_object()) {
            fields.extend(more.clone());
        }
        serde_json::from_value(request).unwrap()
    }

    #[test]
    fn each_state_has_a_word_and_only_what_is_approved_can_be_applied() {
        for (status, review, word, is_free) in [
            ("pending", "pending", "Waiting for approval", false),
            ("pending", "approved", "Approved", true),
            ("pending", "declined", "Declined", false),
            ("completed", "approved", "Applied", true),
            ("failed", "approved", "Failed", true),
            ("scheduled", "approved", "Scheduled", true),
            ("pending", "asleep", "asleep", false),
            ("snoozed", "pending", "snoozed", false),
        ] {
            let request = request(&json!({ "status": status, "reviewStatus": review }));
            assert_eq!(state(&request).0, word);
            assert_eq!(
                missing_reason(&request).is_none(),
                is_free,
                "{status} {review}"
            );
        }
    }

    #[test]
    fn of_a_member_the_last_judgment_counts() {
        let said = |kind: &str, member: &str| json!({ "_id": "r", "kind": kind, "memberId": member, "creationDate": 1 });
        let reviews = |list: Value| request(&json!({ "allReviews": list })).all_reviews;
        assert_eq!(approvals(&reviews(json!([]))), 0);
        let all = json!([
            said("approve", "a"),
            said("comment", "a"),
            said("approve", "a"),
            said("approve", "b"),
            said("decline", "b"),
            said("decline", "c"),
            said("approve", "c"),
        ]);
        assert_eq!(approvals(&reviews(all)), 2);
    }
}
