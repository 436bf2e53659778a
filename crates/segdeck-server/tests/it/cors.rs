//! Pages of other origins, when the server lets them in.

use segdeck_server::{Cors, Options, RateLimits};
use serde_json::Value;

use crate::support::{Answer, SEGMENTS, Server, WRITER};

const ORIGIN: &str = "https://page.test";

fn open() -> Server {
    Server::start(Options {
        cors: Cors::LaunchDarkly,
        ..Options::default()
    })
}

#[track_caller]
fn assert_shared(answer: &Answer, origin: &str) {
    assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
    assert_eq!(answer.header("access-control-max-age"), Some("300"));
    assert_eq!(answer.header("vary"), Some("origin"));
    for (name, values) in [
        (
            "access-control-allow-headers",
            "accept, content-type, content-length, accept-encoding, authorization, ld-api-version",
        ),
        (
            "access-control-allow-methods",
            "options, get, delete, patch, post, put",
        ),
        (
            "access-control-expose-headers",
            "location, retry-after, x-ratelimit-global-limit, x-ratelimit-global-remaining, \
             x-ratelimit-route-limit, x-ratelimit-route-remaining, x-ratelimit-auth-token-limit, \
             x-ratelimit-auth-token-remaining, x-ratelimit-reset, x-ratelimit-auth-token-reset",
        ),
    ] {
        let actual = answer.header(name).unwrap().to_ascii_lowercase();
        assert_eq!(actual, values, "{name}");
    }
    // A page may call with a token, and not with what a browser keeps for this host.
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

#[track_caller]
fn assert_kept(answer: &Answer) {
    for name in [
        "access-control-allow-origin",
        "access-control-allow-headers",
        "access-control-allow-methods",
        "access-control-expose-headers",
        "access-control-max-age",
    ] {
        assert_eq!(answer.header(name), None, "{name}");
    }
}

#[test]
fn every_answer_of_the_api_is_shared_refusals_too() {
    let server = Server::start(Options {
        cors: Cors::LaunchDarkly,
        max_body: 1000,
        rate_limits: RateLimits {
            token: std::num::NonZeroU32::new(3),
            ..RateLimits::default()
        },
        clock: segdeck_server::Clock::manual_from_now(),
        ..Options::default()
    });
    let send = |method: &str, path: &str, token: &str, body: &str| {
        let headers = [("Origin", ORIGIN), ("Authorization", token)];
        server.client.send(method, path, &headers, body)
    };
    let large = "x".repeat(2000);
    for (method, path, token, body, status) in [
        ("GET", SEGMENTS, "api-nobody", "", 401),
        ("POST", SEGMENTS, "api-sandbox-reader", "", 403),
        ("GET", "/api/v2/nothing", "api-sandbox-reader", "", 404),
        ("PUT", SEGMENTS, "api-sandbox-reader", "", 405),
        ("GET", SEGMENTS, "api-sandbox-reader", "", 429),
        ("POST", SEGMENTS, WRITER, large.as_str(), 413),
        ("GET", &format!("{SEGMENTS}?x=%"), WRITER, "", 400),
        ("TRACE", SEGMENTS, WRITER, "", 405),
        ("GET", SEGMENTS, WRITER, "", 200),
        ("HEAD", SEGMENTS, WRITER, "", 200),
        ("GET", "/api/v2/openapi.json", WRITER, "", 200),
    ] {
        let answer = send(method, path, token, body);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        assert_shared(&answer, ORIGIN);
    }
}

#[test]
fn an_origin_is_echoed_and_without_one_everybody_is_let_in() {
    let server = open();
    for origin in [ORIGIN, "null", "http://127.0.0.1:8080"] {
        let answer = server
            .client
            .send("GET", SEGMENTS, &[("Origin", origin)], "");
        assert_eq!(answer.status, 401);
        assert_shared(&answer, origin);
    }
    let answer = server.client.call("GET", SEGMENTS, &Value::Null);
    assert_eq!(answer.status, 200);
    assert_shared(&answer, "*");
}

#[test]
fn a_browser_that_asks_beforehand_needs_no_token() {
    let server = open();
    for path in [
        "/api/v2",
        "/api/v2/",
        SEGMENTS,
        "/api/v2/segments/default/test/a%2Fb",
        "/api/v2/segments/default/test/beta/imports",
        "/api/v2/openapi.json",
    ] {
        let headers = [
            ("Origin", ORIGIN),
            ("Access-Control-Request-Method", "PATCH"),
            (
                "Access-Control-Request-Headers",
                "authorization,content-type",
            ),
        ];
        let answer = server.client.send("OPTIONS", path, &headers, "");
        assert_eq!((answer.status, answer.body.len()), (204, 0), "{path}");
        assert_shared(&answer, ORIGIN);
    }
}

#[test]
fn nothing_but_the_api_is_shared() {
    let server = open();
    for path in [
        "/",
        "/segdeck/config.json",
        "/segdeck/health",
        "/segdeck/clock",
        "/segdeck/faults",
        "/api",
        "/api/v1",
        "/api/v22/segments",
        "/api/v3/segments",
    ] {
        for method in ["GET", "PUT", "OPTIONS"] {
            let answer = server.client.send(method, path, &[("Origin", ORIGIN)], "");
            answer.assert_refused(403, "forbidden");
            assert_kept(&answer);
        }
    }
    let own = server.client.get("/segdeck/config.json");
    assert_eq!(own.status, 200);
    assert_kept(&own);
}

#[test]
fn a_name_that_was_bent_to_this_machine_still_gets_nothing() {
    let server = open();
    let headers = [
        ("Host", "evil.test"),
        ("Origin", "http://evil.test"),
        ("Authorization", WRITER),
    ];
    for method in ["GET", "OPTIONS"] {
        let answer = server.client.send(method, SEGMENTS, &headers, "");
        answer.assert_refused(421, "misdirected_request");
    }
}

#[test]
fn a_page_of_another_origin_may_change_segments() {
    let server = open();
    let headers = [
        ("Origin", ORIGIN),
        ("Authorization", WRITER),
        ("Content-Type", "application/json"),
    ];
    let body = r#"{"key":"beta","name":"Beta"}"#;
    let created = server.client.send("POST", SEGMENTS, &headers, body);
    assert_eq!(created.status, 201);
    assert_shared(&created, ORIGIN);
    assert_eq!(server.client.keys(), ["beta"]);
}

#[test]
fn by_default_nothing_is_shared() {
    let server = Server::start(Options::default());
    let answer = server.client.call("GET", SEGMENTS, &Value::Null);
    assert_eq!(answer.status, 200);
    assert_kept(&answer);
    assert_eq!(answer.header("vary"), None);
    let answer = server
        .client
        .send("GET", SEGMENTS, &[("Origin", ORIGIN)], "");
    answer.assert_refused(403, "forbidden");
    assert_kept(&answer);
}
