//! `GET /api/v2/projects/{projectKey}`: get one project.

use super::{Endpoint, Operation, PathParameters, read_expand, read_json};
use crate::{Invalid, ProjectKey, model::Project, wire::Request};

/// Gets one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetProject {
    /// Which.
    pub project: ProjectKey,
    /// Whether it is to hold its environments.
    pub with_environments: bool,
}

impl GetProject {
    /// Gets this project, without its environments.
    pub fn new(project: impl Into<ProjectKey>) -> Self {
        Self {
            project: project.into(),
            with_environments: false,
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names what cannot be expanded.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            project: parameters.project(),
            with_environments: read_expand(request, "environments")?,
        })
    }
}

impl Endpoint for GetProject {
    const OPERATION: Operation = Operation::GetProject;
    type Answer = Project;

    fn request(&self) -> Request {
        let request = Self::OPERATION.request(&[self.project.as_str()]);
        if self.with_environments {
            request.with_query("expand", "environments")
        } else {
            request
        }
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetProject {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "expand",
                "environments, for a project that holds its environments.",
                &serde_json::json!({"type": "string", "enum": ["", "environments"]}),
            )
            .answers::<Project>(200);
    }
}
