//! The filter of the segments list: conditions of the form `field operator value`.

use segdeck_core::{Invalid, gather::Gather, wire};
use serde_json::Value;

use crate::expression::{Grammar, Reader};

const GRAMMAR: Grammar<Filter> = Grammar {
    condition,
    all: Filter::All,
    any: Filter::Any,
    condition_limit: 200,
};

/// Which segments a list shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Those that meet all parts.
    All(Vec<Self>),
    /// Those that meet one part.
    Any(Vec<Self>),
    /// Those with one of these texts in key, name or description, without regard to case.
    Query(Vec<String>),
    /// Those with one of these tags.
    Tags(Vec<String>),
    /// Those with one of these keys.
    IncludedKeys(Vec<String>),
    /// Those with none of these keys.
    ExcludedKeys(Vec<String>),
    /// Big segments, or the others.
    Unbounded(bool),
    /// Synced segments, or the others.
    External(bool),
    /// Those in a view: none, as the sandbox has no views.
    View,
}

impl Filter {
    /// Reads a filter; `None` for an empty one.
    ///
    /// # Errors
    /// Names the character at which it is malformed and the unknown field or operator.
    pub fn parse(text: &str) -> Result<Option<Self>, Invalid> {
        GRAMMAR.parse(text)
    }
}

fn condition(reader: &mut Reader<'_>) -> Result<Filter, Invalid> {
    let at_field = reader.rest;
    let field = word(reader, "a field")?;
    let operators: &[&str] = match field {
        "query" | "unbounded" => &["equals"],
        "tags" | "includedKeys" | "excludedKeys" => &["anyOf"],
        "external" => &["exists"],
        "view" => &["equals", "anyOf"],
        unknown => {
            reader.rest = at_field;
            return Err(reader.wrong(&format!(
                "unknown field {unknown:?}; use query, tags, includedKeys, excludedKeys, \
                 unbounded, external or view"
            )));
        }
    };
    reader.skip_space();
    let at_operator = reader.rest;
    let operator = word(reader, "an operator")?;
    if !operators.contains(&operator) {
        reader.rest = at_operator;
        return Err(reader.wrong(&format!(
            "unknown operator {operator:?} for {field}; use {}",
            operators.join(" or ")
        )));
    }
    reader.skip_space();
    let at_value = reader.rest;
    let value = value(reader)?;
    let filter = match (field, operator) {
        ("query", _) => one_or_many(&value).map(Filter::Query),
        ("tags", _) => many(&value).map(Filter::Tags),
        ("includedKeys", _) => many(&value).map(Filter::IncludedKeys),
        ("excludedKeys", _) => many(&value).map(Filter::ExcludedKeys),
        ("unbounded", _) => truth(&value).map(Filter::Unbounded),
        ("external", _) => truth(&value).map(Filter::External),
        (_, "anyOf") => many(&value).map(|_| Filter::View),
        _ => one_or_many(&value).map(|_| Filter::View),
    };
    filter.map_err(|expected| {
        reader.rest = at_value;
        reader.wrong(&format!("{field} {operator} takes {expected}"))
    })
}

fn word<'a>(reader: &mut Reader<'a>, expected: &str) -> Result<&'a str, Invalid> {
    reader
        .word(|character| !character.is_ascii_alphanumeric())
        .ok_or_else(|| reader.wrong(&format!("expected {expected}")))
}

fn value(reader: &mut Reader<'_>) -> Result<Value, Invalid> {
    let (text, rest) = reader.value();
    let value = wire::parse(text.as_bytes()).map_err(|_| {
        reader.wrong("expected a JSON value, such as \"text\", true or [\"a\",\"b\"]")
    })?;
    reader.rest = rest;
    Ok(value)
}

fn many(value: &Value) -> Result<Vec<String>, &'static str> {
    let strings = |values: &Vec<Value>| {
        values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .list_if_all()
    };
    value
        .as_array()
        .and_then(strings)
        .ok_or("an array of strings")
}

fn one_or_many(value: &Value) -> Result<Vec<String>, &'static str> {
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        other => many(other).map_err(|_| "a string or an array of strings"),
    }
}

fn truth(value: &Value) -> Result<bool, &'static str> {
    value.as_bool().ok_or("true or false")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Filter {
        Filter::parse(text).unwrap().unwrap()
    }

    fn refusal(text: &str) -> String {
        let error = Filter::parse(text).unwrap_err();
        assert_eq!(error.path, "filter");
        error.into_reason()
    }

    #[test]
    fn the_documented_examples_are_read() {
        assert_eq!(
            parse(r#"tags anyOf ["enterprise","beta"],query equals "toggle""#),
            Filter::All(vec![
                Filter::Tags(vec!["enterprise".into(), "beta".into()]),
                Filter::Query(vec!["toggle".into()]),
            ])
        );
        assert_eq!(parse("unbounded equals true"), Filter::Unbounded(true));
        assert_eq!(parse("external exists true"), Filter::External(true));
    }

    #[test]
    fn and_binds_tighter_than_or_and_parentheses_group() {
        let (a, b, c) = (
            Filter::Unbounded(true),
            Filter::External(true),
            Filter::Unbounded(false),
        );
        assert_eq!(
            parse("unbounded equals true , external exists true | unbounded equals false"),
            Filter::Any(vec![Filter::All(vec![a.clone(), b.clone()]), c.clone()])
        );
        assert_eq!(
            parse("unbounded equals true,(external exists true|unbounded equals false)"),
            Filter::All(vec![a, Filter::Any(vec![b, c])])
        );
    }

    #[test]
    fn marks_inside_strings_are_text() {
        assert_eq!(
            parse(r#"query equals "a,b|(c) \"d\"""#),
            Filter::Query(vec![r#"a,b|(c) "d""#.into()])
        );
    }

    #[test]
    fn an_empty_filter_filters_nothing() {
        assert_eq!(Filter::parse("  ").unwrap(), None);
    }

    #[test]
    fn refusals_name_the_place_and_the_word() {
        for (text, expected) in [
            (
                "name equals \"x\"",
                "At character 1: unknown field \"name\"",
            ),
            (
                "unbounded equals true,tags equals [\"a\"]",
                "At character 28: unknown operator \"equals\" for tags",
            ),
            (
                "query equals toggle",
                "At character 14: expected a JSON value",
            ),
            ("query equals", "At character 13: expected a JSON value"),
            ("query", "At character 6: expected an operator"),
            (
                "tags anyOf \"a\"",
                "At character 12: tags anyOf takes an array of strings",
            ),
            ("tags anyOf [1]", "At character 12: tags anyOf takes"),
            (
                "unbounded equals \"true\"",
                "At character 18: unbounded equals takes true or false",
            ),
            ("(unbounded equals true", "At character 23: expected \",\""),
            ("unbounded equals true)", "At character 22: expected \",\""),
            (
                "unbounded equals true,",
                "At character 23: expected a field",
            ),
            ("query:x", "At character 6: expected an operator"),
            ("é equals 1", "At character 1: expected a field"),
        ] {
            let reason = refusal(text);
            assert!(reason.starts_with(expected), "{text}: {reason}");
        }
    }

    #[test]
    fn depth_and_number_are_limited() {
        refusal(&format!(
            "{}unbounded equals true{}",
            "(".repeat(5_000),
            ")".repeat(5_000)
        ));
        refusal(&vec!["unbounded equals true"; 201].join("|"));
        assert!(Filter::parse(&vec!["unbounded equals true"; 200].join("|")).is_ok());
        refusal(&format!("query equals {}", "[".repeat(5_000)));
    }
}
