//! `POST /api/v2/segments/{projectKey}/{environmentKey}`: create a segment.

use super::{Endpoint, Operation, PathParameters, Place, read_document};
use crate::{
    Invalid,
    model::{NewSegment, Segment},
    patch::PatchFormat,
    wire::{self, Request},
};

/// Creates a segment, without rules and targets. A taken key is refused with 409 `key_exists`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSegment {
    /// Where.
    pub place: Place,
    /// The segment.
    pub segment: NewSegment,
}

impl CreateSegment {
    /// Creates this segment there.
    #[must_use]
    pub fn new(place: Place, segment: NewSegment) -> Self {
        Self { place, segment }
    }

    /// Reads the call out of a request. Unknown fields of the body are passed over, as the service
    /// does.
    ///
    /// # Errors
    /// Names the field that is missing or of the wrong type, or a media type other than JSON.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        PatchFormat::of_content_type(request.headers.get("Content-Type"))?;
        Ok(Self {
            place: parameters.place(),
            segment: wire::read(request.body.as_bytes())?,
        })
    }
}

impl Endpoint for CreateSegment {
    const OPERATION: Operation = Operation::CreateSegment;
    type Answer = Segment;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[self.place.project.as_str(), self.place.environment.as_str()])
            .with_body(wire::JSON, wire::encode(&self.segment))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_document(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for CreateSegment {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body::<NewSegment>()
            .answers::<Segment>(201)
            .refuses(&[409]);
    }
}
