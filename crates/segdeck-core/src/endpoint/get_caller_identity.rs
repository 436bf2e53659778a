//! `GET /api/v2/caller-identity`: who the token is.

use super::{Endpoint, Operation, read_json};
use crate::{Invalid, model::CallerIdentity, wire::Request};

/// Asks who the token is: a good test of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GetCallerIdentity;

impl Endpoint for GetCallerIdentity {
    const OPERATION: Operation = Operation::GetCallerIdentity;
    type Answer = CallerIdentity;

    fn request(&self) -> Request {
        Self::OPERATION.request(&[])
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetCallerIdentity {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers::<CallerIdentity>(200);
    }
}
