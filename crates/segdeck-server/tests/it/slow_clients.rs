//! Clients that neither go on nor go away, and what others notice of it: nothing.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::Duration,
};

use rusqlite::Connection;
use segdeck_server::{Database, Options};
use serde_json::{Value, json};

use crate::support::{Answer, SEGMENTS, SEMANTIC_PATCH, Server, WRITER, eventually, read_to_end};

const HEALTH: &[u8] = b"GET /segdeck/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Whether the server has closed the connection, whatever it sent before.
fn is_closed(stream: &mut TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let mut buffer = vec![0; 64 * 1024];
    let closed = loop {
        match stream.read(&mut buffer) {
            Ok(0) => break true,
            Ok(_) => {}
            Err(error) => break error.kind() != ErrorKind::WouldBlock,
        }
    };
    stream.set_nonblocking(false).unwrap();
    closed
}

/// Asks something small and reads the whole answer.
fn ask(stream: &mut TcpStream) {
    stream.write_all(HEALTH).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let length = Answer::read(&head)
        .header("content-length")
        .unwrap()
        .parse();
    stream.read_exact(&mut vec![0; length.unwrap()]).unwrap();
}

/// Makes a segment whose JSON is larger than what fits into the buffers of a connection.
fn create_large(server: &Server, key: &str) {
    assert_eq!(server.client.create(key).status, 201);
    let values: Vec<String> = (0..1_500).map(|n| format!("{n:0>900}")).collect();
    let body = json!({"instructions": [{
        "kind": "addIncludedTargets", "contextKind": "user", "values": values,
    }]});
    let headers = [("Authorization", WRITER), ("Content-Type", SEMANTIC_PATCH)];
    let path = format!("{SEGMENTS}/{key}");
    let changed = server
        .client
        .send("PATCH", &path, &headers, &body.to_string());
    assert_eq!(changed.status, 200);
}

/// Asks for a large answer many times over, and reads nothing of it.
fn stall(server: &Server, key: &str) -> TcpStream {
    let mut stream = server.client.connect();
    let request = format!(
        "GET {SEGMENTS}/{key} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\n\r\n"
    );
    stream.write_all(request.repeat(100).as_bytes()).unwrap();
    stream
}

#[test]
fn a_thousand_idle_connections_hold_up_nobody() {
    raise_file_limit();
    let server = Server::start(Options {
        head_patience: Duration::from_hours(1),
        ..Options::default()
    });
    let mut idle = Vec::new();
    for number in 0..1_000 {
        let mut stream = server.client.connect();
        if number % 2 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
        }
        idle.push(stream);
        if number % 250 == 0 {
            assert_eq!(server.client.create(&format!("k{number}")).status, 201);
        }
    }
    assert_eq!(server.client.keys().len(), 4);
    drop(idle);
}

/// Lets this process have as many files open as it may.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Nofile).maximum;
    let limit = Rlimit {
        current: maximum,
        maximum,
    };
    setrlimit(Resource::Nofile, limit).unwrap();
}

#[test]
fn the_connection_that_has_been_idle_the_longest_makes_room() {
    let server = Server::start(Options {
        max_connections: 4,
        head_patience: Duration::from_hours(1),
        ..Options::default()
    });
    let mut first = server.client.connect();
    let mut second = server.client.connect();
    // The second was accepted when it is answered; the first is asked something after that.
    for stream in [&mut second, &mut first] {
        ask(stream);
    }
    let _others: Vec<_> = (0..3).map(|_| server.client.connect()).collect();
    assert!(read_to_end(&mut second).is_empty());
    assert!(!is_closed(&mut first));
    assert_eq!(server.client.get("/segdeck/health").status, 200);
}

#[test]
fn a_connection_with_a_request_in_flight_never_makes_room() {
    let server = Server::start(Options {
        max_connections: 2,
        ..Options::default()
    });
    let body = r#"{"key":"slow","name":"Slow"}"#;
    let headers = [
        ("Authorization", WRITER),
        ("Content-Type", "application/json"),
        ("Expect", "100-continue"),
    ];
    let request = server.client.request("POST", SEGMENTS, &headers, body);
    let (begin, end) = request.split_at(request.len() - 5);
    let mut slow = server.client.connect();
    slow.write_all(begin).unwrap();
    // By this the request is known to be in flight.
    slow.read_exact(&mut [0; 25]).unwrap();
    for _ in 0..20 {
        assert_eq!(server.client.get("/segdeck/health").status, 200);
    }
    slow.write_all(end).unwrap();
    assert_eq!(Answer::read(&read_to_end(&mut slow)).status, 201);
}

