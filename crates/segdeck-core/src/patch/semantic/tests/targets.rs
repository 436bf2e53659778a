//! Details and individual targets.

use serde_json::{Value, json};

use super::{super::samples::standard, applied, apply_json, refused};

#[test]
fn tags_join_once_and_leave() {
    let segment = standard(json!({"tags": ["a", "b"]}));
    let add = json!([{"kind": "addTags", "values": ["b", "c", "c"]}]);
    assert_eq!(applied(&segment, add).tags, ["a", "b", "c"]);
    let remove = json!([{"kind": "removeTags", "values": ["b", "absent"]}]);
    assert_eq!(applied(&segment, remove).tags, ["a"]);
    for tag in ["", "a b", "é"] {
        let add = json!([{"kind": "addTags", "values": ["ok", tag]}]);
        refused(&segment, add, "instructions/0/values/1", &["tag"]);
    }
}

#[test]
fn a_name_must_not_be_empty() {
    let segment = standard(json!({}));
    let rename = |name: &str| json!([{"kind": "updateName", "value": name}]);
    assert_eq!(applied(&segment, rename("New")).name, "New");
    refused(&segment, rename(""), "instructions/0/value", &["empty"]);
    refused(
        &segment,
        rename(&"x".repeat(257)),
        "instructions/0/value",
        &["256"],
    );
}

#[test]
fn users_stand_apart_from_other_kinds() {
    let after = applied(
        &standard(json!({})),
        json!([
            {"kind": "addIncludedTargets", "contextKind": "user", "values": ["u1"]},
            {"kind": "addIncludedUsers", "values": ["u2"]},
            {"kind": "addExcludedTargets", "values": ["u3"]},
            {"kind": "addIncludedTargets", "contextKind": "org", "values": ["o1", "o2"]},
            {"kind": "addExcludedTargets", "contextKind": "device", "values": ["d1"]},
        ]),
    );
    assert_eq!(after.included.unwrap(), ["u1", "u2"]);
    assert_eq!(after.excluded.unwrap(), ["u3"]);
    assert_eq!(
        serde_json::to_value(after.included_contexts).unwrap(),
        json!([{"contextKind": "org", "values": ["o1", "o2"]}])
    );
    assert_eq!(
        serde_json::to_value(after.excluded_contexts).unwrap(),
        json!([{"contextKind": "device", "values": ["d1"]}])
    );
}

#[test]
fn what_is_satisfied_already_does_nothing() {
    let segment = standard(json!({
        "tags": ["t"], "included": ["a", "b"], "excluded": ["x"],
        "includedContexts": [{"contextKind": "org", "values": ["o"]}],
    }));
    let instructions = json!([
        {"kind": "addTags", "values": ["t"]},
        {"kind": "removeTags", "values": ["absent"]},
        {"kind": "updateName", "value": "Beta"},
        {"kind": "addIncludedUsers", "values": ["b", "a"]},
        {"kind": "removeIncludedUsers", "values": ["x"]},
        {"kind": "removeExcludedTargets", "contextKind": "kind", "values": ["x"]},
        {"kind": "addIncludedTargets", "contextKind": "org", "values": ["o"]},
        {"kind": "addIncludedTargets", "contextKind": "device", "values": []},
        {"kind": "removeRule", "ruleId": "absent"},
        {"kind": "reorderRules", "ruleIds": []},
    ]);
    assert_eq!(applied(&segment, instructions), segment);
    assert_eq!(applied(&segment, json!([])), segment);
}

#[test]
fn a_key_cannot_be_on_both_sides() {
    let segment = standard(json!({
        "included": ["a"], "excluded": ["x"],
        "excludedContexts": [{"contextKind": "org", "values": ["o"]}],
    }));
    for (instruction, path, key) in [
        (
            json!({"kind": "addIncludedUsers", "values": ["b", "x"]}),
            "instructions/0/values/1",
            "\"x\"",
        ),
        (
            json!({"kind": "addExcludedTargets", "contextKind": "user", "values": ["a"]}),
            "instructions/0/values/0",
            "\"a\"",
        ),
        (
            json!({"kind": "addIncludedTargets", "contextKind": "org", "values": ["o"]}),
            "instructions/0/values/0",
            "\"o\"",
        ),
    ] {
        refused(&segment, json!([instruction]), path, &[key]);
    }
    let other_kind = json!([{"kind": "addIncludedTargets", "contextKind": "device",
        "values": ["o", "x"]}]);
    assert!(apply_json(&segment, other_kind).is_ok());
    let both_new = json!([
        {"kind": "addIncludedUsers", "values": ["n"]},
        {"kind": "addExcludedUsers", "values": ["n"]},
    ]);
    refused(
        &segment,
        both_new,
        "instructions/1/values/0",
        &["\"n\"", "included"],
    );
}

