//! What is forwarded, and how.

use std::io::Write;

use segdeck_sandbox::{DEFAULT_ADMIN_TOKEN, DEFAULT_READER_TOKEN};
use segdeck_server::{Options, Secret, Seed};
use serde_json::{Value, json};

use super::{
    KEY, Pair, TOKEN,
    scripted::{Scripted, Then, kept_open},
};
use crate::support::{SEGMENTS, SEMANTIC_PATCH};

const JSON: &str = "Content-Type: application/json\r\n";

#[test]
fn segments_are_managed_with_the_gateways_token() {
    let pair = Pair::plain();
    let made = pair.call("POST", SEGMENTS, &json!({"key": "beta", "name": "Beta"}));
    assert_eq!(made.status, 201, "{}", made.text());
    let segment = format!("{SEGMENTS}/beta");
    let patch = json!([{"op": "replace", "path": "/name", "value": "Better"}]);
    let patched = pair.call("PATCH", &segment, &patch);
    assert_eq!(patched.status, 200, "{}", patched.text());
    let headers = [("Segdeck-Key", KEY), ("Content-Type", SEMANTIC_PATCH)];
    let body = json!({"instructions": [{"kind": "addTags", "values": ["x"]}]}).to_string();
    let patched = pair.gateway.client.send("PATCH", &segment, &headers, &body);
    assert_eq!(patched.status, 200, "{}", patched.text());
    let got = pair.get(&segment).json();
    assert_eq!(
        (&got["name"], &got["tags"]),
        (&json!("Better"), &json!(["x"]))
    );
    assert_eq!(pair.sandbox.client.keys(), ["beta"]);
    assert_eq!(pair.call("DELETE", &segment, &Value::Null).status, 204);
    pair.get(&segment).assert_refused(404, "not_found");
    assert!(pair.sandbox.client.keys().is_empty());
}

#[test]
fn only_what_the_list_names_goes_on() {
    let upstream = Scripted::with(200, JSON, "{}");
    let gateway = upstream.gateway();
    let sent = [
        ("Segdeck-Key", KEY),
        ("Authorization", "api-of-the-browser"),
        ("Cookie", "session=1"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("X-Http-Method", "DELETE"),
        ("X-Method-Override", "DELETE"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("Forwarded", "for=10.0.0.1"),
        ("Referer", "http://127.0.0.1/p/default"),
        ("User-Agent", "browser"),
        ("TE", "trailers"),
        ("Upgrade-Insecure-Requests", "1"),
        ("If-None-Match", "\"1\""),
        ("Range", "bytes=0-1"),
        ("X-Anything", "else"),
        ("Accept", "application/json"),
        ("Accept-Language", "de"),
        ("Content-Type", SEMANTIC_PATCH),
        ("LD-API-Version", "20220603"),
    ];
    let target = format!("{SEGMENTS}/a?dryRun=true&x=a+b%20c");
    gateway
        .client
        .send("PATCH", &target, &sent, "{\"instructions\":[]}");
    let [asked] = &upstream.asked()[..] else {
        panic!("{:?}", upstream.asked())
    };
    let mut lines: Vec<&str> = asked.head.lines().collect();
    let first = lines.remove(0);
    assert_eq!(
        first,
        format!("PATCH {SEGMENTS}/a?dryRun=true&x=a%20b%20c HTTP/1.1")
    );
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "accept-encoding: identity".to_owned(),
            "accept: application/json".to_owned(),
            format!("authorization: {TOKEN}"),
            "content-length: 19".to_owned(),
            format!("content-type: {SEMANTIC_PATCH}"),
            format!("host: {}", upstream.address),
            "ld-api-version: 20240415".to_owned(),
            format!("user-agent: segdeck/{}", env!("CARGO_PKG_VERSION")),
        ]
    );
    assert_eq!(asked.body, b"{\"instructions\":[]}");
}

#[test]
fn the_version_in_development_may_be_asked_for() {
    let upstream = Scripted::with(200, JSON, "{}");
    let gateway = upstream.gateway();
    let sent = [("Segdeck-Key", KEY), ("LD-API-Version", "beta")];
    gateway.client.send("GET", "/api/v2/tags", &sent, "");
    assert_eq!(upstream.asked()[0].header("ld-api-version"), Some("beta"));
}

