//! What comes back, and what does not.

use std::net::TcpListener;

use segdeck_server::{Options, Seed};
use serde_json::{Value, json};

use super::{
    KEY, Pair, TOKEN, call,
    scripted::{Scripted, Then, answer},
};
use crate::support::SEGMENTS;

const JSON: &str = "Content-Type: application/json\r\n";
const TAGS: &str = "/api/v2/tags";

#[test]
fn only_what_the_list_names_comes_back() {
    let headers = "Content-Type: application/json\r\n\
        Set-Cookie: session=secret\r\n\
        Set-Cookie: other=secret\r\n\
        Access-Control-Allow-Origin: *\r\n\
        Access-Control-Allow-Credentials: true\r\n\
        Strict-Transport-Security: max-age=1\r\n\
        Content-Security-Policy: default-src *\r\n\
        Clear-Site-Data: \"*\"\r\n\
        Refresh: 0; url=http://evil.test\r\n\
        Link: </x>; rel=preload\r\n\
        Server: upstream\r\n\
        X-Internal: secret\r\n\
        Cache-Control: public, max-age=999\r\n\
        ETag: \"1\"\r\n\
        Keep-Alive: timeout=5\r\n\
        Retry-After: 7\r\n\
        X-Ratelimit-Global-Remaining: 3\r\n\
        X-RateLimit-Route-Remaining: 2\r\n\
        X-Ratelimit-Auth-Token-Reset: 1750000000000\r\n\
        X-Ratelimit-Reset: 1750000000000\r\n";
    let gateway = Scripted::with(200, headers, "{\"items\":[]}").gateway();
    let got = call(gateway.client, "GET", TAGS, &Value::Null);
    // What every answer of this server has, whatever stands behind it.
    let own = gateway.client.get("/segdeck/health");
    let own: Vec<&String> = own.headers.iter().map(|(name, _)| name).collect();
    let mut names: Vec<&str> = got
        .headers
        .iter()
        .filter(|(name, _)| !own.contains(&name))
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "retry-after",
            "x-ratelimit-auth-token-reset",
            "x-ratelimit-global-remaining",
            "x-ratelimit-reset",
            "x-ratelimit-route-remaining",
        ]
    );
    for name in ["connection", "content-security-policy", "cache-control"] {
        assert!(own.iter().any(|own| *own == name), "{name}");
    }
    assert_eq!(got.header("cache-control"), Some("no-store"));
    assert_eq!(got.header("x-ratelimit-global-remaining"), Some("3"));
    assert!(
        got.header("content-security-policy")
            .unwrap()
            .contains("'none'")
    );
}

#[test]
fn a_limit_is_passed_on_and_not_tried_again() {
    let headers = format!("{JSON}Retry-After: 3\r\nX-Ratelimit-Reset: 1750000000000\r\n");
    let upstream = Scripted::with(
        429,
        &headers,
        r#"{"code":"rate_limited","message":"Slowly"}"#,
    );
    let gateway = upstream.gateway();
    for (method, target) in [
        ("GET", SEGMENTS),
        ("POST", SEGMENTS),
        ("GET", "/api/v2/projects"),
    ] {
        let got = call(gateway.client, method, target, &Value::Null);
        assert_eq!(got.status, 429);
        assert_eq!(got.json()["code"], "rate_limited");
        assert_eq!(got.header("retry-after"), Some("3"));
        assert_eq!(got.header("x-ratelimit-reset"), Some("1750000000000"));
    }
    assert_eq!(upstream.asked().len(), 3);
}

#[test]
fn a_location_is_one_of_this_server() {
    let own = "/api/v2/segments/p/e/s/imports/1";
    for (location, expected) in [
        (own.to_owned(), Some(own)),
        ("HOST/api/v2/segments/p/e/s/imports/1".to_owned(), Some(own)),
        (
            "https://evil.test/api/v2/segments/p/e/s/imports/1".to_owned(),
            None,
        ),
        (
            "//evil.test/api/v2/segments/p/e/s/imports/1".to_owned(),
            None,
        ),
        ("/api/v2/tokens/1".to_owned(), None),
        ("/internal".to_owned(), None),
        ("javascript:alert(1)".to_owned(), None),
    ] {
        let upstream = Scripted::start(move |asked, stream| {
            let host = format!("http://{}", asked.header("host").unwrap());
            let location = location.replace("HOST", &host);
            let answer = answer(200, &format!("{JSON}Location: {location}\r\n"), "");
            std::io::Write::write_all(stream, answer.as_bytes()).unwrap();
            Then::Close
        });
        let gateway = upstream.gateway();
        let target = "/api/v2/segments/p/e/s/exports";
        let got = call(gateway.client, "POST", target, &Value::Null);
        assert_eq!((got.status, got.header("location")), (200, expected));
    }
}

