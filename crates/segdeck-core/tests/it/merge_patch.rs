//! Merge patches: the cases of RFC 7386 (those whose patch is an object, as a segment's must be)
//! and ours, and merge patches of segments.

use segdeck_core::patch::MergePatch;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::generate::empty_segment;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    doc: Value,
    patch: Value,
    #[serde(default)]
    expected: Value,
    #[serde(default)]
    invalid: bool,
}

#[test]
fn cases() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("merge_patch_cases.json")).unwrap();
    for case in cases {
        match MergePatch::parse(&case.patch) {
            Ok(patch) => {
                assert!(!case.invalid, "{} was read", case.patch);
                assert_eq!(patch.apply(&case.doc), case.expected, "{}", case.patch);
                assert_eq!(patch.to_value(), case.patch);
            }
            Err(error) => assert!(case.invalid, "{}: {error}", case.patch),
        }
    }
}

fn merge(patch: Value) -> MergePatch {
    MergePatch::parse(&patch).unwrap()
}

#[test]
fn a_segment_is_merged_field_by_field() {
    let mut segment = empty_segment();
    segment.description = Some("Old".to_owned());
    segment.tags = vec!["a".to_owned(), "b".to_owned()];
    let patch = merge(json!({ "name": "New", "description": null, "tags": ["c"] }));
    let result = patch.apply_to_segment(&segment).unwrap();
    assert_eq!(result.name, "New");
    assert_eq!(result.description, None);
    assert_eq!(result.tags, ["c"]);
    assert_eq!(result.version, segment.version);
}

#[test]
fn read_only_fields_are_refused_even_where_nothing_would_change() {
    for field in [
        "key",
        "version",
        "deleted",
        "unbounded",
        "_links",
        "_access",
        "_new",
    ] {
        let segment = empty_segment();
        let same = segment.to_value()[field].clone();
        let patch = merge(json!({ "name": "New", field: same }));
        let error = patch.apply_to_segment(&segment).unwrap_err();
        assert_eq!(error.path, field);
        assert!(error.reason.contains("read-only"), "{error}");
    }
}

#[test]
fn a_result_that_is_not_a_segment_names_the_field() {
    for (patch, path) in [
        (json!({ "tags": "a" }), "tags"),
        (json!({ "rules": [{ "clauses": 1 }] }), "rules/0/clauses"),
        (json!({ "included": { "a": 1 } }), "included"),
    ] {
        let error = merge(patch).apply_to_segment(&empty_segment()).unwrap_err();
        assert_eq!(error.path, path);
    }
}
