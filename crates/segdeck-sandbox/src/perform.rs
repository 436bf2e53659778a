//! Which module carries out which operation.

use segdeck_core::{
    endpoint::{
        ApplyApprovalRequest, CreateApprovalRequest, CreateEnvironment, CreateExport,
        CreateProject, CreateSegment, DeleteApprovalRequest, DeleteEnvironment, DeleteProject,
        DeleteSegment, EvaluateSegments, GetApprovalRequest, GetApprovalSettings, GetAuditLogEntry,
        GetContextMembership, GetContexts, GetEnvironment, GetExpiringTargets,
        GetExpiringUserTargets, GetExport, GetExportFile, GetFlag, GetImport, GetProject,
        GetSegment, GetToken, GetUserMembership, ListApprovalRequests, ListAuditLog,
        ListContextAttributeValues, ListContextAttributes, ListContextKinds, ListEnvironments,
        ListFlags, ListProjects, ListSegments, ListTags, ListTokens, Operation, PatchEnvironment,
        PatchExpiringTargets, PatchExpiringUserTargets, PatchSegment, PathParameters,
        ReviewApprovalRequest, SearchAuditLog, SearchContexts, UpdateContextTargets,
        UpdateUserTargets,
    },
    patch::PatchFormat,
    wire::Request,
};

use crate::{
    SandboxError, access, approvals, audit_log, contexts, environments, evaluation, expirations,
    flags,
    memberships::{self, Family},
    patches, places, projects,
    reply::Answer,
    sandbox::Call,
    segments, tags, transfers,
};

/// Reads a request as the operation that it was found to be, and carries it out.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each operation")]
pub fn perform(
    call: &Call<'_>,
    operation: Operation,
    path: &PathParameters,
    request: &Request,
) -> Result<Answer, SandboxError> {
    match operation {
        Operation::ListSegments => segments::list(call, ListSegments::parse(path, request)?),
        Operation::GetSegment => segments::get(call, &GetSegment::parse(path)),
        Operation::GetExpiringTargets => expirations::get(call, &GetExpiringTargets::parse(path)),
        Operation::GetExpiringUserTargets => {
            expirations::get_users(call, &GetExpiringUserTargets::parse(path))
        }
        Operation::ListProjects => projects::list(call, ListProjects::parse(request)?),
        Operation::ListEnvironments => {
            environments::list(call, ListEnvironments::parse(path, request)?)
        }
        Operation::GetCallerIdentity => Ok(places::get_caller_identity(call)),
        Operation::CreateSegment => {
            PatchFormat::of_content_type(request.headers.get("Content-Type"))?;
            segments::create(call, &CreateSegment::parse(path, request)?)
        }
        Operation::PatchSegment => patches::patch(call, &PatchSegment::parse(path, request)?),
        Operation::DeleteSegment => segments::delete(call, &DeleteSegment::parse(path)),
        Operation::PatchExpiringTargets => {
            expirations::patch(call, &PatchExpiringTargets::parse(path, request)?)
        }
        Operation::PatchExpiringUserTargets => {
            expirations::patch_users(call, &PatchExpiringUserTargets::parse(path, request)?)
        }
        Operation::UpdateContextTargets => {
            let asked = UpdateContextTargets::parse(path, request)?;
            let (place, segment) = (&asked.place, &asked.segment);
            memberships::update(call, place, segment, &asked.change, Family::Contexts)
        }
        Operation::UpdateUserTargets => {
            let asked = UpdateUserTargets::parse(path, request)?;
            let (place, segment) = (&asked.place, &asked.segment);
            memberships::update(call, place, segment, &asked.change, Family::Users)
        }
        Operation::GetContextMembership => {
            let asked = GetContextMembership::parse(path);
            memberships::get(
                call,
                &asked.place,
                &asked.segment,
                &asked.key,
                Family::Contexts,
            )
        }
        Operation::GetUserMembership => {
            let asked = GetUserMembership::parse(path);
            memberships::get(
                call,
                &asked.place,
                &asked.segment,
                &asked.key,
                Family::Users,
            )
        }
        Operation::CreateExport => transfers::exports::create(call, &CreateExport::parse(path)),
        Operation::GetExport => transfers::exports::get(call, &GetExport::parse(path)),
        Operation::GetExportFile => transfers::exports::file(call, &GetExportFile::parse(path)),
        Operation::CreateImport => {
            transfers::upload::create(call, &path.place(), &path.segment(), request)
        }
        Operation::GetImport => transfers::imports::get(call, &GetImport::parse(path)),
        Operation::EvaluateSegments => {
            evaluation::evaluate(call, &EvaluateSegments::parse(path, request)?)
        }
        Operation::CreateProject => projects::create(call, &CreateProject::parse(request)?),
        Operation::GetProject => projects::get(call, &GetProject::parse(path, request)?),
        Operation::DeleteProject => projects::delete(call, &DeleteProject::parse(path)),
        Operation::CreateEnvironment => {
            environments::create(call, &CreateEnvironment::parse(path, request)?)
        }
        Operation::GetEnvironment => environments::get(call, &GetEnvironment::parse(path)),
        Operation::PatchEnvironment => {
            environments::patch(call, &PatchEnvironment::parse(path, request)?)
        }
        Operation::DeleteEnvironment => environments::delete(call, &DeleteEnvironment::parse(path)),
        Operation::ListContextKinds => {
            contexts::kinds(call, &ListContextKinds::parse(path, request)?)
        }
        Operation::ListContextAttributes => {
            contexts::attribute_names(call, &ListContextAttributes::parse(path, request)?)
        }
        Operation::ListContextAttributeValues => {
            contexts::attribute_values(call, &ListContextAttributeValues::parse(path, request)?)
        }
        Operation::SearchContexts => contexts::search(call, &SearchContexts::parse(path, request)?),
        Operation::GetContexts => contexts::get(call, &GetContexts::parse(path, request)?),
        Operation::ListTags => tags::list(call, ListTags::parse(request)?),
        Operation::ListAuditLog => audit_log::list(call, &ListAuditLog::parse(request)?),
        Operation::SearchAuditLog => audit_log::search(call, &SearchAuditLog::parse(request)?),
        Operation::GetAuditLogEntry => audit_log::get(call, &GetAuditLogEntry::parse(path)),
        Operation::ListFlags => flags::list(call, ListFlags::parse(path, request)?),
        Operation::GetFlag => flags::get(call, &GetFlag::parse(path, request)),
        Operation::ListApprovalRequests => {
            approvals::list(call, ListApprovalRequests::parse(request)?)
        }
        Operation::CreateApprovalRequest => {
            approvals::create(call, &CreateApprovalRequest::parse(request)?.new)
        }
        Operation::GetApprovalRequest => {
            approvals::get(call, &GetApprovalRequest::parse(path, request))
        }
        Operation::DeleteApprovalRequest => {
            approvals::delete(call, &DeleteApprovalRequest::parse(path))
        }
        Operation::ApplyApprovalRequest => {
            approvals::apply(call, &ApplyApprovalRequest::parse(path, request)?)
        }
        Operation::ReviewApprovalRequest => {
            approvals::review(call, &ReviewApprovalRequest::parse(path, request)?)
        }
        Operation::GetApprovalSettings => {
            approvals::settings(call, &GetApprovalSettings::parse(path, request))
        }
        Operation::ListTokens => access::list(call, ListTokens::parse(request)?),
        Operation::GetToken => access::get(call, &GetToken::parse(path)),
        Operation::GetVersions => Ok(access::tell_versions(call)),
        Operation::GetRoot => Ok(access::tell_root()),
    }
}
