//! Which module carries out which operation.

use segdeck_core::{
    endpoint::{
        GetExpiringTargets, GetExpiringUserTargets, GetSegment, ListEnvironments, ListProjects,
        ListSegments, Operation, PathParameters,
    },
    wire::Request,
};

use crate::{
    SandboxError, environments, expirations, places, projects, reply::Answer, sandbox::Call,
    segments,
};

/// What the dashboard asks for before anybody changes anything. All else is in `rest.rs`, where the
/// compiler misses an operation that is in neither.
macro_rules! first {
    () => {
        Operation::ListSegments
            | Operation::GetSegment
            | Operation::GetExpiringTargets
            | Operation::GetExpiringUserTargets
            | Operation::ListProjects
            | Operation::ListEnvironments
            | Operation::GetCallerIdentity
    };
}

pub(crate) use first;

/// Reads a request as the operation that it was found to be, and carries it out.
pub fn perform(
    call: &Call<'_>,
    operation: Operation,
    path: &PathParameters,
    request: &Request,
) -> Result<Answer, SandboxError> {
    match operation {
        Operation::ListSegments => segments::list(call, &ListSegments::parse(path, request)?),
        Operation::GetSegment => segments::get(call, &GetSegment::parse(path)),
        Operation::GetExpiringTargets => expirations::get(call, &GetExpiringTargets::parse(path)),
        Operation::GetExpiringUserTargets => {
            expirations::get_users(call, &GetExpiringUserTargets::parse(path))
        }
        Operation::ListProjects => projects::list(call, &ListProjects::parse(request)?),
        Operation::ListEnvironments => {
            environments::list(call, &ListEnvironments::parse(path, request)?)
        }
        Operation::GetCallerIdentity => Ok(places::get_caller_identity(call)),
        _ => call.rest()?.perform(call, operation, path, request),
    }
}
