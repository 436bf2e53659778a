//! `GET /api/v2/tokens/{id}`: get one access token.

use super::{Endpoint, Operation, PathParameters, read_json};
use crate::{Invalid, model::AccessToken, wire::Request};

/// Gets one access token without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetToken {
    /// Its id, which is not the token itself.
    pub id: String,
}

impl GetToken {
    /// Gets this token.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters) -> Self {
        Self::new(parameters.get("id"))
    }
}

impl Endpoint for GetToken {
    const OPERATION: Operation = Operation::GetToken;
    type Answer = AccessToken;

    fn request(&self) -> Request {
        Self::OPERATION.request(&[&self.id])
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetToken {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers::<AccessToken>(200);
    }
}
