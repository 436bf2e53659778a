//! Every operator, attribute and negation, from the contract's table.

use super::*;

/// Whether a clause of this operator and value matches a user's attribute of this value.
fn compare(op: &str, attribute: &Value, value: &Value) -> bool {
    let context = json!({"kind": "user", "key": "u", "x": attribute});
    let clause = json!({"attribute": "x", "op": op, "values": [value], "negate": false});
    let is_match = matches(clause.clone(), context.clone());
    let mut negated = clause;
    negated["negate"] = json!(true);
    if !attribute.is_null() {
        assert_ne!(
            matches(negated, context),
            is_match,
            "{op} {attribute} {value} negated"
        );
    }
    is_match
}

#[track_caller]
fn check(op: &str, cases: &[(Value, Value, bool)]) {
    for (attribute, value, expected) in cases {
        assert_eq!(
            compare(op, attribute, value),
            *expected,
            "{attribute} {op} {value}"
        );
    }
}

#[test]
fn equality_has_types() {
    check(
        "in",
        &[
            (json!("a"), json!("a"), true),
            (json!("a"), json!("A"), false),
            (json!("a"), json!("b"), false),
            (json!(1), json!(1), true),
            (json!(1), json!(1.0), true),
            (json!(1.0), json!(1), true),
            (json!(-0.0), json!(0), true),
            (json!(0), json!(-0.0), true),
            (json!(1), json!("1"), false),
            (json!("1"), json!(1), false),
            (json!(true), json!(true), true),
            (json!(false), json!(false), true),
            (json!(true), json!(false), false),
            (json!(true), json!(1), false),
            (json!(1), json!(true), false),
            (json!("true"), json!(true), false),
            (json!({"a": 1}), json!({"a": 1}), false),
            (json!([[1]]), json!([1]), false),
            (Value::Null, Value::Null, false),
        ],
    );
}

#[test]
fn text_operators_compare_text_with_case() {
    check(
        "startsWith",
        &[
            (json!("abc"), json!("ab"), true),
            (json!("abc"), json!(""), true),
            (json!("abc"), json!("AB"), false),
            (json!("abc"), json!("bc"), false),
            (json!(12), json!(1), false),
            (json!("12"), json!(1), false),
            (json!(12), json!("1"), false),
        ],
    );
    check(
        "endsWith",
        &[
            (json!("abc"), json!("bc"), true),
            (json!("abc"), json!("BC"), false),
            (json!("abc"), json!("ab"), false),
            (json!(12), json!("2"), false),
        ],
    );
    check(
        "contains",
        &[
            (json!("abc"), json!("b"), true),
            (json!("abc"), json!("B"), false),
            (json!("ac"), json!("b"), false),
            (json!(true), json!("t"), false),
        ],
    );
}

#[test]
fn regular_expressions_are_searched_for() {
    check(
        "matches",
        &[
            (json!("hello world"), json!("hello.*rld"), true),
            (json!("hello world"), json!("l+"), true),
            (json!("hello world"), json!("^world"), false),
            (json!("hello world"), json!("(world|planet)$"), true),
            (json!("hello world"), json!("aloha"), false),
            (json!("hello"), json!("***bad"), false),
            (json!("hello"), json!("("), false),
            (json!(5), json!("5"), false),
            (json!("5"), json!(5), false),
        ],
    );
}

#[test]
fn numbers_compare_with_numbers() {
    for (op, less, equal, greater) in [
        ("lessThan", true, false, false),
        ("lessThanOrEqual", true, true, false),
        ("greaterThan", false, false, true),
        ("greaterThanOrEqual", false, true, true),
    ] {
        check(
            op,
            &[
                (json!(1), json!(1.5), less),
                (json!(-5), json!(3), less),
                (json!(2), json!(2.0), equal),
                (json!(99.5), json!(99), greater),
                (json!("1"), json!(2), false),
                (json!(1), json!("2"), false),
                (json!("3"), json!("2"), false),
                (json!(true), json!(2), false),
            ],
        );
    }
}

