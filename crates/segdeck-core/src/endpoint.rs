//! The operations of the API: one file each, used by the client and by the sandbox.
//!
//! The client builds an operation's struct, turns it into a [`Request`] and reads the answer; the
//! sandbox finds the [`Operation`] of a request and reads the same struct out of it. So the two
//! cannot disagree.

use crate::text::quoted;
use serde::de::DeserializeOwned;

use crate::{
    Invalid,
    patch::PatchFormat,
    wire::{self, Document, Method, Request, Response},
};

mod apply_approval_request;
mod audit_log;
mod create_approval_request;
mod create_environment;
mod create_import;
mod create_project;
mod create_segment;
mod delete_approval_request;
mod delete_environment;
mod delete_project;
mod delete_segment;
mod evaluate_segments;
mod expiring_targets;
mod flags;
mod get_approval_request;
mod get_approval_settings;
mod get_caller_identity;
mod get_contexts;
mod get_environment;
mod get_project;
mod get_root;
mod get_segment;
mod get_token;
mod get_versions;
mod list_approval_requests;
mod list_context_attributes;
mod list_context_kinds;
mod list_environments;
mod list_projects;
mod list_segments;
mod list_tags;
mod list_tokens;
mod memberships;
mod patch_environment;
mod patch_segment;
mod path;
mod review_approval_request;
mod search_contexts;
mod transfers;

pub use apply_approval_request::ApplyApprovalRequest;
pub use audit_log::{AuditFilter, GetAuditLogEntry, ListAuditLog, SearchAuditLog};
pub use create_approval_request::CreateApprovalRequest;
pub use create_environment::CreateEnvironment;
pub use create_import::CreateImport;
pub use create_project::CreateProject;
pub use create_segment::CreateSegment;
pub use delete_approval_request::DeleteApprovalRequest;
pub use delete_environment::DeleteEnvironment;
pub use delete_project::DeleteProject;
pub use delete_segment::DeleteSegment;
pub use evaluate_segments::EvaluateSegments;
pub use expiring_targets::{
    GetExpiringTargets, GetExpiringUserTargets, PatchExpiringTargets, PatchExpiringUserTargets,
};
pub use flags::{GetFlag, ListFlags};
pub use get_approval_request::GetApprovalRequest;
pub use get_approval_settings::GetApprovalSettings;
pub use get_caller_identity::GetCallerIdentity;
pub use get_contexts::GetContexts;
pub use get_environment::GetEnvironment;
pub use get_project::GetProject;
pub use get_root::GetRoot;
pub use get_segment::GetSegment;
pub use get_token::GetToken;
pub use get_versions::GetVersions;
pub use list_approval_requests::ListApprovalRequests;
pub use list_context_attributes::{ListContextAttributeValues, ListContextAttributes};
pub use list_context_kinds::ListContextKinds;
pub use list_environments::ListEnvironments;
pub use list_projects::ListProjects;
pub use list_segments::ListSegments;
pub use list_tags::ListTags;
pub use list_tokens::ListTokens;
pub use memberships::{
    GetContextMembership, GetUserMembership, UpdateContextTargets, UpdateUserTargets,
};
pub use patch_environment::PatchEnvironment;
pub use patch_segment::{PatchBody, PatchSegment};
pub use path::{PathParameters, Place};
pub use review_approval_request::ReviewApprovalRequest;
pub use search_contexts::SearchContexts;
pub use transfers::{CreateExport, GetExport, GetExportFile, GetImport};

/// One call of an operation.
pub trait Endpoint {
    /// Which operation it is.
    const OPERATION: Operation;

    /// What a success answers.
    type Answer;

    /// The request, without host and token.
    fn request(&self) -> Request;

    /// Reads the body of a success.
    ///
    /// # Errors
    /// Names the field that is missing or of the wrong type.
    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid>;

    /// Reads a success whose answer may stand in its headers.
    ///
    /// # Errors
    /// Names the header or the field that is missing or of the wrong type.
    fn read_response(&self, response: &Response) -> Result<Self::Answer, Invalid> {
        self.read(response.body.as_bytes())
    }
}

