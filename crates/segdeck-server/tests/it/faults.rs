//! Each fault, as a client sees it.

use segdeck_sandbox::Faults;
use segdeck_server::{Clock, Options};
use serde_json::json;

use crate::support::{Answer, SEGMENTS, Server, WRITER};

fn with(faults: &str) -> Server {
    Server::start(Options {
        faults: Some(Faults::parse(faults.as_bytes()).unwrap()),
        clock: Clock::manual_from_now(),
        ..Options::default()
    })
}

/// What comes back for a creation, byte by byte.
fn create_raw(server: &Server, key: &str) -> Vec<u8> {
    let headers = [
        ("Authorization", WRITER),
        ("Content-Type", "application/json"),
    ];
    let body = json!({"key": key, "name": key}).to_string();
    server
        .client
        .raw(&server.client.request("POST", SEGMENTS, &headers, &body))
}

#[test]
fn a_status_is_answered_and_nothing_done() {
    let server = with(
        r#"[{"operation":"postSegment","nth":1,"effect":{"kind":"status","status":429,
            "code":"rate_limited","message":"Slow down, please.","retryAfter":3}}]"#,
    );
    let refused = server.client.create("beta");
    refused.assert_refused(429, "rate_limited");
    assert_eq!(refused.json()["message"], "Slow down, please.");
    assert_eq!(refused.header("retry-after"), Some("3"));
    assert!(server.client.keys().is_empty());
    assert_eq!(server.client.create("beta").status, 201);
}

#[test]
fn a_status_alone_has_a_code_and_a_message() {
    let server = with(r#"[{"effect":{"kind":"status","status":500}}]"#);
    let refused = server.client.create("beta");
    refused.assert_refused(500, "internal_server_error");
}

#[test]
fn a_delayed_answer_is_whole() {
    let server =
        with(r#"[{"operation":"postSegment","effect":{"kind":"delay","milliseconds":20}}]"#);
    assert_eq!(server.client.create("beta").status, 201);
}

#[test]
fn a_connection_dropped_before_the_change_leaves_nothing_done() {
    let server = with(r#"[{"operation":"postSegment","effect":{"kind":"dropBefore"}}]"#);
    assert!(create_raw(&server, "beta").is_empty());
    assert!(server.client.keys().is_empty());
}

#[test]
fn a_connection_dropped_after_the_change_leaves_it_done() {
    let server =
        with(r#"[{"operation":"postSegment","key":"beta","effect":{"kind":"dropAfter"}}]"#);
    assert!(create_raw(&server, "beta").is_empty());
    assert_eq!(server.client.keys(), ["beta"]);
    assert_eq!(server.client.create("other").status, 201);
}

#[test]
fn a_truncated_answer_announces_more_than_it_has() {
    let server =
        with(r#"[{"operation":"postSegment","nth":1,"effect":{"kind":"truncate","bytes":7}}]"#);
    let cut = Answer::read(&create_raw(&server, "beta"));
    assert_eq!(cut.status, 201);
    assert_eq!(cut.body.len(), 7);
    let announced: usize = cut.header("content-length").unwrap().parse().unwrap();
    assert!(announced > 7);
    assert_eq!(server.client.keys(), ["beta"]);
}

#[test]
fn the_list_is_replaced_while_the_server_runs() {
    let server = with("[]");
    let put = |body: &str| server.client.send("PUT", "/segdeck/faults", &[], body);
    assert_eq!(server.client.create("a").status, 201);
    let replaced = put(r#"[{"nth":1,"effect":{"kind":"status","status":503}}]"#);
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    assert_eq!(server.client.create("b").status, 503);
    assert_eq!(server.client.create("b").status, 201);
    put(r#"[{"effect":{"kind":"explode"}}]"#).assert_refused(400, "invalid_request");
    put("").assert_refused(400, "invalid_request");
    let read = server.client.get("/segdeck/faults");
    read.assert_refused(405, "method_not_allowed");
}

#[test]
fn faults_are_replaced_only_where_they_and_the_clock_were_asked_for() {
    for options in [
        Options::default(),
        Options {
            faults: Some(Faults::default()),
            ..Options::default()
        },
        Options {
            clock: Clock::manual_from_now(),
            ..Options::default()
        },
    ] {
        let server = Server::start(options);
        let refused = server.client.send("PUT", "/segdeck/faults", &[], "[]");
        refused.assert_refused(404, "not_found");
    }
}
