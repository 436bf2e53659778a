//! Percentages, by the contract's vectors.

use super::*;

/// Contract, section 7: segment key, salt and value, and their bucket.
const VECTORS: [(&str, &str, &str, f64); 5] = [
    ("hashKey", "saltyA", "userKeyA", 0.421_575_87),
    ("hashKey", "saltyA", "userKeyB", 0.670_848_50),
    ("hashKey", "saltyA", "userKeyC", 0.103_431_06),
    ("segment3", "salty", "user-key", 0.149_502_12),
    ("segment3", "salty", "unmatching-key", 0.365_635_63),
];

#[test]
fn buckets_are_those_of_the_documents() {
    for (key, salt, value, expected) in VECTORS {
        let found = bucket(key, salt, value);
        assert!(
            (found - expected).abs() < 1e-7,
            "{key}.{salt}.{value}: {found}"
        );
    }
}

fn share(rule: Value, salt: Option<&str>, context: Value) -> Result<Verdict, EvaluationError> {
    let mut rule = rule;
    rule["clauses"] = json!([]);
    let segment = segment(&json!({"key": "hashKey", "rules": [rule]}));
    let prepared = Arc::new(PreparedSegment::new(&segment, salt));
    Evaluator::new(&instance(context), &NoSegments).verdict(&prepared)
}

#[track_caller]
fn check(rule: Value, context: Value, expected: bool) {
    let found = share(rule.clone(), Some("saltyA"), context.clone()).unwrap();
    assert_eq!(found.is_member(), expected, "{rule} {context}");
}

#[test]
fn a_bucket_below_the_weight_is_in() {
    check(json!({"weight": 42_158}), user("userKeyA"), true);
    check(json!({"weight": 42_157}), user("userKeyA"), false);
    check(json!({"weight": 100_000}), user("userKeyB"), true);
    check(json!({"weight": 0}), user("userKeyC"), false);
    check(json!({"weight": -1}), user("userKeyC"), false);
    check(json!({}), user("userKeyB"), true);
}

#[test]
fn the_share_is_of_one_kind() {
    let org = json!({"kind": "org", "key": "userKeyA"});
    check(json!({"weight": 100_000}), org.clone(), false);
    check(
        json!({"weight": 50_000, "rolloutContextKind": "org"}),
        org,
        true,
    );
    let both = json!({"kind": "multi", "user": {"key": "userKeyB"}, "org": {"key": "userKeyC"}});
    check(json!({"weight": 50_000}), both.clone(), false);
    check(
        json!({"weight": 50_000, "rolloutContextKind": "org"}),
        both,
        true,
    );
}

#[test]
fn another_attribute_can_decide() {
    let by = |weight: i64| json!({"weight": weight, "bucketBy": "account", "rolloutContextKind": "user"});
    let with = |account: Value| json!({"kind": "user", "key": "userKeyB", "account": account});
    check(by(42_158), with(json!("userKeyA")), true);
    check(by(42_157), with(json!("userKeyA")), false);
    let of_number = bucket("hashKey", "saltyA", "33");
    for number in [json!(33), json!(33.0)] {
        #[expect(clippy::cast_possible_truncation, reason = "a weight has six digits")]
        let weight = (of_number * 100_000.0) as i64;
        check(by(weight), with(number.clone()), false);
        check(by(weight + 1), with(number), true);
    }
    check(by(1), with(json!(33.5)), true);
    check(by(1), with(json!(true)), true);
    check(by(1), with(json!(["userKeyA"])), true);
    check(by(1), with(Value::Null), true);
    check(by(1), user("userKeyB"), true);
    check(by(0), user("userKeyB"), false);
    check(
        json!({"weight": 50_000, "bucketBy": ""}),
        user("userKeyB"),
        false,
    );
    let nested = json!({"weight": 42_158, "bucketBy": "/a/b", "rolloutContextKind": "user"});
    check(
        nested,
        json!({"kind": "user", "key": "x", "a": {"b": "userKeyA"}}),
        true,
    );
    let literal = json!({"weight": 42_157, "bucketBy": "/a"});
    check(
        literal,
        json!({"kind": "user", "key": "x", "/a": "userKeyA"}),
        false,
    );
}

#[test]
fn without_the_salt_only_a_percentage_that_matters_is_an_error() {
    let ask = |rule: Value| share(rule, None, user("a"));
    let error = ask(json!({"weight": 50_000, "_id": "r1"})).unwrap_err();
    assert_eq!(
        error,
        EvaluationError::SaltUnknown {
            segment: "hashKey".into(),
            rule: Some("r1".into())
        }
    );
    assert!(error.to_string().contains("\"r1\""), "{error}");
    assert_eq!(ask(json!({"weight": 100_000})), Ok(Verdict::Rule(0)));
    assert_eq!(ask(json!({"weight": 0})), Ok(Verdict::NoRule));
    assert_eq!(ask(json!({})), Ok(Verdict::Rule(0)));
    assert_eq!(
        ask(json!({"weight": 5, "bucketBy": "none"})),
        Ok(Verdict::Rule(0))
    );
    assert_eq!(
        ask(json!({"weight": 5, "rolloutContextKind": "org"})),
        Ok(Verdict::NoRule)
    );
}
