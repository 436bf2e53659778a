//! Who is in which segments.

use segdeck_core::{
    endpoint::{EvaluateSegments, Place},
    model::{ContextInstance, SegmentMemberships},
    wire::Transport,
};

use super::Answer;
use crate::Client;

impl<T: Transport> Client<T> {
    /// Asks which segments of an environment a context instance is in: all segments, without
    /// pages. LaunchDarkly keeps the context among those that it has seen.
    ///
    /// # Errors
    /// Fails as [`Client::call`] does.
    pub async fn evaluate_segments(
        &self,
        place: &Place,
        context: ContextInstance,
    ) -> Answer<SegmentMemberships> {
        self.call(&EvaluateSegments::new(place.clone(), context))
            .await
    }
}
