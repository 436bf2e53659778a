//! Models read from JSON documents, by the names of their members.
//!
//! A derived reader is a state machine of kilobytes for every model. Here the members are taken out
//! of the document one after the other by one function for each type of member, and the first
//! mistake is noted on the side.

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Map, Value};

use super::parse;
use crate::Invalid;

/// What stands between the parts of a refusal while `serde` carries it.
const SEPARATOR: char = '\u{1}';

/// Something that is read from a JSON document.
pub trait Document: Sized {
    /// Reads the document. Where it is wrong this is noted, and the result is of no use.
    fn read(document: Value, reading: &mut Reading) -> Self;
}

/// Reads a model from JSON text.
///
/// # Errors
/// Names the field; and the line and column where the text is no JSON.
pub fn read<T: Document>(text: &[u8]) -> Result<T, Invalid> {
    read_value(parse(text)?)
}

/// Reads a model from a JSON document.
///
/// # Errors
/// Names the field.
pub fn read_value<T: Document>(document: Value) -> Result<T, Invalid> {
    let mut reading = Reading::default();
    let model = T::read(document, &mut reading);
    match reading.refusal {
        None => Ok(model),
        Some(refusal) => Err(refusal),
    }
}

/// Reads a model for `serde`, whose errors are only text.
pub(crate) fn deserialize<'de, T: Document, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    read_value(Value::deserialize(deserializer)?).map_err(|refusal| {
        D::Error::custom(format!(
            "{SEPARATOR}{}{SEPARATOR}{}{SEPARATOR}",
            refusal.path, refusal.reason
        ))
    })
}

/// The refusal that [`deserialize`] gave to `serde`.
pub(super) fn refusal_in(message: &str) -> Option<Invalid> {
    let mut parts = message.split(SEPARATOR).skip(1);
    Some(Invalid::new(parts.next()?, parts.next()?))
}

/// How reading goes: the first mistake, if there is one.
#[derive(Debug, Default)]
pub struct Reading {
    refusal: Option<Invalid>,
}

impl Reading {
    /// Notes a mistake in what is read just now.
    pub fn refuse(&mut self, refusal: Invalid) {
        if self.refusal.is_none() {
            self.refusal = Some(refusal);
        }
    }

    fn refuse_type(&mut self, wanted: &str, found: &Value) {
        let found = match found {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(number) if number.is_f64() => "a decimal number",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        self.refuse(Invalid::new("", format!("Expected {wanted}, not {found}.")));
    }

    /// Reads what stands at this step.
    fn within<T: Document>(&mut self, step: Step, document: Value) -> T {
        let was_right = self.refusal.is_none();
        let value = T::read(document, self);
        self.leave(was_right, step);
        value
    }

    /// Adds the step to the place of a mistake that was found in it.
    #[inline(never)]
    fn leave(&mut self, was_right: bool, step: Step) {
        if was_right && let Some(refusal) = self.refusal.take() {
            self.refusal = Some(match step {
                Step::Member(name) => refusal.within(name),
                Step::Element(index) => refusal.within(&index.to_string()),
            });
        }
    }

    /// Reads the elements of an array, one after the other.
    fn each(&mut self, document: Value, read: &mut dyn FnMut(Value, &mut Self)) {
        match document {
            Value::Array(elements) => {
                for (index, element) in elements.into_iter().enumerate() {
                    let was_right = self.refusal.is_none();
                    read(element, self);
                    self.leave(was_right, Step::Element(index));
                }
            }
            other => self.refuse_type("an array", &other),
        }
    }
}

/// From a document to a part of it.
#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Element(usize),
}

/// The members of an object that is read.
pub struct Members<'r> {
    members: Map<String, Value>,
    reading: &'r mut Reading,
}

impl<'r> Members<'r> {
    /// The members of this document, if it is an object.
    pub fn of(document: Value, reading: &'r mut Reading) -> Self {
        let members = match document {
            Value::Object(members) => members,
            other => {
                reading.refuse_type("an object", &other);
                Map::new()
            }
        };
        Self { members, reading }
    }

    /// A member that must be there.
    pub fn required<T: Document>(&mut self, name: &str) -> T {
        let member = self.take(name);
        self.reading.within(Step::Member(name), member)
    }

    #[inline(never)]
    fn take(&mut self, name: &str) -> Value {
        self.members.remove(name).unwrap_or_else(|| {
            let reason = format!("Missing field `{name}`.");
            self.reading.refuse(Invalid::new("", reason));
            Value::Null
        })
    }

    /// A member, or the default value where it is absent.
    pub fn optional<T: Document + Default>(&mut self, name: &str) -> T {
        self.with_default(name, T::default())
    }

    /// A member, or this value where it is absent.
    pub fn with_default<T: Document>(&mut self, name: &str, default: T) -> T {
        match self.members.remove(name) {
            Some(member) => self.reading.within(Step::Member(name), member),
            None => default,
        }
    }

    /// Reads the members that were not taken, all as one type; by name, ascending.
    #[must_use]
    pub fn each<T: Document>(self) -> Vec<(String, T)> {
        let mut read = Vec::new();
        self.read_each(&mut |name, member, reading| {
            read.push((name, T::read(member, reading)));
        });
        read
    }

    fn read_each(self, read: &mut dyn FnMut(String, Value, &mut Reading)) {
        for (name, member) in self.members {
            let was_right = self.reading.refusal.is_none();
            read(name.clone(), member, self.reading);
            self.reading.leave(was_right, Step::Member(&name));
        }
    }