#[test]
fn a_redirect_is_refused_and_never_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = elsewhere.local_addr().unwrap();
    for status in [301, 302, 303, 304, 307, 308] {
        for location in [
            format!("http://{address}/api/v2/tags"),
            "/api/v2/other".to_owned(),
        ] {
            let headers = format!("{JSON}Location: {location}\r\n");
            let upstream = Scripted::with(status, &headers, "");
            let gateway = upstream.gateway();
            for (method, target) in [
                ("GET", TAGS),
                ("POST", SEGMENTS),
                ("GET", "/api/v2/projects"),
            ] {
                let got = call(gateway.client, method, target, &json!(null));
                got.assert_refused(502, "upstream_redirected");
                assert_eq!(got.header("location"), None);
                assert!(!got.text().contains(&address.to_string()));
            }
            assert_eq!(upstream.asked().len(), 3);
        }
    }
    assert!(elsewhere.accept().is_err());
}

#[test]
fn what_is_not_of_the_api_is_told_as_such() {
    let html = "<!doctype html><title>Login</title><script>alert(1)</script>";
    let html_type = "Content-Type: text/html; charset=utf-8\r\n";
    for (status, headers, body, expected) in [
        (200, html_type, html, 502),
        (200, "", html, 502),
        (200, "Content-Type: text/plain\r\n", "ok", 502),
        (200, "Content-Type: application/javascript\r\n", "{}", 502),
        (
            200,
            "Content-Type: text/html, application/json\r\n",
            html,
            502,
        ),
        // A proxy's, which must not look as if the token were bad.
        (401, html_type, html, 502),
        (403, html_type, html, 502),
        (404, html_type, html, 502),
        (407, html_type, html, 502),
        (429, html_type, html, 429),
        (503, html_type, html, 503),
        (504, html_type, html, 504),
    ] {
        let headers = format!("{headers}Retry-After: 9\r\n");
        let gateway = Scripted::with(status, &headers, body).gateway();
        for target in [
            TAGS,
            "/api/v2/projects",
            "/api/v2/segments/p/e/s/exports/1/file",
        ] {
            if target.ends_with("file") && headers.contains("text/plain") {
                continue;
            }
            let got = call(gateway.client, "GET", target, &Value::Null);
            got.assert_refused(expected, "upstream_not_json");
            assert_eq!(got.header("retry-after"), Some("9"));
            assert!(!got.text().contains("<script"), "{}", got.text());
        }
    }
}

#[test]
fn errors_of_the_api_are_passed_on() {
    for status in [400, 401, 403, 404, 409, 422, 500, 503] {
        let body = format!(r#"{{"code":"c{status}","message":"m","id":"support"}}"#);
        let gateway = Scripted::with(status, JSON, &body).gateway();
        for target in [TAGS, "/api/v2/projects"] {
            let got = call(gateway.client, "GET", target, &Value::Null);
            assert_eq!((got.status, got.text()), (status, body.clone()));
        }
    }
    // Some have no body.
    let gateway = Scripted::with(401, "", "").gateway();
    let got = call(gateway.client, "GET", TAGS, &Value::Null);
    assert_eq!((got.status, got.body.len()), (401, 0));
}

/// Every operation whose answers can have an environment in them.
const WITH_SECRETS: [(&str, &str); 11] = [
    ("GET", "/api/v2/projects?expand=environments"),
    ("GET", "/api/v2/projects/p?expand=environments"),
    ("GET", "/api/v2/projects/p/environments"),
    ("GET", "/api/v2/projects/p/environments/e"),
    ("GET", "/api/v2/auditlog"),
    ("POST", "/api/v2/auditlog"),
    ("GET", "/api/v2/auditlog/1"),
    ("GET", "/api/v2/approval-requests?expand=environments"),
    ("POST", "/api/v2/approval-requests"),
    ("GET", "/api/v2/approval-requests/1?expand=environments"),
    ("POST", "/api/v2/approval-requests/1/apply"),
];

#[test]
fn the_keys_of_environments_stay_here() {
    let environment = |name: &str| {
        json!({
            "_id": "client-side-id", "key": name, "name": name, "apiKey": "sdk-secret",
            "mobileKey": "mob-secret", "color": "00ff00", "tags": ["apiKey"],
        })
    };
    let body = json!({
        "items": [environment("a"), {"environments": {"items": [environment("b")]}}],
        "currentVersion": environment("c"),
        "delta": [{"op": "replace", "path": "/apiKey", "value": "sdk-secret-2"}],
        "apiKey": {"current": "sdk-secret", "old": ["sdk-secret"]},
    });
    for (chunked, name) in [(false, "plain"), (true, "in chunks")] {
        let text = body.to_string();
        let bytes = if chunked {
            let (one, two) = text.split_at(text.len() / 2);
            format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\n{JSON}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
                one.len(),
                two.len()
            )
        } else {
            answer(200, JSON, &text)
        };
        let gateway = Scripted::answering(bytes).gateway();
        for (method, target) in WITH_SECRETS {
            let got = call(gateway.client, method, target, &Value::Null);
            assert_eq!(got.status, 200, "{name} {method} {target}");
            assert!(
                !got.text().contains("secret"),
                "{method} {target} {}",
                got.text()
            );
            let got = got.json();
            assert_eq!(got["items"][0]["_id"], "client-side-id");
            assert_eq!(got["items"][0]["tags"], json!(["apiKey"]));
            assert_eq!(got["items"][1]["environments"]["items"][0]["apiKey"], "");
            assert_eq!(got["currentVersion"]["mobileKey"], "");
            assert_eq!(got["delta"][0]["path"], "/apiKey");
        }
    }
}

