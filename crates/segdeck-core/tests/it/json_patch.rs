//! JSON Patch: the cases of RFC 6902 and ours, and patches of segments.

use proptest::{collection::vec, prelude::*, sample::select};
use segdeck_core::{
    model::Segment,
    patch::{
        Dialect, JsonPatch, PatchErrorKind, PatchOperation,
        json::{TextError, parse_text},
    },
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::generate::{self, config, empty_segment};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    comment: String,
    /// The dialect that the case is about; absent means both.
    dialect: Option<String>,
    doc: Value,
    patch: Value,
    #[serde(default, deserialize_with = "present")]
    expected: Option<Value>,
    error: Option<ExpectedError>,
    /// The path at which reading the patch fails.
    invalid: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    operation: usize,
    kind: String,
    path: Option<String>,
    /// What the message says, or a part of it.
    message: Option<String>,
}

/// Tells `null` from absent.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[test]
fn cases() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("json_patch_cases.json")).unwrap();
    for case in cases {
        let dialects = match case.dialect.as_deref() {
            None => vec![Dialect::Strict, Dialect::LaunchDarkly],
            Some("strict") => vec![Dialect::Strict],
            Some("launchdarkly") => vec![Dialect::LaunchDarkly],
            Some(other) => panic!("{}: there is no dialect {other}", case.comment),
        };
        for dialect in dialects {
            run(&case, dialect);
        }
    }
}

fn run(case: &Case, dialect: Dialect) {
    let comment = format!("{} ({dialect:?})", case.comment);
    let patch = match (JsonPatch::parse(&case.patch), &case.invalid) {
        (Err(error), Some(path)) => {
            assert_eq!(&error.path, path, "{comment}");
            assert!(error.reason.ends_with('.'), "{comment}: {}", error.reason);
            return;
        }
        (Ok(_), Some(path)) => panic!("{comment}: reading did not fail at {path}"),
        (Err(error), None) => panic!("{comment}: {error}"),
        (Ok(patch), None) => patch,
    };
    match (patch.apply(&case.doc, dialect), &case.expected, &case.error) {
        (Ok(result), Some(expected), None) => assert_eq!(&result, expected, "{comment}"),
        (Err(error), None, Some(expected)) => {
            let kind = format!("{:?}", error.kind);
            let message = error.kind.to_string();
            assert_eq!(error.operation, expected.operation, "{comment}: {error}");
            assert!(kind.starts_with(&expected.kind), "{comment}: {kind}");
            assert!(message.ends_with('.'), "{comment}: {message}");
            if let Some(part) = &expected.message {
                assert!(message.contains(part), "{comment}: {message}");
            }
            if let Some(path) = &expected.path {
                assert_eq!(&error.path, path, "{comment}");
            }
        }
        (result, ..) => panic!("{comment}: {result:?}"),
    }
}

fn operation(value: Value) -> JsonPatch {
    JsonPatch::parse(&json!([value])).unwrap()
}

fn segment() -> Segment {
    let mut document = empty_segment().to_value();
    document["rules"] = json!([
        { "_id": "r1", "clauses": [
            { "_id": "c1", "attribute": "email", "op": "endsWith", "values": ["@example.com"], "negate": false }
        ]},
        { "_id": "r2", "clauses": [] }
    ]);
    document["_external"] = json!("amplitude");
    Segment::from_value(&document).unwrap()
}

#[test]
fn read_only_fields_are_refused_even_where_nothing_would_change() {
    let segment = segment();
    for field in [
        "key",
        "unbounded",
        "unboundedContextKind",
        "creationDate",
        "lastModifiedDate",
        "version",
        "generation",
        "deleted",
        "_links",
        "_external",
        "_flags",
        "_somethingNew",
    ] {
        let path = format!("/{field}");
        let same = segment.to_value()[field].clone();
        for change in [
            json!({ "op": "replace", "path": path, "value": same }),
            json!({ "op": "add", "path": path, "value": same }),
            json!({ "op": "remove", "path": path }),
            json!({ "op": "move", "from": path, "path": "/description" }),
            json!({ "op": "move", "from": "/name", "path": path }),
            json!({ "op": "copy", "from": "/name", "path": path }),
            json!({ "op": "add", "path": format!("{path}/deeper"), "value": 1 }),
        ] {
            let error = operation(change.clone())
                .apply_to_segment(&segment)
                .unwrap_err();
            assert_eq!(error.operation, 0);
            assert_eq!(
                error.kind,
                PatchErrorKind::ReadOnly {
                    field: field.to_owned()
                },
                "{change}"
            );
        }
    }
}

