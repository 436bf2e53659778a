//! Names, tags, clauses, rules and whole segments.

use serde_json::{Value, json};

use super::{messages_are_sentences, paths};
use crate::{
    patch::semantic::samples::standard,
    validate::{Severity, clause, name, new_segment, rule, segment, suggest_tag, tag},
};

#[test]
fn tags_and_names_have_their_form() {
    for good in ["a", "A.b_c-9", &"t".repeat(64)] {
        assert_eq!(tag(good), None, "{good}");
    }
    for bad in ["", "a b", "a/b", "é", "a,b", &"t".repeat(65)] {
        assert!(
            tag(bad).is_some_and(|p| p.severity == Severity::Error),
            "{bad}"
        );
    }
    for good in ["a", "Beta testers", &"é".repeat(256)] {
        assert_eq!(name(good), None, "{good}");
    }
    for bad in ["", "  ", &"n".repeat(257)] {
        assert!(
            name(bad).is_some_and(|p| p.severity == Severity::Error),
            "{bad}"
        );
    }
}

#[test]
fn a_tag_is_suggested_where_one_is_near() {
    for (typed, better) in [
        ("q1 2027", Some("q1-2027")),
        (" Mobile,  App ", Some("Mobile-App")),
        ("é", None),
        ("", None),
        ("fine", None),
    ] {
        assert_eq!(suggest_tag(typed).as_deref(), better, "{typed:?}");
    }
    let long = suggest_tag(&"t".repeat(70)).unwrap();
    assert_eq!(tag(&long), None);
}

#[test]
fn a_new_segment_needs_a_key_and_a_name() {
    let check = |value: Value| new_segment(&serde_json::from_value(value).unwrap());
    for (value, errors, warnings) in [
        (
            json!({"key": "beta", "name": "Beta", "tags": ["a"]}),
            vec![],
            vec![],
        ),
        (json!({"key": "", "name": ""}), vec!["key", "name"], vec![]),
        (json!({"key": "a b", "name": "x"}), vec!["key"], vec![]),
        (
            json!({"key": "a", "name": "x", "tags": ["ok", "not ok", "ok"]}),
            vec!["tags/1"],
            vec!["tags/2"],
        ),
        (
            json!({"key": "a", "name": "x", "unbounded": true, "unboundedContextKind": "org"}),
            vec![],
            vec![],
        ),
        (
            json!({"key": "a", "name": "x", "unbounded": true, "unboundedContextKind": "kind"}),
            vec!["unboundedContextKind"],
            vec![],
        ),
        (
            json!({"key": "a", "name": "x", "unboundedContextKind": "org"}),
            vec![],
            vec!["unboundedContextKind"],
        ),
    ] {
        let problems = check(value);
        assert_eq!(paths(&problems), [errors, warnings]);
        messages_are_sentences(&problems);
    }
}

fn clause_of(fields: Value) -> Value {
    let mut value = json!({"attribute": "email", "op": "in", "values": ["a"]});
    let Value::Object(fields) = fields else {
        panic!("the fields must be an object");
    };
    for (name, field) in fields {
        value[name] = field;
    }
    value
}

#[test]
fn clauses_are_checked() {
    let clauses = [
        (json!({}), vec![], vec![]),
        (json!({"values": []}), vec![], vec!["values"]),
        (json!({"values": ["a", null]}), vec![], vec!["values/1"]),
        (json!({"attribute": ""}), vec!["attribute"], vec![]),
        (
            json!({"attribute": "", "op": "segmentMatch", "values": ["a"]}),
            vec![],
            vec![],
        ),
        (json!({"op": "soundsLike"}), vec![], vec!["op"]),
        (json!({"contextKind": "multi"}), vec!["contextKind"], vec![]),
        (json!({"contextKind": ""}), vec![], vec!["contextKind"]),
        (
            json!({"contextKind": "org", "attribute": "/address/city"}),
            vec![],
            vec![],
        ),
        (
            json!({"contextKind": "org", "attribute": "/a~1b~0c"}),
            vec![],
            vec![],
        ),
        (
            json!({"contextKind": "org", "attribute": "/a//b"}),
            vec![],
            vec!["attribute"],
        ),
        (
            json!({"contextKind": "org", "attribute": "/"}),
            vec![],
            vec!["attribute"],
        ),
        (
            json!({"contextKind": "org", "attribute": "/a~2"}),
            vec![],
            vec!["attribute"],
        ),
        (json!({"attribute": "/a//b"}), vec![], vec![]),
        (
            json!({"op": "matches", "values": ["a", "("]}),
            vec!["values/1"],
            vec![],
        ),
    ];
    for (fields, errors, warnings) in clauses {
        let value = clause_of(fields);
        let problems = clause(&serde_json::from_value(value.clone()).unwrap());
        assert_eq!(paths(&problems), [errors, warnings], "{value}");
        messages_are_sentences(&problems);
    }
}

