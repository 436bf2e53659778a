//! The power fails: whatever was written but not synced is gone.
//!
//! A small library that is loaded into the server keeps what was synced of each file; that copy is
//! what a machine would find after a power cut at its worst.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use segdeck_core::{
    UnixMillis,
    wire::{Method, Request},
};
use segdeck_sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use crate::{folder, program::Program, sized};

/// Compiles the library.
fn library(folder: &Path) -> PathBuf {
    let built = folder.join("keep_synced.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reliability/keep_synced.c");
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .arg(&built)
        .arg(source)
        .arg("-ldl")
        .status()
        .unwrap();
    assert!(status.success());
    built
}

fn new_folder(parent: &Path, name: &str) -> PathBuf {
    let folder = parent.join(name);
    fs::create_dir(&folder).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn segment(database: &Path) -> Value {
    let sandbox = Sandbox::open(database, Options::default()).unwrap();
    let mut request = Request::new(Method::Get, "/api/v2/segments/default/test/a");
    request.headers.set("Authorization", "api-sandbox-writer");
    let response = sandbox.handle(&request, UnixMillis(0));
    assert_eq!(response.status, 200);
    serde_json::from_slice(response.body.as_bytes()).unwrap()
}

#[test]
fn an_acknowledged_change_is_on_disk_when_the_power_fails() {
    let changes = sized(24, 300);
    let folder = folder();
    let live = new_folder(folder.path(), "live");
    let synced = new_folder(folder.path(), "synced");
    let library = library(folder.path());
    let program = Program::start_with(
        &live.join("segdeck.db"),
        &[],
        &[
            ("LD_PRELOAD", library.as_os_str()),
            ("KEEP_SYNCED", synced.as_os_str()),
        ],
    );
    let mut connection = program.connect();
    assert_eq!(connection.create("a").unwrap(), 201);
    for number in 1..=changes {
        // Large enough that the log is written back into the database several times.
        let keys = |number: usize| -> Vec<String> {
            (0..500).map(|key| format!("{number}-{key}")).collect()
        };
        let old = keys(number.saturating_sub(5));
        let instructions = json!([
            {"kind": "addIncludedTargets", "contextKind": "user", "values": keys(number)},
            {"kind": "removeIncludedTargets", "contextKind": "user", "values": old},
        ]);
        assert_eq!(connection.instruct("a", &instructions).unwrap(), 200);
        if number % 6 != 0 {
            continue;
        }
        let after = new_folder(folder.path(), &format!("after-{number}"));
        copy(&synced, &after);
        let found = segment(&after.join("segdeck.db"));
        assert_eq!(
            found["version"],
            1 + number,
            "the last change is not on disk"
        );
        let included = found["included"].as_array().unwrap();
        assert!(included.contains(&json!(format!("{number}-499"))));
        fs::remove_dir_all(after).unwrap();
    }
    program.kill();
}

/// Writes without syncing, when the test below asks for it.
#[test]
fn writes_without_syncing() {
    let Some(path) = env::var_os("WRITE_WITHOUT_SYNCING") else {
        return;
    };
    let connection = rusqlite::Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;
             CREATE TABLE kept (n INTEGER); INSERT INTO kept VALUES (1);
             PRAGMA synchronous = OFF; INSERT INTO kept VALUES (2);",
        )
        .unwrap();
    // Closing would sync.
    std::process::abort();
}

#[test]
fn what_was_not_synced_is_missing_in_the_copy() {
    let folder = folder();
    let live = new_folder(folder.path(), "live");
    let synced = new_folder(folder.path(), "synced");
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "unsynced::writes_without_syncing"])
        .env("WRITE_WITHOUT_SYNCING", live.join("a.db"))
        .env("LD_PRELOAD", library(folder.path()))
        .env("KEEP_SYNCED", &synced)
        .output()
        .unwrap()
        .status;
    assert!(!status.success(), "it was to end by itself");
    let rows = |folder: &Path| -> i64 {
        let connection = rusqlite::Connection::open(folder.join("a.db")).unwrap();
        connection
            .query_row("SELECT count(*) FROM kept", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!((rows(&live), rows(&synced)), (2, 1));
}
