//! Databases with one connection, as in a browser, and copies of databases.

use std::{fs, path::Path};

use segdeck_core::{
    ids::CountedIds,
    wire::{Method, Request},
};
use segdeck_sandbox::{DEFAULT_WRITER_TOKEN, OpenError, Options, Sandbox, Seed};
use serde_json::Value;

use crate::harness::{NOW, SEGMENTS};

fn open(path: &Path, seed: Seed) -> Result<Sandbox, OpenError> {
    Sandbox::open_alone(path, seed, NOW, Options::default())
}

fn send(sandbox: &Sandbox, method: Method, target: &str) -> (u16, Value) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request::new(method, path);
    request.query = segdeck_core::url::read_query(query).unwrap();
    request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
    let response = sandbox.handle(&request, NOW);
    let body = serde_json::from_slice(response.body.as_bytes()).unwrap_or_default();
    (response.status, body)
}

fn total(sandbox: &Sandbox, environment: &str) -> Value {
    let path = format!("/api/v2/segments/default/{environment}");
    send(sandbox, Method::Get, &path).1["totalCount"].clone()
}

#[test]
fn a_new_database_is_filled_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let sandbox = open(&path, Seed::Many(7)).unwrap();
    assert_eq!(total(&sandbox, "production"), 7);
    drop(sandbox);
    let sandbox = open(&path, Seed::Demo).unwrap();
    assert_eq!(total(&sandbox, "production"), 7);
    drop(sandbox);
    let empty = folder.path().join("empty.db");
    drop(open(&empty, Seed::Nothing).unwrap());
    let sandbox = open(&empty, Seed::Demo).unwrap();
    assert_eq!(total(&sandbox, "production"), 0);
}

#[test]
fn the_demo_data_is_that_of_a_server() {
    let counted = || Options {
        ids: Some(Box::new(CountedIds::new("id"))),
        ..Options::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let alone = Sandbox::open_alone(&path, Seed::Demo, NOW, counted()).unwrap();
    let server = Sandbox::open_in_memory(counted()).unwrap();
    server.seed(segdeck_sandbox::Seed::Demo, NOW).unwrap();
    for target in [
        "/api/v2/segments/default/production?limit=50",
        "/api/v2/segments/default/test",
        "/api/v2/flags/default",
    ] {
        let (_, of_alone) = send(&alone, Method::Get, target);
        let (_, of_server) = send(&server, Method::Get, target);
        assert!(
            of_alone["items"]
                .as_array()
                .is_some_and(|all| !all.is_empty())
        );
        assert!(of_alone == of_server, "{target}");
    }
}

#[test]
fn there_is_no_log_beside_the_file_and_nobody_else_gets_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let sandbox = open(&path, Seed::Many(3)).unwrap();
    let (status, _) = send(&sandbox, Method::Delete, &format!("{SEGMENTS}/nothing"));
    assert_eq!(status, 404);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    let read: rusqlite::Result<i64> =
        other.query_row("SELECT count(*) FROM segment", [], |row| row.get(0));
    assert!(read.is_err());
    drop(sandbox);
    let mode: String = other
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "delete");
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!names.iter().any(|name| name.contains("wal")), "{names:?}");
}

#[test]
fn what_is_not_ours_is_refused_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let other = rusqlite::Connection::open(file("other.db")).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(other);
    fs::write(file("notes.txt"), b"Dear diary").unwrap();
    fs::write(file("noise.db"), [0x5a; 10_000]).unwrap();
    for name in ["other.db", "notes.txt", "noise.db"] {
        let before = fs::read(file(name)).unwrap();
        let error = open(&file(name), Seed::Demo).unwrap_err();
        assert!(
            matches!(error, OpenError::NotOurs { .. }),
            "{name}: {error}"
        );
        assert_eq!(fs::read(file(name)).unwrap(), before, "{name}");
    }
    drop(open(&file("newer.db"), Seed::Nothing).unwrap());
    let newer = rusqlite::Connection::open(file("newer.db")).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    let before = fs::read(file("newer.db")).unwrap();
    let error = open(&file("newer.db"), Seed::Demo).unwrap_err();
    assert!(
        matches!(error, OpenError::Newer { found: 99, .. }),
        "{error}"
    );
    assert_eq!(fs::read(file("newer.db")).unwrap(), before);
}

#[test]
fn a_damaged_database_is_told_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    drop(open(&path, Seed::Demo).unwrap());
    let mut bytes = fs::read(&path).unwrap();
    bytes[100..].fill(0xa5);
    fs::write(&path, &bytes).unwrap();
    let error = open(&path, Seed::Demo).unwrap_err();
    assert!(matches!(error, OpenError::Store(_)), "{error}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_copy_is_a_whole_database() {
    let folder = tempfile::tempdir().unwrap();
    let alone = open(&folder.path().join("alone.db"), Seed::Demo).unwrap();
    let in_memory = Sandbox::open_in_memory(Options::default()).unwrap();
    in_memory.seed(segdeck_sandbox::Seed::Demo, NOW).unwrap();
    let server = Sandbox::open(&folder.path().join("server.db"), Options::default()).unwrap();
    server.seed(segdeck_sandbox::Seed::Demo, NOW).unwrap();
    for (name, sandbox) in [("a", alone), ("b", in_memory), ("c", server)] {
        let copy = folder.path().join(name);
        fs::write(&copy, sandbox.copy().unwrap()).unwrap();
        let connection = rusqlite::Connection::open(&copy).unwrap();
        let check: String = connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(check, "ok", "{name}");
        drop(connection);
        let opened = Sandbox::open(&copy, Options::default()).unwrap();
        assert_eq!(
            total(&opened, "production"),
            total(&sandbox, "production"),
            "{name}"
        );
        assert_ne!(total(&opened, "production"), 0, "{name}");
    }
}
