//! Changes that ask for an approval, by name.

use segdeck_core::{
    endpoint::{
        ApplyApprovalRequest, CreateApprovalRequest, DeleteApprovalRequest, GetApprovalRequest,
        GetApprovalSettings, ListApprovalRequests, ReviewApprovalRequest,
    },
    model::{
        ApprovalRequest, ApprovalRequests, ExpandedApprovalRequest, Named, NewApprovalRequest,
        NewReview, ProjectApprovalSettings,
    },
    wire::Transport,
};

use super::Answer;
use crate::Client;

/// Each of these makes one call; all fail as [`Client::call`] does.
#[allow(
    clippy::missing_errors_doc,
    reason = "said once, for all of them, above"
)]
impl<T: Transport> Client<T> {
    /// Gets one page of approval requests.
    pub async fn list_approval_requests(
        &self,
        call: &ListApprovalRequests,
    ) -> Answer<ApprovalRequests> {
        self.call(call).await
    }

    /// Asks for the approval of a change, such as one that was refused because
    /// [an approval is required](crate::ClientError::is_approval_required).
    pub async fn create_approval_request(
        &self,
        new: NewApprovalRequest,
    ) -> Answer<ApprovalRequest> {
        self.call(&CreateApprovalRequest::new(new)).await
    }

    /// Gets one approval request, with what the call expands.
    pub async fn get_approval_request(
        &self,
        call: &GetApprovalRequest,
    ) -> Answer<ExpandedApprovalRequest> {
        self.call(call).await
    }

    /// Deletes an approval request.
    pub async fn delete_approval_request(&self, id: &str) -> Answer<()> {
        self.call(&DeleteApprovalRequest::new(id)).await
    }

    /// Approves or declines a change, or comments on it.
    pub async fn review_approval_request(
        &self,
        id: &str,
        review: NewReview,
    ) -> Answer<ApprovalRequest> {
        self.call(&ReviewApprovalRequest::new(id, review)).await
    }

    /// Carries out a change that was approved.
    pub async fn apply_approval_request(
        &self,
        id: &str,
        comment: Option<String>,
    ) -> Answer<ApprovalRequest> {
        let call = ApplyApprovalRequest {
            comment,
            ..ApplyApprovalRequest::new(id)
        };
        self.call(&call).await
    }

    /// Gets the approval settings of a project's environments, by kind of resource.
    pub async fn approval_settings(
        &self,
        call: &GetApprovalSettings,
    ) -> Answer<Named<ProjectApprovalSettings>> {
        self.call(call).await
    }
}