#[test]
fn a_connection_that_idles_between_two_requests_is_closed() {
    let server = Server::start(Options {
        head_patience: Duration::from_millis(50),
        ..Options::default()
    });
    let mut stream = server.client.connect();
    stream.write_all(HEALTH).unwrap();
    let answer = Answer::read(&read_to_end(&mut stream));
    assert_eq!(
        (answer.status, answer.text()),
        (200, r#"{"status":"ok"}"#.to_owned())
    );
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let server = Server::start(Options::default());
    let headers = [
        ("Authorization", WRITER),
        ("Content-Type", "application/json"),
    ];
    let body = r#"{"key":"beta","name":"Beta"}"#;
    let request = server.client.request("POST", SEGMENTS, &headers, body);
    let mut stream = server.client.connect();
    stream.set_nodelay(true).unwrap();
    for byte in request {
        stream.write_all(&[byte]).unwrap();
    }
    assert_eq!(Answer::read(&read_to_end(&mut stream)).status, 201);
}

#[test]
fn a_client_that_takes_nothing_of_its_answers_is_given_up() {
    let server = Server::start(Options {
        write_patience: Duration::from_millis(50),
        ..Options::default()
    });
    create_large(&server, "beta");
    let stalled: Vec<_> = (0..20).map(|_| stall(&server, "beta")).collect();
    assert_eq!(server.client.keys(), ["beta"]);
    for mut stream in stalled {
        // What it was sent before is less than it asked for.
        eventually(|| {
            thread::sleep(Duration::from_millis(100));
            stream.write_all(b"\r\n").is_err()
        });
        assert!(is_closed(&mut stream));
    }
}

#[test]
fn a_client_that_goes_away_leaves_nothing_behind() {
    let server = Server::start(Options {
        max_connections: 20,
        head_patience: Duration::from_hours(1),
        ..Options::default()
    });
    create_large(&server, "beta");
    for _ in 0..100 {
        drop(stall(&server, "beta"));
        let gone = server.client.connect();
        gone.shutdown(Shutdown::Both).unwrap();
    }
    assert_eq!(server.client.keys(), ["beta"]);
}

#[test]
fn reads_are_answered_while_changes_wait_for_the_database_and_then_give_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("segdeck.db");
    let server = Server::start(Options {
        database: Database::File(file.clone()),
        answer_patience: Duration::from_millis(300),
        ..Options::default()
    });
    assert_eq!(server.client.create("beta").status, 201);
    let other = Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let client = server.client;
    let waiting: Vec<_> = (0..40)
        .map(|number| thread::spawn(move || client.create(&format!("k{number}"))))
        .collect();
    for _ in 0..40 {
        assert_eq!(server.client.keys(), ["beta"]);
    }
    for change in waiting {
        let refused = change.join().unwrap();
        refused.assert_refused(503, "service_unavailable");
    }
    other.execute_batch("ROLLBACK").unwrap();
    // Those that were begun are finished, and the next are answered.
    eventually(|| server.client.create("gamma").status == 201);
    let list = server
        .client
        .call("GET", &format!("{SEGMENTS}?limit=100"), &Value::Null);
    assert_eq!(list.status, 200);
}

#[test]
fn clients_that_hang_do_not_hold_up_the_end() {
    let server = Server::start(Options {
        head_patience: Duration::from_hours(1),
        body_patience: Duration::from_hours(1),
        upload_silence: Duration::from_hours(1),
        write_patience: Duration::from_hours(1),
        stop_patience: Duration::from_millis(100),
        ..Options::default()
    });
    create_large(&server, "beta");
    let send = |bytes: &str| {
        let mut stream = server.client.connect();
        stream.write_all(bytes.as_bytes()).unwrap();
        stream
    };
    let head = format!("HTTP/1.1\r\nHost: localhost\r\nAuthorization: {WRITER}\r\n");
    let mut hanging = vec![
        server.client.connect(),
        send("GET / HTTP/1.1\r\nHost: loc"),
        send(&format!(
            "POST {SEGMENTS} {head}Content-Length: 100\r\n\r\n{{"
        )),
        send(&format!(
            "POST {SEGMENTS}/beta/imports {head}Content-Length: 100\r\n\r\n--"
        )),
        stall(&server, "beta"),
    ];
    assert_eq!(server.client.get("/segdeck/health").status, 200);
    server.stop();
    for stream in &mut hanging {
        eventually(|| is_closed(stream));
    }
}
