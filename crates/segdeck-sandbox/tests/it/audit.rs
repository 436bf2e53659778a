//! What is written down about each change, and how it is read.

use proptest::prelude::*;
use segdeck_core::wire::{JSON, Method, Request};
use segdeck_sandbox::{DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN, Options, Sandbox};
use serde_json::{Value, json};

use crate::harness::{Harness, NOW, SEGMENTS};

const A: &str = "/api/v2/segments/default/test/a";
const EXPIRING: &str = "/api/v2/segments/default/a/expiring-targets/test";
const LOG: &str = "/api/v2/auditlog";
const OF_A: &str = "/api/v2/auditlog?spec=proj/default:env/test:segment/a&limit=20";

/// The entries of a list, whole, the oldest first.
fn entries(harness: &Harness, target: &str) -> Vec<Value> {
    let page = harness.read(target);
    let mut entries: Vec<Value> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| harness.read(&format!("{LOG}/{}", entry["_id"].as_str().unwrap())))
        .collect();
    entries.reverse();
    entries
}

fn actions(entry: &Value) -> Vec<&str> {
    let accesses = entry["accesses"].as_array().unwrap();
    accesses
        .iter()
        .map(|access| access["action"].as_str().unwrap())
        .collect()
}

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|entry| entry["name"].as_str().unwrap())
        .collect()
}

/// A segment as the log keeps it.
fn state(harness: &Harness, target: &str) -> Value {
    let mut segment = harness.read(target);
    for only_in_get in ["_flags", "_access"] {
        segment.as_object_mut().unwrap().remove(only_in_get);
    }
    segment
}

#[test]
fn each_change_is_one_entry() {
    let mut harness = Harness::with_segment();
    let patch = json!([{"op": "add", "path": "/included/-", "value": "u"}]);
    assert_eq!(
        harness
            .patch(A, json!({"patch": patch, "comment": "why"}))
            .0,
        200
    );
    let expire = json!([{
        "kind": "addExpiringTarget", "targetType": "included", "contextKind": "user",
        "contextKey": "u", "value": NOW.plus(1_000),
    }]);
    assert_eq!(harness.instruct(EXPIRING, expire).0, 200);
    harness.now = NOW.plus(1_000);
    assert_eq!(harness.sandbox.apply_due(harness.now).unwrap(), 1);
    assert_eq!(harness.delete(A).0, 204);

    let entries = entries(&harness, OF_A);
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (actions(entry), entry["subject"]["name"].as_str().unwrap()))
        .collect();
    let writer = "Sandbox writer";
    assert_eq!(
        told,
        [
            (vec!["createSegment"], writer),
            (vec!["updateIncluded"], writer),
            (vec!["updateExpiringTargets"], writer),
            (vec!["updateIncluded", "updateExpiringTargets"], "Sandbox"),
            (vec!["deleteSegment"], writer),
        ]
    );
    assert_eq!(entries[1]["comment"], "why");
    assert_eq!(entries[1]["delta"], patch);
    assert_eq!(
        entries[1]["description"],
        "* Added `u` to the included user targets"
    );
    assert!(entries[3].get("token").is_none());
    for (earlier, later) in entries.iter().zip(&entries[1..]) {
        assert_eq!(earlier["currentVersion"], later["previousVersion"]);
    }
    assert_eq!(
        entries[2]["currentVersion"]["_expiringTargets"][0]["contextKey"],
        "u"
    );
    assert!(
        entries[3]["currentVersion"]
            .get("_expiringTargets")
            .is_none()
    );
    assert!(entries[0].get("previousVersion").is_none());
    assert!(entries[4].get("currentVersion").is_none());
    assert!(!format!("{entries:?}").contains(DEFAULT_WRITER_TOKEN));
}

