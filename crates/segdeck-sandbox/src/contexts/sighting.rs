//! A context as it is remembered: without what is private, and taken apart for searches.

use segdeck_core::{
    gather::Gather,
    letter_case::lowercase,
    model::{Context, ContextInstance},
    order, validate, wire,
};
use serde_json::{Map, Value, json};

/// Larger contexts, in bytes of JSON, are not remembered.
const SIZE_LIMIT: usize = 64 * 1024;
/// So many attributes of a context can be searched for at most.
const NAME_LIMIT: usize = 300;
/// Longer values, in bytes of JSON, cannot be searched for.
const VALUE_LIMIT: usize = 1_024;
/// So deep objects are taken apart at most.
const DEPTH_LIMIT: usize = 10;

/// A context as it is remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// Its kind.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// The context as JSON text, the same for the same context.
    pub document: String,
    /// Its attributes by name; those inside of objects by reference, such as `/address/city`.
    pub attributes: order::Map<String, Attribute>,
}

/// What is known of an attribute of a context.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribute {
    /// Its values as JSON texts, each once: of an array each element and the whole.
    pub values: order::Set<String>,
    /// Whether its value is private.
    pub is_redacted: bool,
}

impl Sighting {
    /// What to remember of a context; `None` for one that is not to be remembered: an anonymous
    /// one, which LaunchDarkly does not list either, and one that is too large.
    pub fn of(context: &Context) -> Option<Self> {
        if context.anonymous {
            return None;
        }
        let mut value = ContextInstance::from(context.clone()).to_value();
        let redacted = redact(value.as_object_mut()?);
        let document = wire::encode_text(&value);
        if document.len() > SIZE_LIMIT {
            return None;
        }
        let mut sighting = Self::read(&document)?;
        for name in redacted {
            sighting.attributes.get_or_default(name).is_redacted = true;
        }
        Some(sighting)
    }

    /// Takes a remembered document apart again; `None` if it is none of ours.
    pub fn read(document: &str) -> Option<Self> {
        let value = wire::parse(document.as_bytes()).ok()?;
        let fields = value.as_object()?;
        let text = |name: &str| fields.get(name)?.as_str().map(str::to_owned);
        let mut attributes = order::Map::new();
        for (name, value) in fields {
            match name.as_str() {
                "kind" => {}
                "_meta" => {
                    let redacted = value.get("redactedAttributes").and_then(Value::as_array);
                    for name in redacted.into_iter().flatten().filter_map(Value::as_str) {
                        let attribute: &mut Attribute = attributes.get_or_default(name.to_owned());
                        attribute.is_redacted = true;
                    }
                }
                _ => take_apart(name, name, value, 0, &mut attributes),
            }
        }
        Some(Self {
            kind: text("kind")?,
            key: text("key")?,
            document: document.to_owned(),
            attributes,
        })
    }

    /// All that a search looks through: the values without case, parted by a character that nobody
    /// types.
    pub fn search_text(&self) -> String {
        let values = self.attributes.values();
        let mut texts: Vec<String> = values
            .flat_map(|attribute| attribute.values.iter())
            .filter(|value| !value.starts_with('['))
            .map(|value| lowercase(value.trim_matches('"')))
            .list();
        order::sort(&mut texts);
        texts.dedup();
        texts.join("\u{1f}")
    }
}