#[test]
fn an_override_of_the_method_changes_nothing() {
    let pair = Pair::plain();
    assert_eq!(pair.sandbox.client.create("beta").status, 201);
    let headers = [
        ("Segdeck-Key", KEY),
        ("X-HTTP-Method-Override", "DELETE"),
        ("Content-Type", "application/json"),
    ];
    for (method, target, status) in [
        ("POST", format!("{SEGMENTS}/beta"), 405),
        ("GET", format!("{SEGMENTS}/beta"), 200),
        ("POST", SEGMENTS.to_owned(), 400),
    ] {
        let answer = pair.gateway.client.send(method, &target, &headers, "");
        assert_eq!(answer.status, status, "{method} {target}");
    }
    assert_eq!(pair.sandbox.client.keys(), ["beta"]);
}

#[test]
fn other_operations_and_other_addresses_are_not_forwarded() {
    let upstream = Scripted::with(200, JSON, "{}");
    let gateway = upstream.gateway();
    for (method, target, status) in [
        ("GET", "/api/v2", 404),
        ("GET", "/api/v2/", 404),
        ("GET", "/api", 404),
        ("GET", "/api/v2/members", 404),
        ("GET", "/api/v2/tokens", 404),
        ("POST", "/api/v2/projects", 404),
        ("DELETE", "/api/v2/projects/p", 404),
        ("DELETE", "/api/v2/projects/p/environments/e", 404),
        ("PUT", "/api/v2/segments/p/e/s", 405),
        ("OPTIONS", "/api/v2/segments/p/e/s", 405),
        ("CONNECT", "/api/v2/tags", 405),
        ("GET", "/api/v2/segments/p/e/%2e%2e", 404),
        ("GET", "/api/v2/segments/p/..%2f..%2ftokens/e", 404),
        ("GET", "/api/v2/segments/p/e/a%5cb", 404),
        ("GET", "/api/v2/segments/p//s", 404),
        ("GET", "/api/v2//tags", 404),
        ("GET", "//api/v2/tags", 404),
        ("GET", "/api/v2/../v2/tags", 404),
        ("GET", "/api/v2/tags?x=%zz", 400),
    ] {
        let headers = [("Segdeck-Key", KEY)];
        let answer = gateway.client.send(method, target, &headers, "");
        assert_eq!(
            answer.status,
            status,
            "{method} {target}: {}",
            answer.text()
        );
        assert!(answer.json()["code"].is_string());
    }
    assert_eq!(upstream.asked().len(), 0);
    // What tests move a sandbox with is not there.
    for target in ["/segdeck/clock", "/segdeck/faults", "/segdeck/else"] {
        for method in ["GET", "PUT"] {
            let answer = gateway.client.send(method, target, &[], "{}");
            answer.assert_refused(404, "not_found");
        }
    }
}

#[test]
fn a_context_may_have_any_key() {
    let upstream = Scripted::with(200, JSON, "{}");
    let gateway = upstream.gateway();
    for key in [
        "a%2Fb",
        "ann%40x.test",
        "a%20b",
        "DOMAIN%5Cann",
        "100%25",
        "%C3%A9",
    ] {
        let target = format!("{SEGMENTS}/s/contexts/{key}");
        gateway
            .client
            .send("GET", &target, &[("Segdeck-Key", KEY)], "");
        let last = upstream.asked().pop().unwrap();
        assert!(
            last.head.starts_with(&format!("GET {target} HTTP/1.1")),
            "{}",
            last.head
        );
    }
}