#[test]
fn anything_can_be_tested_and_copied_from() {
    let segment = segment();
    let patch = JsonPatch::parse(&json!([
        { "op": "test", "path": "/version", "value": 7 },
        { "op": "test", "path": "/key", "value": "beta-testers" },
        { "op": "test", "path": "/_external", "value": "amplitude" },
        { "op": "test", "path": "/rules/0/_id", "value": "r1" },
        { "op": "copy", "from": "/key", "path": "/description" }
    ]));
    let result = patch.unwrap().apply_to_segment(&segment).unwrap();
    assert_eq!(result.description.as_deref(), Some("beta-testers"));
}

#[test]
fn the_whole_segment_cannot_be_replaced() {
    for change in [
        json!({ "op": "replace", "path": "", "value": {} }),
        json!({ "op": "add", "path": "", "value": {} }),
        json!({ "op": "remove", "path": "" }),
        json!({ "op": "copy", "from": "/rules/0", "path": "" }),
        json!({ "op": "move", "from": "/rules/0", "path": "" }),
    ] {
        let error = operation(change).apply_to_segment(&segment()).unwrap_err();
        assert_eq!(error.kind, PatchErrorKind::WholeDocument);
    }
}

#[test]
fn ids_of_rules_and_clauses_may_be_set() {
    let patch = operation(json!({ "op": "add", "path": "/rules/0", "value": {
        "_id": "r0",
        "clauses": [{ "_id": "c0", "attribute": "key", "op": "in", "values": [], "negate": true }]
    }}));
    let result = patch.apply_to_segment(&segment()).unwrap();
    assert_eq!(result.rules.len(), 3);
    assert_eq!(result.rules[0].id, Some("r0".into()));
}

#[test]
fn a_segment_is_patched_in_the_lenient_dialect() {
    let patch = JsonPatch::parse(&json!([
        { "op": "replace", "path": "/description", "value": "New" },
        { "op": "replace", "path": "/rules/1/weight", "value": 25_000 }
    ]));
    let result = patch.unwrap().apply_to_segment(&segment()).unwrap();
    assert_eq!(result.description.as_deref(), Some("New"));
    assert_eq!(result.rules[1].weight, Some(25_000));
}

#[test]
fn a_result_that_is_not_a_segment_names_the_likely_operation_and_the_field() {
    for (patch, operation, field) in [
        (
            json!([
                { "op": "replace", "path": "/name", "value": "New" },
                { "op": "replace", "path": "/tags", "value": "beta" },
                { "op": "replace", "path": "/description", "value": "New" }
            ]),
            1,
            "tags",
        ),
        (
            json!([
                { "op": "remove", "path": "/name" },
                { "op": "replace", "path": "/tags", "value": ["a"] }
            ]),
            0,
            "name",
        ),
        (
            json!([
                { "op": "remove", "path": "/rules/0/clauses/0/attribute" },
                { "op": "replace", "path": "/rules/1/weight", "value": 1 }
            ]),
            0,
            "rules/0/clauses/0/attribute",
        ),
        (
            json!([
                { "op": "add", "path": "/rules/-", "value": { "clauses": [{ "op": "in" }] } },
                { "op": "remove", "path": "/rules/0" }
            ]),
            0,
            "rules/1/clauses/0/attribute",
        ),
        (
            json!([{ "op": "add", "path": "/included/-", "value": 5 }]),
            0,
            "included/0",
        ),
        (
            json!([{ "op": "replace", "path": "/rules", "value": null }]),
            0,
            "rules",
        ),
    ] {
        let error = JsonPatch::parse(&patch)
            .unwrap()
            .apply_to_segment(&segment())
            .unwrap_err();
        assert_eq!(error.operation, operation, "{error}");
        let PatchErrorKind::WrongResult {
            field: found,
            reason,
        } = &error.kind
        else {
            panic!("{error}");
        };
        assert_eq!(found, field);
        assert!(reason.ends_with('.'), "{reason}");
    }
}

