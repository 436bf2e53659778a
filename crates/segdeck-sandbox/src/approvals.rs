//! Changes that wait for an approval, and where one is required.

use std::collections::BTreeMap;

use segdeck_core::{
    endpoint::{
        ApplyApprovalRequest, CreateApprovalRequest, DeleteApprovalRequest, GetApprovalRequest,
        GetApprovalSettings, ListApprovalRequests, Operation, PathParameters,
        ReviewApprovalRequest,
    },
    model::{ApprovalSettings, ProjectApprovalSettings},
    wire::Request,
};

mod answer;
mod changes;
mod filter;
mod list;

pub use filter::{Condition, Field};

use crate::{
    SandboxError, access,
    reply::Answer,
    sandbox::Call,
    store::{Connection, approval_settings, places},
};

/// The kind of resource under which the settings for flags are told.
const FLAG: &str = "flag";

/// Refuses a change of who is in a segment with these tags, where the environment requires an
/// approval and the caller cannot do without.
pub fn check(
    connection: &Connection,
    call: &Call<'_>,
    environment: i64,
    tags: &[String],
) -> Result<(), SandboxError> {
    if call.caller.role.bypasses_approval() {
        return Ok(());
    }
    let settings = approval_settings::of_environment(connection, environment)?.segment();
    if settings.gate(tags) {
        return Err(SandboxError::ApprovalRequired);
    }
    Ok(())
}

/// Carries out one of these operations.
pub fn perform(
    call: &Call<'_>,
    operation: Operation,
    parameters: &PathParameters,
    request: &Request,
) -> Result<Answer, SandboxError> {
    match operation {
        Operation::ListApprovalRequests => list::list(call, &ListApprovalRequests::parse(request)?),
        Operation::CreateApprovalRequest => {
            changes::create(call, &CreateApprovalRequest::parse(request)?.new)
        }
        Operation::GetApprovalRequest => {
            list::get(call, &GetApprovalRequest::parse(parameters, request))
        }
        Operation::DeleteApprovalRequest => {
            changes::delete(call, &DeleteApprovalRequest::parse(parameters))
        }
        Operation::ApplyApprovalRequest => {
            changes::apply(call, &ApplyApprovalRequest::parse(parameters, request)?)
        }
        Operation::ReviewApprovalRequest => {
            changes::review(call, &ReviewApprovalRequest::parse(parameters, request)?)
        }
        Operation::GetApprovalSettings => {
            settings(call, &GetApprovalSettings::parse(parameters, request))
        }
        other => Err(SandboxError::NotFound(format!(
            "{} has nothing to do with approvals.",
            other.id()
        ))),
    }
}

/// Tells the approval settings of a project's environments by kind of resource.
fn settings(call: &Call<'_>, request: &GetApprovalSettings) -> Result<Answer, SandboxError> {
    access::require_beta(call)?;
    let environments = call.store.read(|connection| {
        let project = places::require_project(connection, request.project.as_str())?;
        let wanted = request.environment.as_deref();
        let found = approval_settings::of_project(connection, project, wanted)?;
        match wanted {
            Some(key) if found.is_empty() => Err(SandboxError::NotFound(format!(
                "The project {:?} has no environment {key:?}.",
                request.project.as_str()
            ))),
            _ => Ok(found),
        }
    })?;
    let mut kinds: BTreeMap<String, ProjectApprovalSettings> = BTreeMap::new();
    for (key, approvals) in environments {
        let flags = [(FLAG.to_owned(), approvals.flags)];
        for (kind, settings) in flags.into_iter().chain(approvals.resources) {
            let environments = &mut kinds.entry(kind).or_default().environments;
            environments.insert(key.clone(), settings);
        }
    }
    if let Some(wanted) = &request.resource_kind {
        kinds.retain(|kind, _| kind == wanted);
    }
    let expands = |name| list::expands(request.expand.as_deref(), name);
    for settings in kinds.values_mut() {
        if expands("default") {
            settings.default = Some(ApprovalSettings::default());
        }
        if expands("strict") {
            let mut all = settings.environments.values();
            settings.strict = all
                .next()
                .cloned()
                .map(|first| all.fold(first, ApprovalSettings::strictest));
        }
    }
    Ok(Answer::found(&kinds))
}
