//! Changes that wait for an approval, and where one is required.

use segdeck_core::{
    endpoint::GetApprovalSettings,
    model::{ApprovalSettings, Named, ProjectApprovalSettings},
};

mod answer;
mod changes;
mod filter;
mod list;

pub use changes::{apply, create, delete, review};
pub use filter::{Condition, Field};
pub use list::{get, list};

use crate::{
    SandboxError, access,
    error::Failure,
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
        return Err(SandboxError::from(Failure::ApprovalRequired));
    }
    Ok(())
}

/// Tells the approval settings of a project's environments by kind of resource.
pub fn settings(call: &Call<'_>, request: &GetApprovalSettings) -> Result<Answer, SandboxError> {
    access::require_beta(call)?;
    let environments = call.store.read(|connection| {
        let project = places::require_project(connection, request.project.as_str())?;
        let wanted = request.environment.as_deref();
        let found = approval_settings::of_project(connection, project, wanted)?;
        match wanted {
            Some(key) if found.is_empty() => Err(SandboxError::from(Failure::NotFound(format!(
                "The project {:?} has no environment {key:?}.",
                request.project.as_str()
            )))),
            _ => Ok(found),
        }
    })?;
    let mut kinds: Named<ProjectApprovalSettings> = Named::new();
    for (key, approvals) in environments {
        let flags = [(FLAG.to_owned(), approvals.flags)];
        for (kind, settings) in flags.into_iter().chain(approvals.resources) {
            let environments = &mut kinds.get_or_default(&kind).environments;
            environments.insert(key.clone(), settings);
        }
    }
    if let Some(wanted) = &request.resource_kind {
        kinds.retain(|kind| kind == wanted);
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
