//! Files that are sent: larger than what is held in memory, and slow.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use segdeck_sandbox::BODY_LIMIT;
use segdeck_server::{Database, Options};

use crate::support::{Answer, Server, WRITER, eventually, read_to_end};

/// Where files are sent; there is no such segment.
const IMPORTS: &str = "/api/v2/segments/default/test/no-such-segment/imports";

/// A form with so many bytes of keys in its file.
fn form(size: usize) -> String {
    let mut keys = "user-0000\n".repeat(size / 10);
    keys.truncate(size);
    format!(
        "--deck\r\nContent-Disposition: form-data; name=\"file\"; filename=\"keys.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{keys}\r\n--deck--\r\n"
    )
}

fn send(server: &Server, token: &str, body: &str) -> Answer {
    let headers = [
        ("Authorization", token),
        ("Content-Type", "multipart/form-data; boundary=deck"),
    ];
    server.client.send("POST", IMPORTS, &headers, body)
}

/// Begins to send a file of so many bytes.
fn begin(server: &Server, token: &str, length: usize, more: &str) -> TcpStream {
    let mut stream = server.client.connect();
    let head = format!(
        "POST {IMPORTS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n\
         Content-Type: multipart/form-data; boundary=deck\r\nConnection: close\r\n\
         Content-Length: {length}\r\n{more}\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
fn a_file_may_be_larger_than_other_bodies() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("segdeck.db");
    for database in [Database::InMemory, Database::File(file)] {
        let server = Server::start(Options {
            database,
            ..Options::default()
        });
        let answer = send(&server, WRITER, &form(BODY_LIMIT + 1_000_000));
        answer.assert_refused(404, "not_found");
        server.stop();
    }
    for left in std::fs::read_dir(folder.path()).unwrap() {
        let name = left.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with("segdeck.db"), "{name}");
    }
}

#[test]
fn a_file_that_is_too_large_is_refused_however_it_is_sent() {
    let server = Server::start(Options {
        max_upload: 10_000,
        ..Options::default()
    });
    send(&server, WRITER, &form(9_000)).assert_refused(404, "not_found");
    send(&server, WRITER, &form(10_001)).assert_refused(413, "invalid_request");

    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    let chunked = format!(
        "POST {IMPORTS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunk}{chunk}{chunk}0\r\n\r\n"
    );
    let refused = Answer::read(&server.client.raw(chunked.as_bytes()));
    refused.assert_refused(413, "invalid_request");
}

#[test]
fn who_asks_before_sending_a_file_that_is_too_large_is_told_at_once() {
    let server = Server::start(Options::default());
    let mut stream = begin(&server, WRITER, 50_000_000, "Expect: 100-continue\r\n");
    let refused = Answer::read(&read_to_end(&mut stream));
    refused.assert_refused(413, "invalid_request");

    let body = form(100);
    let mut stream = begin(&server, WRITER, body.len(), "Expect: 100-continue\r\n");
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).unwrap();
    Answer::read(&read_to_end(&mut stream)).assert_refused(404, "not_found");
}

#[test]
fn who_may_not_send_a_file_is_told_before_it_is_read() {
    let server = Server::start(Options::default());
    for (token, status, code) in [
        ("api-nobody", 401, "unauthorized"),
        ("api-sandbox-reader", 403, "forbidden"),
    ] {
        let mut stream = begin(&server, token, 30_000_000, "");
        let refused = Answer::read(&read_to_end(&mut stream));
        refused.assert_refused(status, code);
    }
}

#[test]
fn another_method_in_the_place_of_post_sends_no_file() {
    let server = Server::start(Options::default());
    let headers = [
        ("Authorization", WRITER),
        ("X-HTTP-Method-Override", "DELETE"),
    ];
    let large = "x".repeat(BODY_LIMIT + 1);
    let answer = server.client.send("POST", IMPORTS, &headers, &large);
    answer.assert_refused(413, "invalid_request");
}

#[test]
fn a_file_may_take_longer_than_other_bodies() {
    let server = Server::start(Options {
        body_patience: Duration::from_millis(1),
        ..Options::default()
    });
    let body = form(20);
    let mut stream = begin(&server, WRITER, body.len(), "");
    for byte in body.as_bytes() {
        stream.write_all(&[*byte]).unwrap();
        thread::sleep(Duration::from_millis(1));
    }
    Answer::read(&read_to_end(&mut stream)).assert_refused(404, "not_found");
}

#[test]
fn a_file_that_stands_still_is_given_up() {
    let server = Server::start(Options {
        upload_silence: Duration::from_millis(50),
        ..Options::default()
    });
    let mut stream = begin(&server, WRITER, 1000, "");
    stream.write_all(b"--deck").unwrap();
    let refused = Answer::read(&read_to_end(&mut stream));
    refused.assert_refused(408, "request_timeout");
}

#[test]
fn a_file_that_never_stands_still_and_never_ends_is_given_up() {
    let server = Server::start(Options {
        upload_patience: Duration::from_millis(50),
        ..Options::default()
    });
    let mut stream = begin(&server, WRITER, 40_000_000, "");
    let mut reading = stream.try_clone().unwrap();
    let trickle = thread::spawn(move || while stream.write_all(b"x").is_ok() {});
    let mut answer = [0; 12];
    reading.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
    drop(reading);
    trickle.join().unwrap();
}

#[test]
fn slow_files_hold_up_nobody_and_are_bounded_in_number() {
    let server = Server::start(Options::default());
    let mut slow = Vec::new();
    let refused = || send(&server, WRITER, &form(100)).status == 503;
    eventually(|| {
        let mut stream = begin(&server, WRITER, 1_000_000, "");
        stream.write_all(b"--deck").unwrap();
        slow.push(stream);
        refused()
    });
    assert!(slow.len() >= 16);
    let answer = send(&server, WRITER, &form(100));
    answer.assert_refused(503, "service_unavailable");
    assert_eq!(server.client.create("beta").status, 201);
    assert_eq!(server.client.keys(), ["beta"]);
    drop(slow);
    eventually(|| !refused());
}
