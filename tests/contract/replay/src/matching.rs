//! Comparing an answer with what a case expects of it.

use regex_lite::Regex;
use serde_json::{Map, Value};

use crate::Variables;

/// What is wrong with `actual`; nothing when it is as expected.
///
/// Objects may hold more than is expected of them; arrays may not. An object with one of these
/// names matches by rule: `$any`, `$type`, `$regex`, `$absent`, `$capture` (with an optional
/// `as` that must match too), `$unordered`, `$contains`, `$length`.
#[must_use]
pub fn mismatches(expected: &Value, actual: &Value, captured: &mut Variables) -> Vec<String> {
    let mut found = Vec::new();
    compare("answer", expected, Some(actual), captured, &mut found);
    found
}

fn compare(
    at: &str,
    expected: &Value,
    actual: Option<&Value>,
    captured: &mut Variables,
    found: &mut Vec<String>,
) {
    if let Some((rule, argument)) = rule(expected) {
        return apply(at, rule, argument, expected, actual, captured, found);
    }
    let Some(actual) = actual else {
        found.push(format!("{at} is missing; expected {}", short(expected)));
        return;
    };
    match (expected, actual) {
        (Value::Object(fields), Value::Object(present)) => {
            for (name, value) in fields {
                compare(
                    &format!("{at}.{name}"),
                    value,
                    present.get(name),
                    captured,
                    found,
                );
            }
        }
        (Value::Array(elements), Value::Array(present)) => {
            if elements.len() != present.len() {
                found.push(format!(
                    "{at} has {} elements, expected {}: {}",
                    present.len(),
                    elements.len(),
                    short(actual)
                ));
                return;
            }
            for (index, (element, present)) in elements.iter().zip(present).enumerate() {
                compare(
                    &format!("{at}[{index}]"),
                    element,
                    Some(present),
                    captured,
                    found,
                );
            }
        }
        _ if expected == actual => {}
        _ => found.push(format!(
            "{at} is {}, expected {}",
            short(actual),
            short(expected)
        )),
    }
}

fn rule(expected: &Value) -> Option<(&str, &Value)> {
    expected
        .as_object()?
        .iter()
        .find(|(name, _)| name.starts_with('$'))
        .map(|(name, argument)| (name.as_str(), argument))
}

fn apply(
    at: &str,
    rule: &str,
    argument: &Value,
    expected: &Value,
    actual: Option<&Value>,
    captured: &mut Variables,
    found: &mut Vec<String>,
) {
    let Some(actual) = actual else {
        if rule != "$absent" {
            found.push(format!("{at} is missing"));
        }
        return;
    };
    let complaint = match rule {
        "$absent" => Some("is not expected at all".to_owned()),
        "$any" => None,
        "$type" => {
            let is_right = argument.as_str().is_some_and(|name| has_type(actual, name));
            (!is_right).then(|| format!("is not of type {argument}"))
        }
        "$regex" => {
            let pattern = argument.as_str().map(Regex::new);
            let is_right = match (pattern, actual.as_str()) {
                (Some(Ok(pattern)), Some(text)) => pattern.is_match(text),
                _ => false,
            };
            (!is_right).then(|| format!("does not match {argument}"))
        }
        "$length" => {
            let length = actual.as_array().map(Vec::len);
            let wanted = argument
                .as_u64()
                .and_then(|length| usize::try_from(length).ok());
            (length != wanted).then(|| format!("has not {argument} elements"))
        }
        "$capture" => {
            if let Some(inner) = expected.get("as") {
                compare(at, inner, Some(actual), captured, found);
            }
            captured.set(argument.as_str().unwrap_or_default(), actual.clone());
            None
        }
        "$unordered" | "$contains" => {
            complain_of_set(rule == "$unordered", argument, actual, captured)
        }
        _ => Some(format!("is compared by an unknown rule {rule}")),
    };
    if let Some(complaint) = complaint {
        found.push(format!("{at} {complaint}: {}", short(actual)));
    }
}

fn complain_of_set(
    is_exact: bool,
    wanted: &Value,
    actual: &Value,
    captured: &mut Variables,
) -> Option<String> {
    let (Some(wanted), Some(present)) = (wanted.as_array(), actual.as_array()) else {
        return Some("is not an array".to_owned());
    };
    if is_exact && wanted.len() != present.len() {
        return Some(format!("has not {} elements", wanted.len()));
    }
    let mut left: Vec<&Value> = present.iter().collect();
    for element in wanted {
        let place = left.iter().position(|candidate| {
            let mut attempt = captured.clone();
            let is_match = mismatches(element, candidate, &mut attempt).is_empty();
            if is_match {
                *captured = attempt;
            }
            is_match
        });
        match place {
            Some(place) => drop(left.swap_remove(place)),
            None => return Some(format!("lacks {}", short(element))),
        }
    }
    None
}

fn has_type(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.as_object().is_some_and(|_: &Map<_, _>| true),
        _ => false,
    }
}

/// A value on one line of bearable length.
pub(crate) fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 300 {
        return text;
    }
    let mut start: String = text.chars().take(300).collect();
    start.push('…');
    start
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_may_hold_more_and_arrays_may_not() {
        let mut none = Variables::default();
        assert_eq!(
            mismatches(&json!({"a": 1}), &json!({"a": 1, "b": 2}), &mut none),
            [""; 0]
        );
        assert_eq!(mismatches(&json!([1]), &json!([1, 2]), &mut none).len(), 1);
        assert_eq!(
            mismatches(&json!({"a": {"b": 1}}), &json!({"a": {"b": 2}}), &mut none),
            ["answer.a.b is 2, expected 1"]
        );
        assert_eq!(mismatches(&json!({"a": 1}), &json!({}), &mut none).len(), 1);
    }

    #[test]
    fn each_rule_accepts_and_refuses() {
        let mut none = Variables::default();
        for (expected, good, bad) in [
            (
                json!({"a": {"$absent": true}}),
                json!({}),
                json!({"a": null}),
            ),
            (json!({"a": {"$any": true}}), json!({"a": null}), json!({})),
            (
                json!({"a": {"$type": "integer"}}),
                json!({"a": 1}),
                json!({"a": 1.5}),
            ),
            (
                json!({"a": {"$regex": "^x"}}),
                json!({"a": "xy"}),
                json!({"a": "yx"}),
            ),
            (
                json!({"a": {"$length": 2}}),
                json!({"a": [1, 2]}),
                json!({"a": [1]}),
            ),
            (json!({"$unordered": [1, 2]}), json!([2, 1]), json!([2, 2])),
            (json!({"$contains": [1]}), json!([2, 1]), json!([2])),
            (json!({"$wrong": 1}), json!([[1]]), json!(1)),
        ] {
            let is_known = expected.get("$wrong").is_none();
            assert_eq!(
                mismatches(&expected, &good, &mut none).is_empty(),
                is_known,
                "{expected}"
            );
            assert!(
                !mismatches(&expected, &bad, &mut none).is_empty(),
                "{expected}"
            );
        }
    }

    #[test]
    fn a_captured_value_can_be_used_later() {
        let mut captured = Variables::default();
        let expected = json!([{"id": {"$capture": "id", "as": {"$type": "string"}}}]);
        assert!(mismatches(&expected, &json!([{"id": "x"}]), &mut captured).is_empty());
        assert_eq!(captured.text("id"), "x");
    }
}
