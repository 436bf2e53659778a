use segdeck_client::ClientError;
use segdeck_core::{endpoint::Operation, model::NewSegment, wire::ErrorBody};
use serde_json::json;

use crate::scripted::{Script, answer, json_answer, place, refusal};

#[tokio::test]
async fn every_documented_error_is_a_typed_value() {
    for (status, code) in [
        (400, "invalid_request"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (405, "method_not_allowed"),
        (409, "optimistic_locking_error"),
        (422, "patch_failed"),
    ] {
        let script = Script::of([refusal(status, code, "The server's own words")]);
        let error = script
            .client()
            .delete_segment(&place(), &"s".into())
            .await
            .unwrap_err();
        assert_eq!(error.is_not_found(), status == 404);
        assert_eq!(error.is_unauthorized(), status == 401);
        assert_eq!(error.is_conflict(), status == 409);
        assert!(!error.is_key_taken() && !error.is_rate_limited());
        assert!(!error.leaves_outcome_open());
        let api = error.api().unwrap();
        assert_eq!((api.status, api.code.as_deref()), (status, Some(code)));
        assert_eq!(api.message, "The server's own words");
        assert_eq!(api.request, "DELETE /api/v2/segments/default/test/s");
    }
}

#[tokio::test]
async fn a_taken_key_is_told_apart() {
    let script = Script::of([refusal(409, "key_exists", "Duplicate segment key")]);
    let error = script
        .client()
        .create_segment(&place(), NewSegment::default())
        .await
        .unwrap_err();
    assert!(error.is_key_taken() && error.is_conflict());
}

#[tokio::test]
async fn unknown_error_bodies_are_kept() {
    let bodies = [
        answer(400, &[], "<html>teapot</html>"),
        json_answer(
            400,
            &json!({ "message": "validation failed", "errors": [{ "attribute": "name" }] }),
        ),
        json_answer(400, &json!(["odd"])),
    ];
    let script = Script::of(bodies);
    let client = script.client();
    let mut got = Vec::new();
    for _ in 0..3 {
        let error = client
            .delete_segment(&place(), &"s".into())
            .await
            .unwrap_err();
        got.push(error.api().unwrap().clone());
    }
    assert_eq!(
        got[0].body,
        ErrorBody::Text("<html>teapot</html>".to_owned())
    );
    assert_eq!(got[1].message, "validation failed");
    assert_eq!(got[2].body, ErrorBody::Json(json!(["odd"])));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_names_the_field() {
    let mut wrong = crate::scripted::segment("s", 1, "S");
    wrong["rules"] = json!([{ "clauses": [{ "attribute": 5, "op": "in", "values": [] }] }]);
    let script = Script::of([json_answer(200, &wrong), answer(200, &[], "{\"key\":\"s\"")]);
    let client = script.client();
    let error = client.get_segment(&place(), &"s".into()).await.unwrap_err();
    let ClientError::Decode {
        operation, path, ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(*operation, Operation::GetSegment);
    assert_eq!(path, "rules/0/clauses/0/attribute");
    let cut_off = client.get_segment(&place(), &"s".into()).await;
    assert!(matches!(cut_off, Err(ClientError::Decode { .. })));
}
