//! What an operation does to a document.

use serde_json::Value;

use super::{
    Dialect, NotAnIndex, PatchErrorKind, PatchOperation, equality::is_equal, growth::Growth,
};
use crate::patch::JsonPointer;

/// Applies one operation. After an error the document is as it was.
pub(super) fn apply(
    document: &mut Value,
    operation: &PatchOperation,
    dialect: Dialect,
    growth: &mut Growth,
) -> Result<(), PatchErrorKind> {
    Growth::check_place(operation)?;
    match operation {
        PatchOperation::Add { path, value } => add(document, path, value.clone(), growth),
        PatchOperation::Remove { path } => remove(document, path, growth).map(drop),
        PatchOperation::Replace { path, value } => replace(document, path, value, dialect),
        PatchOperation::Move { from, path } => {
            let is_inside = path.tokens().len() > from.tokens().len();
            if is_inside && path.tokens().starts_with(from.tokens()) {
                return Err(PatchErrorKind::IntoItself {
                    from: from.to_string(),
                    path: path.to_string(),
                });
            }
            if from == path {
                return get(document, from).map(drop);
            }
            growth.carry(get(document, from)?, path.tokens().len())?;
            let value = remove(document, from, growth)?;
            add_or_give_back(document, path, value, growth).map_err(|(kind, value)| {
                put_back(document, from, value);
                kind
            })
        }
        PatchOperation::Copy { from, path } => {
            let value = get(document, from)?;
            growth.carry(value, path.tokens().len())?;
            let value = value.clone();
            add(document, path, value, growth)
        }
        PatchOperation::Test { path, value } => {
            let found = get(document, path)?;
            if is_equal(found, value) {
                return Ok(());
            }
            Err(PatchErrorKind::TestFailed {
                pointer: path.to_string(),
                expected: value.clone(),
                found: found.clone(),
            })
        }
    }
}

/// The value at a place.
fn get<'a>(document: &'a Value, pointer: &JsonPointer) -> Result<&'a Value, PatchErrorKind> {
    let mut current = document;
    for (depth, token) in pointer.tokens().iter().enumerate() {
        let step = Step {
            pointer,
            depth,
            token,
        };
        current = match current {
            Value::Object(members) => members.get(token).ok_or_else(|| step.member_missing())?,
            Value::Array(elements) => {
                let length = elements.len();
                elements
                    .get(step.index(length)?)
                    .ok_or_else(|| step.element_missing(length))?
            }
            other => return Err(step.not_a_container(other)),
        };
    }
    Ok(current)
}

/// The object or array that holds a place, and the last step to it; `None` for the document.
fn parent_of<'a, 'p>(
    document: &'a mut Value,
    pointer: &'p JsonPointer,
) -> Result<Option<(&'a mut Value, Step<'p>)>, PatchErrorKind> {
    let Some((last, steps)) = pointer.tokens().split_last() else {
        return Ok(None);
    };
    let mut current = document;
    for (depth, token) in steps.iter().enumerate() {
        let step = Step {
            pointer,
            depth,
            token,
        };
        current = match current {
            Value::Object(members) => members
                .get_mut(token)
                .ok_or_else(|| step.member_missing())?,
            Value::Array(elements) => {
                let length = elements.len();
                elements
                    .get_mut(step.index(length)?)
                    .ok_or_else(|| step.element_missing(length))?
            }
            other => return Err(step.not_a_container(other)),
        };
    }
    let step = Step {
        pointer,
        depth: steps.len(),
        token: last,
    };
    Ok(Some((current, step)))
}

fn add(
    document: &mut Value,
    pointer: &JsonPointer,
    value: Value,
    growth: &mut Growth,
) -> Result<(), PatchErrorKind> {
    add_or_give_back(document, pointer, value, growth).map_err(|(kind, _)| kind)
}

/// Adds a value; on failure the value comes back, so that a `move` can put it where it was.
fn add_or_give_back(
    document: &mut Value,
    pointer: &JsonPointer,
    value: Value,
    growth: &mut Growth,
) -> Result<(), (PatchErrorKind, Value)> {
    match parent_of(document, pointer) {
        Err(kind) => Err((kind, value)),
        Ok(None) => {
            *document = value;
            Ok(())
        }
        Ok(Some((Value::Object(members), step))) => {
            members.insert(step.token.to_owned(), value);
            Ok(())
        }
        Ok(Some((Value::Array(elements), step))) => match step
            .insertion(elements.len())
            .and_then(|index| growth.shift(elements.len() - index).map(|()| index))
        {
            Ok(index) => {
                elements.insert(index, value);
                Ok(())
            }
            Err(kind) => Err((kind, value)),
        },
        Ok(Some((other, step))) => Err((step.not_a_container(other), value)),
    }
}

