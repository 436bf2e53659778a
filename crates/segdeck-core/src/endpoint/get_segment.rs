//! `GET /api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}`: get one segment.

use super::{Endpoint, Operation, PathParameters, Place, read_document};
use crate::{Invalid, SegmentKey, model::Segment, wire::Request};

/// Gets one segment, the flags that use it included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetSegment {
    /// Where.
    pub place: Place,
    /// Which.
    pub segment: SegmentKey,
}

impl GetSegment {
    /// Gets this segment.
    pub fn new(place: Place, segment: impl Into<SegmentKey>) -> Self {
        Self {
            place,
            segment: segment.into(),
        }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters) -> Self {
        Self {
            place: parameters.place(),
            segment: parameters.segment(),
        }
    }
}

impl Endpoint for GetSegment {
    const OPERATION: Operation = Operation::GetSegment;
    type Answer = Segment;

    fn request(&self) -> Request {
        Self::OPERATION.request(&[
            self.place.project.as_str(),
            self.place.environment.as_str(),
            self.segment.as_str(),
        ])
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_document(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetSegment {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers::<Segment>(200);
    }
}