#[test]
fn what_changes_nothing_leaves_no_entry() {
    let harness = Harness::with_segment();
    let nothing = json!([{"op": "test", "path": "/version", "value": 1}]);
    let failing =
        json!([{"op": "add", "path": "/tags/-", "value": "x"}, {"op": "remove", "path": "/x"}]);
    let stranger = json!([{
        "kind": "removeExpiringTarget", "targetType": "included", "contextKind": "user",
        "contextKey": "stranger",
    }]);
    let name = json!({"name": "B"});
    assert_eq!(harness.patch(A, nothing).0, 200);
    assert_eq!(
        harness.patch(&format!("{A}?dryRun=true"), name.clone()).0,
        200
    );
    assert_eq!(harness.patch(A, failing).0, 400);
    assert_eq!(harness.instruct(EXPIRING, stranger).0, 200);
    let mut forbidden = Request::new(Method::Patch, A);
    forbidden = forbidden.with_body(JSON, name.to_string().into_bytes());
    forbidden.headers.set("Authorization", DEFAULT_READER_TOKEN);
    assert_eq!(harness.send(&forbidden).0, 403);
    assert_eq!(entries(&harness, LOG).len(), 1);
}

#[test]
fn every_state_is_told_exactly_however_many_changes_came_before() {
    let mut harness = Harness::with_segment();
    let mut states = vec![state(&harness, A)];
    for number in 0..250 {
        let patch = match number % 5 {
            0 => json!([{"op": "add", "path": "/included/0", "value": format!("user-{number}")}]),
            1 => json!([{"op": "replace", "path": "/name", "value": format!("Name {number}")}]),
            2 => json!([{"op": "add", "path": "/rules/0", "value": {"clauses": [{
                "attribute": "email", "op": "endsWith", "negate": false,
                "values": [format!("@{number}.example")],
            }]}}]),
            3 => json!([{"op": "add", "path": "/tags/-", "value": format!("t{number}")}]),
            _ => json!([{"op": "replace", "path": "/description", "value": "d".repeat(number)}]),
        };
        harness.now = NOW.plus(i64::from(u16::try_from(number).unwrap()) + 1);
        assert_eq!(harness.patch(A, patch).0, 200);
        states.push(state(&harness, A));
    }
    let mut before = NOW.plus(1_000_000);
    let mut seen = 0;
    while seen < 251 {
        for entry in entries(&harness, &format!("{OF_A}&before={}", before.0))
            .iter()
            .rev()
        {
            let number = 250 - seen;
            assert_eq!(entry["currentVersion"], states[number]);
            assert_eq!(
                entry.get("previousVersion"),
                number.checked_sub(1).map(|n| &states[n])
            );
            before = segdeck_core::UnixMillis(entry["date"].as_i64().unwrap());
            seen += 1;
        }
    }
}

#[test]
fn a_segment_made_again_has_a_history_of_its_own() {
    let harness = Harness::with_segment();
    assert_eq!(harness.patch(A, json!({"name": "First"})).0, 200);
    assert_eq!(harness.delete(A).0, 204);
    harness.create(json!({"key": "a", "name": "Again"}));
    assert_eq!(harness.patch(A, json!({"name": "Second"})).0, 200);
    let entries = entries(&harness, OF_A);
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            let part = |version: &str, field: &str| entry[version][field].clone();
            (
                part("previousVersion", "name"),
                part("currentVersion", "name"),
                part("currentVersion", "generation"),
            )
        })
        .collect();
    let gone = Value::Null;
    assert_eq!(
        told,
        [
            (gone.clone(), json!("A"), json!(1)),
            (json!("A"), json!("First"), json!(1)),
            (json!("First"), gone.clone(), gone.clone()),
            (gone, json!("Again"), json!(2)),
            (json!("Again"), json!("Second"), json!(2)),
        ]
    );
}

#[test]
fn a_segment_without_a_history_gets_one() {
    let harness = Harness::new();
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
    let segments = harness.read("/api/v2/segments/default/production?limit=100");
    for segment in segments["items"].as_array().unwrap() {
        let key = segment["key"].as_str().unwrap();
        let target = format!("/api/v2/segments/default/production/{key}");
        let before = state(&harness, &target);
        assert_eq!(harness.patch(&target, json!({"description": "New"})).0, 200);
        let spec = format!("{LOG}?spec=proj/default:env/production:segment/{key}");
        let entries = entries(&harness, &spec);
        // What was due at the start may have left by itself before.
        let entry = entries.last().unwrap();
        let mut told = entry["previousVersion"].clone();
        told.as_object_mut().unwrap().remove("_expiringTargets");
        assert_eq!(told, before, "{key}");
        assert_eq!(entry["currentVersion"]["description"], "New");
    }
}

