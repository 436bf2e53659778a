//! The text for Terraform: read by a parser of its language, held to the schema that the provider
//! documents, and made a segment again, as the provider would.

use segdeck_core::{export::terraform, model::Segment};
use segdeck_server::Options;
use serde_json::{Map, Value, json};

use super::{edited, nameless, place, prepare, read};
use crate::support::{SEGMENTS, Server, WRITER};

/// What an argument holds.
enum Kind {
    Text,
    Texts,
    Number,
    Flag,
    Objects(&'static [Argument]),
}

/// An argument of the resource `launchdarkly_segment` or of one of its nested objects, by name;
/// whether it must be there; and what it holds. Version 3 of the provider.
type Argument = (&'static str, bool, Kind);

const SEGMENT: &[Argument] = &[
    ("key", true, Kind::Text),
    ("project_key", true, Kind::Text),
    ("env_key", true, Kind::Text),
    ("name", true, Kind::Text),
    ("description", false, Kind::Text),
    ("tags", false, Kind::Texts),
    ("view_keys", false, Kind::Texts),
    ("included", false, Kind::Texts),
    ("excluded", false, Kind::Texts),
    ("included_contexts", false, Kind::Objects(TARGET)),
    ("excluded_contexts", false, Kind::Objects(TARGET)),
    ("rules", false, Kind::Objects(RULE)),
    ("unbounded", false, Kind::Flag),
    ("unbounded_context_kind", false, Kind::Text),
];

const TARGET: &[Argument] = &[
    ("context_kind", true, Kind::Text),
    ("values", true, Kind::Texts),
];

const RULE: &[Argument] = &[
    ("clauses", true, Kind::Objects(CLAUSE)),
    ("weight", false, Kind::Number),
    ("bucket_by", false, Kind::Text),
    ("rollout_context_kind", false, Kind::Text),
];

const CLAUSE: &[Argument] = &[
    ("attribute", true, Kind::Text),
    ("op", true, Kind::Text),
    ("values", true, Kind::Texts),
    ("value_type", false, Kind::Text),
    ("negate", false, Kind::Flag),
    ("context_kind", false, Kind::Text),
];

fn check(given: &Value, schema: &[Argument]) {
    let given = given.as_object().unwrap();
    for name in given.keys() {
        assert!(schema.iter().any(|argument| argument.0 == name), "{name}");
    }
    for (name, is_required, kind) in schema {
        let Some(value) = given.get(*name) else {
            assert!(!is_required, "{name} is missing");
            continue;
        };
        let all = |check: &dyn Fn(&Value) -> bool| value.as_array().unwrap().iter().all(check);
        assert!(
            match kind {
                Kind::Text => value.is_string(),
                Kind::Texts => all(&Value::is_string),
                Kind::Number => value.is_i64() || value.is_u64(),
                Kind::Flag => value.is_boolean(),
                Kind::Objects(inner) => {
                    value
                        .as_array()
                        .unwrap()
                        .iter()
                        .for_each(|one| check(one, inner));
                    true
                }
            },
            "{name} = {value}"
        );
    }
}

/// The body that the provider makes of an object: names as the API has them, values of clauses of
/// their type.
fn to_api(given: &Value) -> Value {
    let Value::Object(given) = given else {
        return match given {
            Value::Array(all) => all.iter().map(to_api).collect(),
            other => other.clone(),
        };
    };
    let value_type = given.get("value_type").and_then(Value::as_str);
    let typed = |value: &Value| match (value_type, value.as_str()) {
        (Some("number" | "boolean"), Some(text)) => text.parse().unwrap(),
        _ => value.clone(),
    };
    let mut fields = Map::new();
    for (name, value) in given {
        let mut words = name.split('_');
        let mut field = words.next().unwrap_or_default().to_owned();
        for word in words {
            let (first, rest) = word.split_at(1);
            field.push_str(&first.to_uppercase());
            field.push_str(rest);
        }
        if field == "values" && given.contains_key("op") {
            let values = value.as_array().unwrap().iter().map(typed);
            fields.insert(field, values.collect());
        } else if !["valueType", "projectKey", "envKey"].contains(&field.as_str()) {
            fields.insert(field, to_api(value));
        }
    }
    if fields.contains_key("op") {
        fields.entry("negate").or_insert(json!(false));
        fields.entry("contextKind").or_insert(json!("user"));
    }
    Value::Object(fields)
}

/// The resource's arguments, as the parser reads them.
fn parsed(text: &str) -> Value {
    let document: Value = hcl::from_str(text).unwrap();
    let resources = document["resource"]["launchdarkly_segment"].as_object();
    resources.unwrap().values().next().unwrap().clone()
}

/// What the provider would bring about: it creates the segment, then patches all else.
fn apply(server: &Server, key: &str, given: &Value) -> Segment {
    let mut wanted = to_api(given);
    wanted["key"] = json!(key);
    assert_eq!(server.client.call("POST", SEGMENTS, &wanted).status, 201);
    let operations: Vec<Value> = wanted
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| !["key", "unbounded", "unboundedContextKind"].contains(&name.as_str()))
        .map(|(name, value)| json!({"op": "add", "path": format!("/{name}"), "value": value}))
        .collect();
    let headers = [
        ("Authorization", WRITER),
        ("Content-Type", "application/json"),
    ];
    let body = Value::Array(operations).to_string();
    let address = format!("{SEGMENTS}/{key}");
    let answer = server.client.send("PATCH", &address, &headers, &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    read(server.client, key)
}

#[test]
fn the_text_for_terraform_makes_the_same_segment() {
    let server = Server::start(Options::default());
    let after = edited(&prepare(server.client, "kept"));
    let written = terraform(&place(), &after);
    assert!(!written.text.contains(WRITER));
    let given = parsed(&written.text);
    check(&given, SEGMENT);
    assert_eq!(
        (&given["project_key"], &given["env_key"]),
        (&json!("default"), &json!("test"))
    );
    let made = nameless(&apply(&server, "made", &given));

    // What the schema has no place for is told, and all else is the same.
    let unsaid: Vec<&str> = written.unsaid.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(unsaid, ["rules/1/description"]);
    let mut expected = nameless(&after);
    expected.rules[1].description = None;
    assert_eq!(made.name, expected.name);
    assert_eq!(made.description, expected.description);
    assert_eq!(made.tags, expected.tags);
    assert_eq!(made.included, expected.included);
    assert_eq!(made.included_contexts, expected.included_contexts);
    assert_eq!(
        made.target_count(segdeck_core::model::TargetList::Excluded),
        0
    );
    assert_eq!(made.rules, expected.rules);
    server.stop();
}

#[test]
fn what_terraform_cannot_hold_is_named_and_the_rest_is_of_the_schema() {
    let segment = Segment::from_value(&json!({
        "key": "9 odd", "name": "N", "tags": [], "version": 1, "_links": {}, "creationDate": 1,
        "lastModifiedDate": 1, "rules": [
            {"weight": 0, "clauses": []},
            {"weight": 100_000, "bucketBy": "team", "clauses": [
                {"attribute": "a", "op": "in", "values": ["x", 1, null, true], "negate": false},
                {"attribute": "b", "op": "in", "values": [], "negate": false},
            ]},
        ],
    }))
    .unwrap();
    let written = terraform(&place(), &segment);
    check(&parsed(&written.text), SEGMENT);
    let unsaid: Vec<&str> = written.unsaid.iter().map(|one| one.path.as_str()).collect();
    let values = "rules/1/clauses/0/values";
    assert_eq!(
        unsaid,
        [
            "rules/0".to_owned(),
            format!("{values}/1"),
            format!("{values}/2"),
            format!("{values}/3")
        ]
    );
}

#[test]
fn a_big_segment_is_of_the_schema() {
    let segment = Segment::from_value(&json!({
        "key": "big", "name": "Big", "tags": ["a"], "version": 1, "_links": {}, "creationDate": 1,
        "lastModifiedDate": 1, "rules": [], "unbounded": true, "unboundedContextKind": "org",
    }))
    .unwrap();
    let written = terraform(&place(), &segment);
    let given = parsed(&written.text);
    check(&given, SEGMENT);
    assert_eq!(given["unbounded_context_kind"], "org");
    assert_eq!(written.unsaid.len(), 1);
}
