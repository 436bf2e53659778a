//! Whether a gateway is alive and ready, and what it counts.

use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use segdeck_server::{Options, Secret};
use serde_json::{Value, json};

use super::{
    KEY, Pair, call,
    scripted::{Scripted, Then, answer},
    start, to,
};
use crate::support::{SEGMENTS, Server, eventually};

const JSON: &str = "Content-Type: application/json\r\n";
const READY: &str = "/segdeck/ready";

#[test]
fn it_is_ready_when_the_upstream_knows_the_token() {
    let pair = Pair::plain();
    let ready = pair.gateway.client.get(READY);
    assert_eq!(
        (ready.status, ready.json()),
        (200, json!({"status": "ready"}))
    );
    let health = pair.gateway.client.get("/segdeck/health");
    assert_eq!(
        (health.status, health.json()),
        (200, json!({"status": "ok"}))
    );
    for target in [READY, "/segdeck/health", "/segdeck/metrics"] {
        assert_eq!(pair.call("POST", target, &Value::Null).status, 405);
    }
}

#[test]
fn a_wrong_token_or_a_missing_upstream_is_told_and_health_is_not_readiness() {
    let wrong = Pair::start(Options::default(), |gateway| {
        gateway.token = Secret::token("api-wrong").unwrap();
    });
    let ready = wrong.gateway.client.get(READY);
    ready.assert_refused(503, "upstream_token_refused");
    assert!(!ready.text().contains("api-wrong"));
    wrong.get(SEGMENTS).assert_refused(401, "unauthorized");
    assert_eq!(wrong.gateway.client.get("/segdeck/health").status, 200);
    let missing = start(to("https://nowhere.invalid"));
    missing
        .client
        .get(READY)
        .assert_refused(503, "upstream_unreachable");
    assert_eq!(missing.client.get("/segdeck/health").status, 200);
}

#[test]
fn another_service_is_not_launchdarkly() {
    for (status, headers, body, code) in [
        (200, JSON, r#"{"hello":"world"}"#, "upstream_not_json"),
        (200, JSON, "[]", "upstream_not_json"),
        (
            200,
            "Content-Type: text/html\r\n",
            "<html>",
            "upstream_not_json",
        ),
        (302, "Location: /login\r\n", "", "upstream_redirected"),
        (404, JSON, "{}", "upstream_failing"),
        (500, JSON, "{}", "upstream_failing"),
    ] {
        let gateway = Scripted::with(status, headers, body).gateway();
        gateway.client.get(READY).assert_refused(503, code);
    }
    let busy = Scripted::with(429, JSON, r#"{"code":"rate_limited"}"#).gateway();
    assert_eq!(busy.client.get(READY).status, 200);
}

#[test]
fn the_upstream_is_not_asked_each_time() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let upstream = Scripted::start(move |_, stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        stream
            .write_all(answer(200, JSON, r#"{"accountId":"1"}"#).as_bytes())
            .unwrap();
        Then::Close
    });
    let gateway = upstream.gateway();
    for _ in 0..20 {
        assert_eq!(gateway.client.get(READY).status, 200);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn while_it_drains_it_answers_and_is_not_ready() {
    let sandbox = Server::start(Options::default());
    let mut options = to(&format!("http://{}", sandbox.client.0));
    options.drain = Duration::from_millis(500);
    let gateway = start(options);
    let client = gateway.client;
    assert_eq!(client.get(READY).status, 200);
    let is_stopped = Arc::new(AtomicBool::new(false));
    let tell = Arc::clone(&is_stopped);
    let stopping = std::thread::spawn(move || {
        gateway.stop();
        tell.store(true, Ordering::SeqCst);
    });
    let mut refused = None;
    eventually(|| {
        let ready = client.get(READY);
        if ready.status == 503 {
            refused = Some(ready);
        }
        refused.is_some() || is_stopped.load(Ordering::SeqCst)
    });
    refused.unwrap().assert_refused(503, "stopping");
    assert_eq!(call(client, "GET", SEGMENTS, &Value::Null).status, 200);
    stopping.join().unwrap();
    assert!(std::net::TcpStream::connect(client.0).is_err());
}

#[test]
fn metrics_hold_counts_and_nothing_else() {
    let pair = Pair::start(Options::default(), |gateway| gateway.read_only = true);
    pair.get(SEGMENTS);
    pair.get(SEGMENTS);
    pair.get(&format!("{SEGMENTS}/secret-segment-name"));
    pair.call("POST", SEGMENTS, &json!({"key": "a", "name": "A"}));
    pair.gateway.client.get(SEGMENTS);
    pair.gateway
        .client
        .send("GET", SEGMENTS, &[("Segdeck-Key", "wrong")], "");
    pair.gateway
        .client
        .send("GET", "/", &[("Host", "evil.test")], "");
    pair.gateway
        .client
        .send("GET", "/", &[("Origin", "http://evil.test")], "");
    pair.get("/api/v2/secret-operation");
    let metrics = pair.gateway.client.get("/segdeck/metrics");
    let media_type = metrics.header("content-type").unwrap();
    assert!(media_type.starts_with("text/plain; version=0.0.4"));
    let text = metrics.text();
    for line in [
        "segdeck_requests_total{operation=\"getSegments\",status=\"200\"} 2",
        "segdeck_requests_total{operation=\"getSegment\",status=\"404\"} 1",
        "segdeck_request_duration_seconds_count{operation=\"getSegments\"} 2",
        "segdeck_requests_in_flight 0",
        "segdeck_refused_total{reason=\"key_required\"} 1",
        "segdeck_refused_total{reason=\"key_refused\"} 1",
        "segdeck_refused_total{reason=\"read_only\"} 1",
        "segdeck_refused_total{reason=\"misdirected_request\"} 1",
        "segdeck_refused_total{reason=\"forbidden\"} 1",
        "segdeck_refused_total{reason=\"not_found\"} 1",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    for secret in [KEY, "secret", "evil", "default", "api-sandbox"] {
        assert!(!text.contains(secret), "{secret}\n{text}");
    }
}
