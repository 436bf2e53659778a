//! Limits of how many requests are answered in ten seconds.

use std::num::NonZeroU32;

use segdeck_core::UnixMillis;
use segdeck_server::{Clock, Options, RateLimits};
use serde_json::json;

use crate::support::{Answer, SEGMENTS, Server, WRITER};

/// A multiple of ten seconds.
const NOON: i64 = 1_790_000_000_000;
const READER: &str = "api-sandbox-reader";
const PROJECTS: &str = "/api/v2/projects";
const HEADERS: [&str; 9] = [
    "x-ratelimit-global-limit",
    "x-ratelimit-global-remaining",
    "x-ratelimit-route-limit",
    "x-ratelimit-route-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-auth-token-limit",
    "x-ratelimit-auth-token-remaining",
    "x-ratelimit-auth-token-reset",
    "retry-after",
];

struct Limited(Server);

impl Limited {
    fn to(global: u32, route: u32, token: u32) -> Self {
        Self(Server::start(Options {
            rate_limits: RateLimits {
                global: NonZeroU32::new(global),
                route: NonZeroU32::new(route),
                token: NonZeroU32::new(token),
            },
            clock: Clock::Manual(UnixMillis(NOON)),
            ..Options::default()
        }))
    }

    fn send(&self, method: &str, path: &str, token: &str) -> Answer {
        let headers = [("Authorization", token)];
        self.0.client.send(method, path, &headers, "")
    }

    fn get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, token)
    }

    fn set_clock(&self, now: i64) {
        let body = json!({ "now": now }).to_string();
        let set = self.0.client.send("PUT", "/segdeck/clock", &[], &body);
        assert_eq!(set.status, 200);
    }
}

/// The values of [`HEADERS`], `-` where there is none.
fn told(answer: &Answer) -> String {
    HEADERS
        .map(|name| answer.header(name).unwrap_or("-").to_owned())
        .join(" ")
}

#[test]
fn without_limits_no_header_tells_of_one() {
    let server = Limited::to(0, 0, 0);
    for _ in 0..50 {
        let answer = server.get(SEGMENTS, WRITER);
        assert_eq!(answer.status, 200);
        assert_eq!(told(&answer), "- - - - - - - - -");
    }
}

#[test]
fn the_account_has_one_limit_for_all_tokens() {
    let server = Limited::to(3, 0, 0);
    let reset = NOON + 10_000;
    for (path, token, remaining) in [
        (SEGMENTS, WRITER, 2),
        (SEGMENTS, READER, 1),
        (PROJECTS, WRITER, 0),
    ] {
        let answer = server.get(path, token);
        assert_eq!(answer.status, 200);
        assert_eq!(told(&answer), format!("3 {remaining} - - {reset} - - - -"));
    }
    for token in [WRITER, READER] {
        let refused = server.get(SEGMENTS, token);
        refused.assert_refused(429, "rate_limited");
        assert_eq!(told(&refused), format!("3 0 - - {reset} - - - -"));
        assert!(refused.text().contains("account"), "{}", refused.text());
    }
}

#[test]
fn each_pattern_and_verb_has_a_limit_for_all_tokens() {
    let server = Limited::to(0, 2, 0);
    let reset = NOON + 10_000;
    let one = format!("{SEGMENTS}/one");
    let two = format!("{SEGMENTS}/two");
    assert_eq!(
        told(&server.get(&one, WRITER)),
        format!("- - 2 1 {reset} - - - -")
    );
    let answer = server.get(&two, READER);
    answer.assert_refused(404, "not_found");
    assert_eq!(told(&answer), format!("- - 2 0 {reset} - - - -"));
    let refused = server.get("/api/v2/segments/other/place/three", WRITER);
    refused.assert_refused(429, "rate_limited");
    assert!(refused.text().contains("route"), "{}", refused.text());
    for (method, path) in [("DELETE", &one), ("GET", &SEGMENTS.to_owned())] {
        let other = server.send(method, path, WRITER);
        assert_ne!(other.status, 429);
        assert_eq!(told(&other), format!("- - 2 1 {reset} - - - -"));
    }
    // A page that stands in for another method uses that method's route.
    let headers = [
        ("Authorization", WRITER),
        ("X-HTTP-Method-Override", "DELETE"),
    ];
    let deleted = server.0.client.send("POST", &two, &headers, "");
    assert_eq!(told(&deleted), format!("- - 2 0 {reset} - - - -"));
    // What leads nowhere is no route.
    for _ in 0..5 {
        let answer = server.get("/api/v2/nothing", WRITER);
        answer.assert_refused(404, "not_found");
        assert_eq!(told(&answer), "- - - - - - - - -");
    }
}

