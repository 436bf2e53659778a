//! Findings, and what is no finding.

#![expect(
    clippy::needless_pass_by_value,
    reason = "what is given is written in place"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Finding, NestedSegment, Surroundings, Unexplored, lint};
use crate::{
    SegmentKey,
    model::{FlagListing, Segment},
    patch::semantic::samples::standard,
    validate::Severity,
};

fn segment(rules: Value) -> Segment {
    standard(json!({"rules": rules}))
}

fn clause(attribute: &str, op: &str, values: Value, negate: bool) -> Value {
    json!({"contextKind": "user", "attribute": attribute, "op": op, "values": values,
        "negate": negate})
}

fn rule(clauses: &[Value]) -> Value {
    json!({"clauses": clauses})
}

/// An environment in which users have an email, and these segments name others.
struct Environment(BTreeMap<&'static str, Vec<&'static str>>);

impl Surroundings for Environment {
    fn segment(&self, key: &str) -> NestedSegment {
        self.0.get(key).map_or(NestedSegment::Missing, |names| {
            NestedSegment::Names(names.iter().map(|name| SegmentKey::from(*name)).collect())
        })
    }

    fn has_attribute(&self, context_kind: &str, attribute: &str) -> Option<bool> {
        Some(context_kind == "user" && attribute == "email")
    }
}

fn environment() -> Environment {
    Environment(BTreeMap::from([
        ("beta", vec!["left"]),
        ("left", vec!["right", "leaf"]),
        ("right", vec!["left", "beta"]),
        ("leaf", vec![]),
    ]))
}

fn of(rules: Value) -> Vec<Finding> {
    let before = standard(json!({"included": ["ada"]}));
    let after = Segment {
        rules: segment(rules).rules,
        ..before.clone()
    };
    let findings = lint(Some(&before), &after, &Unexplored);
    assert!(
        findings
            .iter()
            .all(|finding| finding.to_string().ends_with('.'))
    );
    findings
}

#[test]
fn an_audience_that_becomes_empty_is_told_once() {
    let full = standard(json!({"included": ["ada"], "excluded": ["grace"]}));
    let empty = Segment {
        included: None,
        ..full.clone()
    };
    assert_eq!(
        lint(Some(&full), &empty, &Unexplored),
        [Finding::EmptyAudience]
    );
    assert_eq!(lint(Some(&empty), &empty, &Unexplored), []);
    assert_eq!(lint(None, &empty, &Unexplored), [Finding::EmptyAudience]);
    // Rules at 0 % and conditions that nothing meets let nobody in.
    let ineffective = json!([
        {"clauses": [], "weight": 0},
        rule(&[clause("email", "in", json!([]), false)]),
        rule(&[clause("email", "in", json!([null]), false), clause("x", "in", json!([1]), false)]),
        rule(&[clause("age", "lessThan", json!(["7"]), false)]),
        rule(&[clause("at", "before", json!(["2027-01-31"]), false)]),
        rule(&[clause("v", "semVerEqual", json!(["v2"]), false)]),
    ]);
    assert_eq!(
        lint(Some(&full), &segment(ineffective), &Unexplored),
        [Finding::EmptyAudience]
    );
    let effective = segment(json!([rule(&[clause("email", "in", json!(["a"]), false)])]));
    assert_eq!(lint(Some(&full), &effective, &Unexplored), []);
    // The list of a big segment is elsewhere.
    let big = Segment {
        unbounded: Some(true),
        ..empty
    };
    assert_eq!(lint(Some(&full), &big, &Unexplored), []);
}

#[test]
fn a_rule_that_everybody_meets_is_told() {
    let every_user = [Finding::Everybody {
        rule: 0,
        context_kind: Some("user".into()),
    }];
    for (attribute, op, values, negate) in [
        ("key", "in", json!([]), true),
        ("key", "startsWith", json!([""]), false),
        ("key", "matches", json!(["x", ".*"]), false),
        ("anonymous", "in", json!([true, false]), false),
    ] {
        let found = of(json!([rule(&[clause(attribute, op, values, negate)])]));
        assert_eq!(found, every_user, "{attribute} {op}");
    }
    assert_eq!(
        of(json!([rule(&[clause("kind", "in", json!([]), true)])])),
        [Finding::Everybody {
            rule: 0,
            context_kind: None
        }]
    );
    // Who lacks an attribute meets no condition about it, turned round or not.
    assert_eq!(
        of(json!([rule(&[clause("email", "in", json!([]), true)])])),
        []
    );
    assert_eq!(
        of(json!([rule(&[clause("key", "in", json!(["a"]), true)])])),
        []
    );
    let both = [
        clause("key", "in", json!([]), true),
        clause("plan", "in", json!([1]), false),
    ];
    assert_eq!(of(json!([rule(&both)])), []);
    let half = json!([{"clauses": [both[0]], "weight": 50_000}]);
    assert_eq!(of(half), []);
    // Validation tells of a rule without conditions.
    assert_eq!(of(json!([{"clauses": []}])), []);
}

