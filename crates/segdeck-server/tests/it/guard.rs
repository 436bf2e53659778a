//! Names bent to this machine, and pages of other origins.

use segdeck_server::Options;

use crate::support::{SEGMENTS, Server, WRITER};

const PATHS: [&str; 5] = [
    "/",
    "/api/v2/projects",
    "/segdeck/config.json",
    "/segdeck/clock",
    "/p/default",
];

#[test]
fn a_name_that_was_bent_to_this_machine_gets_nothing() {
    let server = Server::start(Options::default());
    let port = server.client.0.port();
    for host in [
        "evil.test".to_owned(),
        format!("evil.test:{port}"),
        format!("127.0.0.1.evil.test:{port}"),
        "10.0.0.1".to_owned(),
    ] {
        for path in PATHS {
            let headers = [("Host", host.as_str()), ("Authorization", WRITER)];
            let answer = server.client.send("GET", path, &headers, "");
            answer.assert_refused(421, "misdirected_request");
            assert!(!answer.text().contains(WRITER));
        }
    }
    let whole = b"GET http://evil.test/segdeck/config.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = crate::support::Answer::read(&server.client.raw(whole));
    answer.assert_refused(421, "misdirected_request");
    let none = b"GET /segdeck/config.json HTTP/1.1\r\nConnection: close\r\n\r\n";
    let answer = crate::support::Answer::read(&server.client.raw(none));
    answer.assert_refused(400, "invalid_request");
}

#[test]
fn loopback_by_any_spelling_and_named_hosts_are_served() {
    let server = Server::start(Options {
        allow_hosts: vec!["deck.test".to_owned()],
        ..Options::default()
    });
    for host in [
        "localhost",
        "127.0.0.1:1",
        "[::1]:8765",
        "LocalHost:80",
        "deck.test:8765",
    ] {
        let answer = server
            .client
            .send("GET", "/segdeck/health", &[("Host", host)], "");
        assert_eq!(answer.status, 200, "{host}");
    }
}

#[test]
fn a_page_of_another_origin_neither_reads_nor_changes() {
    let server = Server::start(Options::default());
    for origin in [
        "http://evil.test",
        "null",
        "https://127.0.0.1",
        "http://localhost:3000",
    ] {
        for path in PATHS {
            let answer = server.client.send("GET", path, &[("Origin", origin)], "");
            answer.assert_refused(403, "forbidden");
        }
        let headers = [
            ("Origin", origin),
            ("Authorization", WRITER),
            ("Content-Type", "application/json"),
        ];
        let body = r#"{"key":"a","name":"A"}"#;
        let answer = server.client.send("POST", SEGMENTS, &headers, body);
        answer.assert_refused(403, "forbidden");
    }
    assert!(server.client.keys().is_empty());
}

#[test]
fn the_servers_own_page_and_trunks_may_call() {
    let server = Server::start(Options::default());
    let own = format!("http://{}", server.client.0);
    for origin in [
        own.as_str(),
        "http://127.0.0.1:8080",
        "http://localhost:8080",
    ] {
        let answer = server
            .client
            .send("GET", "/segdeck/health", &[("Origin", origin)], "");
        assert_eq!(answer.status, 200, "{origin}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let named = Server::start(Options {
        allow_origins: vec!["http://dev.test:9".to_owned()],
        ..Options::default()
    });
    let try_from = |origin| {
        let headers = [("Origin", origin)];
        named
            .client
            .send("GET", "/segdeck/health", &headers, "")
            .status
    };
    assert_eq!(try_from("http://dev.test:9"), 200);
    assert_eq!(try_from("http://localhost:8080"), 403);
}

#[test]
fn no_preflight_is_granted() {
    let server = Server::start(Options::default());
    let headers = [
        ("Origin", "http://127.0.0.1:8080"),
        ("Access-Control-Request-Method", "PATCH"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    let answer = server.client.send("OPTIONS", SEGMENTS, &headers, "");
    answer.assert_refused(405, "method_not_allowed");
    for name in ["origin", "methods", "headers"] {
        let name = format!("access-control-allow-{name}");
        assert_eq!(answer.header(&name), None);
    }
}