#[test]
fn each_token_has_a_limit_and_a_reset_of_its_own() {
    let server = Limited::to(0, 0, 1);
    let reset = NOON + 10_000;
    for token in [WRITER, READER] {
        assert_eq!(
            told(&server.get(SEGMENTS, token)),
            format!("- - - - - 1 0 {reset} -")
        );
        let refused = server.get(PROJECTS, token);
        refused.assert_refused(429, "rate_limited");
        assert_eq!(told(&refused), format!("- - - - - 1 0 {reset} -"));
        assert!(refused.text().contains("token"), "{}", refused.text());
    }
}

#[test]
fn all_limits_together_are_told_together_and_what_is_refused_does_not_count() {
    let server = Limited::to(4, 1, 3);
    let reset = NOON + 10_000;
    let all = |global, route, token| format!("4 {global} 1 {route} {reset} 3 {token} {reset} -");
    assert_eq!(told(&server.get(SEGMENTS, WRITER)), all(3, 0, 2));
    for _ in 0..5 {
        let refused = server.get(SEGMENTS, WRITER);
        refused.assert_refused(429, "rate_limited");
        assert_eq!(told(&refused), all(3, 0, 2));
    }
    assert_eq!(told(&server.get(PROJECTS, WRITER)), all(2, 0, 1));
}

#[test]
fn a_window_lasts_ten_seconds() {
    let server = Limited::to(1, 0, 0);
    server.set_clock(NOON + 3_000);
    assert_eq!(server.get(SEGMENTS, WRITER).status, 200);
    server.set_clock(NOON + 9_999);
    let refused = server.get(SEGMENTS, WRITER);
    refused.assert_refused(429, "rate_limited");
    let reset: i64 = refused
        .header("x-ratelimit-reset")
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(reset, NOON + 10_000);
    server.set_clock(reset);
    let answer = server.get(SEGMENTS, WRITER);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("x-ratelimit-reset"),
        Some((NOON + 20_000).to_string().as_str())
    );
    // A clock that is set back begins another window too.
    server.set_clock(NOON - 100_000);
    assert_eq!(server.get(SEGMENTS, WRITER).status, 200);
}

#[test]
fn who_is_not_known_neither_counts_nor_learns_of_limits() {
    let server = Limited::to(1, 1, 1);
    for token in ["", "api-nobody", "Bearer api-sandbox-writer"] {
        let refused = server.get(SEGMENTS, token);
        refused.assert_refused(401, "unauthorized");
        assert_eq!(told(&refused), "- - - - - - - - -");
    }
    assert_eq!(server.get(SEGMENTS, WRITER).status, 200);
}

#[test]
fn what_is_no_api_is_not_limited() {
    let server = Limited::to(1, 1, 1);
    for _ in 0..5 {
        assert_eq!(server.0.client.get("/segdeck/health").status, 200);
    }
    assert_eq!(server.get(SEGMENTS, WRITER).status, 200);
}

#[test]
fn a_file_counts_once_and_is_refused_before_it_is_read() {
    let server = Limited::to(2, 0, 0);
    let imports = format!("{SEGMENTS}/no-such-segment/imports");
    let answer = server.send("POST", &imports, WRITER);
    assert_eq!(answer.header("x-ratelimit-global-remaining"), Some("1"));
    let refused = server.send("POST", &imports, READER);
    refused.assert_refused(403, "forbidden");
    let head = format!(
        "POST {imports} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\n\
         Content-Length: 20000000\r\nConnection: close\r\n\r\n"
    );
    let refused = Answer::read(&server.0.client.raw(head.as_bytes()));
    refused.assert_refused(429, "rate_limited");
}