#[test]
fn the_expirations_that_go_with_a_target_are_told() {
    let harness = Harness::with_segment();
    assert_eq!(harness.patch(A, json!({"included": ["u", "v"]})).0, 200);
    let expire = |key: &str| {
        json!({
            "kind": "addExpiringTarget", "targetType": "included", "contextKind": "user",
            "contextKey": key, "value": NOW.plus(1_000),
        })
    };
    assert_eq!(
        harness
            .instruct(EXPIRING, json!([expire("u"), expire("v")]))
            .0,
        200
    );
    assert_eq!(harness.patch(A, json!({"included": ["v"]})).0, 200);
    let entries = entries(&harness, OF_A);
    let keys = |version: &Value| -> Vec<String> {
        let items = version["_expiringTargets"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["contextKey"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(keys(&entries[3]["previousVersion"]), ["u", "v"]);
    assert_eq!(keys(&entries[3]["currentVersion"]), ["v"]);
    assert_eq!(
        entries[3]["description"],
        "* Removed `u` from the included user targets\n* Removed the expiration of `u`"
    );
    assert_eq!(
        entries[3]["shortDescription"],
        "Removed `u` from the included user targets, and 1 more"
    );
}

#[test]
fn a_thousand_patches_of_a_large_segment_take_little_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let sandbox = Sandbox::open(&path, Options::default()).unwrap();
    let send = |method: Method, target: &str, body: Value| {
        let mut request = Request::new(method, target);
        request = request.with_body(JSON, body.to_string().into_bytes());
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        sandbox.handle(&request, NOW).status
    };
    let keys: Vec<String> = (0..15_000).map(|n| format!("customer-{n:08}")).collect();
    assert_eq!(
        send(Method::Post, SEGMENTS, json!({"key": "a", "name": "A"})),
        201
    );
    assert_eq!(send(Method::Patch, A, json!({"included": keys})), 200);
    for number in 0..20 {
        let mut changed = keys.clone();
        changed[number * 700] = format!("other-{number}");
        // Sent whole, as some clients do.
        assert_eq!(
            send(
                Method::Patch,
                A,
                json!([{"op": "replace", "path": "/included", "value": changed}])
            ),
            200
        );
    }
    let connection = rusqlite::Connection::open(&path).unwrap();
    let bytes: i64 = connection
        .query_row(
            "SELECT (SELECT sum(coalesce(length(before), 0) + coalesce(length(patch), 0)
                + coalesce(length(after), 0)) FROM audit_state)
                + (SELECT sum(coalesce(length(delta), 0)) FROM audit_entry)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(bytes < 700_000, "{bytes} bytes for 22 entries");
}

#[test]
fn lists_are_filtered_by_resource_specifiers() {
    let harness = Harness::new();
    for (place, key, tags) in [
        ("test", "alpha", json!(["red", "round"])),
        ("test", "beta-1", json!(["red"])),
        ("production", "beta-1", json!([])),
        ("production", "beta-2", json!(["blue"])),
    ] {
        let segments = format!("/api/v2/segments/default/{place}");
        let body = json!({"key": key, "name": format!("{key} of {place}"), "tags": tags});
        assert_eq!(harness.post(&segments, body).0, 201);
    }
    let all = [
        "beta-2 of production",
        "beta-1 of production",
        "beta-1 of test",
        "alpha of test",
    ];
    for (spec, expected) in [
        ("proj/default:env/test:segment/alpha", &all[3..]),
        ("proj/*:env/*:segment/alpha", &all[3..]),
        ("proj/default:env/test:segment/*", &all[2..]),
        ("proj/default:env/*:segment/*", &all),
        ("proj/*:env/*:segment/beta-*", &all[..3]),
        ("proj/def*t:env/prod*:segment/*-2", &all[..1]),
        ("proj/*:env/*:segment/*;red", &all[2..]),
        ("proj/*:env/*:segment/*;red,round", &all[3..]),
        ("proj/*:env/*:segment/*;b*", &all[..1]),
        ("proj/*:env/*;red:segment/*", &[]),
        ("proj/*;red:env/*:segment/*", &[]),
        ("proj/default", &[]),
        ("proj/default:env/test", &[]),
        ("proj/default:env/test:flag/*", &[]),
        ("proj/default:segment/*", &[]),
        ("proj/other:env/*:segment/*", &[]),
        ("acct", &[]),
        ("member/*", &[]),
    ] {
        let page = harness.read(&format!("{LOG}?spec={spec}"));
        assert_eq!(names(&page), expected, "{spec}");
    }
}

#[test]
fn statements_allow_and_deny() {
    let harness = Harness::with_segment();
    harness.create(json!({"key": "b", "name": "B"}));
    assert_eq!(harness.patch(A, json!({"tags": ["x"]})).0, 200);
    let search = |body: Value| {
        let (status, page) = harness.post(LOG, body);
        assert_eq!(status, 200, "{page}");
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| actions(entry).join(" ") + " " + entry["name"].as_str().unwrap())
            .collect::<Vec<_>>()
    };
    let (tagged, b, a) = ("updateTags A", "createSegment B", "createSegment A");
    assert_eq!(search(json!([])), [tagged, b, a]);
    let allow =
        json!({"effect": "allow", "resources": ["proj/*:env/*:segment/*"], "actions": ["*"]});
    assert_eq!(search(json!([allow])), [tagged, b, a]);
    let of_a = json!({"effect": "allow", "resources": ["proj/*:env/*:segment/a"]});
    assert_eq!(search(json!([of_a])), [tagged, a]);
    let not_a = json!({"effect": "allow", "notResources": ["proj/*:env/*:segment/a"]});
    assert_eq!(search(json!([not_a])), [b]);
    let deny =
        json!({"effect": "deny", "resources": ["proj/*:env/*:segment/a"], "actions": ["create*"]});
    assert_eq!(search(json!([allow, deny])), [tagged, b]);
    let updates = json!({"effect": "allow", "actions": ["updateTags"]});
    assert_eq!(search(json!([updates])), [tagged]);
    let no_updates = json!({"effect": "allow", "notActions": ["updateTags"]});
    assert_eq!(search(json!([no_updates])), [b, a]);
    assert_eq!(search(json!([deny])), [] as [&str; 0]);
}

