//! Whoever reads waits for nobody who writes.

use std::{thread, time::Duration};

use serde_json::json;

use crate::{client::SEGMENTS, folder, program::Program};

#[test]
fn readers_are_answered_while_a_change_is_open_and_writers_wait_for_it() {
    let folder = folder();
    let database = folder.path().join("segdeck.db");
    let program = Program::start(&database);
    let mut connection = program.connect();
    assert_eq!(connection.create("a").unwrap(), 201);

    let other = rusqlite::Connection::open(&database).unwrap();
    other
        .execute_batch("BEGIN IMMEDIATE; UPDATE segment SET name_folded = 'open'")
        .unwrap();
    let mut writer = program.connect();
    let waiting = thread::spawn(move || {
        writer.patch(
            "a",
            &json!([{"op": "replace", "path": "/name", "value": "B"}]),
        )
    });
    // Time for the change to arrive and to wait.
    thread::sleep(Duration::from_millis(200));
    for _ in 0..20 {
        assert_eq!(connection.segment("a").unwrap()["name"], "a");
        let (status, _) = connection.send("GET", SEGMENTS, "text/plain", "").unwrap();
        assert_eq!(status, 200);
    }
    assert!(!waiting.is_finished(), "the change did not wait");
    other.execute_batch("ROLLBACK").unwrap();
    let (status, answer) = waiting.join().unwrap().unwrap();
    assert_eq!((status, &answer["name"]), (200, &json!("B")));
}