#[test]
fn a_gateway_that_only_reads_refuses_every_change_and_answers_every_question() {
    let sandbox = Options {
        seed: Some(Seed::Demo),
        ..Options::default()
    };
    let pair = Pair::start(sandbox, |gateway| gateway.read_only = true);
    let production = "/api/v2/segments/default/production";
    let environment = "/api/v2/projects/default/environments/production";
    let before = pair
        .sandbox
        .client
        .call("GET", production, &Value::Null)
        .json();
    let key = before["items"][0]["key"].as_str().unwrap();
    for (method, target) in [
        ("POST", production.to_owned()),
        ("PATCH", format!("{production}/{key}")),
        ("PATCH", format!("{production}/{key}?dryRun=true")),
        ("DELETE", format!("{production}/{key}")),
        ("POST", format!("{production}/{key}/contexts")),
        ("POST", format!("{production}/{key}/users")),
        ("POST", format!("{production}/{key}/imports")),
        ("POST", format!("{production}/{key}/exports")),
        (
            "PATCH",
            format!("/api/v2/segments/default/{key}/expiring-targets/production"),
        ),
        (
            "PATCH",
            format!("/api/v2/segments/default/{key}/expiring-user-targets/production"),
        ),
        ("POST", "/api/v2/approval-requests".to_owned()),
        ("DELETE", "/api/v2/approval-requests/1".to_owned()),
        ("POST", "/api/v2/approval-requests/1/apply".to_owned()),
        ("POST", "/api/v2/approval-requests/1/reviews".to_owned()),
    ] {
        let answer = pair.call(method, &target, &json!({}));
        answer.assert_refused(403, "read_only");
    }
    for (method, target, body) in [
        ("GET", format!("{production}/{key}"), Value::Null),
        (
            "POST",
            format!("{environment}/segments/evaluate"),
            json!({"kind": "user", "key": "u"}),
        ),
        (
            "POST",
            format!("{environment}/contexts/search"),
            json!({"filter": "kind equals \"user\""}),
        ),
        ("POST", "/api/v2/auditlog".to_owned(), json!([])),
    ] {
        let answer = pair.call(method, &target, &body);
        assert_eq!(answer.status, 200, "{method} {target}: {}", answer.text());
    }
    let after = pair
        .sandbox
        .client
        .call("GET", production, &Value::Null)
        .json();
    assert_eq!(before, after);
    assert_eq!(
        pair.gateway.client.get("/segdeck/config.json").json()["readOnly"],
        true
    );
}

#[test]
fn what_the_token_may_not_do_the_upstream_refuses() {
    let pair = Pair::start(Options::default(), |gateway| {
        gateway.token = Secret::token(DEFAULT_READER_TOKEN).unwrap();
    });
    let made = pair.call("POST", SEGMENTS, &json!({"key": "beta", "name": "Beta"}));
    made.assert_refused(403, "forbidden");
    // Nor may whoever shows a better one.
    let headers = [
        ("Segdeck-Key", KEY),
        ("Authorization", DEFAULT_ADMIN_TOKEN),
        ("Content-Type", "application/json"),
    ];
    let body = r#"{"key":"beta","name":"Beta"}"#;
    let made = pair.gateway.client.send("POST", SEGMENTS, &headers, body);
    made.assert_refused(403, "forbidden");
}

#[test]
fn connections_are_kept_open() {
    let upstream = Scripted::start(|_, stream| {
        stream
            .write_all(kept_open(200, JSON, "{}").as_bytes())
            .unwrap();
        Then::KeepOpen
    });
    let gateway = upstream.gateway();
    for _ in 0..10 {
        let answer = super::call(gateway.client, "GET", "/api/v2/tags", &Value::Null);
        assert_eq!(answer.status, 200);
    }
    assert_eq!(upstream.asked().len(), 10);
    // One more for the question at the start whether it is ready.
    assert!(upstream.connections() <= 2, "{}", upstream.connections());
}

#[test]
fn the_page_is_told_what_it_talks_to_and_no_secret() {
    let pair = Pair::plain();
    let config = pair.gateway.client.get("/segdeck/config.json");
    assert_eq!(
        config.json(),
        json!({
            "mode": "gateway", "upstream": format!("http://{}", pair.sandbox.client.0),
            "readOnly": false, "token": null, "auth": "key",
        })
    );
}

#[test]
fn a_head_is_answered_without_a_body() {
    let pair = Pair::plain();
    let headers = [("Segdeck-Key", KEY)];
    for target in [SEGMENTS, "/api/v2/projects"] {
        let answer = pair.gateway.client.send("HEAD", target, &headers, "");
        assert_eq!((answer.status, answer.body.len()), (200, 0), "{target}");
    }
}