#[test]
fn bad_input_is_refused_by_name() {
    let harness = Harness::with_segment();
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=21", "limit"),
        ("limit=x", "limit"),
        ("before=yesterday", "before"),
        ("after=99999999999999999999", "after"),
        ("spec=proj", "spec"),
        ("spec=", "spec"),
    ] {
        let reply = harness.get(&format!("{LOG}?{query}"));
        crate::harness::assert_refused(&reply, 400, "invalid_request", name);
    }
    for (body, name) in [
        (json!({"effect": "allow"}), "an array"),
        (json!([{"effect": "maybe"}]), "effect"),
        (
            json!([{"effect": "allow", "resources": ["proj/*", "x"]}]),
            "x",
        ),
        (json!(vec![json!({"effect": "allow"}); 101]), "100"),
    ] {
        let reply = harness.post(LOG, body);
        let lowered = (
            reply.0,
            json!({"code": reply.1["code"], "message": reply.1.to_string()}),
        );
        crate::harness::assert_refused(&lowered, 400, "invalid_request", name);
    }
    let known = harness.read(LOG)["items"][0]["_id"]
        .as_str()
        .unwrap()
        .to_owned();
    for id in [
        "x",
        "",
        "0000000000000000000000ff",
        "é",
        &known.to_uppercase()[..23],
    ] {
        assert_eq!(
            harness
                .get(&format!("{LOG}/{}", segdeck_core::url::encode(id)))
                .0,
            404,
            "{id}"
        );
    }
}

