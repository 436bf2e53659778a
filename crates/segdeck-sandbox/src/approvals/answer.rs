//! Approval requests as the API answers them.

use segdeck_core::{
    endpoint::Operation,
    gather::Gather,
    model::{
        ApprovalConflict, ApprovalRequest, ApprovalResource, ApprovalSettings, ApprovalStatus,
        ExpandedApprovalRequest, Segment, SegmentResource, Unknown,
    },
    patch::{Instruction, SegmentInstruction},
    wire,
};
use serde_json::{Map, Value};

use super::list::expands;
use crate::{
    SandboxError, environments,
    paging::json_link,
    patches,
    places::segment_path,
    projects,
    store::{
        Connection, approval_requests, approval_requests::Stored, approval_settings, segments,
    },
};

/// What can be expanded: the resource itself only where one request is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Many requests.
    List,
    /// One request.
    One,
}

/// An approval request with what a comma-separated list wants to be expanded; what it names and the
/// sandbox does not have (`flag`) is passed over.
pub fn expanded(
    connection: &Connection,
    stored: &Stored,
    expand: Option<&str>,
    scope: Scope,
) -> Result<ExpandedApprovalRequest, SandboxError> {
    let segment = segment(connection, stored)?;
    Ok(ExpandedApprovalRequest {
        project: if expands(expand, "project") {
            let key = stored.place.project.as_str();
            Some(projects::of_key(connection, key, false)?)
        } else {
            None
        },
        environments: if expands(expand, "environments") {
            Some(vec![environments::shown(connection, &stored.place)?])
        } else {
            None
        },
        request: of_segment(connection, stored, &segment)?,
        resource: (scope == Scope::One && expands(expand, "resource")).then(|| ApprovalResource {
            kind: ApprovalSettings::SEGMENT.to_owned(),
            segment: Some(segment),
            unknown: Unknown::new(),
        }),
    })
}

/// An approval request as it is.
pub fn plain(connection: &Connection, stored: &Stored) -> Result<ApprovalRequest, SandboxError> {
    let segment = segment(connection, stored)?;
    of_segment(connection, stored, &segment)
}

fn segment(connection: &Connection, stored: &Stored) -> Result<Segment, SandboxError> {
    segments::find(connection, stored.environment, &stored.segment)?
        .map(|found| found.segment)
        .ok_or_else(|| crate::segments::unknown_segment(&stored.place, &stored.segment))
}

fn of_segment(
    connection: &Connection,
    stored: &Stored,
    segment: &Segment,
) -> Result<ApprovalRequest, SandboxError> {
    let settings = approval_settings::of_environment(connection, stored.environment)?.segment();
    let resource = SegmentResource::new(stored.place.clone(), stored.segment.clone());
    let conflicts = match stored.status {
        ApprovalStatus::Completed => Vec::new(),
        _ => conflicts(segment, &stored.instructions),
    };
    Ok(ApprovalRequest {
        id: stored.uid.clone(),
        version: stored.version,
        creation_date: stored.creation_date,
        service_kind: settings.service_kind.clone(),
        requestor_id: Some(stored.requestor.clone()),
        description: Some(stored.description.clone()),
        review_status: stored.review_status.clone(),
        all_reviews: approval_requests::reviews(connection, stored.id)?,
        notify_member_ids: stored.notified.clone(),
        applied_date: stored.applied.as_ref().map(|(date, _)| *date),
        applied_by_member_id: stored.applied.as_ref().map(|(_, member)| member.clone()),
        applied_by_service_token_id: None,
        status: stored.status.clone(),
        instructions: stored.instructions.clone(),
        conflicts,
        links: links(stored),
        execution_date: None,
        resource_id: Some(resource.to_string()),
        approval_settings: Some(settings),
        unknown: Unknown::new(),
    })
}

/// What no longer fits the segment as it is now: the first instruction that would fail.
fn conflicts(segment: &Segment, instructions: &[Value]) -> Vec<ApprovalConflict> {
    let parsed: Result<Vec<SegmentInstruction>, _> = instructions
        .iter()
        .map(SegmentInstruction::parse)
        .try_list();
    let misfit = match &parsed {
        Ok(parsed) => patches::misfit(segment, parsed),
        Err(error) => Some(error.clone()),
    };
    let conflict = misfit.map(|error| {
        let index = error
            .path
            .strip_prefix("instructions/")
            .and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        ApprovalConflict {
            instruction: index.and_then(|index| instructions.get(index)).cloned(),
            reason: Some(error.to_string()),
            unknown: Unknown::new(),
        }
    });
    conflict.into_iter().list()
}

fn links(stored: &Stored) -> Map<String, Value> {
    let itself = Operation::GetApprovalRequest.path_to(&[&stored.uid]);
    let segment = segment_path(&stored.place, &stored.segment);
    let mut links = Map::new();
    for (name, href) in [("self", itself), ("segment", segment)] {
        links.insert(name.to_owned(), wire::encode_value(&json_link(href)));
    }
    links
}
