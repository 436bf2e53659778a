use segdeck_core::model::Segment;
use serde_json::Value;

use super::*;

fn told(text: &str) -> Vec<(usize, Option<usize>, bool, String)> {
    look_through(text, &[])
        .problems
        .into_iter()
        .map(|one| {
            (
                one.line,
                one.column,
                one.is_warning,
                one.message.to_string(),
            )
        })
        .collect()
}

#[test]
fn a_name_that_is_there_twice_is_told_even_if_it_is_written_otherwise() {
    let text = "{\n  \"a\": {\"é\": 1, \"b\": 2, \"\\u0062\": 3},\n  \"a\": 4\n}";
    let places: Vec<_> = told(text).iter().map(|one| (one.0, one.1)).collect();
    assert_eq!(places, [(2, Some(25)), (3, Some(3))]);
    assert!(told("{\"a\": {\"a\": [{\"a\": 1}, {\"a\": 2}]}}").is_empty());
}

#[test]
fn numbers_that_do_not_survive_are_told() {
    let found = told("[1, -9007199254740992, 9007199254740993, 99999999999999999999, 1e3, 0.5]");
    let short: Vec<_> = found.iter().map(|one| (one.1, one.2)).collect();
    assert_eq!(short, [(Some(24), true), (Some(42), false)]);
    assert!(found[1].3.contains("99999999999999999999"));
    assert!(told("[-9223372036854775809]")[0].3.contains("too large"));
}

#[test]
fn values_are_found_by_their_paths() {
    let text =
        "{\n  \"rules\": [\n    {\"weight\": 1},\n    {\"a/b\": \"]}\", \"weight\": 2}\n  ]\n}";
    let wrong = |path: &str| (Invalid::new(path, path), false);
    let found = look_through(
        text,
        &[
            wrong("rules/1/weight"),
            wrong("rules/1/none"),
            wrong(""),
            wrong("rules"),
        ],
    );
    let places: Vec<_> = found
        .problems
        .iter()
        .map(|one| {
            (
                one.line,
                one.column.unwrap(),
                one.message.as_str().to_owned(),
            )
        })
        .collect();
    let at = |line, column, path: &str| (line, column, path.to_owned());
    assert_eq!(
        places,
        [
            at(1, 1, ""),
            at(2, 12, "rules"),
            at(4, 5, "rules/1/none"),
            at(4, 29, "rules/1/weight")
        ]
    );
}

#[test]
fn a_text_that_cannot_be_read_is_told_in_its_place() {
    let error = read::<Value>("{\n  \"é\": x\n}").unwrap_err();
    assert_eq!((error.line, error.column), (2, Some(8)));
    assert!(!error.message.contains("column"), "{}", error.message);
    let error = read::<Vec<String>>("[\"a\", 5]").unwrap_err();
    assert!(error.message.starts_with("/1: "), "{}", error.message);
    assert!(read::<Value>(" \n").is_err());
}

#[test]
fn a_value_of_the_wrong_type_is_told_where_it_stands() {
    let text = r#"{
  "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1, "version": 3,
  "included": [
    "a",
    5
  ],
  "_links": {}, "rules": []
}"#;
    let problem = read::<Segment>(text).unwrap_err();
    assert!(problem.message.starts_with("/included/1"), "{problem:?}");
    assert_eq!((problem.line, problem.column), (5, Some(5)));
}

#[test]
fn nothing_hostile_makes_it_stop_or_go_on_for_ever() {
    for text in [
        "", "{", "[", "\"", "{\"a", "[1,", "{\"a\":}", "[,,]", "{,}", "]", "\\", "[\"\\",
    ] {
        told(text);
    }
    let many = format!("{{{}\"z\":1}}", "\"a\":1,".repeat(1_000));
    assert_eq!(told(&many).len(), MOST);
}
