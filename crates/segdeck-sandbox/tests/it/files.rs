//! Databases on disk: ours, foreign and newer ones, and several threads on one.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
    thread,
};

use segdeck_core::wire::{Body, JSON, Method, Request};
use segdeck_sandbox::{DEFAULT_WRITER_TOKEN, OpenError, Options, Sandbox};
use serde_json::{Value, json};

use crate::harness::{NOW, SEGMENTS};

fn send(sandbox: &Sandbox, method: Method, path: &str, body: Value) -> (u16, Value) {
    let mut request = Request::new(method, path).with_body(JSON, body.to_string().into_bytes());
    request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
    let response = sandbox.handle(&request, NOW);
    let body = match response.body {
        Body::Empty | Body::Reader(_) => Value::Null,
        Body::Bytes(bytes) => serde_json::from_slice(&bytes).unwrap(),
    };
    (response.status, body)
}

fn open(path: &Path) -> Result<Sandbox, OpenError> {
    Sandbox::open(path, Options::default())
}

#[test]
fn what_was_saved_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let sandbox = open(&path).unwrap();
    assert!(sandbox.has_default_tokens().unwrap());
    let made = send(
        &sandbox,
        Method::Post,
        SEGMENTS,
        json!({"key": "a", "name": "A"}),
    );
    drop(sandbox);
    let sandbox = open(&path).unwrap();
    let found = send(&sandbox, Method::Get, &format!("{SEGMENTS}/a"), Value::Null);
    assert_eq!(found.1["creationDate"], made.1["creationDate"]);
    let (_, places) = send(&sandbox, Method::Get, "/api/v2/projects", Value::Null);
    assert_eq!(places["totalCount"], 1);
}

#[test]
fn an_empty_file_becomes_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.db");
    fs::write(&path, b"").unwrap();
    open(&path).unwrap();
}

#[test]
fn a_foreign_file_is_refused_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let other_database = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other_database).unwrap();
    connection.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(connection);
    let text = folder.path().join("notes.txt");
    fs::write(&text, b"Dear diary").unwrap();
    let almost = folder.path().join("almost.db");
    fs::write(&almost, b"SQLite format 3\0").unwrap();
    for path in [other_database, text, almost] {
        let before = fs::read(&path).unwrap();
        let files = fs::read_dir(folder.path()).unwrap().count();
        let error = open(&path).unwrap_err();
        assert!(matches!(error, OpenError::NotOurs { .. }), "{error}");
        assert!(error.to_string().contains(path.to_str().unwrap()));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), files);
    }
}

#[test]
fn a_newer_file_is_refused_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("newer.db");
    drop(open(&path).unwrap());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    let error = open(&path).unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::Newer {
                found: 99,
                known: 2,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_folder_and_a_place_that_does_not_exist_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(open(folder.path()), Err(OpenError::File { .. })));
    assert!(open(&folder.path().join("no/such/folder.db")).is_err());
}

#[test]
fn several_can_make_and_use_one_database_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .map(|number| {
                let path = &path;
                scope.spawn(move || {
                    let sandbox = open(path).unwrap();
                    let body = json!({"key": format!("k{number}"), "name": "A"});
                    send(&sandbox, Method::Post, SEGMENTS, body).0
                })
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), 201);
        }
    });
    let sandbox = open(&path).unwrap();
    let (_, list) = send(&sandbox, Method::Get, SEGMENTS, Value::Null);
    assert_eq!(list["totalCount"], 6);
    let (_, projects) = send(&sandbox, Method::Get, "/api/v2/projects", Value::Null);
    assert_eq!(projects["totalCount"], 1);
}

#[test]
fn guarded_patches_of_several_threads_lose_nothing() {
    const THREADS: usize = 8;
    const CHANGES: usize = 15;
    let folder = tempfile::tempdir().unwrap();
    let sandbox = open(&folder.path().join("segdeck.db")).unwrap();
    send(
        &sandbox,
        Method::Post,
        SEGMENTS,
        json!({"key": "a", "name": "A"}),
    );
    let path = format!("{SEGMENTS}/a");
    let conflicts: usize = thread::scope(|scope| {
        let work = |thread: usize| {
            let (sandbox, path) = (&sandbox, path.as_str());
            move || {
                let mut conflicts = 0;
                for change in 0..CHANGES {
                    loop {
                        let (_, now) = send(sandbox, Method::Get, path, Value::Null);
                        let guarded = json!([
                            {"op": "test", "path": "/version", "value": now["version"]},
                            {"op": "add", "path": "/included/-",
                             "value": format!("user-{thread}-{change}")},
                        ]);
                        let (status, answer) = send(sandbox, Method::Patch, path, guarded);
                        if status == 200 {
                            break;
                        }
                        assert_eq!(status, 409, "{answer}");
                        assert_eq!(answer["code"], "optimistic_locking_error");
                        conflicts += 1;
                    }
                }
                conflicts
            }
        };
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| scope.spawn(work(thread)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    let (_, segment) = send(&sandbox, Method::Get, &path, Value::Null);
    let mut users: Vec<&str> = segment["included"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key.as_str().unwrap())
        .collect();
    users.sort_unstable();
    users.dedup();
    assert_eq!(
        users.len(),
        THREADS * CHANGES,
        "after {conflicts} conflicts"
    );
    assert_eq!(segment["version"], 1 + THREADS * CHANGES);
    drop(sandbox);
    let connection = rusqlite::Connection::open(folder.path().join("segdeck.db")).unwrap();
    let steps: isize = connection
        .query_row(
            "SELECT count(DISTINCT version) FROM audit_entry WHERE actions LIKE 'update%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(steps.unsigned_abs(), THREADS * CHANGES);
}

#[test]
fn a_broken_database_is_told_to_its_owner_and_not_to_the_caller() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let failures = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&failures);
    let options = Options {
        on_failure: Some(Box::new(move |error| {
            sink.lock().unwrap().push(error.to_string());
        })),
        ..Options::default()
    };
    let sandbox = Sandbox::open(&path, options).unwrap();
    let created = send(
        &sandbox,
        Method::Post,
        SEGMENTS,
        json!({"key": "a", "name": "A"}),
    );
    assert_eq!(created.0, 201);
    let refused = send(
        &sandbox,
        Method::Post,
        SEGMENTS,
        json!({"key": "a", "name": "A"}),
    );
    assert_eq!(refused.0, 409);
    assert!(failures.lock().unwrap().is_empty());

    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch("DROP TABLE generation").unwrap();
    let (status, body) = send(
        &sandbox,
        Method::Post,
        SEGMENTS,
        json!({"key": "b", "name": "B"}),
    );
    assert_eq!(status, 500);
    assert_eq!(body["code"], "internal_server_error");
    assert!(!body.to_string().contains("generation"), "{body}");
    let told = failures.lock().unwrap().join("\n");
    assert!(told.contains("no such table: generation"), "{told}");
    let (_, list) = send(&sandbox, Method::Get, SEGMENTS, Value::Null);
    assert_eq!(list["totalCount"], 1);
}
