//! The lists of big segments: what the contract's cases cannot see.

use std::collections::BTreeMap;

use proptest::prelude::*;
use segdeck_core::wire::{JSON, Method, Request};
use segdeck_sandbox::{DEFAULT_WRITER_TOKEN, Options, Sandbox};
use serde_json::{Value, json};

use crate::harness::{Harness, NOW, SEGMENTS, assert_refused};

fn with_big_segment() -> Harness {
    let harness = Harness::new();
    harness.create(json!({"key": "a", "name": "A", "unbounded": true}));
    harness
}

fn contexts() -> String {
    format!("{SEGMENTS}/a/contexts")
}

#[test]
fn the_lists_of_a_synced_segment_can_be_read_and_not_changed() {
    let harness = Harness::new();
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
    let filter = "external%20exists%20true,unbounded%20equals%20true";
    let list = harness.read(&format!(
        "/api/v2/segments/default/production?filter={filter}"
    ));
    let key = list["items"][0]["key"].as_str().unwrap();
    let path = format!("/api/v2/segments/default/production/{key}");
    let contexts = format!("{path}/contexts");
    let member = harness.read(&format!("{contexts}/account-000000"));
    assert_eq!(member["included"], true);
    let change = json!({"included": {"add": ["new"]}});
    assert_refused(
        &harness.post(&contexts, change),
        400,
        "invalid_request",
        "synced",
    );
    let instructions = json!([{"kind": "addBigSegmentIncludedTargets", "values": ["new"]}]);
    assert_refused(
        &harness.instruct(&path, instructions),
        400,
        "invalid_request",
        "synced",
    );
}

#[test]
fn the_members_of_a_deleted_segment_are_removed_bit_by_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let sandbox = Sandbox::open(&path, Options::default()).unwrap();
    let send = |method, path: &str, body: Value| {
        let mut request = Request::new(method, path).with_body(JSON, body.to_string().into_bytes());
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        sandbox.handle(&request, NOW).status
    };
    let rows = || -> i64 {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection
            .query_row("SELECT count(*) FROM big_target", [], |row| row.get(0))
            .unwrap()
    };
    let body = json!({"key": "a", "name": "A", "unbounded": true});
    assert_eq!(send(Method::Post, SEGMENTS, body.clone()), 201);
    let keys: Vec<String> = (0..12_000).map(|number| format!("user-{number}")).collect();
    let change = json!({"included": {"add": keys}});
    assert_eq!(send(Method::Post, &contexts(), change), 204);
    assert!(!sandbox.work(NOW).unwrap());
    assert_eq!(rows(), 12_000);
    assert_eq!(
        send(Method::Delete, &format!("{SEGMENTS}/a"), json!({})),
        204
    );
    // The next segment of that key must not meet the rest of its predecessor.
    assert_eq!(send(Method::Post, SEGMENTS, body), 201);
    let change = json!({"excluded": {"add": ["user-1"]}});
    assert_eq!(send(Method::Post, &contexts(), change), 204);
    assert!(sandbox.work(NOW).unwrap());
    assert!(
        (1..12_000).contains(&rows()),
        "one slice does not remove all"
    );
    while sandbox.work(NOW).unwrap() {}
    assert_eq!(rows(), 1);
}

#[test]
fn lists_of_the_first_database_version_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    let first = include_str!("../../src/store/schema/1.sql");
    connection.execute_batch(first).unwrap();
    connection
        .execute_batch(
            r#"INSERT INTO project (uid, key, name) VALUES ('p', 'default', 'Default');
            INSERT INTO environment (uid, project_id, key, name, color) VALUES ('e', 1, 'test', 'Test', '');
            INSERT INTO token VALUES ('api-sandbox-writer', 't', 'Writer', 'writer');
            INSERT INTO segment VALUES (7, 1, 'a', 'a', 'a', 0, 0, 1, 0, '{"key":"a","name":"A","tags":[],
                "creationDate":0,"lastModifiedDate":0,"version":1,"deleted":false,"generation":1,"rules":[],
                "unbounded":true,"_links":{}}');
            INSERT INTO big_target VALUES (7, 'x', 'included'), (7, 'y', 'excluded');
            PRAGMA application_id = 0x5367446b; PRAGMA user_version = 1;"#,
        )
        .unwrap();
    drop(connection);
    let harness = Harness {
        token: segdeck_sandbox::DEFAULT_WRITER_TOKEN,
        sandbox: Sandbox::open(&path, Options::default()).unwrap(),
        now: NOW,
    };
    let member = |key: &str| harness.read(&format!("{}/{key}", contexts()));
    assert_eq!(member("x")["included"], true);
    assert_eq!(member("y")["excluded"], true);
    assert_eq!(member("z")["included"], false);
}

/// A list and a key of a small world, so that they meet often.
fn members() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d"]), 0..4)
        .prop_map(|keys| keys.into_iter().map(str::to_owned).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lists_and_counts_are_those_of_a_simple_model(
        changes in prop::collection::vec((members(), members(), members(), members()), 1..8)
    ) {
        let harness = with_big_segment();
        // True for included.
        let mut model: BTreeMap<String, bool> = BTreeMap::new();
        for (add, remove, exclude, forgive) in changes {
            let body = json!({
                "included": {"add": add, "remove": remove},
                "excluded": {"add": exclude, "remove": forgive},
            });
            let mut next = model.clone();
            next.retain(|key, included| {
                if *included { !remove.contains(key) } else { !forgive.contains(key) }
            });
            let mut is_refused = false;
            for (keys, included) in [(&add, true), (&exclude, false)] {
                for key in keys {
                    let known = next.insert(key.clone(), included);
                    is_refused |= known.is_some_and(|known| known != included);
                }
            }
            let (status, _) = harness.post(&contexts(), body);
            prop_assert_eq!(status, if is_refused { 400 } else { 204 });
            if !is_refused {
                model = next;
            }
        }
        for key in ["a", "b", "c", "d"] {
            let member = harness.read(&format!("{}/{key}", contexts()));
            prop_assert_eq!(&member["included"], model.get(key) == Some(&true));
            prop_assert_eq!(&member["excluded"], model.get(key) == Some(&false));
        }
        let metadata = &harness.segment()["_unboundedMetadata"];
        let count = |included| model.values().filter(|value| **value == included).count();
        prop_assert_eq!(&metadata["includedCount"], count(true));
        prop_assert_eq!(&metadata["excludedCount"], count(false));
    }
}
