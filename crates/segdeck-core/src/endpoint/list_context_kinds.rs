//! `GET /api/v2/projects/{projectKey}/context-kinds`: list the context kinds of a project.

use super::{Endpoint, Operation, PathParameters, read_expand, read_json};
use crate::{Invalid, ProjectKey, model::ContextKinds, wire::Request};

const OBSERVATIONS: &str = "environmentObservations";

/// Lists the kinds of a project: `user`, and those that were seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListContextKinds {
    /// The project.
    pub project: ProjectKey,
    /// Whether each kind is to tell where it was seen.
    pub with_observations: bool,
}

impl ListContextKinds {
    /// The kinds of this project.
    pub fn new(project: impl Into<ProjectKey>) -> Self {
        Self {
            project: project.into(),
            with_observations: false,
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names what cannot be expanded.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            project: parameters.project(),
            with_observations: read_expand(request, OBSERVATIONS)?,
        })
    }
}

impl Endpoint for ListContextKinds {
    const OPERATION: Operation = Operation::ListContextKinds;
    type Answer = ContextKinds;

    fn request(&self) -> Request {
        let request = Self::OPERATION.request(&[self.project.as_str()]);
        if self.with_observations {
            request.with_query("expand", OBSERVATIONS)
        } else {
            request
        }
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListContextKinds {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "expand",
                "environmentObservations, for kinds that tell where they were seen.",
                &serde_json::json!({"type": "string", "enum": ["", OBSERVATIONS]}),
            )
            .answers::<ContextKinds>(200);
    }
}
