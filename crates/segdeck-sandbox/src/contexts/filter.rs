//! The filter of contexts: conditions of the form `field operator value`.

use segdeck_core::{Invalid, gather::Gather, wire};
use serde_json::Value;

use crate::expression::{Grammar, Reader, first_string, wrong_at};

const GRAMMAR: Grammar<Filter> = Grammar {
    condition,
    all: Filter::All,
    any: Filter::Any,
    condition_limit: 100,
};

/// Which contexts are meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Those that meet all parts.
    All(Vec<Self>),
    /// Those that meet one part.
    Any(Vec<Self>),
    /// Those that meet a condition.
    Is(Condition),
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What is looked at.
    pub field: Field,
    /// How.
    pub operator: Operator,
    /// What with.
    pub value: Value,
    /// The character at which the condition begins, for messages.
    pub position: usize,
}

/// What a condition looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The application that asked about the context.
    ApplicationId,
    /// The kind.
    Kind,
    /// The key.
    Key,
    /// The name.
    Name,
    /// Kind and key with a colon between.
    KindKey,
    /// A list of all kinds.
    Kinds,
    /// A list of all kinds and keys with colons between.
    KindKeys,
    /// The key and all values.
    Anything,
    /// An attribute, of one kind or of all.
    Attribute {
        /// The kind; `None` means all.
        kind: Option<String>,
        /// The name or reference.
        name: String,
    },
}

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Later than a date.
    After,
    /// One of several.
    AnyOf,
    /// Earlier than a date.
    Before,
    /// A list that has all of several.
    Contains,
    /// The same.
    Equals,
    /// Is there, or is not.
    Exists,
    /// Anything else.
    NotEquals,
    /// Text that begins so.
    StartsWith,
}

use Operator::{After, AnyOf, Before, Contains, Equals, Exists, NotEquals, StartsWith};

const OPERATORS: [(&str, Operator); 8] = [
    ("after", After),
    ("anyOf", AnyOf),
    ("before", Before),
    ("contains", Contains),
    ("equals", Equals),
    ("exists", Exists),
    ("notEquals", NotEquals),
    ("startsWith", StartsWith),
];

impl Operator {
    fn name(self) -> &'static str {
        let known = OPERATORS.iter().find(|(_, operator)| *operator == self);
        known.map_or("", |(name, _)| name)
    }
}

impl Field {
    fn read(text: &str) -> Self {
        match text {
            "applicationId" => Self::ApplicationId,
            "kind" => Self::Kind,
            "key" => Self::Key,
            "name" => Self::Name,
            // What identifies a context is its kind and key.
            "kindKey" | "id" => Self::KindKey,
            "kinds" => Self::Kinds,
            "kindKeys" => Self::KindKeys,
            "q" => Self::Anything,
            _ => {
                let (kind, name) = match text.split_once('.') {
                    Some((kind, name)) if !kind.is_empty() && !name.is_empty() => {
                        ((kind != "*").then(|| kind.to_owned()), name)
                    }
                    _ => (None, text),
                };
                Self::Attribute {
                    kind,
                    name: plain(name),
                }
            }
        }
    }

    fn operators(&self) -> &'static [Operator] {
        match self {
            Self::ApplicationId | Self::Kind | Self::KindKey => &[Equals, NotEquals, AnyOf],
            Self::Key => &[Equals, NotEquals, AnyOf, StartsWith],
            Self::Name => &[Equals, NotEquals, Exists, AnyOf, StartsWith],
            Self::Kinds | Self::KindKeys => &[Equals, AnyOf, Contains],
            Self::Anything => &[Equals],
            Self::Attribute { .. } => &[
                Equals, NotEquals, Exists, AnyOf, Contains, StartsWith, Before, After,
            ],
        }
    }
}

/// A reference with one step is the same as a literal name.
fn plain(name: &str) -> String {
    match name.strip_prefix('/') {
        Some(step) if !step.contains('/') && !step.is_empty() => {
            step.replace("~1", "/").replace("~0", "~")
        }
        _ => name.to_owned(),
    }
}

impl Filter {
    /// Reads a filter; `None` for an empty one.
    ///
    /// # Errors
    /// Names the character at which it is malformed, and what an operator cannot do.
    pub fn parse(text: &str) -> Result<Option<Self>, Invalid> {
        GRAMMAR.parse(text)
    }

    /// The conditions of a filter that only says "and"; the others are refused, as lists of
    /// attributes understand nothing else.
    ///
    /// # Errors
    /// When there is an "or".
    pub fn conditions(self) -> Result<Vec<Condition>, Invalid> {
        match self {
            Self::Is(condition) => Ok(vec![condition]),
            Self::All(parts) => {
                let mut conditions = Vec::new();
                for part in parts {
                    conditions.extend(part.conditions()?);
                }
                Ok(conditions)
            }
            Self::Any(_) => Err(Invalid::new(
                "filter",
                "This list takes conditions with commas between, without |.",
            )),
        }
    }
}

