//! `GET /api/v2/approval-requests/projects/{projectKey}/settings`: the approval settings of a
//! project's environments.

use super::{Endpoint, Operation, PathParameters, read_document};
use crate::{
    Invalid, ProjectKey,
    model::{Named, ProjectApprovalSettings},
    wire::Request,
};

/// Gets the approval settings of a project's environments, by kind of resource. It is a beta
/// operation: the request asks for the API version `beta`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetApprovalSettings {
    /// The project.
    pub project: ProjectKey,
    /// Only this environment.
    pub environment: Option<String>,
    /// Only this kind of resource, such as `segment`.
    pub resource_kind: Option<String>,
    /// What else to answer, separated by commas: `default`, `strict`.
    pub expand: Option<String>,
}

impl GetApprovalSettings {
    /// Gets the settings of all environments of a project.
    pub fn new(project: impl Into<ProjectKey>) -> Self {
        Self {
            project: project.into(),
            ..Self::default()
        }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters, request: &Request) -> Self {
        let text = |name: &str| request.query(name).map(str::to_owned);
        Self {
            project: parameters.place().project,
            environment: text("environmentKey"),
            resource_kind: text("resourceKind"),
            expand: text("expand"),
        }
    }
}

impl Endpoint for GetApprovalSettings {
    const OPERATION: Operation = Operation::GetApprovalSettings;
    type Answer = Named<ProjectApprovalSettings>;

    fn request(&self) -> Request {
        let mut request = Self::OPERATION.request(&[self.project.as_str()]);
        request.headers.set("LD-API-Version", "beta");
        for (name, text) in [
            ("environmentKey", &self.environment),
            ("resourceKind", &self.resource_kind),
            ("expand", &self.expand),
        ] {
            if let Some(text) = text {
                request = request.with_query(name, text);
            }
        }
        request
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_document(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetApprovalSettings {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        let text = serde_json::json!({"type": "string"});
        description
            .query("environmentKey", "Only this environment.", &text)
            .query(
                "resourceKind",
                "Only this kind of resource, such as segment.",
                &text,
            )
            .query("expand", "What else to answer: default, strict.", &text)
            .answers::<Named<ProjectApprovalSettings>>(200)
            .refuses(&[403]);
    }
}
