//! Imports and exports: what the contract's cases cannot see.

use std::{collections::BTreeMap, io::Read, path::Path};

use proptest::prelude::*;
use segdeck_core::{
    endpoint::{CreateImport, Endpoint, Place},
    model::ImportMode,
    wire::{Body, Method, Request, Response},
};
use segdeck_sandbox::{DEFAULT_WRITER_TOKEN, Options, Sandbox};
use serde_json::{Value, json};

use crate::harness::{Harness, NOW, SEGMENTS, assert_refused};

fn place() -> Place {
    Place::new("default", "test")
}

fn with_big_segment() -> Harness {
    let harness = Harness::new();
    harness.create(json!({"key": "a", "name": "A", "unbounded": true}));
    harness
}

fn import_call(file: &[u8], mode: ImportMode) -> CreateImport {
    CreateImport::new(place(), "a", file, mode)
}

fn send(sandbox: &Sandbox, mut request: Request) -> Response {
    request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
    sandbox.handle(&request, NOW)
}

/// Begins an import, and gives its path.
fn import(sandbox: &Sandbox, call: &CreateImport) -> String {
    let response = send(sandbox, call.request());
    assert_eq!(
        response.status,
        204,
        "{}",
        String::from_utf8_lossy(response.body.as_bytes())
    );
    response.headers.get("Location").unwrap().to_owned()
}

fn finish(sandbox: &Sandbox) {
    while sandbox.work(NOW).unwrap() {}
}

/// Exports the list, `meanwhile` after each slice, and gives the file.
fn export(harness: &Harness, mut meanwhile: impl FnMut()) -> String {
    let path = format!("{SEGMENTS}/a/exports");
    let response = send(&harness.sandbox, Request::new(Method::Post, path));
    assert_eq!(response.status, 200);
    let path = response.headers.get("Location").unwrap().to_owned();
    meanwhile();
    while harness.sandbox.work(NOW).unwrap() {
        meanwhile();
    }
    let told = harness.read(&path);
    assert_eq!(told["status"], "complete", "{told}");
    let file = told["_links"]["file"]["href"].as_str().unwrap();
    let response = send(&harness.sandbox, Request::new(Method::Get, file));
    let mut text = String::new();
    let size = response.headers.get("Content-Length").unwrap().to_owned();
    response
        .body
        .into_reader()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(told["sizeBytes"], text.len());
    assert_eq!(size, text.len().to_string());
    text
}

fn numbered(count: usize) -> String {
    let lines = (0..count).map(|number| format!("user-{number:07}"));
    lines.chain([String::new()]).collect::<Vec<_>>().join("\n")
}

fn counts(harness: &Harness) -> (i64, i64) {
    let metadata = &harness.segment()["_unboundedMetadata"];
    let count = |name: &str| metadata[name].as_i64().unwrap();
    (count("includedCount"), count("excludedCount"))
}

fn change(harness: &Harness, body: Value) {
    assert_eq!(harness.post(&format!("{SEGMENTS}/a/contexts"), body).0, 204);
}

#[test]
fn an_import_goes_slice_by_slice_and_lets_others_in_between() {
    let harness = with_big_segment();
    let path = import(
        &harness.sandbox,
        &import_call(numbered(2_500).as_bytes(), ImportMode::Merge),
    );
    assert_eq!(harness.read(&path)["status"], "preparing");
    assert_eq!(harness.segment()["_importInProgress"], true);
    assert_eq!(counts(&harness), (0, 0));
    assert!(harness.sandbox.work(NOW).unwrap());
    assert_eq!(harness.read(&path)["status"], "in_progress");
    assert_eq!(counts(&harness), (1_000, 0));
    change(&harness, json!({"included": {"add": ["between"]}}));
    finish(&harness.sandbox);
    assert_eq!(harness.read(&path)["status"], "complete");
    assert_eq!(counts(&harness), (2_501, 0));
    assert_eq!(harness.segment().get("_importInProgress"), None);
}

