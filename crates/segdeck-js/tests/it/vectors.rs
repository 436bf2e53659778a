//! Pairs of segments, and what the core makes of them; the package must make the same.
//!
//! `SEGDECK_GOLDEN=write cargo test -p segdeck-js` writes the file anew.

use std::{fs, path::Path};

use segdeck_core::{
    diff::{DiffOptions, Granularity, SemanticOptions, json_patch, merge_patch, semantic_patch},
    model::Segment,
    patch::SemanticPatch,
    validate::{self, Severity},
};
use serde_json::{Value, json};

fn segment() -> Value {
    let clause = |number: i32| {
        json!({
            "_id": format!("clause-{number}"), "contextKind": "user", "attribute": "email",
            "op": "endsWith", "values": [format!("@{number}.example"), "@all.example"],
            "negate": false,
        })
    };
    let rules: Vec<Value> = (0..5)
        .map(|number| json!({"_id": format!("rule-{number}"), "clauses": [clause(number)]}))
        .collect();
    json!({
        "key": "beta", "name": "Beta", "tags": ["a", "b"], "version": 3, "creationDate": 1,
        "lastModifiedDate": 2, "deleted": false, "generation": 1, "_links": {}, "rules": rules,
        "included": ["ada", "grace", "linus"], "excluded": ["eve"],
        "includedContexts": [{"contextKind": "org", "values": ["acme", "globex"]}],
        "excludedContexts": [], "future": {"a": [1, 2.5, null], "ä/~": "\u{1f600}"},
    })
}

/// What is set in the later segment, by pointer; null removes.
fn edits() -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let clause = json!({"attribute": "plan", "op": "in", "values": ["pro", 1, true]});
    let many: Vec<String> = (0..1_700).map(|number| format!("k{number}")).collect();
    let rule = |number: usize| segment()["rules"][number].clone();
    vec![
        ("nothing", vec![]),
        (
            "a name and a description",
            vec![("/name", json!("New")), ("/description", json!("d"))],
        ),
        ("an empty name", vec![("/name", json!(""))]),
        (
            "tags in another order, and one more",
            vec![("/tags", json!(["b", "c", "a"]))],
        ),
        ("a tag that is none", vec![("/tags", json!(["a b"]))]),
        (
            "targets in another order",
            vec![("/included", json!(["linus", "grace", "ada"]))],
        ),
        (
            "a target for another",
            vec![("/included", json!(["ada", "bob", "linus"]))],
        ),
        (
            "the same target twice",
            vec![("/included", json!(["ada", "ada", "grace", "linus"]))],
        ),
        (
            "no targets",
            vec![("/included", json!([])), ("/includedContexts", json!([]))],
        ),
        ("many targets", vec![("/included", json!(many))]),
        (
            "a target on both sides",
            vec![("/excluded", json!(["eve", "ada"]))],
        ),
        (
            "a target that changes sides",
            vec![
                ("/included", json!(["grace", "linus"])),
                ("/excluded", json!(["ada", "eve"])),
            ],
        ),
        (
            "another kind",
            vec![(
                "/excludedContexts",
                json!([
                    {"contextKind": "device", "values": ["d1"]}, {"contextKind": "org", "values": ["x"]},
                ]),
            )],
        ),
        (
            "a value more",
            vec![(
                "/rules/2/clauses/0/values",
                json!(["@all.example", "@new.example"]),
            )],
        ),
        (
            "a clause more",
            vec![("/rules/1/clauses", json!([rule(1)["clauses"][0], clause]))],
        ),
        (
            "a rule at the end",
            vec![("/rules/5", json!({"clauses": [clause], "weight": 25_000}))],
        ),
        (
            "a rule without clauses",
            vec![("/rules/5", json!({"clauses": []}))],
        ),
        (
            "rules in another order",
            vec![(
                "/rules",
                json!([rule(4), rule(0), rule(1), rule(3), rule(2)]),
            )],
        ),
        ("fewer rules", vec![("/rules", json!([rule(0), rule(3)]))]),
        (
            "a percentage beyond all",
            vec![("/rules/0/weight", json!(100_001))],
        ),
        (
            "an operator nobody knows",
            vec![("/rules/0/clauses/0/op", json!("sounds"))],
        ),
        (
            "a pattern that is none",
            vec![
                ("/rules/0/clauses/0/op", json!("matches")),
                ("/rules/0/clauses/0/values", json!(["(", "a|b", 5])),
            ],
        ),
        (
            "a field nobody knows",
            vec![("/future", json!({"a": [2.5, null, 3], "b": {}}))],
        ),
        (
            "read-only fields",
            vec![
                ("/version", json!(9)),
                ("/_access", json!({"denied": [], "allowed": []})),
            ],
        ),
        (
            "a big segment with rules",
            vec![("/unbounded", json!(true))],
        ),
        (
            "a rule with a description and a percentage",
            vec![
                ("/rules/1/description", json!("Half of them")),
                ("/rules/1/weight", json!(50_000)),
                ("/rules/1/rolloutContextKind", json!("org")),
            ],
        ),
        (
            "a clause that is negated and about another kind",
            vec![
                ("/rules/3/clauses/0/negate", json!(true)),
                ("/rules/3/clauses/0/contextKind", json!("org")),
            ],
        ),
        (
            "values in another order",
            vec![(
                "/rules/3/clauses/0/values",
                json!(["@all.example", "@3.example"]),
            )],
        ),
        (
            "a rule that moves and changes",
            vec![
                (
                    "/rules",
                    json!([rule(1), rule(2), rule(3), rule(4), rule(0)]),
                ),
                ("/rules/4/description", json!("Last")),
            ],
        ),
        (
            "everything at once",
            vec![
                ("/name", json!("New")),
                ("/tags", json!([])),
                ("/included", json!(["grace", "zoe"])),
                ("/excluded", json!([])),
                (
                    "/includedContexts",
                    json!([
                        {"contextKind": "org", "values": ["globex", "initech"]},
                        {"contextKind": "device", "values": ["d1"]},
                    ]),
                ),
                ("/rules", json!([rule(4), {"clauses": [clause]}, rule(2)])),
            ],
        ),
    ]
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(elements) if elements.len() == last.parse::<usize>().unwrap() => {
            elements.push(value);
        }
        parent => parent[last] = value,
    }
}