fn put_back(document: &mut Value, pointer: &JsonPointer, value: Value) {
    // The place was there a moment ago and nothing else has changed since: this cannot fail, with
    // an allowance of its own.
    drop(add_or_give_back(
        document,
        pointer,
        value,
        &mut Growth::new(),
    ));
}

fn remove(
    document: &mut Value,
    pointer: &JsonPointer,
    growth: &mut Growth,
) -> Result<Value, PatchErrorKind> {
    match parent_of(document, pointer)? {
        None => Err(PatchErrorKind::WholeDocument),
        Some((Value::Object(members), step)) => members
            .remove(step.token)
            .ok_or_else(|| step.member_missing()),
        Some((Value::Array(elements), step)) => {
            let length = elements.len();
            let index = step.index(length)?;
            if index >= length {
                return Err(step.element_missing(length));
            }
            growth.shift(length - index)?;
            Ok(elements.remove(index))
        }
        Some((other, step)) => Err(step.not_a_container(other)),
    }
}

fn replace(
    document: &mut Value,
    pointer: &JsonPointer,
    value: &Value,
    dialect: Dialect,
) -> Result<(), PatchErrorKind> {
    let place = match parent_of(document, pointer)? {
        None => document,
        Some((Value::Object(members), step)) => {
            if dialect == Dialect::LaunchDarkly && !members.contains_key(step.token) {
                members.insert(step.token.to_owned(), value.clone());
                return Ok(());
            }
            members
                .get_mut(step.token)
                .ok_or_else(|| step.member_missing())?
        }
        Some((Value::Array(elements), step)) => {
            let length = elements.len();
            elements
                .get_mut(step.index(length)?)
                .ok_or_else(|| step.element_missing(length))?
        }
        Some((other, step)) => return Err(step.not_a_container(other)),
    };
    *place = value.clone();
    Ok(())
}

/// One step of a path, for messages.
#[derive(Clone, Copy)]
struct Step<'a> {
    pointer: &'a JsonPointer,
    depth: usize,
    token: &'a str,
}

impl Step<'_> {
    fn parent(self) -> String {
        self.pointer
            .tokens()
            .iter()
            .take(self.depth)
            .fold(JsonPointer::root(), |parent, token| {
                parent.with(token.as_str())
            })
            .to_string()
    }

    /// The step as an index of an element that may be there.
    fn index(self, length: usize) -> Result<usize, PatchErrorKind> {
        let reason = match self.token {
            "0" => return Ok(0),
            "-" => NotAnIndex::End,
            token if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_digit()) => {
                NotAnIndex::NotANumber
            }
            token if token.starts_with('0') => NotAnIndex::LeadingZero,
            // Only a number too large for any array fails here.
            token => return token.parse().map_err(|_| self.element_missing(length)),
        };
        Err(PatchErrorKind::NotAnIndex {
            pointer: self.pointer.to_string(),
            parent: self.parent(),
            token: self.token.to_owned(),
            reason,
        })
    }

    /// The step as a place where an element can be inserted.
    fn insertion(self, length: usize) -> Result<usize, PatchErrorKind> {
        if self.token == "-" {
            return Ok(length);
        }
        match self.index(length) {
            Ok(index) if index <= length => Ok(index),
            Ok(_) | Err(PatchErrorKind::ElementMissing { .. }) => Err(PatchErrorKind::BeyondEnd {
                pointer: self.pointer.to_string(),
                parent: self.parent(),
                length,
            }),
            Err(other) => Err(other),
        }
    }

    fn member_missing(self) -> PatchErrorKind {
        PatchErrorKind::MemberMissing {
            pointer: self.pointer.to_string(),
            parent: self.parent(),
            member: self.token.to_owned(),
        }
    }

    fn element_missing(self, length: usize) -> PatchErrorKind {
        PatchErrorKind::ElementMissing {
            pointer: self.pointer.to_string(),
            parent: self.parent(),
            length,
        }
    }

    fn not_a_container(self, found: &Value) -> PatchErrorKind {
        PatchErrorKind::NotAContainer {
            pointer: self.pointer.to_string(),
            parent: self.parent(),
            found: match found {
                Value::Null => "null",
                Value::Bool(_) => "true or false",
                Value::Number(_) => "a number",
                Value::String(_) => "text",
                Value::Array(_) => "an array",
                Value::Object(_) => "an object",
            },
        }
    }
}
