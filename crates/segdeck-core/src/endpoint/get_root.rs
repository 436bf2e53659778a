//! `GET /api/v2`: the root's links.

use super::{Endpoint, Operation, read_json};
use crate::{Invalid, model::Root, wire::Request};

/// Lists the kinds of resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GetRoot;

impl Endpoint for GetRoot {
    const OPERATION: Operation = Operation::GetRoot;
    type Answer = Root;

    fn request(&self) -> Request {
        Self::OPERATION.request(&[])
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetRoot {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers::<Root>(200);
    }
}
