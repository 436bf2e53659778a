//! Reading what JavaScript gives.

use segdeck_core::text::split_once;
use segdeck_core::{
    Invalid,
    model::Segment,
    wire::{self, Document},
};
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// Reads JSON text that stands for the argument of this name.
pub fn read<T: Document>(text: &str, argument: &str) -> Result<T, Refusal> {
    wire::read(text.as_bytes()).map_err(|error| without_line(error).within(argument).into())
}

/// A segment in the argument of this name.
pub fn segment(text: &str, argument: &str) -> Result<Segment, Refusal> {
    read(text, argument)
}

/// The text is not what the caller wrote, so a place in it says nothing.
fn without_line(error: Invalid) -> Invalid {
    match split_once(&error.reason, " at line ") {
        Some((reason, _)) => Invalid::new(error.path.clone(), format!("{reason}.")),
        None => error,
    }
}

/// The members of an options object.
pub struct Options(Map<String, Value>);

impl Options {
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let options: Option<Map<String, Value>> = read(text, "options")?;
        Ok(Self(options.unwrap_or_default()))
    }

    /// A member; `null` counts as absent.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub fn text(&self, name: &str) -> Result<Option<&str>, Invalid> {
        self.get(name)
            .map(|value| value.as_str().ok_or_else(|| wrong(name, "a string")))
            .transpose()
    }

    /// A text that must be there, and not be empty.
    pub fn name(&self, name: &str) -> Result<&str, Invalid> {
        match self.text(name)? {
            Some("") => Err(Invalid::new(name, format!("{name} is empty."))),
            Some(text) => Ok(text),
            None => Err(Invalid::new(
                name,
                format!("{name} is missing. Give it as a string."),
            )),
        }
    }

    pub fn flag(&self, name: &str) -> Result<bool, Invalid> {
        self.get(name).map_or(Ok(false), |value| {
            value.as_bool().ok_or_else(|| wrong(name, "true or false"))
        })
    }

    pub fn count(&self, name: &str) -> Result<Option<u64>, Invalid> {
        self.get(name)
            .map(|value| {
                value
                    .as_u64()
                    .ok_or_else(|| wrong(name, "a whole number that is not negative"))
            })
            .transpose()
    }

    /// A member that must be there, of any type that can be read.
    pub fn value<T: Document>(&self, name: &str) -> Result<T, Invalid> {
        let value = self
            .get(name)
            .ok_or_else(|| Invalid::new(name, format!("{name} is missing.")))?;
        wire::read_value(value.clone()).map_err(|error| error.within(name))
    }
}

fn wrong(name: &str, wanted: &str) -> Invalid {
    Invalid::new(name, format!("{name} must be {wanted}."))
}

/// An object with these members.
pub fn object(members: Vec<(&str, Value)>) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        object.insert(name.to_owned(), value);
    }
    Value::Object(object)
}

/// A number as the answer to a call that keeps something.
pub fn number(number: u32) -> String {
    number.to_string()
}
