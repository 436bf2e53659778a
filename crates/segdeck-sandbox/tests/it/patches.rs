//! Changing a segment, in all three formats.

use segdeck_core::wire::{JSON, Method, Request, SEMANTIC_PATCH};
use segdeck_sandbox::DEFAULT_WRITER_TOKEN;
use serde_json::{Value, json};

use crate::harness::{Harness, NOW, SEGMENTS, assert_refused};

const A: &str = "/api/v2/segments/default/test/a";

fn clause() -> Value {
    json!({"attribute": "email", "op": "endsWith", "values": ["@example.com"], "negate": false})
}

#[test]
fn each_format_raises_the_version_by_one() {
    let mut harness = Harness::with_segment();
    harness.now = NOW.plus(5);
    let (status, segment) = harness.patch(
        A,
        json!([{"op": "replace", "path": "/description", "value": "D"}]),
    );
    assert_eq!(status, 200);
    assert_eq!(segment["version"], 2);
    assert_eq!(segment["lastModifiedDate"], NOW.plus(5).0);
    assert_eq!(segment["creationDate"], NOW.0);
    let body = json!({"patch": [{"op": "add", "path": "/tags/-", "value": "x"}], "comment": "c"});
    assert_eq!(harness.patch(A, body).1["version"], 3);
    let body = json!({"merge": {"name": "B"}, "comment": "c"});
    assert_eq!(harness.patch(A, body).1["version"], 4);
    assert_eq!(
        harness.patch(A, json!({"description": null})).1["version"],
        5
    );
    let (_, segment) = harness.instruct(A, json!([{"kind": "addTags", "values": ["y"]}]));
    assert_eq!(segment["version"], 6);
    assert_eq!(segment["tags"], json!(["x", "y"]));
    assert_eq!(segment["name"], "B");
    assert!(segment["description"].is_null());
    assert!(segment["_flags"].is_null());
    let mut stored = harness.segment();
    for only_in_get in ["_flags", "_access"] {
        assert!(
            stored
                .as_object_mut()
                .unwrap()
                .remove(only_in_get)
                .is_some()
        );
    }
    assert_eq!(stored, segment);
}

#[test]
fn a_patch_that_changes_nothing_keeps_version_and_date() {
    let mut harness = Harness::with_segment();
    harness.now = NOW.plus(5);
    let before = harness.segment();
    let name = json!([{"op": "replace", "path": "/name", "value": "A"}]);
    assert_eq!(harness.patch(A, name).0, 200);
    assert_eq!(harness.patch(A, json!([])).0, 200);
    assert_eq!(harness.patch(A, json!({})).0, 200);
    let tags = json!([{"kind": "removeTags", "values": ["x"]}]);
    assert_eq!(harness.instruct(A, tags).0, 200);
    let rule = json!([{"kind": "removeRule", "ruleId": "none"}]);
    assert_eq!(harness.instruct(A, rule).0, 200);
    assert_eq!(harness.segment(), before);
}

#[test]
fn a_failed_test_is_a_conflict_and_nothing_is_changed() {
    let harness = Harness::with_segment();
    let patch = |version: i64| {
        json!([
            {"op": "replace", "path": "/name", "value": "B"},
            {"op": "test", "path": "/version", "value": version},
        ])
    };
    let reply = harness.patch(A, patch(7));
    assert_refused(&reply, 409, "optimistic_locking_error", "version");
    assert_eq!(harness.segment()["name"], "A");
    assert_eq!(harness.patch(A, patch(1)).0, 200);
}

#[test]
fn new_rules_and_clauses_get_ids_and_kinds() {
    let harness = Harness::with_segment();
    let (_, segment) = harness.patch(
        A,
        json!([{"op": "add", "path": "/rules/-", "value": {"clauses": [clause()], "weight": 5}}]),
    );
    let rule = &segment["rules"][0];
    assert_eq!(rule["_id"].as_str().unwrap().len(), 36);
    assert_eq!(rule["rolloutContextKind"], "user");
    assert_eq!(rule["weight"], 5);
    assert_eq!(rule["clauses"][0]["_id"].as_str().unwrap().len(), 36);
    assert_eq!(rule["clauses"][0]["contextKind"], "user");
    let (_, after) = harness.instruct(A, json!([{"kind": "addRule", "clauses": [clause()]}]));
    assert_eq!(after["rules"][0], *rule);
    let added = &after["rules"][1];
    assert_ne!(added["_id"], rule["_id"]);
    assert_eq!(added["rolloutContextKind"], "user");
    assert!(added["weight"].is_null());
}

#[test]
fn a_copied_rule_gets_ids_of_its_own() {
    let harness = Harness::with_segment();
    harness.instruct(A, json!([{"kind": "addRule", "clauses": [clause()]}]));
    let (_, segment) = harness.patch(
        A,
        json!([{"op": "copy", "from": "/rules/0", "path": "/rules/-"}]),
    );
    assert_ne!(segment["rules"][0]["_id"], segment["rules"][1]["_id"]);
}

