//! The manual clock, and expirations that happen by themselves.

use std::time::{SystemTime, UNIX_EPOCH};

use segdeck_core::UnixMillis;
use segdeck_sandbox::Sandbox;
use segdeck_server::{Clock, Database, Options};
use serde_json::json;

use crate::support::{Client, Server, eventually};

const NOON: i64 = 1_790_000_000_000;

fn set(client: Client, body: &str) -> crate::support::Answer {
    client.send("PUT", "/segdeck/clock", &[], body)
}

#[test]
fn moving_the_clock_expires_a_target() {
    let server = Server::start(Options {
        clock: Clock::Manual(UnixMillis(NOON)),
        ..Options::default()
    });
    let client = server.client;
    assert_eq!(client.get("/segdeck/clock").json(), json!({"now": NOON}));
    client.create_expiring("beta", NOON + 60_000);
    set(client, &json!({"now": NOON + 59_999}).to_string());
    assert_eq!(client.included("beta"), json!(["ann", "bob"]));
    let moved = set(client, &json!({"now": NOON + 60_000}).to_string());
    assert_eq!(moved.status, 200);
    assert_eq!(moved.json(), json!({"now": NOON + 60_000}));
    assert_eq!(client.included("beta"), json!(["bob"]));
}

#[test]
fn bad_times_are_refused_and_the_clock_stays() {
    let server = Server::start(Options {
        clock: Clock::Manual(UnixMillis(NOON)),
        ..Options::default()
    });
    for body in [
        "",
        "{}",
        "{\"now\":\"x\"}",
        "{\"now\":1.5}",
        "{\"now\":1,\"then\":2}",
        "12",
    ] {
        set(server.client, body).assert_refused(400, "invalid_request");
    }
    let deleted = server.client.send("DELETE", "/segdeck/clock", &[], "");
    deleted.assert_refused(405, "method_not_allowed");
    assert_eq!(
        server.client.get("/segdeck/clock").json(),
        json!({"now": NOON})
    );
}

#[test]
fn the_machines_clock_cannot_be_set() {
    let server = Server::start(Options::default());
    server
        .client
        .get("/segdeck/clock")
        .assert_refused(404, "not_found");
    set(server.client, "{\"now\":1}").assert_refused(404, "not_found");
}

/// Whether anything is still to expire, seen without a request, which would apply what is due.
fn is_waiting(file: &std::path::Path) -> bool {
    let beside = Sandbox::open(file, segdeck_sandbox::Options::default()).unwrap();
    beside.next_due().unwrap().is_some()
}

#[test]
fn the_timer_applies_an_expiration_without_any_request() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("segdeck.db");
    let server = Server::start(Options {
        database: Database::File(file.clone()),
        ..Options::default()
    });
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let soon = i64::try_from(now.as_millis()).unwrap() + 1500;
    server.client.create_expiring("beta", soon);
    assert!(is_waiting(&file));
    eventually(|| !is_waiting(&file));
    assert_eq!(server.client.included("beta"), json!(["bob"]));
}

#[test]
fn what_is_overdue_at_the_start_is_applied_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/er/segdeck.db");
    let at = |now| Options {
        database: Database::File(file.clone()),
        clock: Clock::Manual(UnixMillis(now)),
        ..Options::default()
    };
    let before = Server::start(at(NOON));
    before.client.create_expiring("beta", NOON + 1000);
    before.stop();
    assert!(is_waiting(&file));
    let _after = Server::start(at(NOON + 1000));
    assert!(!is_waiting(&file));
}