    /// Refuses the members that were not taken.
    pub fn refuse_rest(self) {
        if let Some(name) = self.members.keys().next() {
            let reason = format!("There is no field `{name}` here.");
            self.reading.refuse(Invalid::new(name, reason));
        }
    }

    /// The members that were not taken.
    #[must_use]
    pub fn rest(self) -> Map<String, Value> {
        self.members
    }
}

impl Document for Value {
    fn read(document: Value, _: &mut Reading) -> Self {
        document
    }
}

impl Document for Map<String, Value> {
    fn read(document: Value, reading: &mut Reading) -> Self {
        Members::of(document, reading).rest()
    }
}

impl Document for String {
    fn read(document: Value, reading: &mut Reading) -> Self {
        match document {
            Value::String(text) => text,
            other => {
                reading.refuse_type("text", &other);
                Self::new()
            }
        }
    }
}

impl Document for bool {
    fn read(document: Value, reading: &mut Reading) -> Self {
        document.as_bool().unwrap_or_else(|| {
            reading.refuse_type("true or false", &document);
            false
        })
    }
}

impl Document for i64 {
    fn read(document: Value, reading: &mut Reading) -> Self {
        document.as_i64().unwrap_or_else(|| {
            reading.refuse_type("a whole number", &document);
            0
        })
    }
}

impl Document for u64 {
    fn read(document: Value, reading: &mut Reading) -> Self {
        document.as_u64().unwrap_or_else(|| {
            reading.refuse_type("a whole number that is not negative", &document);
            0
        })
    }
}

impl<T: Document> Document for Option<T> {
    fn read(document: Value, reading: &mut Reading) -> Self {
        match document {
            Value::Null => None,
            document => Some(T::read(document, reading)),
        }
    }
}

impl<T: Document> Document for Vec<T> {
    fn read(document: Value, reading: &mut Reading) -> Self {
        let mut read = Self::new();
        reading.each(document, &mut |element, reading| {
            read.push(T::read(element, reading));
        });
        read
    }
}

/// Reads a model by the names of its members: `required` ones, `optional` ones, and in the field
/// after `rest` those that have no field of their own. `with_default` is an optional one that is not
/// its type's default value where it is absent, but what stands behind `or`.
macro_rules! document_model {
    (
        $model:ident { $($kind:ident $field:ident = $name:literal $(or $default:expr)?,)* }
        $(rest $rest:ident)?
    ) => {
        impl $crate::wire::Document for $model {
            fn read(document: serde_json::Value, reading: &mut $crate::wire::Reading) -> Self {
                let mut members = $crate::wire::Members::of(document, reading);
                Self {
                    $($field: members.$kind($name $(, $default)?),)*
                    $($rest: members.rest(),)?
                }
            }
        }

        $crate::wire::through_document!($model);
    };
}

/// Lets `serde` read what is a [`Document`].
macro_rules! through_document {
    ($model:ident) => {
        impl<'de> serde::Deserialize<'de> for $model {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use document_model;
pub(crate) use through_document;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        model::{Page, Segment},
        wire,
    };

    fn segment() -> Value {
        json!({
            "key": "a", "name": "A", "version": 1, "creationDate": 1, "lastModifiedDate": 2,
            "rules": [{"clauses": []}, {"clauses": [{"attribute": "x", "op": "in"}]}],
        })
    }

    #[test]
    fn the_first_mistake_is_named_with_its_place() {
        for (place, value, path, reason) in [
            ("/name", json!(5), "name", "Expected text, not a number."),
            (
                "/version",
                json!(1.5),
                "version",
                "Expected a whole number, not a decimal number.",
            ),
            (
                "/rules",
                json!(null),
                "rules",
                "Expected an array, not null.",
            ),
            (
                "/rules/0",
                json!([]),
                "rules/0",
                "Expected an object, not an array.",
            ),
            (
                "/rules/1/clauses/0/op",
                json!({}),
                "rules/1/clauses/0/op",
                "Expected text, not an object.",
            ),
            (
                "/rules/1/clauses/0",
                json!({}),
                "rules/1/clauses/0",
                "Missing field `attribute`.",
            ),
        ] {
            let mut document = segment();
            *document.pointer_mut(place).unwrap() = value;
            let expected = Err(Invalid::new(path, reason));
            assert_eq!(read_value::<Segment>(document.clone()), expected);
            assert_eq!(wire::decode_value::<Segment>(&document), expected);
            let expected = expected.map_err(|error: Invalid| error.within("items/1"));
            let page = json!({"items": [segment(), document], "_links": {}});
            assert_eq!(
                read_value::<Page<Segment>>(page.clone()).map(|_| segment()),
                expected.clone().map(|_| segment())
            );
            let text = page.to_string();
            let error = wire::decode::<Page<Segment>>(text.as_bytes()).unwrap_err();
            assert_eq!(error.path, "items");
            assert!(error.reason.ends_with(reason), "{error}");
        }
        assert!(read_value::<Segment>(segment()).is_ok());
    }

    #[test]
    fn what_is_absent_has_its_default_and_what_is_unknown_is_kept() {
        let mut document = segment();
        document["new"] = json!({"deep": [1]});
        document["description"] = Value::Null;
        let segment: Segment = read_value(document).unwrap();
        assert_eq!((segment.generation, segment.deleted), (1, false));
        assert_eq!((segment.included, segment.description), (None, None));
        assert_eq!(
            Value::Object(segment.unknown),
            json!({"new": {"deep": [1]}})
        );
    }
}
