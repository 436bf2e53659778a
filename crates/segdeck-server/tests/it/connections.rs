//! Slow, idle and half-open clients.

use std::{
    io::{BufRead, BufReader, Read, Write},
    time::Duration,
};

use segdeck_server::Options;

use crate::support::{Answer, SEGMENTS, Server, WRITER, read_to_end};

#[test]
fn idle_and_half_sent_requests_hold_up_nobody() {
    let server = Server::start(Options::default());
    let idle: Vec<_> = (0..100).map(|_| server.client.connect()).collect();
    let half_sent: Vec<_> = (0..100)
        .map(|_| {
            let mut stream = server.client.connect();
            let head = format!(
                "POST {SEGMENTS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\n\
                 Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(server.client.create("beta").status, 201);
    assert_eq!(server.client.keys(), ["beta"]);
    drop((idle, half_sent));
}

#[test]
fn a_head_that_never_ends_is_given_up() {
    let server = Server::start(Options {
        head_patience: Duration::from_millis(50),
        ..Options::default()
    });
    let mut stream = server.client.connect();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    assert!(read_to_end(&mut stream).is_empty());
}

#[test]
fn a_body_that_never_ends_is_refused() {
    let server = Server::start(Options {
        body_patience: Duration::from_millis(50),
        ..Options::default()
    });
    let mut request = server.client.request(
        "POST",
        SEGMENTS,
        &[("Authorization", WRITER)],
        &"x".repeat(100),
    );
    request.truncate(request.len() - 50);
    let refused = Answer::read(&server.client.raw(&request));
    refused.assert_refused(408, "request_timeout");
}

#[test]
fn one_connection_carries_several_requests() {
    let server = Server::start(Options::default());
    let mut stream = BufReader::new(server.client.connect());
    for _ in 0..3 {
        let request = b"GET /segdeck/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.get_mut().write_all(request).unwrap();
        let mut length = 0;
        let mut line = String::new();
        assert!(stream.read_line(&mut line).unwrap() > 0);
        assert!(line.starts_with("HTTP/1.1 200"), "{line}");
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        assert_eq!(body, br#"{"status":"ok"}"#);
    }
}

#[test]
fn idle_connections_do_not_hold_up_the_end() {
    let server = Server::start(Options {
        head_patience: Duration::from_hours(1),
        ..Options::default()
    });
    let mut idle = server.client.connect();
    assert_eq!(server.client.get("/segdeck/health").status, 200);
    server.stop();
    // Its runtime went with the server, so the connection was closed.
    assert!(read_to_end(&mut idle).is_empty());
}
