//! JSON Patch, RFC 6902.

mod apply;
mod environment;
mod equality;
mod error;
mod growth;
mod operation;
mod segment;
mod text;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use error::{NotAnIndex, PatchError, PatchErrorKind};
pub use operation::PatchOperation;
pub use segment::Check;
pub use text::{TextError, parse_text};

use super::JsonPointer;
use crate::{Invalid, gather::Gather};

/// How strictly a patch is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// As RFC 6902 says.
    Strict,
    /// As LaunchDarkly does: `replace` of an absent member adds it, where the object that it
    /// belongs to exists. Nothing else is more lenient.
    #[default]
    LaunchDarkly,
}

/// A JSON Patch: its operations in order, all or nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JsonPatch(pub Vec<PatchOperation>);

impl JsonPatch {
    /// Reads a patch: an array of operations. Members that RFC 6902 does not know are passed over,
    /// as it asks for.
    ///
    /// # Errors
    /// Names the operation and what is wrong with it, such as `2/path`.
    pub fn parse(value: &Value) -> Result<Self, Invalid> {
        let Value::Array(operations) = value else {
            return Err(Invalid::new(
                "",
                "A JSON Patch must be an array of operations.",
            ));
        };
        operations
            .iter()
            .enumerate()
            .map(|(index, operation)| {
                PatchOperation::parse(operation).map_err(|error| error.within(&index.to_string()))
            })
            .try_list()
            .map(Self)
    }

    /// Whether there is no operation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts a `test` of `/version` first, so that the patch fails if somebody else changed the
    /// segment meanwhile.
    #[must_use]
    pub fn guarded(mut self, version: i64) -> Self {
        let test = PatchOperation::Test {
            path: JsonPointer::root().with("version"),
            value: version.into(),
        };
        self.0.insert(0, test);
        self
    }

    /// The patch as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::Array(self.0.iter().map(PatchOperation::to_value).list())
    }

    /// Applies the patch to a document.
    ///
    /// # Errors
    /// Names the first operation that fails; nothing is applied then.
    pub fn apply(&self, document: &Value, dialect: Dialect) -> Result<Value, PatchError> {
        let mut result = document.clone();
        let mut growth = growth::Growth::new();
        for (index, operation) in self.0.iter().enumerate() {
            apply::apply(&mut result, operation, dialect, &mut growth)
                .map_err(|kind| PatchError::new(index, operation, kind))?;
        }
        Ok(result)
    }
}