#[test]
fn dates_are_milliseconds_or_rfc_3339() {
    let (early, late) = ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.500Z");
    for (op, before, after) in [("before", true, false), ("after", false, true)] {
        check(
            op,
            &[
                (json!(0), json!(1), before),
                (json!(1), json!(0), after),
                (json!(1), json!(1), false),
                (json!(early), json!(late), before),
                (json!(late), json!(early), after),
                (json!(early), json!(early), false),
                (json!(early), json!("1970-01-01T01:00:00+01:00"), false),
                (json!(0), json!(late), before),
                (json!(late), json!(0), after),
                (json!(late), json!(500), false),
                (json!("1970-01-01"), json!(late), false),
                (json!("0"), json!(1), false),
                (json!(1), json!("0"), false),
                (json!("soon"), json!(1), false),
                (json!(0), json!("soon"), false),
                (json!(true), json!(5), false),
            ],
        );
    }
}

#[test]
fn semantic_versions_are_compared_by_precedence() {
    for (op, less, equal, greater) in [
        ("semVerEqual", false, true, false),
        ("semVerLessThan", true, false, false),
        ("semVerGreaterThan", false, false, true),
    ] {
        check(
            op,
            &[
                (json!("2.0.0"), json!("2.0.0"), equal),
                (json!("2.0"), json!("2.0.0"), equal),
                (json!("2"), json!("2.0.0"), equal),
                (json!("2-rc1"), json!("2.0.0-rc1"), equal),
                (json!("2+build2"), json!("2.0.0+build1"), equal),
                (json!("2.0.0"), json!("2.0.1"), less),
                (json!("2.0.0-rc"), json!("2.0.0-rc.beta"), less),
                (json!("2.0.0-rc.9"), json!("2.0.0-rc.10"), less),
                (json!("2.0.0-rc"), json!("2.0.0"), less),
                (json!("2.10.0"), json!("2.9.0"), greater),
                (json!("v2.0.0"), json!("2.0.0"), false),
                (json!("02.0.0"), json!("2.0.0"), false),
                (json!("2.0.0.0"), json!("2.0.0"), false),
                (json!("2.0.0"), json!("x"), false),
                (json!(2), json!("2.0.0"), false),
                (json!("2.0.0"), json!(2), false),
            ],
        );
    }
}

#[test]
fn an_operator_that_is_not_known_never_matches() {
    assert!(!compare("soundsLike", &json!("a"), &json!("a")));
    assert!(!compare("IN", &json!("a"), &json!("a")));
}

#[test]
fn any_value_and_any_element_may_match() {
    let clause = json!({"attribute": "x", "op": "in", "values": ["a", 2, true], "negate": false});
    let with = |x: Value| json!({"kind": "user", "key": "u", "x": x});
    for value in [
        json!(2),
        json!(true),
        json!(["z", "a"]),
        json!([null, [2], 2]),
    ] {
        assert!(matches(clause.clone(), with(value.clone())), "{value}");
    }
    for value in [json!([]), json!(["z"]), json!({}), json!([["a"]])] {
        assert!(!matches(clause.clone(), with(value.clone())), "{value}");
    }
    let nothing = json!({"attribute": "x", "op": "in", "values": [], "negate": false});
    assert!(!matches(nothing, with(json!("a"))));
    let negated = json!({"attribute": "x", "op": "in", "values": ["a"], "negate": true});
    assert!(!matches(negated.clone(), with(json!(["a", "b"]))));
    assert!(matches(negated, with(json!([]))));
}

#[test]
fn a_missing_attribute_or_kind_never_matches_even_negated() {
    for negate in [false, true] {
        for (clause, context) in [
            (
                json!({"attribute": "x", "op": "in", "values": ["a"]}),
                user("u"),
            ),
            (
                json!({"attribute": "x", "op": "in", "values": ["a"]}),
                json!({"kind": "user", "key": "u", "x": null}),
            ),
            (
                json!({"contextKind": "org", "attribute": "key", "op": "in", "values": ["b"]}),
                user("u"),
            ),
            (
                json!({"contextKind": "user", "attribute": "/x/y", "op": "in", "values": ["b"]}),
                json!({"kind": "user", "key": "u", "x": {"y": null}}),
            ),
            (
                json!({"attribute": "", "op": "in", "values": ["b"]}),
                user("u"),
            ),
            (
                json!({"contextKind": "user", "attribute": "//", "op": "in", "values": ["b"]}),
                user("u"),
            ),
        ] {
            let mut clause = clause;
            clause["negate"] = negate.into();
            assert!(!matches(clause.clone(), context), "{clause}");
        }
    }
}