/// An old database keeps its history.
#[test]
fn entries_of_version_1_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../src/store/schema/1.sql"))
        .unwrap();
    old.execute_batch(
        r#"PRAGMA application_id = 0x5367446b; PRAGMA user_version = 1;
        INSERT INTO project (uid, key, name) VALUES ('p', 'default', 'Default');
        INSERT INTO environment (uid, project_id, key, name, color)
            VALUES ('e', 1, 'test', 'Test', 'ffffff');
        INSERT INTO token (token, uid, name, role) VALUES ('secret', 't', 'Ops', 'writer');
        INSERT INTO audit (at, actor, action, project_key, environment_key, segment_key,
            version_before, version_after, comment, change) VALUES
            (1, 'Ops', 'createSegment', 'default', 'test', 'a', NULL, 1, NULL, '{"key":"a"}'),
            (2, 'Ops', 'updateSegment', 'default', 'test', 'a', 1, 2, 'why',
                '{"patch":[{"op":"remove","path":"/x"}]}'),
            (3, NULL, 'expireTargets', 'default', 'test', 'a', 2, 3, NULL, '{"expired":[]}'),
            (4, 'Ops', 'deleteSegment', 'default', 'test', 'a', 3, NULL, NULL, '{"key":"a"}');"#,
    )
    .unwrap();
    drop(old);
    let harness = Harness {
        token: segdeck_sandbox::DEFAULT_WRITER_TOKEN,
        sandbox: Sandbox::open(&path, Options::default()).unwrap(),
        now: NOW,
    };
    let get = |target: &str| {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request::new(Method::Get, path);
        request.query = segdeck_core::url::read_query(query).unwrap();
        request.headers.set("Authorization", "secret");
        harness.send(&request).1
    };
    let page = get(OF_A);
    let verbs: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["titleVerb"].as_str().unwrap())
        .collect();
    assert_eq!(
        verbs,
        [
            "deleted the segment",
            "removed the expired targets from the segment",
            "updated the segment",
            "created the segment",
        ]
    );
    let whole = |index: usize| {
        get(&format!(
            "{LOG}/{}",
            page["items"][index]["_id"].as_str().unwrap()
        ))
    };
    assert_eq!(whole(0)["previousVersion"], json!({"key": "a"}));
    assert_eq!(whole(2)["delta"], json!([{"op": "remove", "path": "/x"}]));
    assert_eq!(whole(2)["comment"], "why");
    assert_eq!(whole(2)["token"]["_id"], "t");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Walking along the pages shows every entry once, whatever the clock did.
    #[test]
    fn pages_lose_nothing(
        steps in prop::collection::vec(-2_i64..3, 1..60), limit in 3_usize..20,
    ) {
        let mut harness = Harness::new();
        for (number, step) in steps.iter().enumerate() {
            harness.now = harness.now.plus(*step);
            harness.create(json!({"key": format!("s-{number}"), "name": "S"}));
        }
        let mut dates: Vec<i64> = Vec::new();
        let mut ids = std::collections::BTreeSet::new();
        let mut crowded = std::collections::BTreeMap::<i64, usize>::new();
        let mut next = Some(format!("{LOG}?limit={limit}"));
        while let Some(target) = next {
            let page = harness.read(&target);
            for entry in page["items"].as_array().unwrap() {
                if ids.insert(entry["_id"].as_str().unwrap().to_owned()) {
                    dates.push(entry["date"].as_i64().unwrap());
                    *crowded.entry(*dates.last().unwrap()).or_default() += 1;
                }
            }
            next = page["_links"]["next"]["href"].as_str().map(str::to_owned);
        }
        prop_assert!(dates.is_sorted_by(|a, b| a >= b));
        // Only of more entries in one moment than a page holds could one be missed.
        if crowded.values().all(|count| *count < limit) {
            prop_assert_eq!(ids.len(), steps.len());
        }
    }
}
