//! Edits of segments that are not flawless.

use serde_json::{Value, json};

use super::paths;
use crate::{
    model::Segment,
    patch::semantic::samples::standard,
    validate::{edit, segment},
};

fn rule(id: &str, clause: &Value) -> Value {
    json!({"_id": id, "clauses": [clause]})
}

fn clause(id: &str, attribute: &str, op: &str) -> Value {
    json!({"_id": id, "attribute": attribute, "op": op, "values": ["a"], "negate": false})
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// A segment with every kind of flaw that LaunchDarkly might send.
fn flawed() -> Segment {
    standard(json!({
        "name": "", "tags": ["a b"], "included": ["k", "l"], "excluded": ["k"],
        "rules": [rule("r1", &clause("c1", "", "in")), rule("r2", &clause("c2", "a", "soundsLike"))],
    }))
}

#[test]
fn what_was_wrong_already_blocks_nothing() {
    let before = flawed();
    assert_eq!(paths(&segment(&before))[0].len(), 4);
    let mut after = before.clone();
    after.description = Some("New".to_owned());
    after.tags.insert(0, "fine".to_owned());
    after.rules.reverse();
    after.included = Some(vec!["l".to_owned(), "k".to_owned()]);
    let [errors, warnings] = paths(&edit(&before, &after)).map(|paths| paths.len());
    assert_eq!(errors, 0);
    assert_eq!(warnings, segment(&before).len());
}

#[test]
fn what_an_edit_brings_in_is_an_error() {
    let before = flawed();
    let after = |change: &dyn Fn(&mut Segment)| {
        let mut after = before.clone();
        change(&mut after);
        edit(&before, &after)
    };
    for (problems, path) in [
        (after(&|s| s.tags.push("c d".to_owned())), "tags/1"),
        (
            after(&|s| s.excluded.as_mut().unwrap().push("l".to_owned())),
            "excluded/1",
        ),
        (
            after(&|s| {
                s.rules
                    .push(read(json!({"clauses": [clause("c9", "", "in")]})));
            }),
            "rules/2/clauses/0/attribute",
        ),
        (
            after(&|s| s.rules[1].clauses.push(read(clause("c8", "", "in")))),
            "rules/1/clauses/1/attribute",
        ),
        (
            after(&|s| s.rules[0].clauses[0].op = "soundsLike".into()),
            "rules/0/clauses/0/op",
        ),
        (
            after(&|s| s.rules[1].clauses[0].op = "looksLike".into()),
            "rules/1/clauses/0/op",
        ),
    ] {
        assert_eq!(paths(&problems)[0], [path]);
    }
}

#[test]
fn a_segment_that_is_too_large_may_shrink_but_not_grow() {
    let of = |count: usize| {
        let keys: Vec<String> = (0..count).map(|n| n.to_string()).collect();
        standard(json!({"included": keys}))
    };
    for (before, after, errors) in [
        (15_010, 15_005, 0),
        (15_010, 15_010, 0),
        (15_010, 15_011, 1),
        (15_000, 15_001, 1),
        (15_010, 15_000, 0),
    ] {
        let problems = edit(&of(before), &of(after));
        assert_eq!(paths(&problems)[0].len(), errors, "{before} to {after}");
    }
}
