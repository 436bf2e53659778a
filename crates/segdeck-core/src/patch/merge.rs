//! JSON merge patch, RFC 7386.

use serde_json::Value;

use crate::{Invalid, model::Segment};

/// A merge patch: members replace those of the same name, `null` removes, arrays are replaced
/// whole.
#[derive(Clone, Debug, PartialEq)]
pub struct MergePatch(Value);

impl MergePatch {
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
    pub fn apply(&self, _document: &Value) -> Value {
        todo!()
    }

    /// Applies the patch to a segment.
    ///
    /// # Errors
    /// Names the read-only field that it would change, or the field of a wrong type.
    pub fn apply_to_segment(&self, _segment: &Segment) -> Result<Segment, Invalid> {
        todo!()
    }
}