#[test]
fn contexts_may_have_attributes_of_that_name() {
    let body = r#"{"items":[{"context":{"kind":"user","key":"u","apiKey":"x"}}]}"#;
    let gateway = Scripted::with(200, JSON, body).gateway();
    let target = "/api/v2/projects/p/environments/e/contexts/search";
    let got = call(gateway.client, "POST", target, &Value::Null);
    assert_eq!(got.text(), body);
}

#[test]
fn what_cannot_be_searched_for_keys_does_not_come_back() {
    let packed = format!("{JSON}Content-Encoding: gzip\r\n");
    for (headers, body) in [
        (JSON, r#"{"apiKey":"sdk-secret""#),
        (JSON, r#"{"apiKey":"sdk-secret"} {}"#),
        (JSON, "sdk-secret"),
        (packed.as_str(), r#"{"apiKey":"sdk-secret"}"#),
    ] {
        let gateway = Scripted::with(200, headers, body).gateway();
        for (method, target) in WITH_SECRETS {
            let got = call(gateway.client, method, target, &Value::Null);
            got.assert_refused(502, "upstream_not_json");
            assert!(!got.text().contains("secret"));
        }
    }
    let large = format!(r#"["sdk-secret{}"]"#, "x".repeat(17 * 1024 * 1024));
    let gateway = Scripted::with(200, JSON, &large).gateway();
    let got = call(gateway.client, "GET", "/api/v2/projects", &Value::Null);
    got.assert_refused(502, "upstream_too_large");
    // Others may be as large as they are.
    let got = call(gateway.client, "GET", SEGMENTS, &Value::Null);
    assert_eq!((got.status, got.body.len()), (200, large.len()));
}

#[test]
fn a_packed_answer_is_passed_on_to_a_page_that_takes_it() {
    let packed = format!("{JSON}Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n");
    let upstream = Scripted::with(200, &packed, "packed");
    let gateway = upstream.gateway();
    for (asks, forwarded) in [
        ("gzip, deflate, br, zstd", "gzip, br"),
        ("br", "br"),
        ("zstd", "identity"),
    ] {
        let headers = [("Segdeck-Key", KEY), ("Accept-Encoding", asks)];
        let got = gateway.client.send("GET", SEGMENTS, &headers, "");
        assert_eq!(got.header("content-encoding"), Some("gzip"));
        assert_eq!(got.header("vary"), Some("Accept-Encoding"));
        assert_eq!(got.text(), "packed");
        let asked = upstream.asked().pop().unwrap();
        assert_eq!(asked.header("accept-encoding"), Some(forwarded));
        gateway.client.send("GET", "/api/v2/projects", &headers, "");
        let asked = upstream.asked().pop().unwrap();
        assert_eq!(asked.header("accept-encoding"), Some("identity"));
    }
}

#[test]
fn the_token_is_in_no_answer() {
    let pair = Pair::start(
        Options {
            seed: Some(Seed::Demo),
            ..Options::default()
        },
        |_| (),
    );
    for target in [
        "/",
        "/segdeck/config.json",
        "/segdeck/health",
        "/segdeck/ready",
        "/segdeck/metrics",
        "/api/v2/caller-identity",
        "/api/v2/projects?expand=environments",
        "/api/v2/auditlog",
        SEGMENTS,
        "/api/v2/nothing",
    ] {
        let got = pair.get(target);
        let whole = format!("{:?} {}", got.headers, got.text());
        for secret in ["api-sandbox-admin", KEY, TOKEN] {
            assert!(!whole.contains(secret), "{target}: {whole}");
        }
    }
}
