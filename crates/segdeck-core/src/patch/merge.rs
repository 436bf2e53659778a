//! JSON merge patch, RFC 7386.

use crate::text::quoted;
use serde_json::{Map, Value};

use super::is_read_only;
use crate::{Invalid, model::Segment};

/// A merge patch: members replace those of the same name, `null` removes, arrays are replaced
/// whole.
#[derive(Clone, Debug, PartialEq)]
pub struct MergePatch(Value);

impl Default for MergePatch {
    /// Changes nothing.
    fn default() -> Self {
        Self::of(Map::new())
    }
}

impl MergePatch {
    /// A patch of these members.
    #[must_use]
    pub fn of(members: Map<String, Value>) -> Self {
        Self(Value::Object(members))
    }

    /// Reads a merge patch.
    ///
    /// # Errors
    /// When it is not an object.
    pub fn parse(value: &Value) -> Result<Self, Invalid> {
        if value.is_object() {
            Ok(Self(value.clone()))
        } else {
            Err(Invalid::new("", "A merge patch must be an object."))
        }
    }

    /// The patch as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        self.0.clone()
    }

    /// Applies the patch to a document.
    #[must_use]
    pub fn apply(&self, document: &Value) -> Value {
        let mut result = document.clone();
        merge(&mut result, &self.0);
        result
    }

    /// Applies the patch to a segment. It may not name a read-only field, even where it would
    /// change nothing: the same rule as for a JSON Patch.
    ///
    /// # Errors
    /// Names the read-only field, or the field that would have a wrong type.
    pub fn apply_to_segment(&self, segment: &Segment) -> Result<Segment, Invalid> {
        let read_only = self
            .0
            .as_object()
            .and_then(|fields| fields.keys().find(|field| is_read_only(field)));
        if let Some(field) = read_only {
            return Err(Invalid::new(
                field,
                format!(
                    "The field {field} is read-only. Leave it out of the patch.",
                    field = quoted(field)
                ),
            ));
        }
        Segment::from_value(&self.apply(&segment.to_value()))
    }
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else {
        return;
    };
    for (name, change) in changes {
        if change.is_null() {
            members.remove(name);
        } else {
            merge(members.entry(name.as_str()).or_insert(Value::Null), change);
        }
    }
}
