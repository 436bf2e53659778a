//! Creating, reading and deleting segments.

use segdeck_core::wire::{JSON, Method, Request};
use segdeck_sandbox::DEFAULT_WRITER_TOKEN;
use serde_json::json;

use crate::harness::{Harness, NOW, SEGMENTS, assert_refused};

#[test]
fn a_new_segment_has_every_documented_field() {
    let harness = Harness::new();
    let segment = harness.create(json!({
        "key": "beta", "name": "Beta", "description": "Testers", "tags": ["x", "y", "x"],
    }));
    assert_eq!(
        segment,
        json!({
            "key": "beta", "name": "Beta", "description": "Testers", "tags": ["x", "y"],
            "creationDate": NOW, "lastModifiedDate": NOW,
            "version": 1, "generation": 1, "deleted": false,
            "included": [], "excluded": [], "includedContexts": [], "excludedContexts": [],
            "rules": [],
            "_links": {
                "self": {"href": "/api/v2/segments/default/test/beta", "type": "application/json"},
                "parent": {"href": "/api/v2/segments/default/test", "type": "application/json"},
                "site": {"href": "/default/test/segments/beta", "type": "text/html"},
            },
        })
    );
}

#[test]
fn targeting_and_unknown_fields_are_ignored() {
    let harness = Harness::new();
    let segment = harness.create(json!({
        "key": "a", "name": "A", "included": ["u"], "rules": [{"clauses": []}], "shade": "blue",
    }));
    assert_eq!(segment["included"], json!([]));
    assert_eq!(segment["rules"], json!([]));
    assert!(segment["shade"].is_null());
    assert!(segment["description"].is_null());
}

#[test]
fn a_big_segment_has_a_kind_and_metadata() {
    let harness = Harness::new();
    let big = harness.create(json!({"key": "a", "name": "A", "unbounded": true}));
    assert_eq!(big["unbounded"], true);
    assert_eq!(big["unboundedContextKind"], "user");
    assert_eq!(big["_unboundedMetadata"]["includedCount"], 0);
    assert_eq!(big["_unboundedMetadata"]["segmentId"], "a.g1");
    let of_devices = harness.create(json!({
        "key": "b", "name": "B", "unbounded": true, "unboundedContextKind": "device",
    }));
    assert_eq!(of_devices["unboundedContextKind"], "device");
}

#[test]
fn a_get_adds_the_flags_and_a_list_does_not() {
    let harness = Harness::with_segment();
    assert_eq!(harness.segment()["_flags"], json!([]));
    assert!(harness.read(SEGMENTS)["items"][0]["_flags"].is_null());
}

#[test]
fn a_taken_key_is_a_conflict() {
    let harness = Harness::with_segment();
    let reply = harness.post(SEGMENTS, json!({"key": "a", "name": "Other"}));
    assert_refused(&reply, 409, "key_exists", "Duplicate segment key");
    assert_eq!(harness.segment()["name"], "A");
    let elsewhere = harness.post(
        "/api/v2/segments/default/production",
        json!({"key": "a", "name": "Other"}),
    );
    assert_eq!(elsewhere.0, 201);
}

#[test]
fn a_deleted_key_made_again_has_a_higher_generation() {
    let harness = Harness::with_segment();
    assert_eq!(harness.delete(&format!("{SEGMENTS}/a")).0, 204);
    assert_refused(
        &harness.get(&format!("{SEGMENTS}/a")),
        404,
        "not_found",
        "\"a\"",
    );
    assert_refused(
        &harness.delete(&format!("{SEGMENTS}/a")),
        404,
        "not_found",
        "\"a\"",
    );
    let again = harness.create(json!({"key": "a", "name": "A"}));
    assert_eq!(again["generation"], 2);
    assert_eq!(again["version"], 1);
}

#[test]
fn malformed_creations_name_the_field_and_make_nothing() {
    let harness = Harness::new();
    for (body, named) in [
        (json!({"name": "A"}), "key"),
        (json!({"key": "a"}), "name"),
        (json!({"key": "a", "name": ""}), "name"),
        (json!({"key": "a", "name": 1}), "name"),
        (json!({"key": "a", "name": "x".repeat(257)}), "name"),
        (json!({"key": "", "name": "A"}), "key"),
        (json!({"key": "a b", "name": "A"}), "key"),
        (json!({"key": "k".repeat(257), "name": "A"}), "key"),
        (json!({"key": "a", "name": "A", "tags": ["a b"]}), "tags/0"),
        (json!({"key": "a", "name": "A", "tags": "b"}), "tags"),
        (
            json!({"key": "a", "name": "A", "unbounded": "yes"}),
            "unbounded",
        ),
        (
            json!({"key": "a", "name": "A", "unbounded": true, "unboundedContextKind": "multi"}),
            "unboundedContextKind",
        ),
        (json!([]), ""),
        (json!("a"), ""),
        (json!(null), ""),
    ] {
        let reply = harness.post(SEGMENTS, body);
        assert_refused(&reply, 400, "invalid_request", named);
    }
    assert_eq!(harness.read(SEGMENTS)["totalCount"], 0);
}

#[test]
fn a_body_must_be_json_by_its_media_type_too() {
    let harness = Harness::new();
    let send = |content_type: &str, body: &str| {
        let mut request =
            Request::new(Method::Post, SEGMENTS).with_body(content_type, body.as_bytes().to_vec());
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        harness.send(&request)
    };
    let body = "{\"key\":\"a\",\"name\":\"A\"}";
    for content_type in ["text/plain", "multipart/form-data", "application/jsonx"] {
        assert_refused(
            &send(content_type, body),
            400,
            "invalid_request",
            "Content-Type",
        );
    }
    for malformed in ["", "{", "{} {}", "\u{feff}{}"] {
        assert_refused(&send(JSON, malformed), 400, "invalid_request", "");
    }
    assert_eq!(send("application/json; charset=utf-8", body).0, 201);
}

#[test]
fn an_unknown_place_is_named() {
    let harness = Harness::new();
    for (path, named) in [
        ("/api/v2/segments/nope/test", "\"nope\""),
        ("/api/v2/segments/default/nope", "\"nope\""),
    ] {
        assert_refused(&harness.get(path), 404, "not_found", named);
        let reply = harness.post(path, json!({"key": "a", "name": "A"}));
        assert_refused(&reply, 404, "not_found", named);
        assert_refused(&harness.get(&format!("{path}/a")), 404, "not_found", named);
        assert_refused(
            &harness.delete(&format!("{path}/a")),
            404,
            "not_found",
            named,
        );
    }
}
