//! Upstreams that fail, at every point of an exchange.

use std::{
    fs,
    io::Write,
    net::{Shutdown, TcpListener},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use segdeck_sandbox::Faults;
use segdeck_server::Options;
use serde_json::{Value, json};

use super::{
    KEY, Pair, call,
    scripted::{Scripted, Then, answer},
    start, to,
};
use crate::support::{Answer, SEGMENTS, Server};

const JSON: &str = "Content-Type: application/json\r\n";
const TAGS: &str = "/api/v2/tags";
const PROJECTS: &str = "/api/v2/projects";

fn create(gateway: &Server) -> Answer {
    call(
        gateway.client,
        "POST",
        SEGMENTS,
        &json!({"key": "beta", "name": "Beta"}),
    )
}

fn get(gateway: &Server, target: &str) -> Answer {
    call(gateway.client, "GET", target, &Value::Null)
}

#[test]
fn an_upstream_that_is_not_there_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    drop(taken);
    for upstream in [
        format!("http://{address}"),
        "https://nowhere.invalid".to_owned(),
    ] {
        let gateway = start(to(&upstream));
        for answer in [
            create(&gateway),
            get(&gateway, TAGS),
            get(&gateway, PROJECTS),
        ] {
            answer.assert_refused(502, "upstream_unreachable");
            let text = answer.text();
            assert!(
                text.contains(&upstream) && text.contains("Nothing was sent"),
                "{text}"
            );
        }
    }
}

#[test]
fn what_only_asks_is_asked_again_and_a_change_never() {
    let upstream = Scripted::start(|_, _| Then::Close);
    let gateway = upstream.gateway();
    get(&gateway, TAGS).assert_refused(502, "upstream_broke_off");
    assert_eq!(upstream.asked().len(), 3);
    for (method, target) in [
        ("POST", SEGMENTS.to_owned()),
        ("PATCH", format!("{SEGMENTS}/a")),
        ("DELETE", format!("{SEGMENTS}/a")),
    ] {
        let before = upstream.asked().len();
        let answer = call(gateway.client, method, &target, &json!({}));
        answer.assert_refused(502, "upstream_broke_off");
        assert!(
            answer.text().contains("may have been made"),
            "{}",
            answer.text()
        );
        assert_eq!(upstream.asked().len(), before + 1, "{method}");
    }
}

#[test]
fn a_question_survives_a_connection_that_breaks_once() {
    let count = AtomicUsize::new(0);
    let upstream = Scripted::start(move |_, stream| {
        if count.fetch_add(1, Ordering::SeqCst) % 2 == 1 {
            stream
                .write_all(answer(200, JSON, "[1]").as_bytes())
                .unwrap();
        }
        Then::Close
    });
    let gateway = upstream.gateway();
    assert_eq!(get(&gateway, TAGS).text(), "[1]");
}

#[test]
fn an_upstream_that_says_nothing_is_given_up() {
    let upstream = Scripted::start(|_, _| {
        std::thread::sleep(Duration::from_secs(20));
        Then::Close
    });
    let gateway = upstream.gateway_with(|gateway| {
        gateway.answer_patience = Duration::from_millis(100);
    });
    for answer in [create(&gateway), get(&gateway, TAGS)] {
        answer.assert_refused(504, "upstream_timeout");
    }
    assert_eq!(upstream.asked().len(), 2);
}

/// What a client gets of an answer; the connection is closed after it.
fn raw(gateway: &Server, target: &str) -> String {
    let request = gateway
        .client
        .request("GET", target, &[("Segdeck-Key", KEY)], "");
    String::from_utf8(gateway.client.raw(&request)).unwrap()
}

