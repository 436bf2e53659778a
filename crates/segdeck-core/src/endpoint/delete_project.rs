//! `DELETE /api/v2/projects/{projectKey}`: delete a project.

use super::{Endpoint, Operation, PathParameters};
use crate::{Invalid, ProjectKey, wire::Request};

/// Deletes a project with all its environments and what they hold, for good. The last project of
/// an account cannot be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteProject {
    /// Which.
    pub project: ProjectKey,
}

impl DeleteProject {
    /// Deletes this project.
    pub fn new(project: impl Into<ProjectKey>) -> Self {
        Self {
            project: project.into(),
        }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters) -> Self {
        Self::new(parameters.project())
    }
}

impl Endpoint for DeleteProject {
    const OPERATION: Operation = Operation::DeleteProject;
    type Answer = ();

    fn request(&self) -> Request {
        Self::OPERATION.request(&[self.project.as_str()])
    }

    fn read(&self, _body: &[u8]) -> Result<Self::Answer, Invalid> {
        Ok(())
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for DeleteProject {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers_nothing(204);
    }
}
