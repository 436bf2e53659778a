//! `DELETE /api/v2/segments/{projectKey}/{environmentKey}/{segmentKey}`: delete a segment.

use super::{Endpoint, Operation, PathParameters, Place};
use crate::{Invalid, SegmentKey, wire::Request};

/// Deletes a segment, for good: a segment created later under the same key has a higher generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteSegment {
    /// Where.
    pub place: Place,
    /// Which.
    pub segment: SegmentKey,
}

impl DeleteSegment {
    /// Deletes this segment.
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

impl Endpoint for DeleteSegment {
    const OPERATION: Operation = Operation::DeleteSegment;
    type Answer = ();

    fn request(&self) -> Request {
        Self::OPERATION.request(&[
            self.place.project.as_str(),
            self.place.environment.as_str(),
            self.segment.as_str(),
        ])
    }

    fn read(&self, _body: &[u8]) -> Result<Self::Answer, Invalid> {
        Ok(())
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for DeleteSegment {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description.answers_nothing(204).refuses(&[409]);
    }
}
