//! Tokens and roles.

use segdeck_core::wire::{JSON, Method, Request};
use segdeck_sandbox::{DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN};
use serde_json::json;

use crate::harness::{Harness, SEGMENTS, assert_refused};

fn request(method: Method, path: &str, token: Option<&str>) -> Request {
    let mut request = Request::new(method, path);
    if let Some(token) = token {
        request.headers.set("Authorization", token);
    }
    request
}

#[test]
fn only_a_known_raw_token_is_let_in() {
    let harness = Harness::new();
    for token in [
        None,
        Some(""),
        Some("Bearer api-sandbox-writer"),
        Some("api-sandbox-writer "),
        Some("sdk-0"),
    ] {
        for path in [SEGMENTS, "/api/v2/caller-identity", "/api/v2/nothing"] {
            let reply = harness.send(&request(Method::Get, path, token));
            assert_refused(&reply, 401, "unauthorized", "Invalid access token");
        }
    }
}

#[test]
fn a_reader_changes_nothing() {
    let harness = Harness::with_segment();
    let before = harness.segment();
    let segment = format!("{SEGMENTS}/a");
    let expirations = "/api/v2/segments/default/a/expiring-targets/test";
    let users = "/api/v2/segments/default/a/expiring-user-targets/test";
    for (method, path) in [
        (Method::Post, SEGMENTS),
        (Method::Patch, segment.as_str()),
        (Method::Delete, segment.as_str()),
        (Method::Patch, expirations),
        (Method::Patch, users),
    ] {
        let request = request(method, path, Some(DEFAULT_READER_TOKEN))
            .with_body(JSON, b"{\"name\":\"B\",\"key\":\"b\"}".to_vec());
        assert_refused(&harness.send(&request), 403, "forbidden", "only read");
    }
    let mut dry = request(Method::Patch, &segment, Some(DEFAULT_READER_TOKEN))
        .with_query("dryRun", "true")
        .with_body(JSON, b"[]".to_vec());
    assert_refused(&harness.send(&dry), 403, "forbidden", "only read");
    dry.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
    assert_eq!(harness.send(&dry).0, 200);
    assert_eq!(harness.segment(), before);
    let get = request(Method::Get, &segment, Some(DEFAULT_READER_TOKEN));
    assert_eq!(harness.send(&get).0, 200);
}

#[test]
fn an_unknown_path_is_told_from_a_wrong_method() {
    let harness = Harness::new();
    assert_refused(
        &harness.get("/api/v2/metrics/p"),
        404,
        "not_found",
        "/metrics/p",
    );
    assert_refused(&harness.get("/api/v2/segments"), 404, "not_found", "");
    assert_refused(
        &harness.delete("/api/v2/projects"),
        405,
        "method_not_allowed",
        "DELETE",
    );
}

#[test]
fn a_post_can_stand_in_for_another_method() {
    let harness = Harness::with_segment();
    let mut request = request(
        Method::Post,
        &format!("{SEGMENTS}/a"),
        Some(DEFAULT_WRITER_TOKEN),
    )
    .with_body(JSON, b"{\"name\":\"B\"}".to_vec());
    request.headers.set("X-HTTP-Method-Override", "patch");
    assert_eq!(harness.send(&request).1["name"], "B");
    request.headers.set("X-HTTP-Method-Override", "GET");
    assert_refused(&harness.send(&request), 400, "invalid_request", "Override");
    request.headers.set("X-HTTP-Method-Override", "DELETE");
    assert_eq!(harness.send(&request).0, 204);
}

#[test]
fn a_huge_body_is_refused() {
    let harness = Harness::new();
    let body = json!({"key": "a", "name": "x".repeat(segdeck_sandbox::BODY_LIMIT)});
    assert_refused(
        &harness.post(SEGMENTS, body),
        413,
        "invalid_request",
        "bytes",
    );
}
