//! The filter of the segments list: `field operator value`, `,` for and, `|` for or, parentheses.
//! And binds tighter than or; LaunchDarkly does not say.

use segdeck_core::Invalid;
use serde_json::Value;

/// How many conditions a filter may have; SQLite refuses deeper expressions than 1,000.
const CONDITION_LIMIT: usize = 200;
/// How deep parentheses may be nested.
const DEPTH_LIMIT: usize = 20;

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
        if text.trim().is_empty() {
            return Ok(None);
        }
        let mut parser = Parser {
            text,
            rest: text,
            conditions: 0,
        };
        let filter = parser.any(0)?;
        parser.skip_space();
        if parser.rest.is_empty() {
            Ok(Some(filter))
        } else {
            Err(parser.wrong("expected \",\", \"|\" or the end"))
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
    conditions: usize,
}

impl<'a> Parser<'a> {
    fn any(&mut self, depth: usize) -> Result<Filter, Invalid> {
        let mut parts = vec![self.all(depth)?];
        while self.take('|') {
            parts.push(self.all(depth)?);
        }
        Ok(single_or(parts, Filter::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Filter, Invalid> {
        let mut parts = vec![self.part(depth)?];
        while self.take(',') {
            parts.push(self.part(depth)?);
        }
        Ok(single_or(parts, Filter::All))
    }

    fn part(&mut self, depth: usize) -> Result<Filter, Invalid> {
        self.skip_space();
        if !self.rest.starts_with('(') {
            return self.condition();
        }
        if depth == DEPTH_LIMIT {
            return Err(self.wrong("parentheses are nested too deep"));
        }
        self.take('(');
        let filter = self.any(depth + 1)?;
        if self.take(')') {
            Ok(filter)
        } else {
            Err(self.wrong("expected \",\", \"|\" or \")\""))
        }
    }

    fn condition(&mut self) -> Result<Filter, Invalid> {
        self.conditions += 1;
        if self.conditions > CONDITION_LIMIT {
            return Err(self.wrong(&format!("more than {CONDITION_LIMIT} conditions")));
        }
        let at_field = self.rest;
        let field = self.word("a field")?;
        let operators: &[&str] = match field {
            "query" | "unbounded" => &["equals"],
            "tags" | "includedKeys" | "excludedKeys" => &["anyOf"],
            "external" => &["exists"],
            "view" => &["equals", "anyOf"],
            unknown => {
                self.rest = at_field;
                return Err(self.wrong(&format!(
                    "unknown field {unknown:?}; use query, tags, includedKeys, excludedKeys, \
                     unbounded, external or view"
                )));
            }
        };
        self.skip_space();
        let at_operator = self.rest;
        let operator = self.word("an operator")?;
        if !operators.contains(&operator) {
            self.rest = at_operator;
            return Err(self.wrong(&format!(
                "unknown operator {operator:?} for {field}; use {}",
                operators.join(" or ")
            )));
        }
        self.skip_space();
        let at_value = self.rest;
        let value = self.value()?;
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
            self.rest = at_value;
            self.wrong(&format!("{field} {operator} takes {expected}"))
        })
    }

    fn word(&mut self, expected: &str) -> Result<&'a str, Invalid> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return Err(self.wrong(&format!("expected {expected}")));
        }
        self.rest = rest;
        Ok(word)
    }

    fn value(&mut self) -> Result<Value, Invalid> {
        let (text, rest) = self.rest.split_at(value_length(self.rest));
        match serde_json::from_str(text) {
            Ok(value) => {
                self.rest = rest;
                Ok(value)
            }
            Err(_) => {
                Err(self.wrong("expected a JSON value, such as \"text\", true or [\"a\",\"b\"]"))
            }
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, character: char) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn wrong(&self, what: &str) -> Invalid {
        let before = self.text.len() - self.rest.len();
        let position = self.text.get(..before).unwrap_or_default().chars().count() + 1;
        Invalid::new("filter", format!("At character {position}: {what}."))
    }
}

/// Where a JSON value ends: at the first `,`, `|` or `)` outside of strings and brackets.
fn value_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' | '|' | ')' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn single_or(mut parts: Vec<Filter>, several: fn(Vec<Filter>) -> Filter) -> Filter {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        only
    } else {
        several(parts)
    }
}

fn many(value: &Value) -> Result<Vec<String>, &'static str> {
    let strings = |values: &Vec<Value>| {
        values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect()
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
        error.reason
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
