//! The smallest merge patch from one segment to another.

use serde_json::{Map, Value};

use super::{
    Granularity,
    json::{Fields, Node, Shape, edits},
};
use crate::{
    model::Segment,
    patch::{JsonPointer, MergePatch, is_read_only},
};

/// The smallest merge patch (RFC 7386) that makes `before` say what `after` says: the fields that
/// differ, arrays whole. Read-only fields and the order of targets and tags are passed over, as
/// [`super::json_patch`] does.
///
/// A merge patch takes `null` for "remove", so it cannot put `null` into an object: such a member,
/// which only a field that Segdeck does not know can have, is left out.
#[must_use]
pub fn merge_patch(before: &Segment, after: &Segment) -> MergePatch {
    let (before, after) = (Fields::of_segment(before), Fields::of_segment(after));
    let mut patch = Map::new();
    let names = before.iter().chain(after.iter()).map(|(name, _)| name);
    for name in names.filter(|name| !is_read_only(name)) {
        let is_list = Shape::of_field(name).is_optional_list();
        let empty = is_list.then_some(Node::Texts(&[]));
        let (old, new) = (before.get(name).or(empty), after.get(name).or(empty));
        if let Some(change) = change(old, new, name) {
            patch.insert(name.to_owned(), change);
        }
    }
    MergePatch::of(patch)
}

fn change(before: Option<Node>, after: Option<Node>, name: &str) -> Option<Value> {
    match (before, after) {
        (Some(before), Some(after)) => {
            if before.is_empty_list() && after.is_empty_list() {
                return None;
            }
            let place = JsonPointer::root();
            let shape = Shape::of_field(name);
            let differ = !edits(&place, before, after, shape, Granularity::Element).is_empty();
            differ.then(|| match (before, after) {
                (Node::Json(before), Node::Json(after)) => between(before, after),
                _ => after.to_value(),
            })
        }
        (None, Some(after)) => Some(after.to_value()),
        (Some(_), None) => Some(Value::Null),
        (None, None) => None,
    }
}

/// What makes one value another: the members that differ of an object, else the value.
fn between(before: &Value, after: &Value) -> Value {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return after.clone();
    };
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    // Not collected: that is kilobytes of code.
    let mut changes = Map::new();
    for name in gone {
        changes.insert(name.clone(), Value::Null);
    }
    for (name, new) in after {
        match before.get(name) {
            Some(old) if old == new => {}
            Some(old) => {
                changes.insert(name.clone(), between(old, new));
            }
            None if new.is_null() => {}
            None => {
                changes.insert(name.clone(), new.clone());
            }
        }
    }
    Value::Object(changes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn segment(fields: &Value) -> Segment {
        let mut document = json!({
            "key": "beta", "name": "Beta", "tags": ["a", "b"], "version": 3, "rules": [],
            "_links": {}, "creationDate": 1, "lastModifiedDate": 1, "included": ["ada", "grace"],
        });
        for (name, value) in fields.as_object().unwrap() {
            document[name] = value.clone();
        }
        Segment::from_value(&document).unwrap()
    }

    fn patch(before: &Value, after: &Value) -> Value {
        let (before, after) = (segment(before), segment(after));
        let patch = merge_patch(&before, &after);
        let result = patch.apply_to_segment(&before).unwrap();
        assert!(crate::diff::is_same(&result, &after), "{result:?}");
        patch.to_value()
    }

    #[test]
    fn only_what_differs_is_sent_and_arrays_whole() {
        assert_eq!(
            patch(
                &json!({"description": "old", "future": {"a": 1, "b": 2, "c": {"d": 3}}}),
                &json!({
                    "name": "New", "included": ["grace", "ada", "linus"], "tags": ["b", "a"],
                    "version": 9, "future": {"b": 2, "c": {"d": 4, "e": 5}},
                }),
            ),
            json!({
                "name": "New", "description": null, "included": ["grace", "ada", "linus"],
                "future": {"a": null, "c": {"d": 4, "e": 5}},
            })
        );
    }

    #[test]
    fn no_list_of_targets_and_an_empty_one_say_the_same() {
        assert_eq!(patch(&json!({}), &json!({"excluded": []})), json!({}));
        assert_eq!(
            patch(&json!({"excluded": ["x"]}), &json!({})),
            json!({"excluded": []})
        );
    }
}
