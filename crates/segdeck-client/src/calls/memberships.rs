//! The lists of big segments.

use segdeck_core::{
    SegmentKey,
    endpoint::{
        GetContextMembership, GetUserMembership, Place, UpdateContextTargets, UpdateUserTargets,
    },
    model::{BigSegmentTarget, SegmentUserState},
    wire::Transport,
};

use super::Answer;
use crate::Client;

/// Each of these makes one call; all fail as [`Client::call`] does, and with 400 on a standard
/// segment.
#[allow(
    clippy::missing_errors_doc,
    reason = "said once, for all of them, above"
)]
impl<T: Transport> Client<T> {
    /// Adds contexts to the lists of a big segment and takes them off: all of it or nothing.
    pub async fn update_context_targets(
        &self,
        place: &Place,
        segment: &SegmentKey,
        change: SegmentUserState,
    ) -> Answer<()> {
        self.call(&UpdateContextTargets::new(
            place.clone(),
            segment.clone(),
            change,
        ))
        .await
    }

    /// Asks which lists of a big segment have a context of its kind.
    pub async fn context_membership(
        &self,
        place: &Place,
        segment: &SegmentKey,
        context_key: &str,
    ) -> Answer<BigSegmentTarget> {
        self.call(&GetContextMembership::new(
            place.clone(),
            segment.clone(),
            context_key,
        ))
        .await
    }

    /// Adds users to the lists of a big segment of users and takes them off: all of it or nothing.
    pub async fn update_user_targets(
        &self,
        place: &Place,
        segment: &SegmentKey,
        change: SegmentUserState,
    ) -> Answer<()> {
        self.call(&UpdateUserTargets::new(
            place.clone(),
            segment.clone(),
            change,
        ))
        .await
    }

    /// Asks which lists of a big segment of users have a user.
    pub async fn user_membership(
        &self,
        place: &Place,
        segment: &SegmentKey,
        user_key: &str,
    ) -> Answer<BigSegmentTarget> {
        self.call(&GetUserMembership::new(
            place.clone(),
            segment.clone(),
            user_key,
        ))
        .await
    }
}
