use serde_json::json;

use super::*;

fn parse(text: &str) -> Filter {
    Filter::parse(text).unwrap().unwrap()
}

fn only(text: &str) -> (Field, Operator, Value) {
    match parse(text) {
        Filter::Is(condition) => (condition.field, condition.operator, condition.value),
        other => panic!("{other:?}"),
    }
}

fn attribute(kind: Option<&str>, name: &str) -> Field {
    Field::Attribute {
        kind: kind.map(str::to_owned),
        name: name.to_owned(),
    }
}

#[test]
fn the_documented_examples_are_read() {
    for (text, field, operator, value) in [
        (
            "*.name startsWith Jo",
            attribute(None, "name"),
            StartsWith,
            json!("Jo"),
        ),
        (
            "kind anyOf [\"user\",\"organization\"]",
            Field::Kind,
            AnyOf,
            json!(["user", "organization"]),
        ),
        (
            "myField equals 44",
            attribute(None, "myField"),
            Equals,
            json!(44),
        ),
        (
            "myField equals [\"hello\",\"goodbye\"]",
            attribute(None, "myField"),
            Equals,
            json!(["hello", "goodbye"]),
        ),
        (
            "user.email exists true",
            attribute(Some("user"), "email"),
            Exists,
            json!(true),
        ),
        (
            "user./job~1title equals \"x\"",
            attribute(Some("user"), "job/title"),
            Equals,
            json!("x"),
        ),
        (
            "user./address/city equals \"x\"",
            attribute(Some("user"), "/address/city"),
            Equals,
            json!("x"),
        ),
        (
            "\"user.job title\" equals \"a, b\"",
            attribute(Some("user"), "job title"),
            Equals,
            json!("a, b"),
        ),
        (
            "myField after \"2022-09-21T19:03:15+00:00\"",
            attribute(None, "myField"),
            After,
            json!("2022-09-21T19:03:15+00:00"),
        ),
        (
            "kindKeys contains [\"user:Henry\"]",
            Field::KindKeys,
            Contains,
            json!(["user:Henry"]),
        ),
        (
            "location equals Springfield",
            attribute(None, "location"),
            Equals,
            json!("Springfield"),
        ),
    ] {
        assert_eq!(only(text), (field, operator, value), "{text}");
    }
}

#[test]
fn and_binds_tighter_than_or() {
    let Filter::Any(parts) = parse("kind equals a,key equals b|key equals c") else {
        panic!("no or")
    };
    assert!(matches!(&parts[..], [Filter::All(all), Filter::Is(_)] if all.len() == 2));
    let Filter::All(parts) = parse("kind equals a , (key equals b | key equals c)") else {
        panic!("no and")
    };
    assert!(matches!(&parts[..], [Filter::Is(_), Filter::Any(any)] if any.len() == 2));
}

#[test]
fn refusals_name_the_place() {
    for (text, expected) in [
        ("kind", "At character 5: expected an operator"),
        ("kind startsWith \"u\"", "At character 6: unknown operator"),
        ("kind equals", "At character 12: expected a value"),
        ("kind equals 5", "At character 13: equals takes text"),
        ("user.x exists 1", "At character 15: exists takes true"),
        (
            "user.x after \"soon\"",
            "At character 14: after takes a date",
        ),
        ("(kind equals user", "At character 18: expected"),
        ("kind equals user)", "At character 17: expected"),
        ("kind equals user,", "At character 18: expected a field"),
        (
            "\"kind equals user",
            "At character 1: expected the closing quote",
        ),
        ("q anyOf [\"a\"]", "At character 3: unknown operator"),
    ] {
        let error = Filter::parse(text).unwrap_err();
        assert_eq!(error.path, "filter");
        assert!(error.reason.starts_with(expected), "{text}: {error}");
    }
}

#[test]
fn depth_and_number_are_limited() {
    let deep = format!("{}kind equals a{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(Filter::parse(&deep).is_err());
    assert!(Filter::parse(&vec!["kind equals a"; 101].join("|")).is_err());
    assert!(Filter::parse(&vec!["kind equals a"; 100].join("|")).is_ok());
    assert!(Filter::parse(&format!("user.x equals {}", "[".repeat(5_000))).is_err());
}
