//! Names, tags and rules.

use serde_json::{Value, json};

use super::{messages_are_sentences, paths};
use crate::validate::{Severity, name, rule, suggest_tag, tag};

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
