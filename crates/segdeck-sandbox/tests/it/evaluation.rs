//! Which segments a context is in.

use std::path::Path;

use segdeck_core::{
    endpoint::{EvaluateSegments, Place},
    model::{Context, SegmentMemberships},
    wire::{JSON, Method, Request},
};
use segdeck_sandbox::{DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN, Options, Sandbox};
use serde_json::{Value, json};

use crate::harness::{Harness, NOW, SEGMENTS, assert_refused};

const EVALUATE: &str = "/api/v2/projects/default/environments/test/segments/evaluate";

/// A sandbox on a file.
fn opened(path: &Path) -> Harness {
    Harness {
        sandbox: Sandbox::open(path, Options::default()).unwrap(),
        ..Harness::new()
    }
}

/// The keys of the segments that the context is in.
fn member_of(harness: &Harness, context: Value) -> Vec<String> {
    let (status, body) = harness.post(EVALUATE, context);
    assert_eq!(status, 200, "{body}");
    members(&body)
}

fn members(body: &Value) -> Vec<String> {
    let items = body["items"].as_array().unwrap();
    items
        .iter()
        .filter(|item| item["isMember"] == true)
        .map(|item| item["key"].as_str().unwrap().to_owned())
        .collect()
}

fn user(key: &str) -> Value {
    json!({"kind": "user", "key": key})
}

#[test]
fn every_segment_is_told_newest_first_with_all_fields() {
    let mut harness = Harness::new();
    harness.create(json!({"key": "old", "name": "Old \"one\""}));
    harness.now = NOW.plus(1000);
    harness.create(json!({"key": "new-er", "name": "Ö", "description": "D", "unbounded": true}));
    harness.create(json!({"key": "also", "name": "Also"}));
    let (status, body) = harness.post(EVALUATE, user("u"));
    assert_eq!(status, 200);
    let item = |name: &str, key: &str, description: &str, unbounded: bool| {
        json!({
            "name": name, "key": key, "description": description, "unbounded": unbounded,
            "external": "", "isMember": false, "isIndividuallyTargeted": false,
            "isRuleTargeted": false, "_links": {
                "self": {"href": format!("{SEGMENTS}/{key}"), "type": "application/json"}
            }
        })
    };
    let expected = json!([
        item("Also", "also", "", false),
        item("Ö", "new-er", "D", true),
        item("Old \"one\"", "old", "", false)
    ]);
    assert_eq!(body["items"], expected);
    assert_eq!(body["_links"]["self"]["href"], EVALUATE);
    let parent = "/api/v2/projects/default/environments/test";
    assert_eq!(body["_links"]["parent"]["href"], parent);
}

#[test]
fn every_change_is_seen_by_the_next_question() {
    let harness = Harness::with_segment();
    let at = format!("{SEGMENTS}/a");
    assert!(member_of(&harness, user("u")).is_empty());
    harness.patch(
        &at,
        json!([{"op": "add", "path": "/included/-", "value": "u"}]),
    );
    assert_eq!(member_of(&harness, user("u")), ["a"]);
    harness.patch(
        &format!("{at}?dryRun=true"),
        json!([{"op": "remove", "path": "/included/0"}]),
    );
    assert_eq!(member_of(&harness, user("u")), ["a"]);
    harness.create(json!({"key": "b", "name": "B"}));
    let nesting = json!([{"op": "add", "path": "/rules/-", "value": {"clauses": [
        {"attribute": "segmentMatch", "op": "segmentMatch", "values": ["a"], "negate": false}
    ]}}]);
    assert_eq!(harness.patch(&format!("{SEGMENTS}/b"), nesting).0, 200);
    let mut both = member_of(&harness, user("u"));
    both.sort();
    assert_eq!(both, ["a", "b"]);
    harness.delete(&at);
    assert!(member_of(&harness, user("u")).is_empty());
    harness.create(json!({"key": "a", "name": "A"}));
    assert!(member_of(&harness, user("u")).is_empty());
}

#[test]
fn the_list_of_a_big_segment_counts_by_its_kind() {
    let harness = Harness::new();
    harness.create(json!({
        "key": "big", "name": "Big", "unbounded": true, "unboundedContextKind": "org"
    }));
    let at = format!("{SEGMENTS}/big");
    let add = |kind: &str, key: &str| {
        let reply = harness.instruct(&at, json!([{"kind": kind, "values": [key]}]));
        assert_eq!(reply.0, 200, "{}", reply.1);
    };
    let org = |key: &str| json!({"kind": "org", "key": key});
    assert!(member_of(&harness, org("in")).is_empty());
    add("addBigSegmentIncludedTargets", "in");
    add("addBigSegmentExcludedTargets", "out");
    assert_eq!(member_of(&harness, org("in")), ["big"]);
    for context in [org("out"), org("other"), user("in")] {
        assert!(member_of(&harness, context).is_empty());
    }
    let (_, body) = harness.post(EVALUATE, org("in"));
    assert_eq!(body["items"][0]["isIndividuallyTargeted"], true);
    assert_eq!(body["items"][0]["isRuleTargeted"], false);
    add("removeBigSegmentIncludedTargets", "in");
    assert!(member_of(&harness, org("in")).is_empty());
}