#[test]
fn a_replacing_import_lacks_nobody_who_stays_and_keeps_what_others_add() {
    let harness = with_big_segment();
    let old = format!("{}gone\n", numbered(1_500));
    import(
        &harness.sandbox,
        &import_call(old.as_bytes(), ImportMode::Merge),
    );
    change(&harness, json!({"excluded": {"add": ["out"]}}));
    finish(&harness.sandbox);
    assert_eq!(counts(&harness), (1_501, 1));
    let new = format!("{}new\n", numbered(1_400));
    let path = import(
        &harness.sandbox,
        &import_call(new.as_bytes(), ImportMode::Replace),
    );
    let member = |key: &str| harness.read(&format!("{SEGMENTS}/a/contexts/{key}"));
    let mut steps = 0;
    while harness.sandbox.work(NOW).unwrap() {
        if steps == 0 {
            // One is new, the other was in the list already.
            change(
                &harness,
                json!({"included": {"add": ["late", "user-0001450"]}}),
            );
        }
        steps += 1;
        assert_eq!(member("user-0000000")["included"], true);
        assert_eq!(member("user-0001399")["included"], true);
        let is_complete = harness.read(&path)["status"] == "complete";
        assert!(!is_complete || member("gone")["included"] == false);
    }
    assert!(steps > 2, "{steps}");
    assert_eq!(harness.read(&path)["status"], "complete");
    for (key, included) in [
        ("new", true),
        ("late", true),
        ("user-0001450", true),
        ("gone", false),
        ("user-0001400", false),
    ] {
        assert_eq!(member(key)["included"], included, "{key}");
    }
    assert_eq!(member("out")["excluded"], true);
    assert_eq!(counts(&harness), (1_403, 1));
}

#[test]
fn an_import_goes_on_after_the_program_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let open = |path: &Path| Harness {
        sandbox: Sandbox::open(path, Options::default()).unwrap(),
        now: NOW,
        token: DEFAULT_WRITER_TOKEN,
    };
    let mut harness = open(&path);
    harness.create(json!({"key": "a", "name": "A", "unbounded": true}));
    let old = "gone-1\ngone-2\nuser-0000001\n";
    import(
        &harness.sandbox,
        &import_call(old.as_bytes(), ImportMode::Merge),
    );
    finish(&harness.sandbox);
    let file = numbered(4_500);
    let imported = import(
        &harness.sandbox,
        &import_call(file.as_bytes(), ImportMode::Replace),
    );
    let exported = send(
        &harness.sandbox,
        Request::new(Method::Post, format!("{SEGMENTS}/a/exports")),
    );
    let exported = exported.headers.get("Location").unwrap().to_owned();
    // After every slice another program.
    loop {
        let is_more = harness.sandbox.work(NOW).unwrap();
        // Nothing is tidied up, as after a kill.
        std::mem::forget(harness);
        harness = open(&path);
        if !is_more {
            break;
        }
    }
    assert_eq!(harness.read(&imported)["status"], "complete");
    assert_eq!(counts(&harness), (4_500, 0));
    let told = harness.read(&exported);
    assert_eq!(
        told["sizeBytes"],
        old.len(),
        "the list as it was when the export began"
    );
    assert_eq!(export(&harness, || ()), file);
}

#[test]
fn an_upload_that_was_killed_leaves_nothing_behind() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0 == 0 {
                return Err(std::io::Error::other("cut"));
            }
            self.0 -= 1;
            let line = b"a key that is long enough to fill some memory\n";
            let lines = line.repeat(buffer.len() / line.len());
            buffer[..lines.len()].copy_from_slice(&lines);
            Ok(lines.len())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let sandbox = Sandbox::open(&path, Options::default()).unwrap();
    let harness = Harness {
        sandbox,
        now: NOW,
        token: DEFAULT_WRITER_TOKEN,
    };
    harness.create(json!({"key": "a", "name": "A", "unbounded": true}));
    let rows = |table: &str| -> i64 {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let sql = format!("SELECT count(*) FROM {table}");
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    let call = import_call(b"", ImportMode::Merge).reading(Breaks(200));
    let response = send(&harness.sandbox, call.request());
    assert_eq!(response.status, 400);
    assert!(rows("import_chunk") > 0, "some of it was in the database");
    finish(&harness.sandbox);
    assert_eq!((rows("import_chunk"), rows("import")), (0, 0));
    // Nor does a good file leave its keys.
    import(&harness.sandbox, &import_call(b"x\n", ImportMode::Merge));
    finish(&harness.sandbox);
    assert_eq!((rows("import_chunk"), rows("import")), (0, 1));
}