#[test]
fn an_attribute_that_nobody_has_is_told_where_that_is_known() {
    let rules = json!([rule(&[
        clause("plan", "in", json!(["pro"]), true),
        clause("email", "in", json!(["a"]), false),
    ])]);
    assert_eq!(of(rules.clone()), []);
    let found = lint(None, &segment(rules), &environment());
    assert_eq!(found[0], Finding::EmptyAudience);
    assert_eq!(
        found[1],
        Finding::AttributeUnknown {
            rule: 0,
            clause: 0,
            context_kind: "user".into(),
            attribute: "plan".to_owned(),
        }
    );
    assert_eq!(found[1].path(), "rules/0/clauses/0");
    assert_eq!(found.len(), 2);
    let always = segment(json!([rule(&[clause("key", "in", json!(["a"]), false)])]));
    assert_eq!(lint(None, &always, &environment()), []);
}

#[test]
fn segments_that_are_missing_or_closed_to_a_circle_are_told() {
    let naming = |keys: Value| segment(json!([rule(&[clause("", "segmentMatch", keys, false)])]));
    let before = standard(json!({"included": ["ada"]}));
    let of = |keys: Value| {
        let after = Segment {
            rules: naming(keys).rules,
            ..before.clone()
        };
        lint(Some(&before), &after, &environment())
    };
    assert_eq!(of(json!(["leaf"])), []);
    let [Finding::SegmentMissing { key, .. }] = &of(json!(["leaf", "gone"]))[..] else {
        panic!("one is missing");
    };
    assert_eq!(key.as_str(), "gone");
    let circle = |keys: Value| {
        let found = of(keys);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].severity(), Severity::Error);
        found[0].to_string()
    };
    assert!(circle(json!(["beta"])).contains("beta > beta."));
    assert!(circle(json!(["leaf", "right"])).contains("beta > right > beta."));
    assert!(circle(json!(["left"])).contains("beta > left > right > beta."));
    // Only missing ones: nobody, or everybody.
    assert_eq!(
        lint(None, &naming(json!(["gone"])), &environment())[0],
        Finding::EmptyAudience
    );
    // Nothing is judged that nobody has looked at.
    assert_eq!(
        lint(Some(&before), &naming(json!(["beta"])), &Unexplored).len(),
        1
    );
}

#[test]
fn flags_are_named_where_the_audience_changes() {
    let flag = |name: &str| -> FlagListing {
        serde_json::from_value(json!({"name": name, "key": name})).unwrap()
    };
    let before = Segment {
        flags: Some(vec![flag("Search"), flag("Checkout")]),
        ..standard(json!({"included": ["ada"]}))
    };
    let mut after = before.clone();
    after.name = "Another".to_owned();
    after.description = Some("Text".to_owned());
    assert_eq!(lint(Some(&before), &after, &Unexplored), []);
    after.included = Some(vec!["ada".to_owned(), "grace".to_owned()]);
    let found = lint(Some(&before), &after, &Unexplored);
    assert_eq!(
        found[0].to_string(),
        "2 flags use this segment, and will serve by who is in it: Checkout, Search."
    );
}

#[test]
fn what_was_there_already_is_not_told_again() {
    let rules = json!([
        {"_id": "r", "clauses": [clause("plan", "in", json!([]), true),
            clause("", "segmentMatch", json!(["beta", "gone"]), false)]},
    ]);
    let before = Segment {
        included: Some(vec!["ada".to_owned()]),
        ..segment(rules)
    };
    assert_eq!(lint(Some(&before), &before, &environment()), []);
    let mut after = before.clone();
    after.rules[0].description = Some("Edited".to_owned());
    assert_eq!(lint(Some(&before), &after, &environment()).len(), 3);
}