#[test]
fn an_answer_that_breaks_off_never_looks_whole() {
    let half = format!("HTTP/1.1 200 OK\r\n{JSON}Content-Length: 1000\r\n\r\n[\"half");
    let chunked =
        format!("HTTP/1.1 200 OK\r\n{JSON}Transfer-Encoding: chunked\r\n\r\n6\r\n[\"half\r\n");
    for broken in [half, chunked] {
        let upstream = Scripted::start(move |_, stream| {
            stream.write_all(broken.as_bytes()).unwrap();
            // Long enough for the first bytes to travel on alone.
            std::thread::sleep(Duration::from_millis(100));
            Then::Close
        });
        let gateway = upstream.gateway();
        let got = raw(&gateway, SEGMENTS);
        assert!(got.starts_with("HTTP/1.1 200"), "{got}");
        assert!(got.contains("[\"half"), "{got}");
        let says_all = got.contains("content-length: 1000");
        assert!(says_all || !got.contains("\r\n0\r\n"), "{got}");
        // What is read whole beforehand is refused as a whole.
        get(&gateway, PROJECTS).assert_refused(502, "upstream_broke_off");
        let metrics = gateway.client.get("/segdeck/metrics").text();
        let counted = "segdeck_upstream_errors_total{reason=\"answer_broke_off\"} 2";
        assert!(metrics.contains(counted), "{metrics}");
    }
}

#[test]
fn an_answer_that_stands_still_is_cut_off() {
    let upstream = Scripted::start(|_, stream| {
        let head = format!("HTTP/1.1 200 OK\r\n{JSON}Content-Length: 1000\r\n\r\n[\"half");
        stream.write_all(head.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_secs(20));
        Then::Close
    });
    let gateway = upstream.gateway_with(|gateway| gateway.silence = Duration::from_millis(100));
    let got = raw(&gateway, SEGMENTS);
    assert!(
        got.contains("content-length: 1000") && got.ends_with("[\"half"),
        "{got}"
    );
    get(&gateway, PROJECTS).assert_refused(504, "upstream_timeout");
}

#[test]
fn what_is_no_http_is_told() {
    for answer in [
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 999999 X\r\n\r\n",
        "\0\0\0",
        "HTTP/1.1 200 OK\r\nA\r\n\r\n",
    ] {
        let gateway = Scripted::answering(answer).gateway();
        let got = create(&gateway);
        got.assert_refused(502, "upstream_broke_off");
    }
}

#[test]
fn a_client_that_breaks_off_sends_nothing_whole() {
    let upstream = Scripted::with(201, JSON, "{}");
    let gateway = upstream.gateway();
    for framing in [
        "Content-Length: 100\r\n\r\n{\"half",
        "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"half\r\n",
    ] {
        let mut stream = gateway.client.connect();
        let head = format!(
            "POST {SEGMENTS} HTTP/1.1\r\nHost: localhost\r\nSegdeck-Key: {KEY}\r\n{JSON}{framing}"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        crate::support::read_to_end(&mut stream);
    }
    // Only what arrived whole was taken for a request.
    assert_eq!(upstream.asked().len(), 0);
}

fn with_faults(list: &Value) -> Pair {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faults.json");
    fs::write(&file, list.to_string()).unwrap();
    let faults = Faults::parse(&fs::read(&file).unwrap()).unwrap();
    Pair::start(
        Options {
            faults: Some(faults),
            ..Options::default()
        },
        |_| (),
    )
}

#[test]
fn faults_of_the_sandbox_arrive_as_what_they_are() {
    let pair = with_faults(&json!([
        {"operation": "postSegment", "effect": {"kind": "dropAfter"}},
        {"operation": "deleteSegment", "effect": {"kind": "dropBefore"}},
        {"operation": "getSegment", "effect": {"kind": "truncate", "bytes": 10}},
        {"operation": "getProjects", "effect": {"kind": "truncate", "bytes": 10}},
        {"operation": "getTags", "effect": {
            "kind": "status", "status": 503, "code": "service_unavailable", "retryAfter": 4,
        }},
    ]));
    // It was made, and not twice.
    create(&pair.gateway).assert_refused(502, "upstream_broke_off");
    assert_eq!(pair.sandbox.client.keys(), ["beta"]);
    let segment = format!("{SEGMENTS}/beta");
    let deleted = pair.call("DELETE", &segment, &Value::Null);
    deleted.assert_refused(502, "upstream_broke_off");
    assert_eq!(pair.sandbox.client.keys(), ["beta"]);
    let cut = raw(&pair.gateway, &segment);
    let (head, body) = cut.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains("content-length: ") && body.len() == 10,
        "{cut}"
    );
    pair.get(PROJECTS).assert_refused(502, "upstream_broke_off");
    let busy = pair.get(TAGS);
    assert_eq!((busy.status, busy.header("retry-after")), (503, Some("4")));
}
