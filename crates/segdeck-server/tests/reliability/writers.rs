//! Several clients change one segment at once, each guarded by the version that it saw.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use serde_json::json;

use crate::{client::Connection, folder, program::Program, sized};

const WRITERS: usize = 8;

/// Makes so many changes, each as often as it takes.
fn write(address: SocketAddr, writer: usize, changes: usize, refused: &AtomicUsize) {
    let mut connection = Connection::open(address).unwrap();
    for number in 0..changes {
        loop {
            let version = connection.segment("contested").unwrap()["version"].clone();
            let patch = json!([
                {"op": "test", "path": "/version", "value": version},
                {"op": "add", "path": "/included/-", "value": format!("{writer}-{number}")},
            ]);
            let (status, answer) = connection.patch("contested", &patch).unwrap();
            if status == 200 {
                let expected = version.as_i64().unwrap() + 1;
                assert_eq!(
                    answer["version"], expected,
                    "it was applied to another version"
                );
                break;
            }
            assert_eq!(status, 409, "{answer}");
            assert_eq!(answer["code"], "optimistic_locking_error");
            refused.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[test]
fn of_writers_that_guard_the_version_none_overwrites_another() {
    let changes = sized(10, 200);
    let folder = folder();
    let database = folder.path().join("segdeck.db");
    let program = Program::start(&database);
    let mut connection = program.connect();
    assert_eq!(connection.create("contested").unwrap(), 201);
    let refused = AtomicUsize::new(0);
    let address = program.address;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let refused = &refused;
            scope.spawn(move || write(address, writer, changes, refused));
        }
    });

    // A connection that idled for long is closed by the server.
    let segment = program.connect().segment("contested").unwrap();
    assert_eq!(segment["version"], 1 + WRITERS * changes);
    let included = segment["included"].as_array().unwrap();
    assert_eq!(included.len(), WRITERS * changes);
    for writer in 0..WRITERS {
        for number in 0..changes {
            assert!(included.contains(&json!(format!("{writer}-{number}"))));
        }
    }
    program.kill();
    let opened = rusqlite::Connection::open(&database).unwrap();
    let versions: Vec<i64> = opened
        .prepare("SELECT version FROM audit_entry WHERE name = 'contested' ORDER BY id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let all: Vec<i64> = (1..).take(1 + WRITERS * changes).collect();
    assert_eq!(versions, all, "every success is in the history, once");
    println!(
        "{WRITERS} writers, {} successes, {} refused",
        WRITERS * changes,
        refused.into_inner()
    );
}
