//! `DELETE /api/v2/projects/{projectKey}/environments/{environmentKey}`: delete an environment.

use super::{Endpoint, Operation, PathParameters, Place};
use crate::{Invalid, wire::Request};

/// Deletes an environment with all that it holds, for good. A project keeps at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteEnvironment {
    /// Which.
    pub place: Place,
}

impl DeleteEnvironment {
    /// Deletes this environment.
    #[must_use]
    pub fn new(place: Place) -> Self {
        Self { place }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters) -> Self {
        Self::new(parameters.place())
    }
}

impl Endpoint for DeleteEnvironment {
    const OPERATION: Operation = Operation::DeleteEnvironment;
    type Answer = ();

    fn request(&self) -> Request {
        Self::OPERATION.request(&[self.place.project.as_str(), self.place.environment.as_str()])
    }

    fn read(&self, _body: &[u8]) -> Result<Self::Answer, Invalid> {
        Ok(())
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for DeleteEnvironment {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers_nothing(204);
    }
}