#[test]
fn an_editor_sees_every_problem_and_what_the_rest_would_do() {
    let patch = JsonPatch::parse(&json!([
        { "op": "test", "path": "/version", "value": 6 },
        { "op": "replace", "path": "/name", "value": "New" },
        { "op": "replace", "path": "/key", "value": "new" },
        { "op": "replace", "path": "/tags", "value": "beta" },
        { "op": "remove", "path": "/rules/9" },
        { "op": "add", "path": "/included/-", "value": null },
        { "op": "remove", "path": "/rules/0" }
    ]))
    .unwrap();
    let check = patch.check(&segment());
    let problems: Vec<usize> = check.problems.iter().map(|error| error.operation).collect();
    assert_eq!(problems, [0, 2, 3, 4, 5]);
    let preview = check.preview.unwrap();
    assert_eq!(preview.name, "New");
    assert_eq!(preview.key.as_str(), "beta-testers");
    assert_eq!(preview.rules.len(), 1);
    assert_eq!(preview.included, Some(vec![]));
}

#[test]
fn a_check_without_problems_is_what_applying_gives() {
    let patch = operation(json!({ "op": "remove", "path": "/rules/0" }));
    let check = patch.check(&segment());
    assert_eq!(check.problems, []);
    assert_eq!(check.preview, patch.apply_to_segment(&segment()).ok());
    assert_eq!(
        JsonPatch::default().check(&segment()).preview,
        Some(segment())
    );
}

#[test]
fn so_many_spoilers_that_there_is_no_preview() {
    let spoiler = |number: usize| json!({ "op": "add", "path": "/included/-", "value": number });
    let patch = JsonPatch::parse(&(0..100).map(spoiler).collect()).unwrap();
    let check = patch.check(&segment());
    assert_eq!(check.preview, None);
    assert!(!check.problems.is_empty());
}

#[test]
fn a_guard_comes_first() {
    let patch = operation(json!({ "op": "remove", "path": "/rules/0" })).guarded(6);
    assert_eq!(
        patch.to_value()[0],
        json!({ "op": "test", "path": "/version", "value": 6 })
    );
    let error = patch.apply_to_segment(&segment()).unwrap_err();
    assert!(error.is_test_failure());
    assert_eq!(
        error.to_string(),
        "Operation 0: The segment is at version 7, but the patch expects 6. It was changed \
         meanwhile: load it again and make the change on it."
    );
}

#[test]
fn serde_reads_and_writes_the_same_form() {
    let value = json!([
        { "op": "add", "path": "/a", "value": null },
        { "op": "remove", "path": "/a~1b" },
        { "op": "replace", "path": "", "value": [1.0] },
        { "op": "move", "from": "/a", "path": "/b" },
        { "op": "copy", "from": "/a", "path": "/b/-" },
        { "op": "test", "path": "/version", "value": 1 }
    ]);
    let patch = JsonPatch::parse(&value).unwrap();
    assert_eq!(patch.to_value(), value);
    assert_eq!(serde_json::to_value(&patch).unwrap(), value);
    assert_eq!(serde_json::from_value::<JsonPatch>(value).unwrap(), patch);
    assert!(
        serde_json::from_value::<PatchOperation>(json!({ "op": "add", "path": "/a" })).is_err()
    );
}

#[test]
fn a_text_tells_the_line_of_each_operation() {
    let text = r#"[
  { "op": "test", "path": "/version",
    "value": 7 },

  { "op": "replace", "path": "/name", "value": "a, [b], {c} \" \\" }, { "op": "remove", "path": "/rules/0" },
  { "op": "add", "path": "/rules/-", "value": { "clauses": [
    { "attribute": "key", "op": "in", "values": [1, 2], "negate": false }
  ] } }
]"#;
    let (patch, lines) = parse_text(text).unwrap();
    assert_eq!(patch.0.len(), 4);
    assert_eq!(lines, [2, 5, 5, 6]);
    assert_eq!(parse_text(" [ ] ").unwrap(), (JsonPatch::default(), vec![]));
}

