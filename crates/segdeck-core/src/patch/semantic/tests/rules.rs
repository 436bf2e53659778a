//! Rules and clauses.

use serde_json::{Value, json};

use super::{
    super::{assign_ids, check_limits, samples::standard},
    applied, apply_json, refused,
};
use crate::{ids::CountedIds, model::Segment};

fn clause(id: &str, values: impl Into<Value>) -> Value {
    let mut clause = json!({"contextKind": "user", "attribute": "email", "op": "in",
        "negate": false});
    clause["values"] = values.into();
    if !id.is_empty() {
        clause["_id"] = id.into();
    }
    clause
}

/// Rules r1 (a percentage), r2 and r3; r1 has the clauses c1 and c2.
fn with_rules() -> Segment {
    standard(json!({"rules": [
        {"_id": "r1", "description": "First", "weight": 5_000, "bucketBy": "email",
            "rolloutContextKind": "user",
            "clauses": [clause("c1", json!(["a", 1, true])), clause("c2", json!([]))]},
        {"_id": "r2", "clauses": [clause("c3", json!(["z"]))]},
        {"_id": "r3", "clauses": []},
    ]}))
}

fn rules(segment: &Segment) -> Value {
    serde_json::to_value(&segment.rules).unwrap()
}

fn ids(segment: &Segment) -> Vec<&str> {
    let ids = segment.rules.iter().filter_map(|rule| rule.id.as_ref());
    ids.map(AsRef::as_ref).collect()
}

#[test]
fn a_new_rule_stands_last_with_new_ids() {
    let add = json!([{"kind": "addRule", "description": "New",
        "clauses": [clause("mine", json!(["a"])), clause("", json!(["b"]))]}]);
    let after = applied(&with_rules(), add);
    assert_eq!(
        rules(&after)[3],
        json!({"_id": "new-1", "description": "New", "rolloutContextKind": "user",
            "clauses": [clause("new-2", json!(["a"])), clause("new-3", json!(["b"]))]})
    );
    let given = json!([{"kind": "addRule", "clauses": [], "weight": 1, "bucketBy": "name",
        "rolloutContextKind": "device"}]);
    assert_eq!(
        rules(&applied(&with_rules(), given))[3],
        json!({"_id": "new-1", "clauses": [], "weight": 1, "bucketBy": "name",
            "rolloutContextKind": "device"})
    );
}

#[test]
fn an_unknown_operator_or_context_kind_is_refused() {
    let odd = |name: &str, value: &str| {
        let mut clause = clause("", json!(["a"]));
        clause[name] = value.into();
        clause
    };
    for (name, value) in [("op", "soundsLike"), ("op", "In"), ("contextKind", "multi")] {
        let good = clause("", json!([]));
        for (instruction, place) in [
            (
                json!({"kind": "addRule", "clauses": [good, odd(name, value)]}),
                "clauses/1",
            ),
            (
                json!({"kind": "addClauses", "ruleId": "r1", "clauses": [odd(name, value)]}),
                "clauses/0",
            ),
            (
                json!({"kind": "updateClause", "ruleId": "r1", "clauseId": "c1",
                    "clause": odd(name, value)}),
                "clause",
            ),
        ] {
            let path = format!("instructions/0/{place}/{name}");
            refused(&with_rules(), json!([instruction]), &path, &[value]);
        }
    }
    let rule = json!([{"kind": "addRule", "clauses": [], "rolloutContextKind": "kind"}]);
    refused(
        &with_rules(),
        rule,
        "instructions/0/rolloutContextKind",
        &["kind"],
    );
}

#[test]
fn a_rule_is_removed_if_it_is_there() {
    let remove = |id: &str| json!([{"kind": "removeRule", "ruleId": id}]);
    assert_eq!(ids(&applied(&with_rules(), remove("r2"))), ["r1", "r3"]);
    assert_eq!(applied(&with_rules(), remove("absent")), with_rules());
}