#[test]
fn another_process_can_change_segments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let open = || opened(&path);
    let (one, other) = (open(), open());
    one.create(json!({"key": "a", "name": "A"}));
    let at = format!("{SEGMENTS}/a");
    assert!(member_of(&one, user("u")).is_empty());
    other.patch(
        &at,
        json!([{"op": "add", "path": "/included/-", "value": "u"}]),
    );
    assert_eq!(member_of(&one, user("u")), ["a"]);
    one.patch(&at, json!([{"op": "remove", "path": "/included/0"}]));
    assert!(member_of(&other, user("u")).is_empty());
}

#[test]
fn an_environment_in_the_place_of_another_is_another() {
    let harness = Harness::for_admin();
    let environments = "/api/v2/projects/default/environments";
    for round in 0..3 {
        let key = format!("e{round}");
        let new = json!({"key": key, "name": key, "color": "ffffff"});
        let (status, made) = harness.post(environments, new);
        assert_eq!(status, 201, "{made}");
        let evaluate = format!("{environments}/{key}/segments/evaluate");
        let (_, before) = harness.post(&evaluate, user("u"));
        assert_eq!(before["items"], json!([]));
        let segment = json!({"key": key, "name": key});
        harness.post(&format!("/api/v2/segments/default/{key}"), segment);
        let (_, after) = harness.post(&evaluate, user("u"));
        assert_eq!(after["items"][0]["key"], key);
        assert_eq!(harness.delete(&format!("{environments}/{key}")).0, 204);
        assert_eq!(harness.post(&evaluate, user("u")).0, 404);
    }
}

#[test]
fn a_half_is_about_half_and_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let open = || opened(&path);
    let harness = open();
    for key in ["one", "two"] {
        harness.create(json!({"key": key, "name": key}));
        let half =
            json!([{"op": "add", "path": "/rules/-", "value": {"clauses": [], "weight": 50_000}}]);
        assert_eq!(harness.patch(&format!("{SEGMENTS}/{key}"), half).0, 200);
    }
    let ask = |harness: &Harness| -> Vec<Vec<String>> {
        let users = (0..400).map(|number| user(&format!("user-{number}")));
        users.map(|user| member_of(harness, user)).collect()
    };
    let found = ask(&harness);
    let count = |keys: &[&str]| {
        found
            .iter()
            .filter(|found| keys.iter().all(|key| found.contains(&(*key).to_owned())))
            .count()
    };
    for (keys, expected) in [
        (&["one"] as &[&str], 200),
        (&["two"], 200),
        (&["one", "two"], 100),
    ] {
        let count = count(keys);
        assert!(count.abs_diff(expected) < 60, "{keys:?}: {count}");
    }
    let bytes = json!([{"op": "replace", "path": "/name", "value": "Other"}]);
    harness.patch(&format!("{SEGMENTS}/one"), bytes);
    assert_eq!(ask(&harness), found);
    drop(harness);
    assert_eq!(ask(&open()), found);
}

#[test]
fn a_salt_is_shown_nowhere() {
    let harness = Harness::with_segment();
    harness.patch(
        &format!("{SEGMENTS}/a"),
        json!([{"op": "add", "path": "/rules/-", "value": {"clauses": [], "weight": 50_000}}]),
    );
    for answer in [harness.segment(), harness.post(EVALUATE, user("u")).1] {
        assert!(!answer.to_string().contains("salt"), "{answer}");
    }
}

#[test]
fn a_circle_in_old_data_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let harness = opened(&path);
    for key in ["a", "b"] {
        harness.create(json!({"key": key, "name": key}));
    }
    let rules = |key: &str| {
        json!([{"clauses": [
            {"attribute": "segmentMatch", "op": "segmentMatch", "values": [key], "negate": false}
        ]}])
    };
    let connection = rusqlite::Connection::open(&path).unwrap();
    for (key, other) in [("a", "b"), ("b", "a")] {
        connection
            .execute(
                "UPDATE segment SET document = json_set(document, '$.rules', json(?2)) WHERE key = ?1",
                [key, &rules(other).to_string()],
            )
            .unwrap();
    }
    let reply = harness.post(EVALUATE, user("u"));
    assert_refused(&reply, 400, "invalid_request", "a > b > a");
}

#[test]
fn databases_of_the_first_version_get_salts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch(include_str!("../../src/store/schema/1.sql"))
        .unwrap();
    connection
        .execute_batch(
            "PRAGMA application_id = 0x5367446b; PRAGMA user_version = 1;
             INSERT INTO project (uid, key, name) VALUES ('p', 'default', 'Default');
             INSERT INTO environment (uid, project_id, key, name, color)
                 VALUES ('e', 1, 'test', 'Test', 'f5a623');
             INSERT INTO token (token, uid, name, role)
                 VALUES ('api-sandbox-writer', 't', 'Sandbox writer', 'writer');",
        )
        .unwrap();
    for key in ["a", "b"] {
        let document = json!({
            "key": key, "name": key, "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 1, "deleted": false, "generation": 1, "included": ["u"], "excluded": [],
            "rules": [], "_links": {}
        });
        connection
            .execute(
                "INSERT INTO segment (environment_id, key, name_folded, search, creation_date,
                     last_modified_date, is_unbounded, is_external, document)
                 VALUES (1, ?1, ?1, ?1, 1, 1, 0, 0, ?2)",
                [key, &document.to_string()],
            )
            .unwrap();
    }
    let harness = opened(&path);
    assert_eq!(member_of(&harness, user("u")), ["a", "b"]);
    let different: i64 = connection
        .query_row(
            "SELECT count(DISTINCT salt) FROM evaluation WHERE length(salt) = 32",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(different, 2);
}