#[test]
fn the_imports_of_a_deleted_segment_stop_and_its_exports_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let sandbox = Sandbox::open(&path, Options::default()).unwrap();
    let harness = Harness {
        sandbox,
        now: NOW,
        token: DEFAULT_WRITER_TOKEN,
    };
    harness.create(json!({"key": "a", "name": "A", "unbounded": true}));
    let first = import(&harness.sandbox, &import_call(b"x\n", ImportMode::Merge));
    finish(&harness.sandbox);
    export(&harness, || ());
    let file = numbered(3_000);
    let running = import(
        &harness.sandbox,
        &import_call(file.as_bytes(), ImportMode::Merge),
    );
    let exports = format!("{SEGMENTS}/a/exports");
    let response = send(&harness.sandbox, Request::new(Method::Post, exports));
    let exported = response.headers.get("Location").unwrap().to_owned();
    assert!(harness.sandbox.work(NOW).unwrap());
    assert_eq!(harness.delete(&format!("{SEGMENTS}/a")).0, 204);
    assert_eq!(harness.read(&running)["status"], "stopped");
    assert_eq!(harness.read(&first)["status"], "complete");
    // It does not hold the environment any more.
    harness.create(json!({"key": "b", "name": "B", "unbounded": true}));
    let other = CreateImport::new(place(), "b", b"y\n", ImportMode::Merge);
    let other = import(&harness.sandbox, &other);
    finish(&harness.sandbox);
    assert_eq!(harness.read(&other)["status"], "complete");
    assert_eq!(harness.read(&running)["status"], "stopped");
    assert_refused(&harness.get(&exported), 404, "not_found", "segment");
    let connection = rusqlite::Connection::open(&path).unwrap();
    for (table, rows) in [
        ("big_target", 1_i64),
        ("import_chunk", 0),
        ("import", 3),
        ("export", 0),
        ("export_chunk", 0),
        ("export_original", 0),
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        let found: i64 = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(found, rows, "{table}");
    }
}

#[test]
fn a_file_that_is_read_while_its_segment_is_deleted_breaks_off() {
    let harness = with_big_segment();
    let file = numbered(12_000);
    import(
        &harness.sandbox,
        &import_call(file.as_bytes(), ImportMode::Merge),
    );
    finish(&harness.sandbox);
    let response = send(
        &harness.sandbox,
        Request::new(Method::Post, format!("{SEGMENTS}/a/exports")),
    );
    finish(&harness.sandbox);
    let path = format!("{}/file", response.headers.get("Location").unwrap());
    let response = send(&harness.sandbox, Request::new(Method::Get, path));
    assert_eq!(response.headers.get("Content-Type"), Some("text/csv"));
    let disposition = response.headers.get("Content-Disposition").unwrap();
    assert_eq!(disposition, "attachment; filename=\"a.csv\"");
    let mut reader = response.body.into_reader();
    let mut some = [0; 100];
    reader.read_exact(&mut some).unwrap();
    assert_eq!(harness.delete(&format!("{SEGMENTS}/a")).0, 204);
    finish(&harness.sandbox);
    let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("deleted"), "{error}");
}

#[test]
fn one_problem_anywhere_in_the_file_changes_nothing() {
    let harness = with_big_segment();
    let file = format!("{}\u{0}bad\n,x\n", numbered(200_000));
    let response = send(
        &harness.sandbox,
        import_call(file.as_bytes(), ImportMode::Merge).request(),
    );
    assert_eq!(response.status, 400);
    let text = String::from_utf8_lossy(response.body.as_bytes()).into_owned();
    assert!(text.contains("Line 200002"), "{text}");
    finish(&harness.sandbox);
    assert_eq!(counts(&harness), (0, 0));
}

