//! Clause values as text and back, as a person types them.
//!
//! Text is plain; text that would be taken for a number or a truth value stands in quotes;
//! numbers and truth values stand without.

use segdeck_core::{model::Operator, wire};
use serde_json::Value;

/// What an operator compares, which decides how a typed value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Text, numbers and truth values.
    Any,
    /// Text only.
    Text,
    /// Numbers.
    Number,
    /// Dates: Unix milliseconds or RFC 3339 text.
    Date,
    /// Semantic versions.
    Version,
    /// A regular expression.
    Regex,
    /// Keys of segments.
    Segment,
}

impl ValueKind {
    /// What this operator compares.
    #[must_use]
    pub fn of(operator: &Operator) -> Self {
        match operator {
            Operator::In | Operator::Unknown(_) => Self::Any,
            Operator::StartsWith | Operator::EndsWith | Operator::Contains => Self::Text,
            Operator::Matches => Self::Regex,
            Operator::LessThan
            | Operator::LessThanOrEqual
            | Operator::GreaterThan
            | Operator::GreaterThanOrEqual => Self::Number,
            Operator::Before | Operator::After => Self::Date,
            Operator::SemVerEqual | Operator::SemVerLessThan | Operator::SemVerGreaterThan => {
                Self::Version
            }
            Operator::SegmentMatch => Self::Segment,
        }
    }

    /// An example of a value, for an empty field.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::Any | Self::Text => "Add a value",
            Self::Number => "Add a number",
            Self::Date => "2026-11-30T09:00:00Z",
            Self::Version => "1.2.3",
            Self::Regex => "^beta-.*",
            Self::Segment => "Segment key",
        }
    }
}

/// How a value is shown.
#[must_use]
pub fn show(value: &Value) -> String {
    match value {
        Value::String(text) if !needs_quotes(text) => text.clone(),
        other => wire::encode_text(other),
    }
}

/// Whether text would be read as something else, or not be seen, without quotes.
fn needs_quotes(text: &str) -> bool {
    text.is_empty()
        || text.trim() != text
        || serde_json::from_slice::<Value>(text.as_bytes()).is_ok()
        || text.contains(['\n', '\r'])
}

/// Reads what a person typed for this kind of value. Quotes always make text.
#[must_use]
pub fn read(kind: ValueKind, typed: &str) -> Value {
    let text = typed.trim();
    if let Ok(Value::String(quoted)) = serde_json::from_slice::<Value>(text.as_bytes()) {
        return Value::String(quoted);
    }
    match kind {
        ValueKind::Any => match serde_json::from_slice::<Value>(text.as_bytes()) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
            _ => text.into(),
        },
        ValueKind::Number | ValueKind::Date => {
            match serde_json::from_slice::<Value>(text.as_bytes()) {
                Ok(value @ Value::Number(_)) => value,
                _ => text.into(),
            }
        }
        ValueKind::Text | ValueKind::Version | ValueKind::Regex | ValueKind::Segment => text.into(),
    }
}

/// Reads what a person pasted: a value a line, and commas too where values cannot hold them.
#[must_use]
pub fn read_many(kind: ValueKind, typed: &str) -> Vec<Value> {
    typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| read(kind, line))
        .collect()
}

/// Reads a share in percent, with at most three digits after the point, as thousandths of a
/// percent.
///
/// # Errors
/// Says what is allowed.
pub fn read_percent(typed: &str) -> Result<i64, String> {
    let refuse = || Err("Type a percentage from 0 to 100, such as 12.5.".to_owned());
    let text = typed.trim().trim_end_matches('%').trim_end();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !is_digits(whole) || !is_digits(fraction) {
        return refuse();
    }
    if fraction.len() > 3 {
        return Err("LaunchDarkly keeps at most three digits after the point.".to_owned());
    }
    let (Ok(whole), Ok(thousandths)) = (
        whole.parse::<i64>(),
        format!("{fraction:0<3}").parse::<i64>(),
    ) else {
        return refuse();
    };
    let weight = whole * 1_000 + thousandths;
    if weight > 100_000 {
        refuse()
    } else {
        Ok(weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_shown_reads_back_as_the_same_value() {
        for value in [
            json!("plain"),
            json!("50"),
            json!("true"),
            json!(50),
            json!(1.5),
            json!(true),
            json!(""),
            json!(" edge "),
            json!("a,b"),
            json!("say \"hi\""),
            json!("null"),
        ] {
            assert_eq!(
                read(ValueKind::Any, &show(&value)),
                value,
                "{}",
                show(&value)
            );
        }
    }

    #[test]
    fn the_operator_decides_what_digits_are() {
        assert_eq!(read(ValueKind::Text, "50"), json!("50"));
        assert_eq!(read(ValueKind::Version, "2.0"), json!("2.0"));
        assert_eq!(read(ValueKind::Number, "50"), json!(50));
        assert_eq!(read(ValueKind::Number, "fifty"), json!("fifty"));
        assert_eq!(read(ValueKind::Any, "\"50\""), json!("50"));
        assert_eq!(
            read(ValueKind::Date, "1700000000000"),
            json!(1_700_000_000_000_i64)
        );
    }

    #[test]
    fn percentages_are_exact() {
        assert_eq!(read_percent("25"), Ok(25_000));
        assert_eq!(read_percent("12.5 %"), Ok(12_500));
        assert_eq!(read_percent("0.001"), Ok(1));
        assert_eq!(read_percent("100"), Ok(100_000));
        for bad in ["", "-1", "100.001", "101", "1e2", "12.3456", ".5", "ten"] {
            assert!(read_percent(bad).is_err(), "{bad} was accepted");
        }
    }
}