#[test]
fn who_was_asked_about_is_remembered_unless_it_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("segdeck.db");
    let harness = opened(&path);
    member_of(&harness, user("ada"));
    let both = json!({"kind": "multi", "user": {"key": "ada", "plan": "pro"}, "org": {"key": "o"}});
    member_of(&harness, both);
    harness.post(EVALUATE, json!({"kind": "user", "key": ""}));
    let elsewhere = EVALUATE.replace("/test/", "/none/");
    harness.post(&elsewhere, user("eve"));
    let connection = rusqlite::Connection::open(&path).unwrap();
    let seen: String = connection
        .query_row(
            "SELECT group_concat(kind || ':' || key, ' ' ORDER BY kind) FROM context",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(seen, "org:o user:ada");
}

#[test]
fn asking_changes_nothing_so_a_reader_may() {
    let harness = Harness::with_segment();
    let mut request =
        Request::new(Method::Post, EVALUATE).with_body(JSON, user("u").to_string().into_bytes());
    request.headers.set("Authorization", DEFAULT_READER_TOKEN);
    assert_eq!(harness.send(&request).0, 200);
    assert_eq!(harness.segment()["version"], 1);
}

#[test]
fn what_is_no_context_is_refused_by_field() {
    let harness = Harness::with_segment();
    for (context, named) in [
        (json!({"key": "u"}), "kind"),
        (json!({"kind": "user"}), "key"),
        (json!({"kind": "user", "key": ""}), "key"),
        (json!({"kind": "multi"}), "multi-context"),
        (json!({"kind": "multi", "org": {}}), "org/key"),
        (
            json!({"kind": "multi", "multi": {"user": {"key": "a"}}}),
            "multi",
        ),
        (json!({"kind": "kind", "key": "u"}), "reserved"),
        (json!([]), "array"),
        (json!("u"), "text"),
    ] {
        assert_refused(
            &harness.post(EVALUATE, context),
            400,
            "invalid_request",
            named,
        );
    }
    for body in [
        "",
        "{",
        "{\"kind\":\"user\",\"key\":\"\\ud800\"}",
        &"[".repeat(100_000),
    ] {
        let mut request =
            Request::new(Method::Post, EVALUATE).with_body(JSON, body.as_bytes().to_vec());
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        assert_refused(&harness.send(&request), 400, "invalid_request", "");
    }
    let elsewhere = "/api/v2/projects/default/environments/none/segments/evaluate";
    assert_refused(
        &harness.post(elsewhere, user("u")),
        404,
        "not_found",
        "none",
    );
}

#[test]
fn a_huge_context_is_answered_or_given_up() {
    let harness = Harness::with_segment();
    let patterns: Vec<String> = (0..50)
        .map(|number| format!("(a|b)+c{{{number},200}}$"))
        .collect();
    let rule = json!([{"op": "add", "path": "/rules/-", "value": {"clauses": [
        {"attribute": "x", "op": "matches", "values": patterns, "negate": false}
    ]}}]);
    assert_eq!(harness.patch(&format!("{SEGMENTS}/a"), rule).0, 200);
    let long = json!({"kind": "user", "key": "u", "x": "ab".repeat(2_000_000)});
    assert_refused(
        &harness.post(EVALUATE, long),
        400,
        "invalid_request",
        "smaller context",
    );
    let wide: Vec<String> = (0..100_000).map(|number| format!("v{number}")).collect();
    let context = json!({"kind": "user", "key": "u", "y": wide});
    assert_eq!(harness.post(EVALUATE, context).0, 200);
}

#[test]
fn the_demo_has_segments_for_a_typical_context() {
    let harness = Harness::new();
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
    let path = EVALUATE.replace("/test/", "/production/");
    let context = Context::new("user", "u-1").with("email", "a@example.com");
    let (status, body) = harness.post(
        &path,
        serde_json::to_value(segdeck_core::model::ContextInstance::from(context.clone())).unwrap(),
    );
    assert_eq!(status, 200);
    let call = EvaluateSegments::new(Place::new("default", "production"), context);
    let read: SegmentMemberships =
        segdeck_core::endpoint::Endpoint::read(&call, body.to_string().as_bytes()).unwrap();
    assert!(read.items.len() > 40);
    let again = harness.post(
        &path,
        json!({"kind": "user", "key": "u-1", "email": "a@example.com"}),
    );
    assert_eq!(again.1, body);
}
