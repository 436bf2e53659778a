//! Asking for approvals, each of them once.

use segdeck_client::ClientError;
use segdeck_core::{
    endpoint::ListApprovalRequests,
    model::{ApprovalRequest, ApprovalStatus, NewApprovalRequest},
};

use crate::backend::ApiClient;

/// How old, in milliseconds, a request of the same can be that a browser made by sending it a second
/// time.
const RESEND_WINDOW: i64 = 60_000;

/// Asks for all of them, one after the other; how many they were. What was asked for before one
/// failed is seen in the list, and not asked for again.
pub(super) async fn create_all(
    client: ApiClient,
    new: Vec<NewApprovalRequest>,
) -> Result<usize, ClientError> {
    let count = new.len();
    for request in new {
        let resource = request.resource_id.clone();
        let made = client.create_approval_request(request).await?;
        // What cannot be taken back is seen in the list.
        let _ = take_back_double(&client, &resource, &made).await;
    }
    Ok(count)
}

/// A browser sends a request again by itself when a connection that it used before breaks off: what
/// was made by the first one is taken back.
async fn take_back_double(
    client: &ApiClient,
    resource: &str,
    made: &ApprovalRequest,
) -> Result<(), ClientError> {
    let call = ListApprovalRequests {
        filter: Some(format!("resourceId equals {resource}")),
        ..ListApprovalRequests::default()
    };
    let page = client.list_approval_requests(&call).await?;
    for other in page.items.into_iter().map(|item| item.request) {
        if is_double(made, &other) {
            client.delete_approval_request(&other.id).await?;
        }
    }
    Ok(())
}

fn is_double(made: &ApprovalRequest, other: &ApprovalRequest) -> bool {
    let age = made.creation_date.0 - other.creation_date.0;
    other.id != made.id
        && other.status == ApprovalStatus::Pending
        && other.all_reviews.is_empty()
        && made.requestor_id.is_some()
        && (&other.requestor_id, &other.resource_id) == (&made.requestor_id, &made.resource_id)
        && (&other.description, &other.instructions) == (&made.description, &made.instructions)
        && (0..=RESEND_WINDOW).contains(&age)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request(id: &str, more: &Value) -> ApprovalRequest {
        let mut request = json!({
            "_id": id, "_version": 1, "creationDate": 100_000, "serviceKind": "launchdarkly",
            "reviewStatus": "pending", "status": "pending", "requestorId": "me",
            "description": "1 tag added", "resourceId": "proj/p:env/e:segment/s",
            "instructions": [{ "kind": "addTags", "values": ["a"] }],
        });
        if let (Some(fields), Some(more)) = (request.as_object_mut(), more.as_object()) {
            fields.extend(more.clone());
        }
        serde_json::from_value(request).unwrap()
    }

    #[test]
    fn only_what_one_sending_made_twice_is_a_double() {
        let made = request("2", &json!({}));
        assert!(is_double(&made, &request("1", &json!({}))));
        assert!(is_double(
            &made,
            &request("1", &json!({ "creationDate": 40_000 }))
        ));
        for other in [
            json!({ "_id": "2" }),
            json!({ "creationDate": 39_999 }),
            json!({ "creationDate": 100_001 }),
            json!({ "status": "completed" }),
            json!({ "requestorId": "somebody" }),
            json!({ "description": "Another" }),
            json!({ "instructions": [] }),
            json!({ "resourceId": "proj/p:env/e:segment/t" }),
            json!({ "allReviews": [{ "_id": "r", "kind": "comment", "creationDate": 1 }] }),
        ] {
            assert!(!is_double(&made, &request("1", &other)), "{other}");
        }
        let unknown = request("2", &json!({ "requestorId": null }));
        assert!(!is_double(
            &unknown,
            &request("1", &json!({ "requestorId": null }))
        ));
    }
}