#[test]
fn a_text_may_be_a_whole_request() {
    let text = r#"{
  "comment": "See [42], {patch: \"no\"}",
  "other": { "patch": [1, 2, 3] },
  "p\u0061tch": [
    { "op": "remove", "path": "/rules/0" },
    { "op": "remove", "path": "/rules/0" }
  ]
}"#;
    let (patch, lines) = parse_text(text).unwrap();
    assert_eq!(patch.0.len(), 2);
    assert_eq!(lines, [5, 6]);
}

#[test]
fn a_text_that_is_no_patch_says_where() {
    for (text, line, column, message) in [
        ("", 1, 1, "There is no patch yet."),
        (" \n ", 1, 1, "There is no patch yet."),
        ("[\n  {]", 2, 4, "This is not valid JSON"),
        (
            "[\n  { \"op\": \"remove\", \"path\": \"/a\" }\n",
            3,
            0,
            "This is not valid JSON",
        ),
        ("{}", 1, 1, "no \"patch\""),
        ("5", 1, 1, "must be an array"),
        ("{\"patch\": 5}", 1, 1, "must be an array"),
        (
            "[\n {\"op\":\"remove\",\"path\":\"/a\"},\n   {\"op\":\"spam\",\"path\":\"/a\"}]",
            3,
            4,
            "\"spam\" is not an operation",
        ),
        ("[\n 7]", 2, 2, "must be an object"),
        ("[\"é😀\", ]", 1, 8, "This is not valid JSON"),
        ("[] []", 1, 4, "This is not valid JSON"),
    ] {
        let error: TextError = parse_text(text).unwrap_err();
        assert_eq!(error.line, line, "{text:?}: {error}");
        if column > 0 {
            assert_eq!(error.column, column, "{text:?}: {error}");
        }
        assert!(error.message.contains(message), "{text:?}: {error}");
        assert!(!error.message.contains(" at line "), "{error}");
    }
}

fn place() -> impl Strategy<Value = &'static str> {
    select(vec![
        "",
        "/name",
        "/description",
        "/xnew",
        "/xnew/deeper",
        "/version",
        "/tags",
        "/tags/0",
        "/tags/2",
        "/tags/-",
        "/included/0",
        "/included/-",
        "/includedContexts/0",
        "/includedContexts/0/values/1",
        "/excludedContexts/0/contextKind",
        "/rules",
        "/rules/0",
        "/rules/1",
        "/rules/01",
        "/rules/-",
        "/rules/0/weight",
        "/rules/0/clauses",
        "/rules/0/clauses/0",
        "/rules/1/clauses/-",
        "/rules/0/clauses/0/values/0",
    ])
}

fn any_operation() -> impl Strategy<Value = PatchOperation> {
    let value = prop_oneof![
        generate::json_value(),
        generate::text(0..3).prop_map(Value::from),
        generate::rule().prop_map(|rule| serde_json::to_value(rule).unwrap()),
        generate::clause().prop_map(|clause| serde_json::to_value(clause).unwrap()),
    ];
    let name = select(vec!["add", "remove", "replace", "move", "copy", "test"]);
    (name, place(), place(), value).prop_map(|(op, path, from, value)| {
        let operation = json!({ "op": op, "path": path, "from": from, "value": value });
        PatchOperation::parse(&operation).unwrap()
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_operation_that_fails_leaves_no_trace(
        segment in generate::segment(),
        operations in vec(any_operation(), 0..8),
    ) {
        let patch = JsonPatch(operations);
        let check = patch.check(&segment);
        let is_problem = |index| check.problems.iter().any(|error| error.operation == index);
        let rest = patch.0.iter().enumerate().filter(|(index, _)| !is_problem(*index));
        let rest = JsonPatch(rest.map(|(_, operation)| operation.clone()).collect());
        prop_assert_eq!(rest.apply_to_segment(&segment).ok(), check.preview);
        match patch.apply_to_segment(&segment) {
            Ok(_) => prop_assert_eq!(check.problems, vec![]),
            Err(error) => {
                prop_assert!(error.kind.to_string().ends_with('.'));
                prop_assert!(!check.problems.is_empty(), "{error}");
            }
        }
    }
}
