//! Attributes of a context, by name or path.

use serde_json::Value;

use crate::{
    ContextKind,
    model::{Context, ContextInstance},
    patch::JsonPointer,
};

/// What a clause or a percentage looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// The kinds in the context instance.
    Kinds,
    /// An attribute by its name, and members of objects in it.
    Path(Vec<String>),
    /// Not a name and not a path.
    Malformed,
}

/// One value, as far as values can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Text(&'a str),
    Number(f64),
    Bool(bool),
    /// An object, an array in an array, or null: never equal to anything.
    Other,
}

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Found<'a> {
    One(Scalar<'a>),
    Many(&'a [Value]),
}

impl Attribute {
    /// Reads an attribute as it stands beside a kind: only where a kind is given does a leading `/`
    /// make it a path.
    pub(super) fn read(kind: Option<&ContextKind>, text: &str) -> Self {
        let has_kind = kind.is_some_and(|kind| !kind.as_str().is_empty());
        if text.is_empty() {
            Self::Malformed
        } else if text == "kind" {
            Self::Kinds
        } else if has_kind && text.starts_with('/') {
            match JsonPointer::parse(text) {
                Ok(pointer) if pointer.tokens().iter().all(|token| !token.is_empty()) => {
                    Self::Path(pointer.tokens().to_vec())
                }
                _ => Self::Malformed,
            }
        } else {
            Self::Path(vec![text.to_owned()])
        }
    }
}

/// The value at a path; `None` if it is missing or null.
pub(super) fn find<'a>(context: &'a Context, path: &[String]) -> Option<Found<'a>> {
    let (first, rest) = path.split_first()?;
    let text = |text: &'a str| Found::One(Scalar::Text(text));
    let built_in = match first.as_str() {
        "key" => Some(text(&context.key)),
        "kind" => Some(text(context.kind.as_str())),
        "name" => Some(text(context.name.as_deref()?)),
        "anonymous" => Some(Found::One(Scalar::Bool(context.anonymous))),
        _ => None,
    };
    if let Some(found) = built_in {
        return rest.is_empty().then_some(found);
    }
    let mut value = context.attributes.get(first)?;
    for token in rest {
        value = value.as_object()?.get(token)?;
    }
    match value {
        Value::Null => None,
        Value::Array(values) => Some(Found::Many(values)),
        other => Some(Found::One(Scalar::of(other))),
    }
}

/// All kinds of an instance.
pub(super) fn kinds(instance: &ContextInstance) -> impl Iterator<Item = Scalar<'_>> {
    let contexts = instance.contexts().iter();
    contexts.map(|context| Scalar::Text(context.kind.as_str()))
}

impl<'a> Scalar<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            Value::Number(number) => number.as_f64().map_or(Self::Other, Self::Number),
            Value::Bool(is_true) => Self::Bool(*is_true),
            Value::Null | Value::Array(_) | Value::Object(_) => Self::Other,
        }
    }
}