impl Condition {
    /// The attribute that it looks at, with the kind if it is of one.
    pub fn attribute(&self) -> Option<(Option<&str>, &str)> {
        match &self.field {
            Field::Name => Some((None, "name")),
            Field::Attribute { kind, name } => Some((kind.as_deref(), name)),
            _ => None,
        }
    }

    /// A refusal of this condition.
    pub fn wrong(&self, what: &str) -> Invalid {
        wrong_at(self.position, what)
    }
}

fn condition(reader: &mut Reader<'_>) -> Result<Filter, Invalid> {
    let position = reader.position();
    let field = Field::read(&word(reader, "a field, such as kind or user.email")?);
    reader.skip_space();
    let at_operator = reader.rest;
    let name = word(reader, "an operator, such as equals")?;
    let operator = OPERATORS.iter().find(|(known, _)| *known == name);
    let Some((_, operator)) = operator.filter(|(_, known)| field.operators().contains(known))
    else {
        reader.rest = at_operator;
        let known: Vec<&str> = field.operators().iter().map(|known| known.name()).list();
        return Err(reader.wrong(&format!(
            "unknown operator {name:?} for this field; use {}",
            known.join(", ")
        )));
    };
    reader.skip_space();
    let at_value = reader.rest;
    let value = value(reader)?;
    if let Some(expected) = complaint(&field, *operator, &value) {
        reader.rest = at_value;
        return Err(reader.wrong(&format!("{} takes {expected}", operator.name())));
    }
    Ok(Filter::Is(Condition {
        field,
        operator: *operator,
        value,
        position,
    }))
}

/// A word up to white space, or anything in double quotes.
fn word(reader: &mut Reader<'_>, expected: &str) -> Result<String, Invalid> {
    if reader.rest.starts_with('"') {
        let Some((quoted, rest)) = first_string(reader.rest) else {
            return Err(reader.wrong("expected the closing quote"));
        };
        let Ok(Value::String(word)) = wire::parse(quoted.as_bytes()) else {
            return Err(reader.wrong("expected text in quotes"));
        };
        reader.rest = rest;
        return Ok(word);
    }
    reader
        .word(|c| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '"'))
        .map(str::to_owned)
        .ok_or_else(|| reader.wrong(&format!("expected {expected}")))
}

/// A JSON value, or text without quotes where it has no white space.
fn value(reader: &mut Reader<'_>) -> Result<Value, Invalid> {
    let (text, rest) = reader.value();
    let text = text.trim();
    let value = match wire::parse(text.as_bytes()) {
        Ok(value) => value,
        Err(_) if is_bare(text) => Value::String(text.to_owned()),
        Err(_) => {
            return Err(reader.wrong("expected a value, such as \"text\", true or [\"a\",\"b\"]"));
        }
    };
    reader.rest = rest;
    Ok(value)
}

/// What the operator takes instead of this value; `None` if it can take it.
fn complaint(field: &Field, operator: Operator, value: &Value) -> Option<&'static str> {
    let is_text = value.is_string();
    let is_texts = value
        .as_array()
        .is_some_and(|values| values.iter().all(Value::is_string));
    let is_list_field = matches!(field, Field::Kinds | Field::KindKeys);
    let is_attribute = matches!(field, Field::Attribute { .. });
    match operator {
        Exists => (!value.is_boolean()).then_some("true or false"),
        Before | After => {
            let is_date =
                value.is_i64() || super::sighting::moment(&wire::encode_text(value)).is_some();
            (!is_date).then_some("a date such as \"2027-01-31T09:30:00Z\", or milliseconds")
        }
        AnyOf if is_attribute => (!value.is_array()).then_some("an array"),
        AnyOf => (!is_texts).then_some("an array of texts"),
        Contains | Equals if is_list_field => {
            (!is_text && !is_texts).then_some("text or an array of texts")
        }
        Equals if *field == Field::Anything => {
            (!is_text && !is_texts).then_some("text or an array of texts")
        }
        Equals | NotEquals | Contains if is_attribute => value
            .is_object()
            .then_some("text, a number, true, false or an array"),
        StartsWith | Equals | NotEquals | Contains => (!is_text).then_some("text"),
    }
}

fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && !text
            .chars()
            .any(|c| c.is_whitespace() || matches!(c, '"' | '[' | ']' | '{' | '}'))
}

#[cfg(test)]
mod tests;