macro_rules! operations {
    ($($(#[doc = $doc:literal])* $name:ident $id:literal $method:ident $template:literal;)*) => {
        /// An operation of the API that Segdeck speaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Operation {
            $($(#[doc = $doc])* $name,)*
        }

        impl Operation {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The operation's id in LaunchDarkly's OpenAPI document.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// The method.
            #[must_use]
            pub fn method(self) -> Method {
                match self { $(Self::$name => Method::$method,)* }
            }

            /// The path with its parameters in braces.
            // For a known operation it is a constant, and the others need not be there.
            #[inline(always)]
            #[must_use]
            pub fn path(self) -> &'static str {
                match self { $(Self::$name => $template,)* }
            }

            /// What it does, in a sentence.
            #[cfg(feature = "openapi")]
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*).trim_ascii(),)* }
            }
        }
    };
}

operations! {
    /// List the segments of an environment.
    ListSegments "getSegments" Get "/api/v2/segments/{projectKey}/{environmentKey}";
    /// Create a segment.
    CreateSegment "postSegment" Post "/api/v2/segments/{projectKey}/{environmentKey}";
    /// Get one segment.
    GetSegment "getSegment" Get "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}";
    /// Change a segment, in one of three patch formats.
    PatchSegment "patchSegment" Patch "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}";
    /// Delete a segment.
    DeleteSegment "deleteSegment" Delete "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}";
    /// List the expiring targets of a segment.
    GetExpiringTargets "getExpiringTargetsForSegment" Get "/api/v2/segments/{projectKey}/{segmentKey}/expiring-targets/{environmentKey}";
    /// Change the expiring targets of a segment.
    PatchExpiringTargets "patchExpiringTargetsForSegment" Patch "/api/v2/segments/{projectKey}/{segmentKey}/expiring-targets/{environmentKey}";
    /// List the expiring user targets of a segment.
    GetExpiringUserTargets "getExpiringUserTargetsForSegment" Get "/api/v2/segments/{projectKey}/{segmentKey}/expiring-user-targets/{environmentKey}";
    /// Change the expiring user targets of a segment.
    PatchExpiringUserTargets "patchExpiringUserTargetsForSegment" Patch "/api/v2/segments/{projectKey}/{segmentKey}/expiring-user-targets/{environmentKey}";
    /// Add contexts to the lists of a big segment, and take them off.
    UpdateContextTargets "updateBigSegmentContextTargets" Post "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/contexts";
    /// Ask whether a context is in the lists of a big segment.
    GetContextMembership "getSegmentMembershipForContext" Get "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/contexts/{contextKey}";
    /// Add users to the lists of a big segment, and take them off.
    UpdateUserTargets "updateBigSegmentTargets" Post "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/users";
    /// Ask whether a user is in the lists of a big segment.
    GetUserMembership "getSegmentMembershipForUser" Get "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/users/{userKey}";
    /// Start to export the included list of a big segment.
    CreateExport "createBigSegmentExport" Post "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/exports";
    /// Ask how an export is getting on.
    GetExport "getBigSegmentExport" Get "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/exports/{exportID}";
    /// Fetch the file of an export. The documents leave its address to the server; this one is our own.
    GetExportFile "getBigSegmentExportFile" Get "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/exports/{exportID}/file";
    /// Start to import a file into the included list of a big segment.
    CreateImport "createBigSegmentImport" Post "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/imports";
    /// Ask how an import is getting on.
    GetImport "getBigSegmentImport" Get "/api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}/imports/{importID}";
    /// Ask which segments of an environment a context instance is in.
    EvaluateSegments "getContextInstanceSegmentsMembershipByEnv" Post "/api/v2/projects/{projectKey}/environments/{environmentKey}/segments/evaluate";
    /// List projects.
    ListProjects "getProjects" Get "/api/v2/projects";
    /// Create a project.
    CreateProject "postProject" Post "/api/v2/projects";
    /// Get one project.
    GetProject "getProject" Get "/api/v2/projects/{projectKey}";
    /// Delete a project, with all that is in it.
    DeleteProject "deleteProject" Delete "/api/v2/projects/{projectKey}";
    /// List the environments of a project.
    ListEnvironments "getEnvironmentsByProject" Get "/api/v2/projects/{projectKey}/environments";
    /// Create an environment.
    CreateEnvironment "postEnvironment" Post "/api/v2/projects/{projectKey}/environments";
    /// Get one environment.
    GetEnvironment "getEnvironment" Get "/api/v2/projects/{projectKey}/environments/{environmentKey}";
    /// Change the settings of an environment, by JSON Patch.
    PatchEnvironment "patchEnvironment" Patch "/api/v2/projects/{projectKey}/environments/{environmentKey}";
    /// Delete an environment, with all that is in it.
    DeleteEnvironment "deleteEnvironment" Delete "/api/v2/projects/{projectKey}/environments/{environmentKey}";
    /// List the context kinds of a project.
    ListContextKinds "getContextKindsByProjectKey" Get "/api/v2/projects/{projectKey}/context-kinds";
    /// List the attribute names of an environment's contexts.
    ListContextAttributes "getContextAttributeNames" Get "/api/v2/projects/{projectKey}/environments/{environmentKey}/context-attributes";
    /// List the values that an attribute has in an environment's contexts.
    ListContextAttributeValues "getContextAttributeValues" Get "/api/v2/projects/{projectKey}/environments/{environmentKey}/context-attributes/{attributeName}";
    /// Search the contexts of an environment.
    SearchContexts "searchContexts" Post "/api/v2/projects/{projectKey}/environments/{environmentKey}/contexts/search";
    /// Get a context of an environment by kind and key.
    GetContexts "getContexts" Get "/api/v2/projects/{projectKey}/environments/{environmentKey}/contexts/{kind}/{key}";
    /// List tags.
    ListTags "getTags" Get "/api/v2/tags";
    /// List entries of the audit log.
    ListAuditLog "getAuditLogEntries" Get "/api/v2/auditlog";
    /// List entries of the audit log for the resources that a body of policy statements names.
    SearchAuditLog "postAuditLogEntries" Post "/api/v2/auditlog";
    /// Get one entry of the audit log, with what was before and after.
    GetAuditLogEntry "getAuditLogEntry" Get "/api/v2/auditlog/{id}";
    /// List the flags of a project.
    ListFlags "getFeatureFlags" Get "/api/v2/flags/{projectKey}";
    /// Get one flag.
    GetFlag "getFeatureFlag" Get "/api/v2/flags/{projectKey}/{featureFlagKey}";
    /// List approval requests.
    ListApprovalRequests "getApprovalRequests" Get "/api/v2/approval-requests";
    /// Ask for the approval of a change.
    CreateApprovalRequest "postApprovalRequest" Post "/api/v2/approval-requests";
    /// Get one approval request.
    GetApprovalRequest "getApprovalRequest" Get "/api/v2/approval-requests/{id}";
    /// Delete an approval request.
    DeleteApprovalRequest "deleteApprovalRequest" Delete "/api/v2/approval-requests/{id}";
    /// Carry out a change that was approved.
    ApplyApprovalRequest "postApprovalRequestApply" Post "/api/v2/approval-requests/{id}/apply";
    /// Approve or decline a change, or comment on it.
    ReviewApprovalRequest "postApprovalRequestReview" Post "/api/v2/approval-requests/{id}/reviews";
    /// Get the approval settings of a project's environments.
    GetApprovalSettings "getApprovalRequestSettings" Get "/api/v2/approval-requests/projects/{projectKey}/settings";
    /// Ask who the token is.
    GetCallerIdentity "getCallerIdentity" Get "/api/v2/caller-identity";
    /// List access tokens, their secrets left out.
    ListTokens "getTokens" Get "/api/v2/tokens";
    /// Get one access token, its secret left out.
    GetToken "getToken" Get "/api/v2/tokens/{id}";
    /// Ask which API versions there are.
    GetVersions "getVersions" Get "/api/v2/versions";
    /// List the root's links.
    GetRoot "getRoot" Get "/api/v2";
}

