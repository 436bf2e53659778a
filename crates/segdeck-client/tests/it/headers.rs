use segdeck_client::ClientError;
use segdeck_core::{
    UnixMillis,
    endpoint::{GetApprovalSettings, ListProjects, Place},
};
use serde_json::json;

use crate::scripted::{Script, answer, json_answer, place, segment};

#[tokio::test]
async fn every_request_carries_the_raw_token_and_the_version() {
    let script = Script::of([
        json_answer(200, &segment("s", 1, "S")),
        answer(204, &[], ""),
    ]);
    let client = script.client();
    assert!(!format!("{client:?}").contains("secret"));
    client.get_segment(&place(), &"s".into()).await.unwrap();
    client.delete_segment(&place(), &"s".into()).await.unwrap();
    for request in script.requests() {
        assert_eq!(request.headers.get("Authorization"), Some("api-secret-1"));
        assert_eq!(request.headers.get("LD-API-Version"), Some("20240415"));
        assert_eq!(request.headers.get("Content-Type"), None);
    }
}

#[tokio::test]
async fn the_version_can_be_changed_or_left_out() {
    let page = json!({ "items": [] });
    let script = Script::of([json_answer(200, &page), json_answer(200, &page)]);
    let call = ListProjects::default();
    let beta = script.client().with_api_version(Some("beta".to_owned()));
    beta.list_projects(&call).await.unwrap();
    let without = script.client().with_api_version(None);
    without.list_projects(&call).await.unwrap();
    let sent: Vec<_> = script
        .requests()
        .iter()
        .map(|request| request.headers.get("LD-API-Version").map(str::to_owned))
        .collect();
    assert_eq!(sent, [Some("beta".to_owned()), None]);
}

#[tokio::test]
async fn a_beta_operation_asks_for_its_version_itself() {
    let script = Script::of([json_answer(200, &json!({}))]);
    let call = GetApprovalSettings::new("p");
    script.client().approval_settings(&call).await.unwrap();
    let requests = script.requests();
    let version = requests[0].headers.get("LD-API-Version");
    assert_eq!(version, Some("beta"));
}

#[tokio::test]
async fn what_would_reach_another_address_is_refused_unsent() {
    let script = Script::default();
    let client = script.client();
    for key in ["", ".", ".."] {
        let refused = client.delete_segment(&place(), &key.into()).await;
        assert!(matches!(refused, Err(ClientError::Invalid(_))), "{key:?}");
    }
    let nowhere = Place::new("..", "test");
    let refused = client.get_segment(&nowhere, &"s".into()).await;
    assert!(matches!(refused, Err(ClientError::Invalid(_))));
    let broken = client.with_api_version(Some("2024\r\nX-Evil: 1".to_owned()));
    let refused = broken.get_segment(&place(), &"s".into()).await;
    assert!(matches!(refused, Err(ClientError::Invalid(_))));
    assert_eq!(script.sent(), Vec::<String>::new());
}

#[tokio::test]
async fn dates_are_numbers_of_milliseconds() {
    let script = Script::of([json_answer(200, &segment("s", 7, "S"))]);
    let got = script
        .client()
        .get_segment(&place(), &"s".into())
        .await
        .unwrap();
    assert_eq!(got.last_modified_date, UnixMillis(7));
}
