//! What is done with approval requests.

use segdeck_core::{
    IdSource, Invalid,
    endpoint::{ApplyApprovalRequest, DeleteApprovalRequest, ReviewApprovalRequest},
    gather::Gather,
    model::{
        ApprovalReview, ApprovalSettings, ApprovalStatus, NewApprovalRequest, ReviewKind,
        ReviewStatus, SegmentResource, Unknown,
    },
    order::Map,
    patch::{Instruction, SegmentInstruction, SemanticPatch},
    text::element,
};
use serde_json::Value;

use super::{answer, list::require};
use crate::{
    SandboxError,
    error::Failure,
    patches,
    reply::Answer,
    sandbox::Call,
    store::{
        Connection, approval_requests,
        approval_requests::Stored,
        approval_settings,
        audit::{self, Resource},
        places, segments,
    },
};

/// How many members can be asked to review.
const REVIEWER_LIMIT: usize = 10;

/// Asks for an approval. The change is tried and taken back first, so that nobody reviews what
/// could not be applied anyway. An import that is running now is no reason: it will be over.
pub fn create(call: &Call<'_>, new: &NewApprovalRequest) -> Result<Answer, SandboxError> {
    let resource =
        SegmentResource::parse(&new.resource_id).map_err(|error| error.within("resourceId"))?;
    if new.description.trim().is_empty() {
        let reason = "The description is empty. Say what the change is about.";
        return Err(Invalid::new("description", reason).into());
    }
    let notified = reviewers(new)?;
    let patch = SemanticPatch {
        comment: new.comment.clone(),
        ..SemanticPatch::new(parse_instructions(&new.instructions)?)
    };
    let tried = call
        .store
        .rehearse(|connection| patches::instruct(call, connection, &resource, patch));
    if let Err(error) = tried {
        match error.failure() {
            Failure::Conflict(_) => {}
            Failure::NotFound(reason) => {
                return Err(Invalid::new("resourceId", reason.clone()).into());
            }
            _ => return Err(error),
        }
    }
    let uid = new_id(call);
    call.store.write(|connection| {
        let environment = places::require(connection, &resource.place)?;
        let segment = segments::id(connection, environment.id, &resource.segment)?
            .ok_or_else(|| crate::segments::unknown_segment(&resource.place, &resource.segment))?;
        approval_requests::insert(
            connection,
            &approval_requests::New {
                uid: &uid,
                segment,
                now: call.now,
                requestor: &call.caller.member,
                description: &new.description,
                comment: new.comment.as_deref(),
                notified: &notified,
                instructions: &new.instructions,
            },
        )?;
        let stored = require(connection, &uid)?;
        record(
            call,
            connection,
            &stored,
            Done::Created,
            new.comment.as_deref(),
        )?;
        Ok(Answer::created(&answer::plain(connection, &stored)?))
    })
}

fn reviewers(new: &NewApprovalRequest) -> Result<Vec<String>, Invalid> {
    let mut reviewers: Vec<String> = Vec::new();
    for member in new.notify_member_ids.iter().flatten() {
        if !reviewers.contains(member) {
            reviewers.push(member.clone());
        }
    }
    if reviewers.len() > REVIEWER_LIMIT {
        return Err(Invalid::new(
            "notifyMemberIds",
            format!(
                "{} members would be asked to review; at most {REVIEWER_LIMIT} can be.",
                reviewers.len()
            ),
        ));
    }
    Ok(reviewers)
}

fn parse_instructions(instructions: &[Value]) -> Result<Vec<SegmentInstruction>, Invalid> {
    if instructions.is_empty() {
        let reason = "There is no instruction. Say what is to be changed.";
        return Err(Invalid::new("instructions", reason));
    }
    instructions
        .iter()
        .enumerate()
        .map(|(index, value)| {
            SegmentInstruction::parse(value)
                .map_err(|error| error.within(&element("instructions", index)))
        })
        .try_list()
}

/// Deletes an approval request, whatever became of it.
pub fn delete(call: &Call<'_>, request: &DeleteApprovalRequest) -> Result<Answer, SandboxError> {
    call.store.write(|connection| {
        let stored = require(connection, &request.id)?;
        approval_requests::delete(connection, stored.id)?;
        record(call, connection, &stored, Done::Deleted, None)?;
        Ok(Answer::Done)
    })
}

/// Approves or declines a change, or comments on it.
pub fn review(call: &Call<'_>, request: &ReviewApprovalRequest) -> Result<Answer, SandboxError> {
    let kind = &request.review.kind;
    let comment = request.review.comment.as_deref().unwrap_or_default();
    match kind {
        ReviewKind::Unknown(name) => {
            let reason = format!("kind must be approve, decline or comment, not {name:?}.");
            return Err(Invalid::new("kind", reason).into());
        }
        ReviewKind::Comment if comment.trim().is_empty() => {
            return Err(Invalid::new("comment", "The comment is empty.").into());
        }
        _ => {}
    }
    call.store.write(|connection| {
        let mut stored = require(connection, &request.id)?;
        if stored.status != ApprovalStatus::Pending {
            return Err(SandboxError::from(Failure::Conflict(format!(
                "The approval request is {} already and can no longer be reviewed.",
                stored.status.as_str()
            ))));
        }
        let settings = approval_settings::of_environment(connection, stored.environment)?.segment();
        let is_own = stored.requestor == call.caller.member;
        if is_own && *kind != ReviewKind::Comment && !settings.can_review_own_request {
            return Err(SandboxError::from(Failure::OwnReview));
        }
        let review = ApprovalReview {
            id: new_id(call),
            kind: kind.clone(),
            creation_date: Some(call.now),
            comment: Some(comment.to_owned()).filter(|text| !text.is_empty()),
            member_id: Some(call.caller.member.clone()),
            service_token_id: None,
            unknown: Unknown::new(),
        };
        approval_requests::add_review(connection, stored.id, &review)?;
        let reviews = approval_requests::reviews(connection, stored.id)?;
        stored.review_status = together(&reviews, &settings);
        approval_requests::update(connection, &stored)?;
        record(
            call,
            connection,
            &stored,
            Done::Reviewed,
            review.comment.as_deref(),
        )?;
        let stored = require(connection, &request.id)?;
        Ok(Answer::found(&answer::plain(connection, &stored)?))
    })
}