#[test]
fn other_instructions_need_their_rule_and_clause() {
    let new = clause("", json!([]));
    let unknown_rule = [
        json!({"kind": "addClauses", "ruleId": "absent", "clauses": [new]}),
        json!({"kind": "removeClauses", "ruleId": "absent", "clauseIds": ["c1"]}),
        json!({"kind": "updateClause", "ruleId": "absent", "clauseId": "c1", "clause": new}),
        json!({"kind": "addValuesToClause", "ruleId": "absent", "clauseId": "c1", "values": []}),
        json!({"kind": "removeValuesFromClause", "ruleId": "absent", "clauseId": "c1",
            "values": []}),
        json!({"kind": "updateRuleDescription", "ruleId": "absent", "description": "x"}),
        json!({"kind": "updateRuleRolloutAndContextKind", "ruleId": "absent", "weight": 1,
            "contextKind": "user"}),
    ];
    for instruction in unknown_rule {
        refused(
            &with_rules(),
            json!([instruction]),
            "instructions/0/ruleId",
            &["absent"],
        );
    }
    // c3 is a clause of another rule.
    for (instruction, path) in [
        (
            json!({"kind": "removeClauses", "ruleId": "r1", "clauseIds": ["c1", "c3"]}),
            "instructions/0/clauseIds/1",
        ),
        (
            json!({"kind": "updateClause", "ruleId": "r1", "clauseId": "c3", "clause": new}),
            "instructions/0/clauseId",
        ),
        (
            json!({"kind": "addValuesToClause", "ruleId": "r1", "clauseId": "c3", "values": []}),
            "instructions/0/clauseId",
        ),
        (
            json!({"kind": "removeValuesFromClause", "ruleId": "r1", "clauseId": "c3",
                "values": []}),
            "instructions/0/clauseId",
        ),
    ] {
        refused(&with_rules(), json!([instruction]), path, &["c3"]);
    }
}

#[test]
fn clauses_join_change_and_leave() {
    let after = applied(
        &with_rules(),
        json!([
            {"kind": "addClauses", "ruleId": "r2", "clauses": [clause("", json!(["n"]))]},
            {"kind": "updateClause", "ruleId": "r1", "clauseId": "c2",
                "clause": clause("other", json!(["u"]))},
            {"kind": "removeClauses", "ruleId": "r1", "clauseIds": ["c1"]},
        ]),
    );
    let after = rules(&after);
    assert_eq!(after[0]["clauses"], json!([clause("c2", json!(["u"]))]));
    assert_eq!(
        after[1]["clauses"],
        json!([clause("c3", json!(["z"])), clause("new-1", json!(["n"]))])
    );
}

#[test]
fn values_are_equal_with_their_type() {
    let change = |kind: &str, values: Value| {
        let instructions = json!([{"kind": kind, "ruleId": "r1", "clauseId": "c1",
            "values": values}]);
        rules(&applied(&with_rules(), instructions))[0]["clauses"][0]["values"].clone()
    };
    assert_eq!(
        change(
            "addValuesToClause",
            json!(["a", "1", 1.0, 2, "b", "b", "true", true])
        ),
        json!(["a", 1, true, "1", 2, "b", "true"])
    );
    assert_eq!(
        change(
            "removeValuesFromClause",
            json!(["1", "true", 1.0, "absent"])
        ),
        json!(["a", true])
    );
}

#[test]
fn an_order_names_every_rule_once() {
    let reorder = |ids: &[&str]| json!([{"kind": "reorderRules", "ruleIds": ids}]);
    let after = applied(&with_rules(), reorder(&["r3", "r1", "r2"]));
    assert_eq!(ids(&after), ["r3", "r1", "r2"]);
    for (order, path, named) in [
        (&["r1", "r2"][..], "instructions/0/ruleIds", "r3"),
        (&[], "instructions/0/ruleIds", "r1"),
        (&["r1", "r2", "r3", "r4"], "instructions/0/ruleIds/3", "r4"),
        (&["r1", "r2", "r2"], "instructions/0/ruleIds/2", "r2"),
        (&["r1", "r2", "r3", "r1"], "instructions/0/ruleIds/3", "r1"),
    ] {
        refused(&with_rules(), reorder(order), path, &[named]);
    }
}

