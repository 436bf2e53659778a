//! One value of a clause, against its operator.

use crate::text::quoted;
use serde_json::Value;

use super::{Problem, date, regex, semver::is_semver};
use crate::{SegmentKey, model::Operator, wire};

/// What is wrong with the value. LaunchDarkly takes any; one that cannot match is a warning.
pub(super) fn problem(op: &Operator, value: &Value) -> Option<Problem> {
    match op {
        Operator::In => equality(value),
        Operator::StartsWith | Operator::EndsWith | Operator::Contains => {
            text(op, value).err().map(never)
        }
        Operator::Matches => match text(op, value) {
            Ok(pattern) => regex::problem(pattern),
            Err(message) => Some(never(message)),
        },
        Operator::LessThan
        | Operator::LessThanOrEqual
        | Operator::GreaterThan
        | Operator::GreaterThanOrEqual => number(op, value),
        Operator::Before | Operator::After => instant(op, value),
        Operator::SemVerEqual | Operator::SemVerLessThan | Operator::SemVerGreaterThan => {
            version(op, value)
        }
        Operator::SegmentMatch => segment_key(value),
        Operator::Unknown(_) => None,
    }
}

fn never(message: impl Into<String>) -> Problem {
    Problem::warning("", message)
}

fn equality(value: &Value) -> Option<Problem> {
    let what = match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => return None,
        Value::Null => "null",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    Some(never(format!(
        "The value is {what}, which is never equal to anything. Use text, a number, true or false."
    )))
}

fn text<'a>(op: &Operator, value: &'a Value) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| {
        format!(
            "{op} compares text, so {} never matches. Write it as text, in quotes.",
            wire::encode_text(value)
        )
    })
}

fn number(op: &Operator, value: &Value) -> Option<Problem> {
    match value {
        Value::Number(_) => None,
        Value::String(text) if is_number(text.trim()) => Some(never(format!(
            "{op} compares numbers, and {text} in quotes is text, which never matches. \
                 Write the number {} without quotes.",
            text.trim(),
            text = quoted(text)
        ))),
        other => Some(never(format!(
            "{op} compares numbers, so {} never matches. Write a number.",
            wire::encode_text(other)
        ))),
    }
}

/// Whether the text would be a JSON number without its quotes.
fn is_number(text: &str) -> bool {
    wire::parse(text.as_bytes()).is_ok_and(|value| value.is_number())
}

fn instant(op: &Operator, value: &Value) -> Option<Problem> {
    const FORM: &str = "2027-01-31T00:00:00Z";
    let text = match value {
        Value::Number(_) => return None,
        Value::String(text) if date(text).is_some() => return None,
        Value::String(text) => text,
        other => {
            return Some(never(format!(
                "{op} compares dates, so {} never matches. Write a date such as {FORM}, or \
                 Unix milliseconds as a number.",
                wire::encode_text(other)
            )));
        }
    };
    let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    Some(never(if is_number {
        format!(
            "{text} in quotes is text and not a date, so it never matches. Write Unix \
             milliseconds as a number, without quotes.",
            text = quoted(text)
        )
    } else if date(&format!("{text}T00:00:00Z")).is_some() {
        format!(
            "A date without a time never matches. Write {text}T00:00:00Z, with the time and zone."
        )
    } else {
        format!(
            "{text} is not a date, so it never matches. Write a date with time and zone such as \
             {FORM}, or Unix milliseconds as a number.",
            text = quoted(text)
        )
    }))
}

fn version(op: &Operator, value: &Value) -> Option<Problem> {
    let Value::String(text) = value else {
        return Some(never(format!(
            "{op} compares versions, which are text, so {} never matches. Write it in quotes, \
             such as \"2.1.0\".",
            wire::encode_text(value)
        )));
    };
    (!is_semver(text)).then(|| {
        never(format!(
            "{text} is not a semantic version, so it never matches. Write 2, 2.1 or 2.1.0, \
             without a leading v or zeros, perhaps with a suffix such as -beta.1.",
            text = quoted(text)
        ))
    })
}

fn segment_key(value: &Value) -> Option<Problem> {
    let Value::String(key) = value else {
        return Some(never(format!(
            "segmentMatch compares with segments by key, so {} never matches. Write the key \
             of a segment.",
            wire::encode_text(value)
        )));
    };
    let error = SegmentKey::parse(key).err()?;
    Some(never(format!(
        "{key} cannot be the key of a segment, so it never matches. {}",
        error.reason,
        key = quoted(key)
    )))
}
