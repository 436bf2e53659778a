//! `GET /api/v2/projects/{projectKey}/environments/{environmentKey}`: get one environment.

use super::{Endpoint, Operation, PathParameters, Place, read_json};
use crate::{Invalid, model::Environment, wire::Request};

/// Gets one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetEnvironment {
    /// Which.
    pub place: Place,
}

impl GetEnvironment {
    /// Gets this environment.
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

impl Endpoint for GetEnvironment {
    const OPERATION: Operation = Operation::GetEnvironment;
    type Answer = Environment;

    fn request(&self) -> Request {
        Self::OPERATION.request(&[self.place.project.as_str(), self.place.environment.as_str()])
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetEnvironment {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers::<Environment>(200);
    }
}