#[test]
fn members_that_segments_do_not_have_are_ignored() {
    let harness = Harness::with_segment();
    let before = harness.segment();
    let temporary = json!([{"op": "replace", "path": "/temporary", "value": true}]);
    let (status, _) = harness.patch(A, temporary);
    assert_eq!(status, 200);
    assert_eq!(harness.segment(), before);
}

#[test]
fn a_dry_run_answers_what_would_be_and_saves_nothing() {
    let harness = Harness::with_segment();
    let before = harness.segment();
    let dry = format!("{A}?dryRun=true");
    let (status, preview) = harness.patch(&dry, json!({"name": "B"}));
    assert_eq!(status, 200);
    assert_eq!(preview["name"], "B");
    assert_eq!(preview["version"], 2);
    assert_eq!(harness.segment(), before);
    let instructions = json!([{"kind": "addRule", "clauses": [clause()]}]);
    assert_eq!(harness.instruct(&dry, instructions).0, 200);
    assert_eq!(harness.segment(), before);
    let reply = harness.patch(&dry, json!([{"op": "remove", "path": "/rules/0"}]));
    assert_refused(&reply, 400, "invalid_request", "/rules/0");
    let reply = harness.patch(&format!("{A}?dryRun=maybe"), json!([]));
    assert_refused(&reply, 400, "invalid_request", "dryRun");
}

#[test]
fn read_only_fields_are_refused_in_every_format() {
    let harness = Harness::with_segment();
    let before = harness.segment();
    for field in [
        "key",
        "unbounded",
        "unboundedContextKind",
        "creationDate",
        "lastModifiedDate",
        "version",
        "generation",
        "deleted",
        "_links",
        "_flags",
        "_unboundedMetadata",
    ] {
        for op in ["add", "replace"] {
            let patch = json!([{"op": op, "path": format!("/{field}"), "value": 1}]);
            assert_refused(&harness.patch(A, patch), 400, "invalid_request", field);
        }
        let merge = json!({"merge": {field: 1}});
        assert_refused(&harness.patch(A, merge), 400, "invalid_request", field);
    }
    assert_eq!(harness.segment(), before);
}

#[test]
fn malformed_patches_name_what_is_wrong_and_change_nothing() {
    let harness = Harness::with_segment();
    let before = harness.segment();
    for (body, named) in [
        (json!([{"op": "swap", "path": "/name"}]), "swap"),
        (json!([{"op": "add", "path": "name", "value": 1}]), "name"),
        (json!([{"op": "add", "path": "/name"}]), "value"),
        (json!([{"op": "remove", "path": "/tags/3"}]), "/tags/3"),
        (
            json!([{"op": "replace", "path": "/name", "value": 7}]),
            "name",
        ),
        (
            json!([{"op": "replace", "path": "/name", "value": ""}]),
            "name",
        ),
        (json!([{"op": "remove", "path": "/name"}]), "name"),
        (
            json!([{"op": "add", "path": "/tags/-", "value": "a b"}]),
            "tags",
        ),
        (json!({"patch": {}}), "patch"),
        (json!({"merge": []}), "merge"),
        (json!({"merge": {"rules": {}}}), "rules"),
        (json!({"name": []}), "name"),
        (json!({"instructions": []}), "Content-Type"),
        (json!(3), ""),
        (
            json!([{"op": "add", "path": "/rules/-", "value": {"clauses": [], "weight": 100_001}}]),
            "weight",
        ),
        (
            json!([
                {"op": "add", "path": "/included/-", "value": "u"},
                {"op": "add", "path": "/excluded/-", "value": "u"},
            ]),
            "u",
        ),
    ] {
        let reply = harness.patch(A, body.clone());
        assert_eq!(reply.0, 400, "{body}: {}", reply.1);
        assert_refused(&reply, 400, "invalid_request", named);
    }
    assert_eq!(harness.segment(), before);
}

#[test]
fn one_bad_instruction_refuses_all() {
    let harness = Harness::with_segment();
    let before = harness.segment();
    for (bad, named) in [
        (json!({"kind": "archive"}), "instructions/1"),
        (json!({"values": []}), "kind"),
        (json!({"kind": "addTags"}), "values"),
        (json!({"kind": "addTags", "values": [1]}), "values"),
        (json!({"kind": "updateName", "value": ""}), "value"),
        (
            json!({"kind": "addClauses", "ruleId": "none", "clauses": []}),
            "ruleId",
        ),
        (
            json!({"kind": "reorderRules", "ruleIds": ["none"]}),
            "ruleIds",
        ),
        (
            json!({"kind": "addBigSegmentIncludedTargets", "values": ["u"]}),
            "instructions/1",
        ),
    ] {
        let first = json!({"kind": "updateName", "value": "B"});
        let reply = harness.instruct(A, json!([first, bad]));
        assert_refused(&reply, 400, "invalid_request", named);
    }
    assert_eq!(harness.segment(), before);
}

