//! The operations by name.

use segdeck_core::{
    SegmentKey,
    endpoint::{
        CreateSegment, DeleteSegment, GetCallerIdentity, GetExpiringTargets,
        GetExpiringUserTargets, GetSegment, ListSegments, PatchBody, PatchExpiringTargets,
        PatchExpiringUserTargets, PatchSegment, Place,
    },
    model::{
        CallerIdentity, ExpiringTargets, ExpiringUserTargets, NewSegment, Page,
        PatchedExpiringTargets, PatchedExpiringUserTargets, Segment, SegmentSummary,
    },
    patch::{ExpiringTargetInstruction, ExpiringUserTargetInstruction, SemanticPatch},
    wire::Transport,
};

use crate::{Client, ClientError};

mod access;
mod approvals;
mod contexts;
mod evaluation;
mod history;
mod memberships;
mod places;
mod transfers;

pub use history::AuditWalk;

type Answer<T> = Result<T, ClientError>;

/// Each of these makes one call; all fail as [`Client::call`] does.
#[allow(
    clippy::missing_errors_doc,
    reason = "said once, for all of them, above"
)]
impl<T: Transport> Client<T> {
    /// Gets one page of segments.
    pub async fn list_segments(&self, call: &ListSegments) -> Answer<Page<SegmentSummary>> {
        self.call(call).await
    }

    /// Gets a segment, with the flags that use it.
    pub async fn get_segment(&self, place: &Place, segment: &SegmentKey) -> Answer<Segment> {
        self.call(&GetSegment::new(place.clone(), segment.clone()))
            .await
    }

    /// Creates a segment; a taken key is [`ClientError::is_key_taken`].
    pub async fn create_segment(&self, place: &Place, segment: NewSegment) -> Answer<Segment> {
        self.call(&CreateSegment::new(place.clone(), segment)).await
    }

    /// Changes a segment.
    pub async fn patch_segment(
        &self,
        place: &Place,
        segment: &SegmentKey,
        patch: PatchBody,
    ) -> Answer<Segment> {
        self.call(&patch_call(place, segment, patch, false)).await
    }

    /// Asks what a change would give, without making it.
    pub async fn preview_segment_patch(
        &self,
        place: &Place,
        segment: &SegmentKey,
        patch: PatchBody,
    ) -> Answer<Segment> {
        self.call(&patch_call(place, segment, patch, true)).await
    }

    /// Deletes a segment, for good.
    pub async fn delete_segment(&self, place: &Place, segment: &SegmentKey) -> Answer<()> {
        self.call(&DeleteSegment::new(place.clone(), segment.clone()))
            .await
    }

    /// Gets the expiring targets of a segment.
    pub async fn expiring_targets(
        &self,
        place: &Place,
        segment: &SegmentKey,
    ) -> Answer<ExpiringTargets> {
        self.call(&GetExpiringTargets::new(place.clone(), segment.clone()))
            .await
    }

    /// Changes expiring targets. Instructions fail one by one: look at the answer's `errors`.
    pub async fn patch_expiring_targets(
        &self,
        place: &Place,
        segment: &SegmentKey,
        patch: SemanticPatch<ExpiringTargetInstruction>,
    ) -> Answer<PatchedExpiringTargets> {
        self.call(&PatchExpiringTargets::new(
            place.clone(),
            segment.clone(),
            patch,
        ))
        .await
    }

    /// Gets the expiring user targets of a segment, for accounts that use users.
    pub async fn expiring_user_targets(
        &self,
        place: &Place,
        segment: &SegmentKey,
    ) -> Answer<ExpiringUserTargets> {
        self.call(&GetExpiringUserTargets::new(place.clone(), segment.clone()))
            .await
    }

    /// Changes expiring user targets. Instructions fail one by one: look at the answer's `errors`.
    pub async fn patch_expiring_user_targets(
        &self,
        place: &Place,
        segment: &SegmentKey,
        patch: SemanticPatch<ExpiringUserTargetInstruction>,
    ) -> Answer<PatchedExpiringUserTargets> {
        self.call(&PatchExpiringUserTargets::new(
            place.clone(),
            segment.clone(),
            patch,
        ))
        .await
    }

    /// Asks who the token is.
    pub async fn caller_identity(&self) -> Answer<CallerIdentity> {
        self.call(&GetCallerIdentity).await
    }
}

fn patch_call(
    place: &Place,
    segment: &SegmentKey,
    patch: PatchBody,
    dry_run: bool,
) -> PatchSegment {
    PatchSegment {
        place: place.clone(),
        segment: segment.clone(),
        patch,
        dry_run,
    }
}
