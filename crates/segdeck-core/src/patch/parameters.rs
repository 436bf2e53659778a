//! Reading the parameters of an instruction, with sentences that say what is missing or wrong.

use crate::text::{element, quoted};
use serde_json::{Map, Value};

use crate::{
    ContextKind, Invalid,
    gather::Gather,
    model::{Clause, TargetList, Weight},
    wire,
};

/// The members of an instruction. A `null` counts as absent; members that nobody asks for are
/// ignored, as LaunchDarkly does.
pub(super) struct Parameters<'a>(&'a Map<String, Value>);

impl<'a> Parameters<'a> {
    pub(super) fn of(instruction: &'a Value) -> Result<Self, Invalid> {
        instruction.as_object().map(Self).ok_or_else(|| {
            Invalid::new(
                "",
                format!(
                    "An instruction must be an object with a kind, not {}.",
                    kind_of(instruction)
                ),
            )
        })
    }

    /// The instruction's kind, which must be one of `known`.
    pub(super) fn kind(&self, known: &[&'static str]) -> Result<&'static str, Invalid> {
        let name = self.text("kind")?;
        known
            .iter()
            .copied()
            .find(|kind| *kind == name)
            .ok_or_else(|| {
                let meant = known.iter().find(|kind| kind.eq_ignore_ascii_case(name));
                let hint = meant.map_or_else(
                    || format!("Use one of {}.", known.join(", ")),
                    |kind| format!("Write {kind}; kinds are case-sensitive."),
                );
                Invalid::new(
                    "kind",
                    format!(
                        "The instruction kind {name} is unknown. {hint}",
                        name = quoted(name)
                    ),
                )
            })
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, Invalid> {
        self.optional_text(name)?.ok_or_else(|| missing(name))
    }

    pub(super) fn optional_text(&self, name: &str) -> Result<Option<&'a str>, Invalid> {
        self.get(name)
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| wrong(name, name, "text", value))
            })
            .transpose()
    }

    /// A text that names something, so that it cannot be empty.
    pub(super) fn name(&self, name: &str) -> Result<&'a str, Invalid> {
        let text = self.text(name)?;
        if text.is_empty() {
            return Err(Invalid::new(name, format!("{name} is empty.")));
        }
        Ok(text)
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Invalid> {
        self.array(name)?
            .iter()
            .enumerate()
            .map(|(index, value)| {
                value.as_str().map(str::to_owned).ok_or_else(|| {
                    let each = format!("Each of {name}");
                    wrong(&element(name, index), &each, "text", value)
                })
            })
            .try_list()
    }

    pub(super) fn array(&self, name: &str) -> Result<&'a [Value], Invalid> {
        let value = self.required(name)?;
        value
            .as_array()
            .map(Vec::as_slice)
            .ok_or_else(|| wrong(name, name, "an array", value))
    }

    pub(super) fn context_kind_or_user(&self, name: &str) -> Result<ContextKind, Invalid> {
        Ok(self
            .optional_text(name)?
            .map_or_else(ContextKind::user, ContextKind::from))
    }

    pub(super) fn target_list(&self, name: &str) -> Result<TargetList, Invalid> {
        let text = self.text(name)?;
        TargetList::from_name(text).ok_or_else(|| {
            Invalid::new(
                name,
                format!(
                    "{name} must be included or excluded, not {text}.",
                    text = quoted(text)
                ),
            )
        })
    }

    pub(super) fn integer(&self, name: &str) -> Result<i64, Invalid> {
        self.optional_integer(name)?.ok_or_else(|| missing(name))
    }

    pub(super) fn optional_integer(&self, name: &str) -> Result<Option<i64>, Invalid> {
        self.get(name)
            .map(|value| {
                value
                    .as_i64()
                    .ok_or_else(|| wrong(name, name, "a whole number", value))
            })
            .transpose()
    }

    /// A weight as an integer; a numeric string is read too, because an official example has one.
    pub(super) fn optional_weight(&self, name: &str) -> Result<Option<Weight>, Invalid> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let thousandths = value
            .as_i64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
            .ok_or_else(|| {
                let wanted = "a whole number of thousandths of a percent, 0 to 100000";
                wrong(name, name, wanted, value)
            })?;
        Weight::new(thousandths)
            .map(Some)
            .map_err(|error| error.at(name))
    }

    pub(super) fn weight(&self, name: &str) -> Result<Weight, Invalid> {
        self.optional_weight(name)?.ok_or_else(|| missing(name))
    }

    pub(super) fn clause(&self, name: &str) -> Result<Clause, Invalid> {
        read_clause(self.required(name)?).map_err(|error| error.within(name))
    }

    pub(super) fn clauses(&self, name: &str) -> Result<Vec<Clause>, Invalid> {
        self.array(name)?
            .iter()
            .enumerate()
            .map(|(index, value)| {
                read_clause(value).map_err(|error| error.within(&element(name, index)))
            })
            .try_list()
    }

    fn required(&self, name: &str) -> Result<&'a Value, Invalid> {
        self.get(name).ok_or_else(|| missing(name))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }
}

/// A clause in an instruction has no id of its own: the server gives or keeps it.
fn read_clause(value: &Value) -> Result<Clause, Invalid> {
    if !value.is_object() {
        return Err(wrong("", "A clause", "an object", value));
    }
    let clause: Clause = wire::read_value(value.clone())?;
    Ok(Clause { id: None, ..clause })
}

fn missing(name: &str) -> Invalid {
    Invalid::new(
        name,
        format!("{name} is missing; this instruction needs it."),
    )
}

fn wrong(path: &str, subject: &str, wanted: &str, value: &Value) -> Invalid {
    Invalid::new(
        path,
        format!("{subject} must be {wanted}, not {}.", kind_of(value)),
    )
}

/// What a JSON value is, in words, for messages.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal number",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
