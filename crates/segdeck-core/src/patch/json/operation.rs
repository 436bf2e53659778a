//! One operation of a JSON Patch.

use crate::text::quoted;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Invalid, patch::JsonPointer};

/// One operation of a JSON Patch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", try_from = "Value")]
pub enum PatchOperation {
    /// Adds a member, or inserts an element before that index (`-` is the end).
    Add {
        /// Where.
        path: JsonPointer,
        /// What.
        value: Value,
    },
    /// Removes what is there.
    Remove {
        /// Where.
        path: JsonPointer,
    },
    /// Puts a value in the place of what is there.
    Replace {
        /// Where.
        path: JsonPointer,
        /// What.
        value: Value,
    },
    /// Takes a value from one place to another.
    Move {
        /// From where.
        from: JsonPointer,
        /// To where.
        path: JsonPointer,
    },
    /// Copies a value from one place to another.
    Copy {
        /// From where.
        from: JsonPointer,
        /// To where.
        path: JsonPointer,
    },
    /// Fails the whole patch unless the value there is this one.
    Test {
        /// Where.
        path: JsonPointer,
        /// What is expected.
        value: Value,
    },
}

impl PatchOperation {
    /// The place that the operation is about.
    #[must_use]
    pub fn path(&self) -> &JsonPointer {
        match self {
            Self::Add { path, .. }
            | Self::Remove { path }
            | Self::Replace { path, .. }
            | Self::Move { path, .. }
            | Self::Copy { path, .. }
            | Self::Test { path, .. } => path,
        }
    }

    /// The other place that the operation reads, or takes a value from.
    #[must_use]
    pub fn from(&self) -> Option<&JsonPointer> {
        match self {
            Self::Move { from, .. } | Self::Copy { from, .. } => Some(from),
            _ => None,
        }
    }

    /// The name of the operation: `add`, `remove`, `replace`, `move`, `copy` or `test`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Remove { .. } => "remove",
            Self::Replace { .. } => "replace",
            Self::Move { .. } => "move",
            Self::Copy { .. } => "copy",
            Self::Test { .. } => "test",
        }
    }

    /// The places that the operation changes: none for `test`, two for `move`.
    pub(crate) fn changed_places(&self) -> impl Iterator<Item = &JsonPointer> {
        let (path, from) = match self {
            Self::Test { .. } => (None, None),
            Self::Move { from, path } => (Some(path), Some(from)),
            other => (Some(other.path()), None),
        };
        from.into_iter().chain(path)
    }

    /// Reads one operation.
    ///
    /// # Errors
    /// Names the member that is missing, unknown or of the wrong type.
    pub fn parse(value: &Value) -> Result<Self, Invalid> {
        let Value::Object(fields) = value else {
            return Err(Invalid::new(
                "",
                "An operation must be an object with \"op\" and \"path\".",
            ));
        };
        let name = text(fields, "op")?;
        let path = || pointer(fields, "path");
        let from = || pointer(fields, "from");
        let value = || {
            fields.get("value").cloned().ok_or_else(|| {
                Invalid::new(
                    "value",
                    format!(
                        "The operation {name} needs a \"value\".",
                        name = quoted(name)
                    ),
                )
            })
        };
        Ok(match name {
            "add" => Self::Add {
                path: path()?,
                value: value()?,
            },
            "remove" => Self::Remove { path: path()? },
            "replace" => Self::Replace {
                path: path()?,
                value: value()?,
            },
            "move" => Self::Move {
                from: from()?,
                path: path()?,
            },
            "copy" => Self::Copy {
                from: from()?,
                path: path()?,
            },
            "test" => Self::Test {
                path: path()?,
                value: value()?,
            },
            unknown => {
                return Err(Invalid::new(
                    "op",
                    format!(
                        "{unknown} is not an operation. Use add, remove, replace, move, copy or \
                         test.",
                        unknown = quoted(unknown)
                    ),
                ));
            }
        })
    }

    /// The operation as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("op".to_owned(), self.name().into());
        if let Some(from) = self.from() {
            fields.insert("from".to_owned(), from.to_string().into());
        }
        fields.insert("path".to_owned(), self.path().to_string().into());
        if let Self::Add { value, .. } | Self::Replace { value, .. } | Self::Test { value, .. } =
            self
        {
            fields.insert("value".to_owned(), value.clone());
        }
        Value::Object(fields)
    }
}

impl TryFrom<Value> for PatchOperation {
    type Error = Invalid;

    fn try_from(value: Value) -> Result<Self, Invalid> {
        Self::parse(&value)
    }
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, Invalid> {
    match fields.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Invalid::new(name, format!("\"{name}\" must be text."))),
        None => Err(Invalid::new(
            name,
            format!("The operation needs \"{name}\"."),
        )),
    }
}

fn pointer(fields: &Map<String, Value>, name: &str) -> Result<JsonPointer, Invalid> {
    JsonPointer::parse(text(fields, name)?).map_err(|error| error.within(name))
}