#[test]
fn a_key_changes_sides_in_one_request() {
    let segment = standard(json!({"included": ["a", "b"], "excluded": ["x"]}));
    let after = applied(
        &segment,
        json!([
            {"kind": "removeIncludedUsers", "values": ["a"]},
            {"kind": "addExcludedUsers", "values": ["a"]},
        ]),
    );
    assert_eq!(after.included.unwrap(), ["b"]);
    assert_eq!(after.excluded.unwrap(), ["x", "a"]);
}

#[test]
fn instructions_follow_one_another() {
    let segment = standard(json!({"included": ["a", "b"]}));
    let there_and_back = json!([
        {"kind": "removeIncludedUsers", "values": ["a"]},
        {"kind": "addIncludedUsers", "values": ["a", "n", "m"]},
        {"kind": "removeIncludedUsers", "values": ["n"]},
    ]);
    let after = applied(&segment, there_and_back);
    assert_eq!(after.included.unwrap(), ["a", "b", "m"]);
}

#[test]
fn one_that_fails_stops_all_and_is_named() {
    let segment = standard(json!({"excluded": ["x"]}));
    let instructions = json!([
        {"kind": "updateName", "value": "New"},
        {"kind": "addTags", "values": ["t"]},
        {"kind": "addIncludedUsers", "values": ["x"]},
    ]);
    refused(
        &segment,
        instructions,
        "instructions/2/values/0",
        &["\"x\""],
    );
}

#[test]
fn context_kinds_and_keys_are_checked_when_added() {
    let segment = standard(json!({}));
    for kind in ["kind", "multi", "", "a b"] {
        let add = json!([{"kind": "addIncludedTargets", "contextKind": kind, "values": ["a"]}]);
        refused(&segment, add, "instructions/0/contextKind", &[]);
    }
    let empty = json!([{"kind": "addIncludedUsers", "values": ["a", ""]}]);
    refused(&segment, empty, "instructions/0/values/1", &["empty"]);
}

fn keys(prefix: &str, count: usize) -> Value {
    (0..count).map(|n| format!("{prefix}{n}")).collect()
}

#[test]
fn a_request_holds_1500_target_operations() {
    let segment = standard(json!({}));
    let request = |last: usize| {
        json!([
            {"kind": "addIncludedTargets", "contextKind": "org", "values": keys("a", 700)},
            {"kind": "removeExcludedUsers", "values": keys("b", 700)},
            {"kind": "addTags", "values": keys("t", 200)},
            {"kind": "addExcludedUsers", "values": keys("c", last)},
        ])
    };
    assert!(apply_json(&segment, request(100)).is_ok());
    refused(&segment, request(101), "instructions/3/values", &["1500"]);
}

#[test]
fn a_segment_holds_15000_targets() {
    let segment = standard(json!({
        "included": keys("a", 8_000), "excluded": keys("b", 6_000),
        "includedContexts": [{"contextKind": "org", "values": keys("c", 999)}],
    }));
    let add = |values: Value| json!([{"kind": "addExcludedUsers", "values": values}]);
    assert!(apply_json(&segment, add(json!(["n"]))).is_ok());
    refused(
        &segment,
        add(json!(["n", "m"])),
        "instructions",
        &["15001", "15000"],
    );
    let swap = json!([
        {"kind": "removeIncludedUsers", "values": ["a0"]},
        {"kind": "addExcludedUsers", "values": ["n", "m"]},
    ]);
    assert!(apply_json(&segment, swap).is_ok());
}

#[test]
fn a_segment_that_is_too_large_already_can_still_shrink() {
    let segment = standard(json!({"included": keys("a", 15_100)}));
    for instruction in [
        json!({"kind": "removeIncludedUsers", "values": ["a0"]}),
        json!({"kind": "updateName", "value": "New"}),
    ] {
        assert!(apply_json(&segment, json!([instruction])).is_ok());
    }
    let add = json!([{"kind": "addIncludedUsers", "values": ["n"]}]);
    refused(&segment, add, "instructions", &["15101"]);
}

#[test]
fn many_instructions_on_a_long_list_are_carried_out() {
    let segment = standard(json!({"included": keys("a", 13_500)}));
    let one_each: Value = (0..1_500)
        .map(|n| json!({"kind": "addIncludedUsers", "values": [format!("n{n}")]}))
        .collect();
    let after = applied(&segment, one_each);
    assert_eq!(after.included.unwrap().len(), 15_000);
}
