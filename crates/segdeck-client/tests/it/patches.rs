use segdeck_core::{
    ContextKind, SegmentKey,
    endpoint::{ListEnvironments, ListProjects, ListSegments, PatchBody},
    model::{NewSegment, TargetList},
    patch::{
        ExpiringTargetInstruction, JsonPatch, MergePatch, SemanticPatch,
        expiration::TargetReference,
    },
    wire::{JSON, Reached, SEMANTIC_PATCH},
};
use serde_json::json;

use crate::scripted::{Script, answer, json_answer, place, segment, silence};

#[tokio::test]
async fn each_patch_format_has_its_media_type() {
    let same = || json_answer(200, &segment("s", 1, "S"));
    let script = Script::of([same(), same(), same()]);
    let client = script.client();
    let merge = PatchBody::Merge {
        patch: MergePatch::parse(&json!({ "name": "T" })).unwrap(),
        comment: None,
    };
    for patch in [
        PatchBody::json(JsonPatch::default()),
        merge,
        PatchBody::Semantic(SemanticPatch::new(Vec::new())),
    ] {
        client
            .preview_segment_patch(&place(), &"s".into(), patch)
            .await
            .unwrap();
    }
    let types: Vec<_> = script
        .requests()
        .iter()
        .map(|request| request.headers.get("Content-Type").unwrap().to_owned())
        .collect();
    assert_eq!(types, [JSON, JSON, SEMANTIC_PATCH]);
}

#[tokio::test]
async fn expirations_are_always_a_semantic_patch() {
    let script = Script::of([json_answer(200, &json!({ "items": [] }))]);
    let instruction = ExpiringTargetInstruction::remove(TargetReference {
        list: TargetList::Included,
        context_kind: ContextKind::user(),
        context_key: "u".to_owned(),
    })
    .unwrap();
    script
        .client()
        .patch_expiring_targets(&place(), &"s".into(), SemanticPatch::new(vec![instruction]))
        .await
        .unwrap();
    let request = script.requests().remove(0);
    assert_eq!(request.headers.get("Content-Type"), Some(SEMANTIC_PATCH));
    assert_eq!(
        script.sent(),
        ["PATCH /api/v2/segments/default/s/expiring-targets/test"]
    );
}

#[tokio::test]
async fn operations_go_where_the_contract_says() {
    let list = || json_answer(200, &json!({ "items": [] }));
    let one = |status| json_answer(status, &segment("s", 1, "S"));
    let script = Script::of([
        list(),
        one(201),
        one(200),
        one(200),
        answer(204, &[], ""),
        list(),
        list(),
        list(),
        list(),
        list(),
        list(),
        json_answer(200, &json!({})),
    ]);
    let client = script.client();
    let (place, key) = (place(), SegmentKey::new("a/b @é"));
    let new = NewSegment {
        name: "S".to_owned(),
        key: "s".into(),
        ..NewSegment::default()
    };
    let call = ListSegments {
        filter: Some("tags anyOf [\"a b\"]".to_owned()),
        ..ListSegments::new(place.clone())
    };
    client.list_segments(&call).await.unwrap();
    client.create_segment(&place, new).await.unwrap();
    client.get_segment(&place, &key).await.unwrap();
    client
        .patch_segment(&place, &key, PatchBody::json(JsonPatch::default()))
        .await
        .unwrap();
    client.delete_segment(&place, &key).await.unwrap();
    client.expiring_targets(&place, &key).await.unwrap();
    let none = SemanticPatch::new(Vec::new());
    client
        .patch_expiring_targets(&place, &key, none)
        .await
        .unwrap();
    client.expiring_user_targets(&place, &key).await.unwrap();
    let none = SemanticPatch::new(Vec::new());
    client
        .patch_expiring_user_targets(&place, &key, none)
        .await
        .unwrap();
    client
        .list_projects(&ListProjects::default())
        .await
        .unwrap();
    let environments = ListEnvironments::new("default");
    client.list_environments(&environments).await.unwrap();
    client.caller_identity().await.unwrap();
    let base = "/api/v2/segments/default";
    let key = "a%2Fb%20%40%C3%A9";
    assert_eq!(
        script.sent(),
        [
            format!("GET {base}/test?filter=tags%20anyOf%20%5B%22a%20b%22%5D"),
            format!("POST {base}/test"),
            format!("GET {base}/test/{key}"),
            format!("PATCH {base}/test/{key}"),
            format!("DELETE {base}/test/{key}"),
            format!("GET {base}/{key}/expiring-targets/test"),
            format!("PATCH {base}/{key}/expiring-targets/test"),
            format!("GET {base}/{key}/expiring-user-targets/test"),
            format!("PATCH {base}/{key}/expiring-user-targets/test"),
            "GET /api/v2/projects".to_owned(),
            "GET /api/v2/projects/default/environments".to_owned(),
            "GET /api/v2/caller-identity".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_dry_run_is_sent_again_like_a_read() {
    let script = Script::of([
        silence(Reached::Unknown),
        json_answer(200, &segment("s", 1, "S")),
    ]);
    script
        .client()
        .preview_segment_patch(&place(), &"s".into(), PatchBody::json(JsonPatch::default()))
        .await
        .unwrap();
    assert_eq!(script.sent().len(), 2);
}