#[test]
fn a_key_cannot_be_on_both_sides() {
    let harness = Harness::with_segment();
    let include = json!([{"kind": "addIncludedTargets", "contextKind": "org", "values": ["o"]}]);
    let (_, segment) = harness.instruct(A, include);
    assert_eq!(
        segment["includedContexts"],
        json!([{"contextKind": "org", "values": ["o"]}])
    );
    let exclude = json!([{"kind": "addExcludedTargets", "contextKind": "org", "values": ["o"]}]);
    assert_refused(&harness.instruct(A, exclude), 400, "invalid_request", "o");
}

#[test]
fn an_instruction_for_another_environment_is_refused() {
    let harness = Harness::with_segment();
    let send = |environment: &str| {
        let mut request = Request::new(Method::Patch, A).with_body(
            SEMANTIC_PATCH,
            json!({"environmentKey": environment, "instructions": []})
                .to_string()
                .into_bytes(),
        );
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        harness.send(&request)
    };
    assert_eq!(send("test").0, 200);
    assert_refused(
        &send("production"),
        400,
        "invalid_request",
        "environmentKey",
    );
}

#[test]
fn text_that_is_not_json_and_other_media_types_are_refused() {
    let harness = Harness::with_segment();
    for (content_type, body, named) in [
        (JSON, "{", ""),
        (JSON, "", ""),
        (JSON, "[] []", ""),
        (SEMANTIC_PATCH, "{\"instructions\":3}", "instructions"),
        (SEMANTIC_PATCH, "[]", ""),
        ("text/plain", "[]", "Content-Type"),
        ("application/xml", "[]", "Content-Type"),
    ] {
        let mut request =
            Request::new(Method::Patch, A).with_body(content_type, body.as_bytes().to_vec());
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        assert_refused(&harness.send(&request), 400, "invalid_request", named);
    }
}

#[test]
fn a_patch_of_an_unknown_segment_finds_nothing() {
    let harness = Harness::new();
    let path = format!("{SEGMENTS}/none");
    assert_refused(&harness.patch(&path, json!([])), 404, "not_found", "none");
    assert_refused(
        &harness.instruct(&path, json!([])),
        404,
        "not_found",
        "none",
    );
}

#[test]
fn a_segment_cannot_contain_itself() {
    let harness = Harness::with_segment();
    harness.create(json!({"key": "b", "name": "B"}));
    let refer = |to: &str| {
        json!([{"kind": "addRule", "clauses": [
            {"attribute": "", "op": "segmentMatch", "values": [to], "negate": false},
        ]}])
    };
    assert_refused(
        &harness.instruct(A, refer("a")),
        400,
        "invalid_request",
        "rules",
    );
    assert_eq!(harness.instruct(A, refer("b")).0, 200);
    assert_eq!(harness.instruct(A, refer("not-there-yet")).0, 200);
    let b = format!("{SEGMENTS}/b");
    assert_refused(
        &harness.instruct(&b, refer("a")),
        400,
        "invalid_request",
        "rules",
    );
    assert_eq!(harness.read(&b)["rules"], json!([]));
}

#[test]
fn the_list_of_a_big_segment_is_counted_and_leaves_the_segment_alone() {
    let harness = Harness::new();
    harness.create(json!({"key": "a", "name": "A", "unbounded": true}));
    let add = |list: &str, keys: Value| {
        let kind = format!("addBigSegment{list}Targets");
        harness.instruct(A, json!([{"kind": kind, "values": keys}]))
    };
    let (status, segment) = add("Included", json!(["u", "v", "u"]));
    assert_eq!(status, 200);
    assert_eq!(segment["version"], 1);
    assert_eq!(segment["_unboundedMetadata"]["includedCount"], 2);
    assert_eq!(segment["_unboundedMetadata"]["version"], 2);
    assert_refused(
        &add("Excluded", json!(["w", "u"])),
        400,
        "invalid_request",
        "u",
    );
    let remove = json!([
        {"kind": "removeBigSegmentIncludedTargets", "values": ["u", "never"]},
        {"kind": "addBigSegmentExcludedTargets", "values": ["u"]},
    ]);
    let metadata = &harness.instruct(A, remove).1["_unboundedMetadata"];
    assert_eq!(metadata["includedCount"], 1);
    assert_eq!(metadata["excludedCount"], 1);
    assert_eq!(metadata["version"], 3);
    let import = json!([{"kind": "processBigSegmentImport", "importId": "i1"}]);
    assert_refused(&harness.instruct(A, import), 400, "invalid_request", "i1");
}
