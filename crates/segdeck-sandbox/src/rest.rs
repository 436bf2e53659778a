//! All that a sandbox can do without until its first segments are shown: a program in parts can
//! bring it later.

use std::fmt;

use segdeck_core::{
    UnixMillis,
    endpoint::{
        ApplyApprovalRequest, CreateApprovalRequest, CreateEnvironment, CreateExport,
        CreateProject, CreateSegment, DeleteApprovalRequest, DeleteEnvironment, DeleteProject,
        DeleteSegment, EvaluateSegments, GetApprovalRequest, GetApprovalSettings, GetAuditLogEntry,
        GetContextMembership, GetContexts, GetEnvironment, GetExport, GetExportFile, GetFlag,
        GetImport, GetProject, GetToken, GetUserMembership, ListApprovalRequests, ListAuditLog,
        ListContextAttributeValues, ListContextAttributes, ListContextKinds, ListFlags, ListTags,
        ListTokens, Operation, PatchEnvironment, PatchExpiringTargets, PatchExpiringUserTargets,
        PatchSegment, PathParameters, ReviewApprovalRequest, SearchAuditLog, SearchContexts,
        UpdateContextTargets, UpdateUserTargets,
    },
    patch::PatchFormat,
    wire::Request,
};

use crate::{
    SandboxError, access, approvals, audit_log, contexts, environments,
    error::Failure,
    evaluation, expirations, flags,
    memberships::{self, Family},
    patches,
    perform::first,
    projects,
    reply::Answer,
    sandbox::Call,
    segments,
    store::Connection,
    tags, transfers,
};

type Perform = fn(&Call<'_>, Operation, &PathParameters, &Request) -> Result<Answer, SandboxError>;
type GoOn = fn(&Connection, Job) -> Result<(), SandboxError>;

/// The code for most operations, and for the work that requests leave behind. It is in the program
/// only where something calls [`Self::new`].
#[derive(Clone, Copy)]
pub struct Rest {
    perform: Perform,
    go_on: GoOn,
}

/// Work that requests leave behind.
#[derive(Clone, Copy)]
pub enum Job {
    /// The import of that row.
    Import(i64, UnixMillis),
    /// The next export.
    Export,
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rest").finish_non_exhaustive()
    }
}

impl Default for Rest {
    fn default() -> Self {
        Self::new()
    }
}

impl Rest {
    /// All of it.
    #[must_use]
    pub const fn new() -> Self {
        Self { perform, go_on }
    }

    /// Whether an operation needs it.
    pub(crate) fn has(operation: Operation) -> bool {
        !matches!(operation, first!())
    }

    pub(crate) fn perform(
        self,
        call: &Call<'_>,
        operation: Operation,
        path: &PathParameters,
        request: &Request,
    ) -> Result<Answer, SandboxError> {
        (self.perform)(call, operation, path, request)
    }

    /// Does one slice of a job.
    pub(crate) fn go_on(self, connection: &Connection, job: Job) -> Result<(), SandboxError> {
        (self.go_on)(connection, job)
    }
}

