//! `GET /api/v2/versions`: which API versions there are.

use super::{Endpoint, Operation, read_json};
use crate::{Invalid, model::Versions, wire::Request};

/// Asks which versions of the API there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GetVersions;

impl Endpoint for GetVersions {
    const OPERATION: Operation = Operation::GetVersions;
    type Answer = Versions;

    fn request(&self) -> Request {
        Self::OPERATION.request(&[])
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetVersions {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers::<Versions>(200);
    }
}