#[test]
fn the_kind_is_matched_against_all_kinds() {
    let both = json!({"kind": "multi", "user": {"key": "u"}, "org": {"key": "o"}});
    let clause = |kind: &str, op: &str, value: &str, negate: bool| {
        json!({
            "contextKind": kind, "attribute": "kind", "op": op, "values": [value], "negate": negate
        })
    };
    for kind in ["user", "org", "device"] {
        assert!(matches(clause(kind, "in", "user", false), both.clone()));
        assert!(matches(
            clause(kind, "startsWith", "o", false),
            both.clone()
        ));
        assert!(!matches(clause(kind, "in", "device", false), both.clone()));
        assert!(matches(clause(kind, "in", "device", true), both.clone()));
        assert!(!matches(clause(kind, "in", "org", true), both.clone()));
        assert!(!matches(clause(kind, "in", "org", false), user("u")));
        assert!(matches(clause(kind, "in", "org", true), user("u")));
    }
}

#[test]
fn attributes_are_built_in_or_free() {
    let context = json!({
        "kind": "org", "key": "o", "name": "O", "anonymous": true, "a/b": 1, "~": 2, "/x": 3,
        "address": {"city": "Paris", "a/b~c": ["x"], "": "empty"}, "list": [{"x": 1}]
    });
    let found = |kind: Option<&str>, attribute: &str, value: Value| {
        let mut clause =
            json!({"attribute": attribute, "op": "in", "values": [value], "negate": false});
        if let Some(kind) = kind {
            clause["contextKind"] = kind.into();
        }
        matches(clause, context.clone())
    };
    let org = Some("org");
    for (attribute, value) in [
        ("key", json!("o")),
        ("name", json!("O")),
        ("anonymous", json!(true)),
        ("/key", json!("o")),
        ("/kind", json!("org")),
        ("/name", json!("O")),
        ("a/b", json!(1)),
        ("/a~1b", json!(1)),
        ("/~0", json!(2)),
        ("~", json!(2)),
        ("/~1x", json!(3)),
        ("/address/city", json!("Paris")),
        ("/address/a~1b~0c", json!("x")),
    ] {
        assert!(found(org, attribute, value), "{attribute}");
    }
    for (attribute, value) in [
        ("address/city", json!("Paris")),
        ("/address/", json!("empty")),
        ("/address/~2", json!("x")),
        ("/list/0/x", json!(1)),
        ("/key/x", json!("o")),
        ("/name/x", json!("O")),
        ("Name", json!("O")),
        ("/x", json!(3)),
    ] {
        assert!(!found(org, attribute, value), "{attribute}");
    }
    let anonymous =
        json!({"attribute": "anonymous", "op": "in", "values": [false], "negate": false});
    assert!(matches(anonymous, user("u")));
}

#[test]
fn without_a_kind_a_slash_is_part_of_the_name() {
    let context = json!({"kind": "user", "key": "u", "/a/b": "literal", "a": {"b": "path"}});
    let clause = |kind: Value, value: &str| {
        let mut clause =
            json!({"attribute": "/a/b", "op": "in", "values": [value], "negate": false});
        if !kind.is_null() {
            clause["contextKind"] = kind;
        }
        matches(clause, context.clone())
    };
    assert!(clause(Value::Null, "literal"));
    assert!(!clause(Value::Null, "path"));
    assert!(clause(json!("user"), "path"));
    assert!(!clause(json!("user"), "literal"));
}

#[test]
fn too_much_work_is_given_up() {
    let patterns: Vec<String> = (0..200)
        .map(|number| format!("(a|b){{500}}{number}$"))
        .collect();
    let fields = json!({"rules": [{"clauses": [
        {"attribute": "x", "op": "matches", "values": patterns, "negate": false}
    ]}]});
    let context = instance(json!({"kind": "user", "key": "u", "x": "ab".repeat(500_000)}));
    let answer = Evaluator::new(&context, &NoSegments).verdict(&prepared(&fields));
    assert_eq!(answer, Err(EvaluationError::TooCostly));
}