#[test]
fn rules_are_checked() {
    let good = clause_of(json!({}));
    let bad = clause_of(json!({"op": "matches", "values": ["a", "("]}));
    for (value, errors, warnings) in [
        (json!({"clauses": [good]}), vec![], vec![]),
        (json!({"clauses": []}), vec![], vec!["clauses"]),
        (
            json!({"clauses": [good], "weight": 100_000}),
            vec![],
            vec![],
        ),
        (
            json!({"clauses": [good], "weight": 100_001}),
            vec!["weight"],
            vec![],
        ),
        (
            json!({"clauses": [good], "weight": -1}),
            vec!["weight"],
            vec![],
        ),
        (
            json!({"clauses": [good], "weight": 0}),
            vec![],
            vec!["weight"],
        ),
        (
            json!({"clauses": [good], "bucketBy": ""}),
            vec![],
            vec!["bucketBy"],
        ),
        (
            json!({"clauses": [good], "rolloutContextKind": "a b"}),
            vec!["rolloutContextKind"],
            vec![],
        ),
        (
            json!({"clauses": [good, bad]}),
            vec!["clauses/1/values/1"],
            vec![],
        ),
    ] {
        let problems = rule(&serde_json::from_value(value.clone()).unwrap());
        assert_eq!(paths(&problems), [errors, warnings], "{value}");
        messages_are_sentences(&problems);
    }
}

#[test]
fn a_segment_is_checked_as_a_whole() {
    let keys: Vec<String> = (0..15_001).map(|n| n.to_string()).collect();
    let clause = json!({"attribute": "a", "op": "in", "values": ["x", []], "negate": false});
    let good = json!({"clauses": [{"attribute": "a", "op": "in", "values": ["x"]}]});
    let many_values = json!({"clauses": [{"attribute": "a", "op": "in",
        "values": (0..50_001).collect::<Vec<_>>()}]});
    for (fields, errors, warnings) in [
        (json!({}), vec![], vec![]),
        (
            json!({"name": "", "tags": ["a b", "c", "c"]}),
            vec!["name", "tags/0"],
            vec!["tags/2"],
        ),
        (
            json!({"included": ["a", "b", "a"], "excluded": ["x", "b"]}),
            vec!["excluded/1"],
            vec!["included/2"],
        ),
        (
            json!({
                "included": ["a"],
                "includedContexts": [{"contextKind": "org", "values": ["a", "o"]}],
                "excludedContexts": [{"contextKind": "device", "values": ["o"]},
                    {"contextKind": "org", "values": ["z", "o", ""]}],
            }),
            vec!["excludedContexts/1/values/1", "excludedContexts/1/values/2"],
            vec![],
        ),
        (
            json!({"included": ["a"], "excludedContexts": [{"contextKind": "user",
                "values": ["a"]}, {"contextKind": "kind", "values": []}]}),
            vec![
                "excludedContexts/0/values/0",
                "excludedContexts/1/contextKind",
            ],
            vec!["excludedContexts/0/contextKind"],
        ),
        (
            json!({"rules": [good, {"clauses": []}, {"clauses": [clause], "weight": -1}]}),
            vec!["rules/2/weight"],
            vec!["rules/1/clauses", "rules/2/clauses/0/values/1"],
        ),
        (json!({"included": keys}), vec!["included"], vec![]),
        (json!({"unbounded": true, "included": keys}), vec![], vec![]),
        (
            json!({"unbounded": true, "rules": [good]}),
            vec!["rules"],
            vec![],
        ),
        (json!({"rules": [many_values]}), vec!["rules"], vec![]),
        (
            json!({"rules": vec![good.clone(); 5_001]}),
            vec!["rules"],
            vec![],
        ),
    ] {
        let problems = segment(&standard(fields));
        assert_eq!(paths(&problems), [errors, warnings]);
        messages_are_sentences(&problems);
    }
}