#[test]
fn descriptions_and_percentages_change() {
    let after = applied(
        &with_rules(),
        json!([
            {"kind": "updateRuleDescription", "ruleId": "r2", "description": "Second"},
            {"kind": "updateRuleDescription", "ruleId": "r1", "description": ""},
            {"kind": "updateRuleRolloutAndContextKind", "ruleId": "r1", "weight": "20000",
                "contextKind": "device"},
        ]),
    );
    assert_eq!(after.rules[1].description.as_deref(), Some("Second"));
    let first = &after.rules[0];
    assert_eq!(first.description, None);
    assert_eq!(first.weight, Some(20_000));
    assert_eq!(first.rollout_context_kind, Some("device".into()));
    assert_eq!(first.bucket_by.as_deref(), Some("email"));
}

#[test]
fn a_rule_without_a_percentage_gets_none() {
    let update = json!([{"kind": "updateRuleRolloutAndContextKind", "ruleId": "r2",
        "weight": 1, "contextKind": "user"}]);
    refused(
        &with_rules(),
        update,
        "instructions/0/ruleId",
        &["r2", "percentage"],
    );
}

#[test]
fn rules_and_values_have_limits() {
    let many: Value = (0..5_000)
        .map(|n| json!({"_id": format!("r{n}"), "clauses": []}))
        .collect();
    let segment = standard(json!({"rules": many}));
    assert_eq!(check_limits(&segment), Ok(()));
    let add = json!([{"kind": "addRule", "clauses": []}]);
    refused(&segment, add, "instructions", &["5001", "5000"]);

    let numbers: Vec<u32> = (0..49_999).collect();
    let rule = json!({"_id": "r", "clauses": [clause("c", numbers)]});
    let segment = standard(json!({"rules": [rule]}));
    let add = |values: Value| json!([{"kind": "addValuesToClause", "ruleId": "r", "clauseId": "c", "values": values}]);
    assert!(apply_json(&segment, add(json!(["x"]))).is_ok());
    refused(
        &segment,
        add(json!(["x", "y"])),
        "instructions",
        &["50001", "50000"],
    );
}

#[test]
fn limits_are_checked_for_a_whole_segment() {
    let keys: Vec<String> = (0..15_001).map(|n| n.to_string()).collect();
    let fields = json!({"included": keys});
    let error = check_limits(&standard(fields.clone())).unwrap_err();
    assert_eq!(error.path, "included");
    let mut big = standard(fields);
    big.unbounded = Some(true);
    assert_eq!(check_limits(&big), Ok(()));
}

#[test]
fn ids_are_given_where_there_is_none_of_its_own() {
    let mut segment = standard(json!({"rules": [
        {"_id": "r1", "clauses": [clause("c1", json!([])), clause("", json!([]))]},
        {"clauses": []},
        {"_id": "r1", "clauses": [clause("c1", json!([]))]},
        {"_id": "", "clauses": []},
    ]}));
    assign_ids(&mut segment, &mut CountedIds::new("new"));
    assert_eq!(ids(&segment), ["r1", "new-2", "new-3", "new-5"]);
    let after = rules(&segment);
    assert_eq!(after[0]["clauses"][0]["_id"], "c1");
    assert_eq!(after[0]["clauses"][1]["_id"], "new-1");
    assert_eq!(after[2]["clauses"][0]["_id"], "new-4");
    let again = segment.clone();
    assign_ids(&mut segment, &mut CountedIds::new("other"));
    assert_eq!(segment, again);
}
