//! Expiring targets, in both families.

use serde_json::{Value, json};

use crate::harness::{Harness, NOW, SEGMENTS, assert_refused};

const A: &str = "/api/v2/segments/default/test/a";
const CONTEXTS: &str = "/api/v2/segments/default/a/expiring-targets/test";
const USERS: &str = "/api/v2/segments/default/a/expiring-user-targets/test";
const HOUR: i64 = 3_600_000;

/// A segment with included users `u` and `v`, an excluded user `x` and an included org `o`.
fn harness() -> Harness {
    let harness = Harness::with_segment();
    let (status, _) = harness.instruct(
        A,
        json!([
            {"kind": "addIncludedTargets", "contextKind": "user", "values": ["u", "v"]},
            {"kind": "addExcludedTargets", "contextKind": "user", "values": ["x"]},
            {"kind": "addIncludedTargets", "contextKind": "org", "values": ["o"]},
        ]),
    );
    assert_eq!(status, 200);
    harness
}

fn add(list: &str, kind: &str, key: &str, hours: i64) -> Value {
    json!({
        "kind": "addExpiringTarget", "targetType": list, "contextKind": kind, "contextKey": key,
        "value": NOW.plus(hours * HOUR),
    })
}

fn keys(answer: &Value, field: &str) -> Vec<String> {
    let items = answer["items"].as_array().unwrap().iter();
    items
        .map(|item| item[field].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_expiration_is_set_moved_and_removed() {
    let harness = harness();
    let (status, answer) = harness.instruct(CONTEXTS, json!([add("included", "user", "u", 2)]));
    assert_eq!(status, 200);
    assert_eq!(answer["totalInstructions"], 1);
    assert_eq!(answer["successfulInstructions"], 1);
    assert_eq!(answer["failedInstructions"], 0);
    let item = &answer["items"][0];
    assert_eq!(item["_version"], 1);
    assert_eq!(item["expirationDate"], NOW.plus(2 * HOUR).0);
    assert_eq!(item["contextKind"], "user");
    assert_eq!(item["contextKey"], "u");
    assert_eq!(item["targetType"], "included");
    assert_eq!(
        item["_resourceId"],
        json!({
            "kind": "segment", "projectKey": "default", "environmentKey": "test", "key": "a",
        })
    );
    let update = |version: i64, hours: i64| {
        json!([{
            "kind": "updateExpiringTarget", "targetType": "included", "contextKind": "user",
            "contextKey": "u", "value": NOW.plus(hours * HOUR), "version": version,
        }])
    };
    let (_, answer) = harness.instruct(CONTEXTS, update(1, 3));
    assert_eq!(answer["items"][0]["_version"], 2);
    assert_eq!(answer["items"][0]["_id"], item["_id"]);
    let (status, answer) = harness.instruct(CONTEXTS, update(1, 4));
    assert_eq!(status, 200);
    assert_eq!(answer["errors"][0]["instructionIndex"], 0);
    assert_eq!(answer["items"][0]["expirationDate"], NOW.plus(3 * HOUR).0);
    assert_eq!(harness.read(CONTEXTS)["items"], answer["items"]);
    let remove = json!([{
        "kind": "removeExpiringTarget", "targetType": "included", "contextKind": "user",
        "contextKey": "u",
    }]);
    let (_, answer) = harness.instruct(CONTEXTS, remove);
    assert_eq!(answer["items"], json!([]));
    assert_eq!(harness.segment()["included"], json!(["u", "v"]));
}

#[test]
fn setting_an_expiration_leaves_the_segment_alone() {
    let mut harness = harness();
    let before = harness.segment();
    harness.now = NOW.plus(5);
    harness.instruct(CONTEXTS, json!([add("included", "user", "u", 2)]));
    assert_eq!(harness.segment(), before);
}

#[test]
fn an_instruction_that_fails_does_not_stop_the_others() {
    let harness = harness();
    let (status, answer) = harness.instruct(
        CONTEXTS,
        json!([
            add("included", "user", "stranger", 2),
            add("included", "user", "u", 2),
            add("included", "user", "u", 3),
            add("excluded", "user", "v", 2),
            add("included", "org", "o", 1),
            add("excluded", "user", "x", -1),
        ]),
    );
    assert_eq!(status, 200);
    assert_eq!(keys(&answer, "contextKey"), ["o", "u"]);
    assert_eq!(answer["totalInstructions"], 6);
    assert_eq!(answer["successfulInstructions"], 2);
    assert_eq!(answer["failedInstructions"], 4);
    let failed: Vec<i64> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["instructionIndex"].as_i64().unwrap())
        .collect();
    assert_eq!(failed, [0, 2, 3, 5]);
    assert!(
        answer["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("stranger")
    );
}

#[test]
fn the_user_family_sees_and_changes_users_only() {
    let harness = harness();
    harness.instruct(CONTEXTS, json!([add("included", "org", "o", 1)]));
    let (status, answer) = harness.instruct(
        USERS,
        json!([{
            "kind": "addExpireUserTargetDate", "targetType": "excluded", "userKey": "x",
            "value": NOW.plus(HOUR),
        }]),
    );
    assert_eq!(status, 200);
    assert_eq!(keys(&answer, "userKey"), ["x"]);
    assert!(answer["items"][0]["contextKind"].is_null());
    assert_eq!(harness.read(USERS)["items"], answer["items"]);
    assert_eq!(keys(&harness.read(CONTEXTS), "contextKey"), ["o", "x"]);
    let version = json!([{
        "kind": "updateExpireUserTargetDate", "targetType": "excluded", "userKey": "x",
        "value": NOW.plus(2 * HOUR),
    }]);
    let (_, answer) = harness.instruct(USERS, version);
    assert_eq!(answer["items"][0]["_version"], 2);
    let remove = json!([{
        "kind": "removeExpireUserTargetDate", "targetType": "excluded", "userKey": "x",
    }]);
    assert_eq!(harness.instruct(USERS, remove).1["items"], json!([]));
    assert_eq!(keys(&harness.read(CONTEXTS), "contextKey"), ["o"]);
}

#[test]
fn malformed_requests_change_nothing() {
    let harness = harness();
    let reply = harness.patch(CONTEXTS, json!({"instructions": []}));
    assert_refused(&reply, 400, "invalid_request", "Content-Type");
    let reply = harness.patch(USERS, json!({"instructions": []}));
    assert_refused(&reply, 400, "invalid_request", "Content-Type");
    for (bad, named) in [
        (json!({"kind": "explode"}), "instructions/1"),
        (json!({"kind": "addExpiringTarget"}), "instructions/1"),
        (
            json!({"kind": "addExpiringTarget", "targetType": "included", "contextKind": "user",
                   "contextKey": "v", "value": "soon"}),
            "instructions/1/value",
        ),
        (
            json!({"kind": "addExpiringTarget", "targetType": "beyond", "contextKind": "user",
                   "contextKey": "v", "value": 1}),
            "instructions/1/targetType",
        ),
    ] {
        let good = add("included", "user", "u", 2);
        let reply = harness.instruct(CONTEXTS, json!([good, bad]));
        assert_refused(&reply, 400, "invalid_request", named);
    }
    assert_eq!(harness.read(CONTEXTS)["items"], json!([]));
    for path in [
        "/api/v2/segments/default/none/expiring-targets/test",
        "/api/v2/segments/default/none/expiring-user-targets/test",
    ] {
        assert_refused(&harness.get(path), 404, "not_found", "none");
        assert_refused(&harness.instruct(path, json!([])), 404, "not_found", "none");
    }
}

#[test]
fn a_target_that_is_due_leaves_at_the_next_request() {
    let mut harness = harness();
    harness.instruct(
        CONTEXTS,
        json!([
            add("included", "user", "u", 1),
            add("included", "org", "o", 1),
            add("excluded", "user", "x", 2),
        ]),
    );
    let before = harness.segment();
    assert_eq!(harness.sandbox.next_due().unwrap(), Some(NOW.plus(HOUR)));
    harness.now = NOW.plus(HOUR - 1);
    assert_eq!(harness.segment(), before);
    harness.now = NOW.plus(HOUR);
    let after = harness.segment();
    assert_eq!(after["included"], json!(["v"]));
    assert_eq!(after["includedContexts"], json!([]));
    assert_eq!(after["excluded"], json!(["x"]));
    assert_eq!(after["version"], before["version"].as_i64().unwrap() + 1);
    assert_eq!(after["lastModifiedDate"], harness.now.0);
    assert_eq!(keys(&harness.read(CONTEXTS), "contextKey"), ["x"]);
    let sorted = harness.read(&format!("{SEGMENTS}?sort=-lastModified"));
    assert_eq!(sorted["items"][0]["key"], "a");
}

#[test]
fn what_is_overdue_is_applied_once_and_counted() {
    let mut harness = harness();
    harness.instruct(
        CONTEXTS,
        json!([
            add("included", "user", "u", 1),
            add("included", "user", "v", 5)
        ]),
    );
    let version = harness.segment()["version"].as_i64().unwrap();
    harness.now = NOW.plus(100 * HOUR);
    assert_eq!(harness.sandbox.apply_due(harness.now).unwrap(), 2);
    assert_eq!(harness.sandbox.apply_due(harness.now).unwrap(), 0);
    assert_eq!(harness.sandbox.next_due().unwrap(), None);
    assert_eq!(harness.segment()["version"], version + 1);
}

#[test]
fn removing_a_target_removes_its_expiration() {
    let set = |harness: &Harness| {
        let instructions = json!([
            add("included", "user", "u", 1),
            add("included", "org", "o", 1)
        ]);
        harness.instruct(CONTEXTS, instructions);
    };
    let semantic = harness();
    set(&semantic);
    semantic.instruct(
        A,
        json!([{"kind": "removeIncludedTargets", "contextKind": "user", "values": ["u"]}]),
    );
    assert_eq!(keys(&semantic.read(CONTEXTS), "contextKey"), ["o"]);

    let by_json = harness();
    set(&by_json);
    by_json.patch(
        A,
        json!([{"op": "replace", "path": "/included", "value": ["v"]}]),
    );
    assert_eq!(keys(&by_json.read(CONTEXTS), "contextKey"), ["o"]);

    let by_merge = harness();
    set(&by_merge);
    by_merge.patch(A, json!({"includedContexts": []}));
    assert_eq!(keys(&by_merge.read(CONTEXTS), "contextKey"), ["u"]);
    by_merge.patch(&format!("{A}?dryRun=true"), json!({"included": []}));
    assert_eq!(keys(&by_merge.read(CONTEXTS), "contextKey"), ["u"]);
}

#[test]
fn expirations_go_with_their_segment() {
    let harness = harness();
    harness.instruct(CONTEXTS, json!([add("included", "user", "u", 1)]));
    harness.delete(A);
    assert_eq!(harness.sandbox.next_due().unwrap(), None);
    harness.create(json!({"key": "a", "name": "A"}));
    assert_eq!(harness.read(CONTEXTS)["items"], json!([]));
}