/// The moment that a value means, if it can be one: RFC 3339 text, or milliseconds.
pub fn moment(value: &str) -> Option<i64> {
    match wire::parse(value.as_bytes()).ok()? {
        Value::String(text) => validate::date(&text).map(|date| date.0),
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// Takes away what the context calls private and says in `_meta` what that was, as SDKs do before
/// they send a context.
fn redact(fields: &mut Map<String, Value>) -> Vec<String> {
    let Some(meta) = fields.remove("_meta") else {
        return Vec::new();
    };
    let private = meta.get("privateAttributes").and_then(Value::as_array);
    let mut redacted: Vec<String> = Vec::new();
    for reference in private.into_iter().flatten().filter_map(Value::as_str) {
        if matches!(reference, "kind" | "key" | "anonymous" | "_meta") {
            continue;
        }
        let path: Vec<String> = match reference.strip_prefix('/') {
            Some(rest) => rest.split('/').map(unescape).list(),
            None => vec![reference.to_owned()],
        };
        if remove(fields, &path) && !redacted.iter().any(|known| known == reference) {
            redacted.push(reference.to_owned());
        }
    }
    if !redacted.is_empty() {
        fields.insert(
            "_meta".to_owned(),
            json!({ "redactedAttributes": redacted }),
        );
    }
    redacted
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

fn remove(fields: &mut Map<String, Value>, path: &[String]) -> bool {
    match path {
        [] => false,
        [last] => fields.remove(last).is_some(),
        [first, rest @ ..] => fields
            .get_mut(first)
            .and_then(Value::as_object_mut)
            .is_some_and(|inner| remove(inner, rest)),
    }
}

/// `name` is what the attribute is called so far: a literal name at the top, a reference below.
fn take_apart(
    name: &str,
    step: &str,
    value: &Value,
    depth: usize,
    attributes: &mut order::Map<String, Attribute>,
) {
    if value.is_null() {
        return;
    }
    let Value::Object(fields) = value else {
        if attributes.len() >= NAME_LIMIT && !attributes.contains_key(name) {
            return;
        }
        let known = &mut attributes.get_or_default(name.to_owned()).values;
        let elements = value.as_array().into_iter().flatten();
        for value in elements
            .filter(|element| !is_container(element))
            .chain([value])
        {
            let text = canonical(value);
            if text.len() <= VALUE_LIMIT {
                known.insert(text);
            }
        }
        return;
    };
    if depth == DEPTH_LIMIT {
        return;
    }
    let parent = if depth == 0 {
        format!("/{}", escape(step))
    } else {
        name.to_owned()
    };
    for (step, value) in fields {
        let name = format!("{parent}/{}", escape(step));
        take_apart(&name, step, value, depth + 1, attributes);
    }
}

fn is_container(value: &Value) -> bool {
    value.is_array() || value.is_object() || value.is_null()
}

fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// A value as JSON text, the same for equal values: 1 and 1.0 are one number.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) if !number.is_i64() && !number.is_u64() => {
            let text = wire::encode_text(value);
            let is_exact = |number: f64| number.abs() < 9_007_199_254_740_992.0;
            match text.strip_suffix(".0") {
                Some(whole) if number.as_f64().is_some_and(is_exact) => whole.to_owned(),
                _ => text,
            }
        }
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(canonical).list();
            format!("[{}]", elements.join(","))
        }
        _ => wire::encode_text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sighting(value: &Value) -> Option<Sighting> {
        let instance = ContextInstance::from_value(value).unwrap();
        Sighting::of(&instance.contexts()[0])
    }

    fn values(sighting: &Sighting, name: &str) -> Vec<String> {
        let attribute = sighting.attributes.get(name).unwrap();
        attribute.values.iter().cloned().collect()
    }

    #[test]
    fn attributes_are_taken_apart() {
        let found = sighting(&json!({
            "kind": "user", "key": "u1", "name": "Ada", "seats": 12.0, "trial": true,
            "groups": ["a", "b", 1], "address": {"city": "Oslo", "a/b": {"~": 5}}, "billing.mode": "card"
        }))
        .unwrap();
        let names: Vec<&str> = found.attributes.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "/address/a~1b/~0",
                "/address/city",
                "billing.mode",
                "groups",
                "key",
                "name",
                "seats",
                "trial"
            ]
        );
        assert_eq!(values(&found, "seats"), ["12"]);
        assert_eq!(values(&found, "trial"), ["true"]);
        assert_eq!(
            values(&found, "groups"),
            ["\"a\"", "\"b\"", "1", "[\"a\",\"b\",1]"]
        );
        assert_eq!(Sighting::read(&found.document).unwrap(), found);
        assert!(found.search_text().contains("oslo"));
        assert!(found.search_text().contains("ada"));
    }

    #[test]
    fn what_is_private_is_neither_kept_nor_found() {
        let found = sighting(&json!({
            "kind": "user", "key": "u1", "email": "ada@secret.example", "plan": "team",
            "address": {"city": "Oslo", "street": "Hidden 5"},
            "_meta": {"privateAttributes": ["email", "/address/street", "absent", "key"]}
        }))
        .unwrap();
        assert!(!found.document.contains("secret"), "{}", found.document);
        assert!(!found.document.contains("Hidden"), "{}", found.document);
        assert!(!found.search_text().contains("hidden"));
        assert!(found.attributes.get("email").unwrap().is_redacted);
        assert!(found.attributes.get("email").unwrap().values.is_empty());
        assert!(found.attributes.get("/address/street").unwrap().is_redacted);
        assert!(!found.attributes.contains_key("absent"));
        assert_eq!(values(&found, "key"), ["\"u1\""]);
        assert_eq!(Sighting::read(&found.document).unwrap(), found);
    }

    #[test]
    fn anonymous_and_very_large_contexts_are_passed_over() {
        assert_eq!(
            sighting(&json!({"kind": "user", "key": "u", "anonymous": true})),
            None
        );
        let large = "x".repeat(SIZE_LIMIT);
        assert_eq!(
            sighting(&json!({"kind": "user", "key": "u", "a": large})),
            None
        );
        let long = "x".repeat(VALUE_LIMIT);
        let found = sighting(&json!({"kind": "user", "key": "u", "a": long})).unwrap();
        assert!(found.attributes.get("a").unwrap().values.is_empty());
    }

    #[test]
    fn moments_are_dates_and_milliseconds() {
        assert_eq!(moment("\"1970-01-01T00:00:01Z\""), Some(1_000));
        assert_eq!(moment("5"), Some(5));
        assert_eq!(moment("\"5\""), None);
        assert_eq!(moment("true"), None);
    }
}
