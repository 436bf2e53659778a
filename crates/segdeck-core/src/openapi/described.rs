//! Which endpoint describes which operation. An operation without one does not compile.

use super::{Described, Description};
use crate::endpoint::{
    ApplyApprovalRequest, CreateApprovalRequest, CreateEnvironment, CreateExport, CreateImport,
    CreateProject, CreateSegment, DeleteApprovalRequest, DeleteEnvironment, DeleteProject,
    DeleteSegment, EvaluateSegments, GetApprovalRequest, GetApprovalSettings, GetAuditLogEntry,
    GetCallerIdentity, GetContextMembership, GetContexts, GetEnvironment, GetExpiringTargets,
    GetExpiringUserTargets, GetExport, GetExportFile, GetFlag, GetImport, GetProject, GetRoot,
    GetSegment, GetToken, GetUserMembership, GetVersions, ListApprovalRequests, ListAuditLog,
    ListContextAttributeValues, ListContextAttributes, ListContextKinds, ListEnvironments,
    ListFlags, ListProjects, ListSegments, ListTags, ListTokens, Operation, PatchEnvironment,
    PatchExpiringTargets, PatchExpiringUserTargets, PatchSegment, ReviewApprovalRequest,
    SearchAuditLog, SearchContexts, UpdateContextTargets, UpdateUserTargets,
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
        Operation::ListAuditLog => ListAuditLog::describe,
        Operation::SearchAuditLog => SearchAuditLog::describe,
        Operation::GetAuditLogEntry => GetAuditLogEntry::describe,
        Operation::CreateProject => CreateProject::describe,
        Operation::GetProject => GetProject::describe,
        Operation::DeleteProject => DeleteProject::describe,
        Operation::CreateEnvironment => CreateEnvironment::describe,
        Operation::GetEnvironment => GetEnvironment::describe,
        Operation::PatchEnvironment => PatchEnvironment::describe,
        Operation::DeleteEnvironment => DeleteEnvironment::describe,
        Operation::ListFlags => ListFlags::describe,
        Operation::GetFlag => GetFlag::describe,
        Operation::ListContextKinds => ListContextKinds::describe,
        Operation::ListContextAttributes => ListContextAttributes::describe,
        Operation::ListContextAttributeValues => ListContextAttributeValues::describe,
        Operation::SearchContexts => SearchContexts::describe,
        Operation::GetContexts => GetContexts::describe,
        Operation::ListTags => ListTags::describe,
        Operation::GetCallerIdentity => GetCallerIdentity::describe,
        Operation::UpdateContextTargets => UpdateContextTargets::describe,
        Operation::GetContextMembership => GetContextMembership::describe,
        Operation::UpdateUserTargets => UpdateUserTargets::describe,
        Operation::GetUserMembership => GetUserMembership::describe,
        Operation::ListApprovalRequests => ListApprovalRequests::describe,
        Operation::CreateApprovalRequest => CreateApprovalRequest::describe,
        Operation::GetApprovalRequest => GetApprovalRequest::describe,
        Operation::DeleteApprovalRequest => DeleteApprovalRequest::describe,
        Operation::ApplyApprovalRequest => ApplyApprovalRequest::describe,
        Operation::ReviewApprovalRequest => ReviewApprovalRequest::describe,
        Operation::GetApprovalSettings => GetApprovalSettings::describe,
        Operation::ListTokens => ListTokens::describe,
        Operation::GetToken => GetToken::describe,
        Operation::GetVersions => GetVersions::describe,
        Operation::GetRoot => GetRoot::describe,
        Operation::EvaluateSegments => EvaluateSegments::describe,
        Operation::CreateExport => CreateExport::describe,
        Operation::GetExport => GetExport::describe,
        Operation::GetExportFile => GetExportFile::describe,
        Operation::CreateImport => CreateImport::describe,
        Operation::GetImport => GetImport::describe,
        Operation::ListContextKinds
        | Operation::ListContextAttributes
        | Operation::ListContextAttributeValues
        | Operation::SearchContexts
        | Operation::GetContexts
        | Operation::ListTags => not_yet_served,
        Operation::ListFlags | Operation::GetFlag => not_yet_served,
    };
    describe(description);
}

/// For operations that the sandbox answers with 404.
fn not_yet_served(description: &mut Description<'_>) {
    description.refuses(&[404]);
}
