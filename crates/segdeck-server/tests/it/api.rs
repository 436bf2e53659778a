//! The edge between HTTP and the sandbox.

use segdeck_server::Options;
use serde_json::{Value, json};

use crate::support::{Answer, SEGMENTS, Server, WRITER};

#[test]
fn a_segment_is_created_read_and_deleted() {
    let server = Server::start(Options::default());
    let created = server.client.create("beta");
    assert_eq!(created.status, 201, "{}", created.text());
    assert_eq!(created.json()["key"], "beta");
    let path = format!("{SEGMENTS}/beta");
    let read = server.client.call("GET", &path, &Value::Null);
    assert_eq!(read.status, 200);
    assert_eq!(read.header("content-type"), Some("application/json"));
    assert_eq!(read.header("cache-control"), Some("no-store"));
    let head = server.client.call("HEAD", &path, &Value::Null);
    assert_eq!((head.status, head.body.len()), (200, 0));
    let deleted = server.client.call("DELETE", &path, &Value::Null);
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    assert!(server.client.keys().is_empty());
}

#[test]
fn requests_without_a_good_token_are_refused() {
    let server = Server::start(Options::default());
    let refused = |headers: &[(&str, &str)]| {
        let answer = server.client.send("GET", SEGMENTS, headers, "");
        answer.assert_refused(401, "unauthorized");
    };
    refused(&[]);
    refused(&[("Authorization", "api-nobody")]);
    refused(&[("Authorization", "Bearer api-sandbox-writer")]);
}

#[test]
fn post_may_stand_in_for_another_method() {
    let server = Server::start(Options::default());
    server.client.create("beta");
    let path = format!("{SEGMENTS}/beta");
    let headers = [
        ("Authorization", WRITER),
        ("X-HTTP-Method-Override", "DELETE"),
    ];
    let deleted = server.client.send("POST", &path, &headers, "");
    assert_eq!(deleted.status, 204, "{}", deleted.text());
    assert!(server.client.keys().is_empty());
}

#[test]
fn an_encoded_slash_stays_within_its_part_of_the_path() {
    let server = Server::start(Options::default());
    let path = format!("{SEGMENTS}/a%2Fb");
    let answer = server.client.call("GET", &path, &Value::Null);
    answer.assert_refused(404, "not_found");
    let message = answer.text();
    assert!(
        message.contains("a/b"),
        "it was read as a segment's key: {message}"
    );
}

#[test]
fn queries_are_decoded_or_refused() {
    let server = Server::start(Options::default());
    for key in ["a1", "b1"] {
        server.client.create(key);
    }
    for query in ["limit=1", "%6cimit=1", "limit=1&"] {
        let list = server
            .client
            .call("GET", &format!("{SEGMENTS}?{query}"), &Value::Null);
        assert_eq!(list.json()["items"].as_array().unwrap().len(), 1, "{query}");
    }
    for query in ["filter=%", "filter=%zz", "%ff=1"] {
        let list = server
            .client
            .call("GET", &format!("{SEGMENTS}?{query}"), &Value::Null);
        list.assert_refused(400, "invalid_request");
    }
}

#[test]
fn every_path_and_method_gets_an_error_of_the_api() {
    let server = Server::start(Options::default());
    for path in [
        "/api",
        "/api/",
        "/api/v2/",
        "/api/v3/segments",
        "/api/v2/../secret",
    ] {
        let answer = server.client.call("GET", path, &Value::Null);
        answer.assert_refused(404, "not_found");
    }
    for method in ["OPTIONS", "TRACE", "PROPFIND"] {
        let answer = server.client.call(method, SEGMENTS, &Value::Null);
        answer.assert_refused(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("GET, POST"));
    }
    let put = server.client.call("PUT", SEGMENTS, &json!({}));
    put.assert_refused(405, "method_not_allowed");
    assert_eq!(put.header("allow"), Some("GET, POST"));
}

#[test]
fn a_body_that_is_too_large_is_refused_however_it_is_sent() {
    let server = Server::start(Options {
        max_body: 1000,
        ..Options::default()
    });
    let fits = json!({"key": "a", "name": "a", "description": "x".repeat(900)});
    assert_eq!(server.client.call("POST", SEGMENTS, &fits).status, 201);
    let large = json!({"key": "b", "name": "b", "description": "x".repeat(5000)});
    let refused = server.client.call("POST", SEGMENTS, &large);
    refused.assert_refused(413, "invalid_request");

    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    let chunked = format!(
        "POST {SEGMENTS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
         {chunk}{chunk}0\r\n\r\n"
    );
    let refused = Answer::read(&server.client.raw(chunked.as_bytes()));
    refused.assert_refused(413, "invalid_request");
    assert_eq!(server.client.keys(), ["a"]);
}

#[test]
fn a_body_of_six_million_bytes_is_refused_by_default_and_the_answer_arrives() {
    let server = Server::start(Options::default());
    let large = json!({"key": "b", "name": "b", "description": "x".repeat(6_000_000)});
    let refused = server.client.call("POST", SEGMENTS, &large);
    refused.assert_refused(413, "invalid_request");
}

#[test]
fn malformed_bodies_are_refused_by_name() {
    let server = Server::start(Options::default());
    for body in [
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"key\":1,\"name\":\"a\"}",
        "\u{0}",
    ] {
        let headers = [
            ("Authorization", WRITER),
            ("Content-Type", "application/json"),
        ];
        let refused = server.client.send("POST", SEGMENTS, &headers, body);
        refused.assert_refused(400, "invalid_request");
    }
    assert!(server.client.keys().is_empty());
}
