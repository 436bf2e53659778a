//! Values against their operator, and what is read from text.

use std::cmp::Ordering::{Equal, Less};

use serde_json::{Value, json};

use crate::{
    UnixMillis,
    model::Operator,
    validate::{Severity, date, semver, value},
};

#[test]
fn dates_have_a_time_and_a_zone() {
    for (text, millis) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t00:00:00z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2027-01-31T09:30:00.250+01:00", 1_801_384_200_250),
        ("2027-01-31T09:30:00.2509999+01:00", 1_801_384_200_250),
        ("2027-01-31T09:30:00.2-08:30", 1_801_418_400_200),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000),
    ] {
        assert_eq!(date(text), Some(UnixMillis(millis)), "{text}");
    }
    for text in [
        "",
        "2027-01-31",
        "2027-01-31T09:30:00",
        "2027-01-31 09:30:00Z",
        "2027-01-31T09:30Z",
        "2027-13-01T00:00:00Z",
        "2027-00-01T00:00:00Z",
        "2027-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2027-04-31T00:00:00Z",
        "2027-01-00T00:00:00Z",
        "2027-01-01T24:00:00Z",
        "2027-01-01T00:60:00Z",
        "2027-01-01T00:00:61Z",
        "2027-01-01T00:00:00.Z",
        "2027-01-01T00:00:00+0100",
        "2027-01-01T00:00:00+24:00",
        "2027-01-01T00:00:00Z ",
        "+027-01-01T00:00:00Z",
        "1700000000000",
        "202é-01-01T00:00:00Z",
    ] {
        assert_eq!(date(text), None, "{text:?}");
    }
}

fn severity(op: &str, value: impl Into<Value>) -> Option<Severity> {
    value::problem(&Operator::from(op), &value.into()).map(|problem| problem.severity)
}

#[test]
fn values_fit_their_operator() {
    for (op, good) in [
        ("in", json!(["a", 1, 1.5, true, ""])),
        ("startsWith", json!(["a", ""])),
        ("endsWith", json!(["a"])),
        ("contains", json!(["a"])),
        (
            "matches",
            json!(["^a+$", "", "(a|b)[0-9]{2,3}", "[]a]", "\\("]),
        ),
        ("lessThan", json!([1, -1.5, 0])),
        ("lessThanOrEqual", json!([1])),
        ("greaterThan", json!([1e300])),
        ("greaterThanOrEqual", json!([1])),
        (
            "before",
            json!(["2027-01-31T00:00:00Z", 1_800_000_000_000_i64]),
        ),
        ("after", json!(["2027-01-31T00:00:00+01:00", 0])),
        (
            "semVerEqual",
            json!([
                "2",
                "2.0",
                "2.0.0",
                "2.0.0-beta.1+build.7",
                "2-beta",
                "0.0.0"
            ]),
        ),
        ("semVerLessThan", json!(["1.2.3"])),
        ("semVerGreaterThan", json!(["10.20.30"])),
        ("segmentMatch", json!(["beta-testers", "A.b_c"])),
        ("someNewOperator", json!([null, {}, [], "x"])),
    ] {
        for value in good.as_array().unwrap() {
            assert_eq!(severity(op, value.clone()), None, "{op} {value}");
        }
    }
}

#[test]
fn values_that_never_match_are_warnings() {
    for (op, bad) in [
        ("in", json!([null, [], {}, ["a"]])),
        ("startsWith", json!([1, true, null, ["a"]])),
        ("endsWith", json!([1])),
        ("contains", json!([false])),
        ("matches", json!([1, null])),
        ("lessThan", json!(["1", "abc", true, null, ""])),
        ("greaterThanOrEqual", json!(["1.5"])),
        (
            "before",
            json!([
                "2027-01-31",
                "1800000000000",
                "tomorrow",
                "",
                true,
                null,
                "2027-02-30T00:00:00Z"
            ]),
        ),
        ("after", json!(["2027-01-31T00:00:00"])),
        (
            "semVerEqual",
            json!([
                "v2.0.0", "02.0.0", "2.0.0.0", "", "2.", "2.0.0-", "2.x", " 2.0.0", 2, 2.0, null
            ]),
        ),
        ("segmentMatch", json!([1, "", "a b", "-a", null])),
    ] {
        for value in bad.as_array().unwrap() {
            assert_eq!(
                severity(op, value.clone()),
                Some(Severity::Warning),
                "{op} {value}"
            );
        }
    }
}

#[test]
fn only_clear_mistakes_in_a_regular_expression_are_errors() {
    for pattern in [
        "(a", "a)", "[a", "[a-", "*a", "+", "?", "a|*", "a{3,2}", "[z-a]", "a\\",
    ] {
        assert_eq!(
            severity("matches", pattern),
            Some(Severity::Error),
            "{pattern}"
        );
    }
    for pattern in [
        "\\p{Greek}",
        "\\pN",
        "(?=a)",
        "(a)\\1",
        "\\Q(\\E",
        "(\\Q)\\E",
        "[[a]",
        "a{,2}",
        "(a{1000}){1000}",
    ] {
        assert_eq!(
            severity("matches", pattern),
            Some(Severity::Warning),
            "{pattern}"
        );
    }
}

#[test]
fn advice_names_the_way_out() {
    for (op, bad, advice) in [
        ("lessThan", json!("5"), "Write the number 5 without quotes"),
        ("before", json!("2027-01-31"), "2027-01-31T00:00:00Z"),
        ("before", json!("1800000000000"), "without quotes"),
        ("semVerEqual", json!("v2.0.0"), "without a leading v"),
        ("segmentMatch", json!("a b"), "letters, digits"),
        ("startsWith", json!(7), "in quotes"),
        ("matches", json!("(a"), "Add )"),
    ] {
        let problem = value::problem(&Operator::from(op), &bad).unwrap();
        assert!(problem.message.contains(advice), "{}", problem.message);
    }
}

#[test]
fn versions_compare_by_precedence() {
    let precedence = |left: &str, right: &str| {
        let [left, right] = [left, right].map(|text| semver(text).unwrap());
        left.cmp_precedence(&right)
    };
    assert_eq!(precedence("2", "2.0.0"), Equal);
    assert_eq!(precedence("2.0.0+a", "2.0.0+b"), Equal);
    assert_eq!(precedence("2.0.0-alpha", "2"), Less);
    assert_eq!(precedence("2.0.0-alpha.2", "2.0.0-alpha.10"), Less);
}