/// What a method and a path lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// An operation, with the parameters of its path.
    Found(Operation, PathParameters),
    /// The path is known, but only with these methods.
    MethodNotAllowed(Vec<Method>),
    /// No operation has such a path.
    NotFound,
}

impl Operation {
    /// Finds the operation of a request.
    #[must_use]
    pub fn route(method: Method, path: &str) -> Route {
        let mut known = Vec::new();
        for operation in Self::ALL.iter().copied() {
            if let Some(parameters) = PathParameters::read(operation.path(), path) {
                if operation.method() == method {
                    return Route::Found(operation, parameters);
                }
                known.push(operation.method());
            }
        }
        if known.is_empty() {
            Route::NotFound
        } else {
            Route::MethodNotAllowed(known)
        }
    }

    /// Whether it changes nothing, so that it may be sent again and a token that only reads may use
    /// it: every `GET`, and the questions that are asked by `POST`.
    #[must_use]
    pub fn is_read(self) -> bool {
        self.method().is_read()
            || matches!(
                self,
                Self::EvaluateSegments | Self::SearchContexts | Self::SearchAuditLog
            )
    }

    /// The path of this operation, filled in order from `values`.
    #[expect(
        clippy::inline_always,
        reason = "for a known operation the path is a constant"
    )]
    #[inline(always)]
    #[must_use]
    pub fn path_to(self, values: &[&str]) -> String {
        path::filled(self.path(), values)
    }

    /// A request of this operation, its path filled in order from `values`.
    #[expect(
        clippy::inline_always,
        reason = "for a known operation the path is a constant"
    )]
    #[inline(always)]
    #[must_use]
    pub fn request(self, values: &[&str]) -> Request {
        Request::new(self.method(), self.path_to(values))
    }
}

fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Invalid> {
    wire::decode(body)
}

fn read_document<T: Document>(body: &[u8]) -> Result<T, Invalid> {
    wire::read(body)
}

/// Whether `expand` asks for this, the only thing that can be asked for.
fn read_expand(request: &Request, known: &str) -> Result<bool, Invalid> {
    let mut is_asked = false;
    for name in request.query("expand").unwrap_or_default().split(',') {
        match name.trim() {
            "" => {}
            name if name == known => is_asked = true,
            unknown => {
                return Err(Invalid::new(
                    "expand",
                    format!(
                        "{unknown} cannot be expanded here. Use {known}.",
                        unknown = quoted(unknown)
                    ),
                ));
            }
        }
    }
    Ok(is_asked)
}

/// Reads a query parameter that is true or false.
fn read_flag(request: &Request, name: &str) -> Result<Option<bool>, Invalid> {
    match request.query(name) {
        None => Ok(None),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        Some(text) => Err(Invalid::new(
            name,
            format!(
                "{name} must be true or false, not {text}.",
                text = quoted(text)
            ),
        )),
    }
}

/// Refuses a body that is not JSON.
fn require_json(request: &Request) -> Result<(), Invalid> {
    PatchFormat::of_content_type(request.headers.get("Content-Type")).map(drop)
}

/// Reads a query parameter that is any text.
#[inline(never)]
fn read_text(request: &Request, name: &str) -> Option<String> {
    request.query(name).map(str::to_owned)
}

/// Reads a query parameter that is a whole number from 0 up.
fn read_count(request: &Request, name: &str) -> Result<Option<u64>, Invalid> {
    request
        .query(name)
        .map(|text| {
            text.parse().map_err(|_| {
                Invalid::new(
                    name,
                    format!(
                        "{name} must be a whole number from 0 up, not {text}.",
                        text = quoted(text)
                    ),
                )
            })
        })
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_segment_stands_second_in_the_paths_of_expirations() {
        let request = GetExpiringTargets::new(Place::new("p", "e"), "s").request();
        assert_eq!(request.path, "/api/v2/segments/p/s/expiring-targets/e");
        let Route::Found(operation, parameters) = Operation::route(request.method, &request.path)
        else {
            panic!("no route")
        };
        assert_eq!(operation, Operation::GetExpiringTargets);
        assert_eq!(parameters.place(), Place::new("p", "e"));
        assert_eq!(parameters.segment().as_str(), "s");
    }

    #[test]
    fn every_operation_is_found_by_its_own_request() {
        for operation in Operation::ALL.iter().copied() {
            let request = operation.request(&["a/b", "c d", "é", "?"]);
            let Route::Found(found, _) = Operation::route(request.method, &request.path) else {
                panic!("{} has no route", operation.id())
            };
            assert_eq!(found, operation);
        }
    }

    #[test]
    fn a_wrong_method_is_told_from_a_wrong_path() {
        assert_eq!(
            Operation::route(Method::Put, "/api/v2/segments/p/e/s"),
            Route::MethodNotAllowed(vec![Method::Get, Method::Patch, Method::Delete])
        );
        for path in [
            "/api/v2/segments",
            "/api/v2/segments//e/s",
            "/api/v2/segments/p/e/s/x",
            "/",
        ] {
            assert_eq!(
                Operation::route(Method::Get, path),
                Route::NotFound,
                "{path}"
            );
        }
    }
}