fn go_on(connection: &Connection, job: Job) -> Result<(), SandboxError> {
    match job {
        Job::Import(import, now) => transfers::go_on_with_import(connection, import, now),
        Job::Export => transfers::go_on_with_export(connection),
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one arm for each operation")]
fn perform(
    call: &Call<'_>,
    operation: Operation,
    path: &PathParameters,
    request: &Request,
) -> Result<Answer, SandboxError> {
    match operation {
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
        Operation::ListTags => tags::list(call, &ListTags::parse(request)?),
        Operation::ListAuditLog => audit_log::list(call, &ListAuditLog::parse(request)?),
        Operation::SearchAuditLog => audit_log::search(call, &SearchAuditLog::parse(request)?),
        Operation::GetAuditLogEntry => audit_log::get(call, &GetAuditLogEntry::parse(path)),
        Operation::ListFlags => flags::list(call, &ListFlags::parse(path, request)?),
        Operation::GetFlag => flags::get(call, &GetFlag::parse(path, request)),
        Operation::ListApprovalRequests => {
            approvals::list(call, &ListApprovalRequests::parse(request)?)
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
        Operation::ListTokens => access::list(call, &ListTokens::parse(request)?),
        Operation::GetToken => access::get(call, &GetToken::parse(path)),
        Operation::GetVersions => Ok(access::tell_versions(call)),
        Operation::GetRoot => Ok(access::tell_root()),
        first!() => Err(Failure::NotHere.into()),
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::wire::{self, Method};
    use serde_json::{Value, json};

    use super::*;
    use crate::{DEFAULT_WRITER_TOKEN, Options, Sandbox, Seed};

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
    const SEGMENTS: &str = "/api/v2/segments/default/production";
    const SEGMENT: &str = "/api/v2/segments/default/production/beta-testers";

    fn request(method: Method, path: &str, body: &Value) -> Request {
        let mut request = Request::new(method, path);
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        match body {
            Value::Null => request,
            body => request.with_body(wire::JSON, wire::encode(body)),
        }
    }

    fn demo_without_the_rest() -> Sandbox {
        let options = Options {
            rest: None,
            ..Options::default()
        };
        let sandbox = Sandbox::open_in_memory(options).unwrap();
        sandbox.seed(Seed::Demo, NOW).unwrap();
        sandbox
    }

    #[test]
    fn what_is_asked_for_first_works_without_the_rest() {
        let sandbox = demo_without_the_rest();
        for (path, status) in [
            (SEGMENTS, 200),
            (SEGMENT, 200),
            (
                "/api/v2/segments/default/beta-testers/expiring-targets/production",
                200,
            ),
            (
                "/api/v2/segments/default/beta-testers/expiring-user-targets/production",
                200,
            ),
            ("/api/v2/projects", 200),
            ("/api/v2/projects/default/environments", 200),
            ("/api/v2/caller-identity", 200),
            ("/api/v2/nothing", 404),
        ] {
            let request = request(Method::Get, path, &Value::Null);
            assert!(!sandbox.lacks(&request), "{path}");
            assert_eq!(sandbox.handle(&request, NOW).status, status, "{path}");
        }
    }

    #[test]
    fn what_lacks_the_rest_changes_nothing_until_it_comes() {
        let sandbox = demo_without_the_rest();
        let count = || {
            let answer = sandbox.handle(&request(Method::Get, SEGMENTS, &Value::Null), NOW);
            wire::decode::<Value>(answer.body.as_bytes()).unwrap()["totalCount"].clone()
        };
        let name = || {
            let answer = sandbox.handle(&request(Method::Get, SEGMENT, &Value::Null), NOW);
            wire::decode::<Value>(answer.body.as_bytes()).unwrap()["name"].clone()
        };
        let before = (count(), name());
        let renamed = json!([{"op": "replace", "path": "/name", "value": "B"}]);
        let rename = request(Method::Patch, SEGMENT, &renamed);
        let mut overridden = request(Method::Post, SEGMENT, &renamed);
        overridden.headers.set("X-HTTP-Method-Override", "PATCH");
        let create = request(Method::Post, SEGMENTS, &json!({"key": "a", "name": "A"}));
        let delete = request(Method::Delete, SEGMENT, &Value::Null);
        for request in [&rename, &overridden, &create, &delete] {
            assert!(sandbox.lacks(request));
            assert_eq!(sandbox.handle(request, NOW).status, 503);
            assert_eq!((count(), name()), before);
        }
        sandbox.complete(Rest::new());
        assert!(!sandbox.lacks(&rename));
        assert_eq!(sandbox.handle(&create, NOW).status, 201);
        assert_eq!(sandbox.handle(&rename, NOW).status, 200);
        assert_eq!(name(), "B");
    }
}
