//! Which endpoint describes which operation. An operation without one does not compile.

use super::{Described, Description};
use crate::endpoint::{
    CreateSegment, DeleteSegment, GetCallerIdentity, GetContextMembership, GetExpiringTargets,
    GetExpiringUserTargets, GetSegment, GetUserMembership, ListEnvironments, ListProjects,
    ListSegments, Operation, PatchExpiringTargets, PatchExpiringUserTargets, PatchSegment,
    UpdateContextTargets, UpdateUserTargets,
};

/// Lets the operation's endpoint describe it.
pub fn describe(description: &mut Description<'_>) {
    let describe = match description.operation() {
        Operation::ListSegments => ListSegments::describe,
        Operation::CreateSegment => CreateSegment::describe,
        Operation::GetSegment => GetSegment::describe,
        Operation::PatchSegment => PatchSegment::describe,
        Operation::DeleteSegment => DeleteSegment::describe,
        Operation::GetExpiringTargets => GetExpiringTargets::describe,
        Operation::PatchExpiringTargets => PatchExpiringTargets::describe,
        Operation::GetExpiringUserTargets => GetExpiringUserTargets::describe,
        Operation::PatchExpiringUserTargets => PatchExpiringUserTargets::describe,
        Operation::ListProjects => ListProjects::describe,
        Operation::ListEnvironments => ListEnvironments::describe,
        Operation::GetCallerIdentity => GetCallerIdentity::describe,
        Operation::UpdateContextTargets => UpdateContextTargets::describe,
        Operation::GetContextMembership => GetContextMembership::describe,
        Operation::UpdateUserTargets => UpdateUserTargets::describe,
        Operation::GetUserMembership => GetUserMembership::describe,
        Operation::CreateExport
        | Operation::GetExport
        | Operation::CreateImport
        | Operation::GetImport
        | Operation::EvaluateSegments
        | Operation::CreateProject
        | Operation::GetProject
        | Operation::DeleteProject
        | Operation::CreateEnvironment
        | Operation::GetEnvironment
        | Operation::PatchEnvironment
        | Operation::DeleteEnvironment
        | Operation::ListContextKinds
        | Operation::ListContextAttributes
        | Operation::ListContextAttributeValues
        | Operation::SearchContexts
        | Operation::GetContexts
        | Operation::ListTags
        | Operation::ListAuditLog
        | Operation::SearchAuditLog
        | Operation::GetAuditLogEntry
        | Operation::ListFlags
        | Operation::GetFlag
        | Operation::ListApprovalRequests
        | Operation::CreateApprovalRequest
        | Operation::GetApprovalRequest
        | Operation::DeleteApprovalRequest
        | Operation::ApplyApprovalRequest
        | Operation::ReviewApprovalRequest
        | Operation::GetApprovalSettings
        | Operation::ListTokens
        | Operation::GetToken
        | Operation::GetVersions
        | Operation::GetRoot => not_yet_served,
    };
    describe(description);
}

/// For operations that the sandbox answers with 404.
fn not_yet_served(description: &mut Description<'_>) {
    description.refuses(&[404]);
}
