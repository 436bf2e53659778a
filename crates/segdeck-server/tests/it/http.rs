//! Forms of HTTP that are rare, and those that are not HTTP.

use std::io::Write;

use segdeck_server::Options;
use serde_json::Value;

use crate::support::{Answer, SEGMENTS, Server, WRITER, read_to_end};

fn status(server: &Server, request: &str) -> u16 {
    Answer::read(&server.client.raw(request.as_bytes())).status
}

#[test]
fn requests_that_come_at_once_are_answered_in_order() {
    let server = Server::start(Options::default());
    let head = format!("Host: localhost\r\nAuthorization: {WRITER}\r\n");
    let body = r#"{"key":"beta","name":"Beta"}"#;
    let length = body.len();
    let all = format!(
        "POST {SEGMENTS} HTTP/1.1\r\n{head}Content-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}\
         GET {SEGMENTS}/beta HTTP/1.1\r\n{head}\r\n\
         DELETE {SEGMENTS}/beta HTTP/1.1\r\n{head}\r\n\
         GET {SEGMENTS}/beta HTTP/1.1\r\n{head}Connection: close\r\n\r\n"
    );
    let text = String::from_utf8(server.client.raw(all.as_bytes())).unwrap();
    let statuses: Vec<&str> = text
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| &answer[..3])
        .collect();
    assert_eq!(statuses, ["201", "200", "204", "404"]);
}

#[test]
fn http_1_0_is_answered_and_closed() {
    let server = Server::start(Options::default());
    for path in ["/segdeck/health", "/segdeck/config.json"] {
        let request = format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n");
        assert_eq!(status(&server, &request), 200);
    }
    let without_host = "GET /segdeck/health HTTP/1.0\r\n\r\n";
    assert_eq!(status(&server, without_host), 400);
    let asks_to_stay = "GET /segdeck/health HTTP/1.0\r\nHost: localhost\r\nConnection: \
                        keep-alive\r\n\r\nGET /segdeck/health HTTP/1.0\r\nHost: localhost\r\n\r\n";
    let text = String::from_utf8(server.client.raw(asks_to_stay.as_bytes())).unwrap();
    assert_eq!(text.matches(r#"{"status":"ok"}"#).count(), 2);
}

#[test]
fn head_tells_what_get_would_without_its_body() {
    let server = Server::start(Options::default());
    server.client.create("beta");
    for path in [SEGMENTS.to_owned(), format!("{SEGMENTS}/beta")] {
        let get = server.client.call("GET", &path, &Value::Null);
        let head = server.client.call("HEAD", &path, &Value::Null);
        assert_eq!((head.status, head.body.len()), (200, 0));
        for name in ["content-type", "content-length", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{name}");
        }
    }
    let missing = server
        .client
        .call("HEAD", &format!("{SEGMENTS}/no"), &Value::Null);
    assert_eq!((missing.status, missing.body.len()), (404, 0));
}

#[test]
fn a_target_may_be_a_whole_address() {
    let server = Server::start(Options::default());
    let ask = |target: &str| {
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        status(&server, &request)
    };
    assert_eq!(ask("http://localhost/segdeck/health"), 200);
    assert_eq!(ask("http://127.0.0.1:8765/segdeck/health"), 200);
    assert_eq!(ask("http://evil.test/segdeck/health"), 421);
    assert_eq!(ask("http://localhost@evil.test/segdeck/health"), 421);
    assert_eq!(ask("http://evil.test@localhost/segdeck/health"), 421);
    assert_eq!(ask("http://localhost"), 200);
}

#[test]
fn what_is_no_request_is_refused_and_closed() {
    let server = Server::start(Options::default());
    let many = "X: 1\r\n".repeat(200);
    let long = "x".repeat(1_000_000);
    let host = "Host: localhost\r\nConnection: close\r\n";
    for (request, expected) in [
        (format!("GET / HTTP/1.1\r\n{host}{many}\r\n"), vec![431]),
        (
            format!("GET / HTTP/1.1\r\n{host}X: {long}\r\n\r\n"),
            vec![431],
        ),
        (
            format!("GET /{long} HTTP/1.1\r\n{host}\r\n"),
            vec![414, 431],
        ),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), vec![400, 505]),
        (
            "GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(),
            vec![400],
        ),
        (
            "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n".to_owned(),
            vec![400],
        ),
        (
            "\u{16}\u{3}\u{1} hello over TLS\r\n\r\n".to_owned(),
            vec![400],
        ),
        (format!("OPTIONS * HTTP/1.1\r\n{host}\r\n"), vec![405]),
        (
            format!("CONNECT localhost:80 HTTP/1.1\r\n{host}\r\n"),
            vec![404, 405],
        ),
        (
            format!("POST {SEGMENTS} HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"),
            vec![400],
        ),
        (
            format!(
                "POST {SEGMENTS} HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"
            ),
            vec![400],
        ),
        (
            format!("POST {SEGMENTS} HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
            vec![400],
        ),
        (
            format!(
                "POST {SEGMENTS} HTTP/1.1\r\n{host}Transfer-Encoding: chunked, identity\r\n\r\n"
            ),
            vec![400],
        ),
    ] {
        let mut stream = server.client.connect();
        // The server may close before it has been sent everything.
        let _ = stream.write_all(request.as_bytes());
        let answer = Answer::read(&read_to_end(&mut stream));
        let shown: String = request.chars().take(60).collect();
        assert!(
            expected.contains(&answer.status),
            "{shown}: {}",
            answer.status
        );
    }
    assert_eq!(server.client.get("/segdeck/health").status, 200);
}

#[test]
fn a_request_behind_another_is_not_smuggled_in_its_body() {
    let server = Server::start(Options::default());
    let inner = format!(
        "DELETE {SEGMENTS}/beta HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\n\r\n"
    );
    server.client.create("beta");
    let both = format!(
        "POST {SEGMENTS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\
         Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{inner}",
        inner.len()
    );
    let _ = server.client.raw(both.as_bytes());
    assert_eq!(server.client.keys(), ["beta"]);
}