/// What reviews say together. Of each member's approvals and declines the last one counts.
fn together(reviews: &[ApprovalReview], settings: &ApprovalSettings) -> ReviewStatus {
    let mut said: Map<Option<&str>, &ReviewKind> = Map::new();
    for review in reviews {
        if matches!(review.kind, ReviewKind::Approve | ReviewKind::Decline) {
            said.insert(review.member_id.as_deref(), &review.kind);
        }
    }
    let count = |kind: &ReviewKind| said.values().filter(|said| **said == kind).count();
    let approvals = i64::try_from(count(&ReviewKind::Approve)).unwrap_or(i64::MAX);
    let is_declined = count(&ReviewKind::Decline) > 0;
    let is_enough = approvals >= settings.min_num_approvals;
    if is_enough && (!is_declined || settings.can_apply_declined_changes) {
        ReviewStatus::Approved
    } else if is_declined {
        ReviewStatus::Declined
    } else {
        ReviewStatus::Pending
    }
}

/// Carries out a change that was approved. One that no longer fits changes nothing, and its
/// request has failed; one that has to wait for a running import stays pending.
pub fn apply(call: &Call<'_>, request: &ApplyApprovalRequest) -> Result<Answer, SandboxError> {
    let applied = call.store.write(|connection| {
        let mut stored = require(connection, &request.id)?;
        refuse_early(&stored)?;
        let comment = request.comment.clone().or_else(|| stored.comment.clone());
        let patch = SemanticPatch {
            comment: comment.clone(),
            ..SemanticPatch::new(parse_instructions(&stored.instructions)?)
        };
        let resource = SegmentResource::new(stored.place.clone(), stored.segment.clone());
        patches::instruct(call, connection, &resource, patch)?;
        stored.status = ApprovalStatus::Completed;
        stored.applied = Some((call.now, call.caller.member.clone()));
        approval_requests::update(connection, &stored)?;
        record(call, connection, &stored, Done::Applied, comment.as_deref())?;
        let stored = require(connection, &request.id)?;
        Ok(Answer::found(&answer::plain(connection, &stored)?))
    });
    if let Err(error) = &applied
        && matches!(error.failure(), Failure::Invalid(_))
    {
        call.store.write(|connection| {
            // It may have been applied or deleted since; then that stands.
            if let Some(mut stored) = approval_requests::find(connection, &request.id)?
                && refuse_early(&stored).is_ok()
            {
                stored.status = ApprovalStatus::Failed;
                approval_requests::update(connection, &stored)?;
                record(call, connection, &stored, Done::Failed, None)?;
            }
            Ok(())
        })?;
    }
    applied
}

/// Refuses to apply what is not pending any more, or not approved.
fn refuse_early(stored: &Stored) -> Result<(), SandboxError> {
    if stored.status != ApprovalStatus::Pending {
        let reason = format!(
            "The approval request is {} already and cannot be applied. Make a new one.",
            stored.status.as_str()
        );
        return Err(Invalid::new("", reason).into());
    }
    match stored.review_status {
        ReviewStatus::Approved => Ok(()),
        ReviewStatus::Declined => Err(SandboxError::from(Failure::NotApproved(
            "The change was declined. Who declined can approve it still, or make a new request."
                .to_owned(),
        ))),
        ReviewStatus::Pending | ReviewStatus::Unknown(_) => {
            Err(SandboxError::from(Failure::NotApproved(
                "The change is not approved yet. Ask for the approvals that are missing."
                    .to_owned(),
            )))
        }
    }
}

/// What happened to an approval request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Created,
    Deleted,
    Reviewed,
    Applied,
    Failed,
}

impl Done {
    /// As LaunchDarkly's policies name it, and in words.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Created => ("createApprovalRequest", "requested an approval for"),
            Self::Deleted => ("deleteApprovalRequest", "deleted an approval request for"),
            Self::Reviewed => ("reviewApprovalRequest", "reviewed an approval request for"),
            Self::Applied => ("applyApprovalRequest", "applied an approval request for"),
            Self::Failed => (
                "applyApprovalRequest",
                "failed to apply an approval request for",
            ),
        }
    }
}

fn record(
    call: &Call<'_>,
    connection: &Connection,
    stored: &Stored,
    done: Done,
    comment: Option<&str>,
) -> Result<(), SandboxError> {
    let name = segments::find(connection, stored.environment, &stored.segment)?
        .map_or_else(|| stored.segment.to_string(), |found| found.segment.name);
    let (action, verb) = done.names();
    let entry = call
        .entry(
            Resource::segment(&stored.place, &stored.segment),
            &name,
            action,
        )
        .saying(verb)
        .describing(stored.description.as_str())
        .because(comment);
    audit::add(connection, &entry)?;
    Ok(())
}

fn new_id(call: &Call<'_>) -> String {
    let mut ids = call.ids;
    ids.next_id()
}
