//! `POST /api/v2/projects/{projectKey}/environments`: create an environment.

use super::{Endpoint, Operation, PathParameters, read_json, require_json};
use crate::{
    Invalid, ProjectKey,
    model::{Environment, NewEnvironment},
    wire::{self, Request},
};

/// Creates an environment. A taken key is refused with 409.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateEnvironment {
    /// In which project.
    pub project: ProjectKey,
    /// The environment.
    pub environment: NewEnvironment,
}

impl CreateEnvironment {
    /// Creates this environment there.
    pub fn new(project: impl Into<ProjectKey>, environment: NewEnvironment) -> Self {
        Self {
            project: project.into(),
            environment,
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the field that is missing or of the wrong type, or a media type other than JSON.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        require_json(request)?;
        Ok(Self {
            project: parameters.project(),
            environment: wire::read(request.body.as_bytes())?,
        })
    }
}

impl Endpoint for CreateEnvironment {
    const OPERATION: Operation = Operation::CreateEnvironment;
    type Answer = Environment;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[self.project.as_str()])
            .with_body(wire::JSON, wire::encode(&self.environment))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for CreateEnvironment {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body::<NewEnvironment>()
            .answers::<Environment>(201)
            .refuses(&[409]);
    }
}