#[test]
fn an_approval_is_needed_as_for_any_other_change() {
    let harness = with_big_segment();
    let call = CreateImport {
        wait_on_approvals: true,
        ..import_call(b"x\ny\n", ImportMode::Merge)
    };
    let path = import(&harness.sandbox, &call);
    finish(&harness.sandbox);
    assert_eq!(harness.read(&path)["status"], "pending_approval");
    assert_eq!(harness.segment().get("_importInProgress"), None);
    // One that waits does not hold the environment.
    import(&harness.sandbox, &import_call(b"z\n", ImportMode::Merge));
    let id = path.rsplit('/').next().unwrap();
    let start = json!([{"kind": "processBigSegmentImport", "importId": id}]);
    let segment = format!("{SEGMENTS}/a");
    let reply = harness.instruct(&segment, start.clone());
    assert_refused(&reply, 409, "optimistic_locking_error", "running");
    finish(&harness.sandbox);
    assert_eq!(counts(&harness), (1, 0));
    // A rehearsal starts nothing.
    let (status, _) = harness.instruct(&format!("{segment}?dryRun=true"), start.clone());
    assert_eq!(status, 200);
    assert_eq!(harness.read(&path)["status"], "pending_approval");
    let (status, body) = harness.instruct(&segment, start.clone());
    assert_eq!((status, &body["_importInProgress"]), (200, &json!(true)));
    assert_eq!(harness.read(&path)["status"], "ready");
    finish(&harness.sandbox);
    assert_eq!(harness.read(&path)["status"], "complete");
    assert_eq!(counts(&harness), (3, 0));
    let reply = harness.instruct(&segment, start);
    assert_refused(&reply, 400, "invalid_request", "no import");
}

fn key() -> impl Strategy<Value = String> {
    "[a-e]{1,2}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// An export tells one moment, whatever is changed while it is written.
    #[test]
    fn an_export_is_the_list_as_it_was_when_it_was_asked_for(
        before in prop::collection::btree_map(key(), any::<bool>(), 0..12),
        changes in prop::collection::vec((key(), 0..4_u8), 0..60),
    ) {
        let harness = with_big_segment();
        // Enough around the keys that change for several slices.
        let around: Vec<String> = (0..11_000)
            .map(|number| format!("{}{number:05}", ["a", "c", "f"][number % 3]))
            .collect();
        change(&harness, json!({"included": {"add": around}}));
        let of = |list: bool| -> Vec<&String> {
            before.iter().filter(|(_, included)| **included == list).map(|(key, _)| key).collect()
        };
        change(&harness, json!({"included": {"add": of(true)}, "excluded": {"add": of(false)}}));
        let mut expected: Vec<&str> =
            around.iter().chain(of(true)).map(String::as_str).collect();
        expected.sort_unstable();
        let mut next = changes.chunks(changes.len().div_ceil(3).max(1));
        let file = export(&harness, || {
            for (key, what) in next.next().unwrap_or_default() {
                let (join, leave) = [("included", "excluded"), ("excluded", "included")][usize::from(what % 2)];
                let mut lists = BTreeMap::from([(leave, json!({"remove": [key]}))]);
                if *what < 2 {
                    lists.insert(join, json!({"add": [key]}));
                }
                change(&harness, json!(lists));
            }
        });
        prop_assert_eq!(file.lines().collect::<Vec<_>>(), expected);
    }

    /// No body stops the sandbox, however it is broken.
    #[test]
    fn no_upload_is_an_error_of_the_server(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        at in 0..400_usize,
        is_streamed in any::<bool>(),
    ) {
        let harness = with_big_segment();
        let mut request = import_call(b"a\n\"b\"\n", ImportMode::Merge).request();
        let mut body = request.body.as_bytes().to_vec();
        let at = at.min(body.len());
        body.splice(at..(at + bytes.len() / 2).min(body.len()), bytes);
        request.body = if is_streamed {
            Body::reader(std::io::Cursor::new(body))
        } else {
            Body::Bytes(body)
        };
        let status = send(&harness.sandbox, request).status;
        prop_assert!(status == 204 || status == 400, "{}", status);
        finish(&harness.sandbox);
    }
}
