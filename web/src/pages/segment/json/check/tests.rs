use serde_json::json;

use super::*;

fn base() -> Segment {
    serde_json::from_value(json!({
        "key": "s", "name": "S", "tags": ["a"], "creationDate": 1, "lastModifiedDate": 1,
        "version": 3, "deleted": false, "generation": 1, "_links": {},
        "included": ["x"], "excluded": [], "rules": []
    }))
    .unwrap()
}

fn places(checked: &PatchCheck) -> Vec<(usize, Option<usize>)> {
    let places = checked.problems.iter();
    places.map(|one| (one.line, one.column)).collect()
}

#[test]
fn each_problem_stands_in_its_place_and_the_rest_is_previewed() {
    let text = "[\n  {\"op\":\"replace\",\"path\":\"/name\",\"value\":\"T\"},\n  {\"op\":\"remove\",\"path\":\"/rules/4\"},\n  {\"op\":\"replace\",\"path\":\"/key\",\"value\":\"k\"},\n  {\"op\":\"test\",\"path\":\"/version\",\"value\":3}\n]";
    let checked = check(PatchKind::Json, text, &base());
    assert_eq!(places(&checked), [(3, Some(25)), (4, Some(26))]);
    assert_eq!((checked.size, checked.failing), (4, 2));
    assert_eq!(checked.preview.unwrap().name, "T");
    assert!(checked.requests.is_empty());
}

#[test]
fn broken_text_is_told_in_its_place_for_every_kind() {
    for kind in PatchKind::ALL {
        let checked = check(kind, "[\n  {\"op\": }\n]", &base());
        assert!(checked.is_broken);
        assert_eq!(places(&checked), [(2, Some(10))]);
    }
}

#[test]
fn what_is_no_patch_of_its_kind_is_told() {
    for (kind, text) in [
        (PatchKind::Json, "5"),
        (PatchKind::Json, "{}"),
        (PatchKind::Json, "[{\"op\": \"x\"}]"),
        (PatchKind::Merge, "[]"),
        (PatchKind::Semantic, "{}"),
        (PatchKind::Semantic, "[5]"),
        (
            PatchKind::Semantic,
            "{\"instructions\": [{\"kind\": \"x\"}]}",
        ),
    ] {
        let checked = check(kind, text, &base());
        assert!(checked.has_errors(), "{text}");
        assert!(checked.requests.is_empty(), "{text}");
    }
}

#[test]
fn a_segment_that_would_not_be_valid_is_told_where_it_is_made_so() {
    let text = "[{\"op\":\"add\",\"path\":\"/tags/-\",\"value\":\"b\"},\n{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"\"},\n{\"op\":\"add\",\"path\":\"/tags/-\",\"value\":\"c\"}]";
    let checked = check(PatchKind::Json, text, &base());
    assert_eq!(places(&checked), [(2, Some(24))]);
    let checked = check(PatchKind::Merge, "{\n  \"name\": \"\"\n}", &base());
    assert_eq!(places(&checked), [(2, Some(11))]);
}

#[test]
fn a_merge_patch_tells_every_read_only_field_and_wrong_type() {
    let text = "{\n  \"version\": 4,\n  \"_links\": null,\n  \"name\": \"T\"\n}";
    let checked = check(PatchKind::Merge, text, &base());
    assert_eq!(places(&checked), [(2, Some(14)), (3, Some(13))]);
    assert_eq!(checked.preview.unwrap().name, "T");
    let checked = check(PatchKind::Merge, "{\n  \"tags\": [\"a\", 1]\n}", &base());
    assert_eq!(places(&checked), [(2, Some(17))]);
    assert!(checked.preview.is_none());
}

#[test]
fn a_semantic_patch_is_applied_without_the_instructions_that_fail() {
    let text = "{\n  \"instructions\": [\n    {\"kind\": \"updateName\", \"value\": \"T\"},\n    {\"kind\": \"updateRuleDescription\", \"ruleId\": \"none\", \"description\": \"x\"},\n    {\"kind\": \"addTags\", \"values\": 5},\n    {\"kind\": \"addIncludedTargets\", \"contextKind\": \"user\", \"values\": [\"y\"]}\n  ]\n}";
    let checked = check(PatchKind::Semantic, text, &base());
    let lines: Vec<usize> = checked.problems.iter().map(|one| one.line).collect();
    assert_eq!(lines, [4, 5]);
    assert_eq!((checked.size, checked.failing), (4, 2));
    let preview = checked.preview.unwrap();
    assert_eq!(preview.name, "T");
    assert_eq!(preview.included, Some(vec!["x".to_owned(), "y".to_owned()]));
}

#[test]
fn several_requests_follow_each_other() {
    let text = r#"[{"instructions": [{"kind": "updateName", "value": "T"}]},
        {"instructions": [{"kind": "addTags", "values": ["b"]}], "comment": "why"}]"#;
    let checked = check(PatchKind::Semantic, text, &base());
    assert_eq!(checked.requests.len(), 2);
    let preview = checked.preview.unwrap();
    assert_eq!((preview.name.as_str(), preview.tags.len()), ("T", 2));
}

#[test]
fn a_list_that_is_emptied_is_a_warning() {
    for (kind, text) in [
        (
            PatchKind::Json,
            "[{\"op\":\"replace\",\"path\":\"/included\",\"value\":[]}]",
        ),
        (PatchKind::Merge, "{\"included\": []}"),
    ] {
        let checked = check(kind, text, &base());
        assert!(!checked.has_errors() && checked.problems.len() == 1);
        assert!(checked.problems[0].message.contains("1 key"));
        assert_eq!(checked.requests.len(), 1);
    }
}

#[test]
fn a_name_twice_is_an_error() {
    let checked = check(PatchKind::Merge, r#"{"name": "a", "name": "b"}"#, &base());
    assert!(checked.has_errors());
}
