//! `POST /api/v2/approval-requests/{id}/apply`: carry out a change that was approved.

use super::{Endpoint, Operation, PathParameters, read_json};
use crate::{
    Invalid,
    model::{ApplyNote, ApprovalRequest},
    patch::PatchFormat,
    wire::{self, Request},
};

/// Carries out a change that was approved: all of it or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplyApprovalRequest {
    /// Which.
    pub id: String,
    /// For the audit log.
    pub comment: Option<String>,
}

impl ApplyApprovalRequest {
    /// Carries out this change.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            comment: None,
        }
    }

    /// Reads the call out of a request. Although the documents require a body, none is needed.
    ///
    /// # Errors
    /// Names the field of the wrong type, or a media type other than JSON.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        PatchFormat::of_content_type(request.headers.get("Content-Type"))?;
        let note: ApplyNote = match request.body.as_bytes() {
            [] => ApplyNote::default(),
            bytes => wire::read(bytes)?,
        };
        Ok(Self {
            id: parameters.get("id").to_owned(),
            comment: note.comment,
        })
    }
}

impl Endpoint for ApplyApprovalRequest {
    const OPERATION: Operation = Operation::ApplyApprovalRequest;
    type Answer = ApprovalRequest;

    fn request(&self) -> Request {
        let note = ApplyNote {
            comment: self.comment.clone(),
        };
        Self::OPERATION
            .request(&[&self.id])
            .with_body(wire::JSON, wire::encode(&note))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ApplyApprovalRequest {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body::<ApplyNote>()
            .body_is_optional()
            .answers::<ApprovalRequest>(200)
            .refuses(&[409]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        endpoint::{GetApprovalSettings, ListApprovalRequests, ReviewApprovalRequest, Route},
        model::{NewReview, ReviewKind},
        wire::Method,
    };

    #[test]
    fn approvals_are_asked_for_as_documented() {
        let apply = ApplyApprovalRequest {
            comment: Some("Go".to_owned()),
            ..ApplyApprovalRequest::new("a/b")
        };
        let request = apply.request();
        assert_eq!(request.path, "/api/v2/approval-requests/a%2Fb/apply");
        let Route::Found(Operation::ApplyApprovalRequest, parameters) =
            Operation::route(request.method, &request.path)
        else {
            panic!("no route")
        };
        assert_eq!(
            ApplyApprovalRequest::parse(&parameters, &request),
            Ok(apply.clone())
        );
        let bare = Request::new(Method::Post, request.path.clone());
        let read = ApplyApprovalRequest::parse(&parameters, &bare).unwrap();
        assert_eq!(read, ApplyApprovalRequest::new("a/b"));

        let review = ReviewApprovalRequest::new("1", NewReview::new(ReviewKind::Approve));
        assert_eq!(review.request().path, "/api/v2/approval-requests/1/reviews");
        assert_eq!(review.request().body.as_bytes(), br#"{"kind":"approve"}"#);

        let list = ListApprovalRequests {
            filter: Some("status anyOf [\"pending\"]".to_owned()),
            limit: Some(5),
            ..ListApprovalRequests::default()
        };
        assert_eq!(ListApprovalRequests::parse(&list.request()), Ok(list));

        let settings = GetApprovalSettings::new("p").request();
        assert_eq!(settings.headers.get("LD-API-Version"), Some("beta"));
        assert_eq!(
            settings.path,
            "/api/v2/approval-requests/projects/p/settings"
        );
    }
}