fn vector(name: &str, edits: Vec<(&str, Value)>) -> Value {
    let before = segment();
    let mut after = before.clone();
    for (pointer, value) in edits {
        set(&mut after, pointer, value);
    }
    let [old, new] = [&before, &after].map(|document| Segment::from_value(document).unwrap());
    let diff = semantic_patch(&old, &new, &SemanticOptions::default());
    let problems: Vec<Value> = validate::edit(&old, &new)
        .iter()
        .map(|problem| {
            let severity = if problem.severity == Severity::Error {
                "error"
            } else {
                "warning"
            };
            json!({"path": problem.path, "severity": severity, "message": problem.message})
        })
        .collect();
    let guarded = DiffOptions {
        is_guarded: true,
        ..DiffOptions::default()
    };
    let patch = json_patch(&old, &new, guarded);
    let whole = |granularity| {
        let options = DiffOptions {
            granularity,
            is_guarded: false,
        };
        json_patch(&old, &new, options).to_value()
    };
    let batches: Vec<Value> = diff.batches.iter().map(SemanticPatch::to_value).collect();
    json!({
        "name": name,
        "before": before,
        "after": after,
        "jsonPatch": patch.to_value(),
        "byRule": whole(Granularity::Rule),
        "byField": whole(Granularity::Field),
        "applied": patch.apply_to_segment(&old).unwrap().to_value(),
        "mergePatch": merge_patch(&old, &new).to_value(),
        "batches": batches,
        "remainder": diff.remainder.to_value(),
        "unsaid": diff.unsaid.iter().map(|unsaid| unsaid.operation).collect::<Vec<_>>(),
        "problems": problems,
    })
}

#[test]
fn the_vectors_are_what_the_core_makes() {
    let vectors: Vec<Value> = edits()
        .into_iter()
        .map(|(name, edits)| vector(name, edits))
        .collect();
    let mut written = String::from("[\n");
    for (index, vector) in vectors.iter().enumerate() {
        written.push_str(if index == 0 { "" } else { ",\n" });
        written.push_str(&vector.to_string());
    }
    written.push_str("\n]\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/package/vectors.json");
    if std::env::var_os("SEGDECK_GOLDEN").is_some() {
        fs::write(&file, &written).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap() == written,
        "{} is not what the core makes; SEGDECK_GOLDEN=write writes it anew",
        file.display()
    );
}
