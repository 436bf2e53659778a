//! The filter of the list of approval requests: `field operator value`, `,` for and. LaunchDarkly's
//! examples write single values without quotes.

use segdeck_core::{Invalid, gather::Gather, wire};

use crate::expression::first_string;

/// How many conditions a filter may have.
const CONDITION_LIMIT: usize = 50;

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Members who were asked to review.
    NotifyMemberIds,
    /// The project.
    ProjectKey,
    /// The member who asks.
    RequestorId,
    /// What is to be changed.
    ResourceId,
    /// Which kind of thing that is.
    ResourceKind,
    /// What the reviews say.
    ReviewStatus,
    /// How far it is.
    Status,
}

impl Field {
    const ALL: [(&'static str, Self); 7] = [
        ("notifyMemberIds", Self::NotifyMemberIds),
        ("projectKey", Self::ProjectKey),
        ("requestorId", Self::RequestorId),
        ("resourceId", Self::ResourceId),
        ("resourceKind", Self::ResourceKind),
        ("reviewStatus", Self::ReviewStatus),
        ("status", Self::Status),
    ];
}

/// A condition: the field has one of these values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Which field.
    pub field: Field,
    /// Any of these.
    pub values: Vec<String>,
}

/// Reads a filter: conditions that all hold.
///
/// # Errors
/// Names the character at which it is malformed and the unknown field or operator.
pub fn parse(text: &str) -> Result<Vec<Condition>, Invalid> {
    let mut conditions = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if conditions.len() == CONDITION_LIMIT {
            return Err(wrong(
                text,
                rest,
                &format!("more than {CONDITION_LIMIT} conditions"),
            ));
        }
        let (condition, after) = condition(text, rest)?;
        conditions.push(condition);
        rest = match after.strip_prefix(',') {
            Some(next) if next.trim().is_empty() => {
                return Err(wrong(text, next, "expected a condition"));
            }
            Some(next) => next.trim_start(),
            None if after.is_empty() => after,
            None => return Err(wrong(text, after, "expected \",\" or the end")),
        };
    }
    Ok(conditions)
}

fn condition<'a>(text: &str, rest: &'a str) -> Result<(Condition, &'a str), Invalid> {
    let (name, after_name) = word(rest);
    let Some((_, field)) = Field::ALL.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = Field::ALL.iter().map(|(known, _)| *known).list();
        let reason = format!("unknown field {name:?}; use one of {}", names.join(", "));
        return Err(wrong(text, rest, &reason));
    };
    let (operator, after_operator) = word(after_name);
    let (values, after) = match operator {
        "anyOf" => {
            let end = end_of_array(after_operator)
                .ok_or_else(|| wrong(text, after_operator, "anyOf takes an array of texts"))?;
            let (array, after) = after_operator.split_at(end);
            let values = wire::read::<Vec<String>>(array.as_bytes())
                .map_err(|_| wrong(text, after_operator, "anyOf takes an array of texts"))?;
            (values, after)
        }
        "equals" => {
            let (value, after) = single(after_operator)
                .ok_or_else(|| wrong(text, after_operator, "equals takes one text"))?;
            (vec![value], after)
        }
        other => {
            let reason = format!("unknown operator {other:?}; use equals or anyOf");
            return Err(wrong(text, after_name, &reason));
        }
    };
    let field = *field;
    Ok((Condition { field, values }, after.trim_start()))
}

fn word(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (word, rest.trim_start())
}

/// Where the array ends that the text begins with, brackets in quotes passed over.
fn end_of_array(text: &str) -> Option<usize> {
    if !text.starts_with('[') {
        return None;
    }
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (index, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ']' if !is_quoted => return Some(index + 1),
            _ => {}
        }
    }
    None
}

/// A text in quotes, or everything up to the next comma.
fn single(text: &str) -> Option<(String, &str)> {
    if text.starts_with('"') {
        let (quoted, rest) = first_string(text)?;
        return Some((wire::read(quoted.as_bytes()).ok()?, rest));
    }
    let end = text.find(',').unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    let value = value.trim();
    let is_bare = !value.is_empty() && !value.contains(['"', '[', ']', '(', ')', '|', ' ']);
    is_bare.then(|| (value.to_owned(), rest))
}

fn wrong(text: &str, rest: &str, reason: &str) -> Invalid {
    let at = text
        .get(..text.len().saturating_sub(rest.len()))
        .map_or(0, |before| before.chars().count());
    Invalid::new(
        "filter",
        format!("The filter is malformed at character {}: {reason}.", at + 1),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn condition(field: Field, values: &[&str]) -> Condition {
        Condition {
            field,
            values: values.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn the_documented_examples_are_read() {
        for (text, expected) in [
            (
                r#"notifyMemberIds anyOf ["memberId1", "memberId2"]"#,
                condition(Field::NotifyMemberIds, &["memberId1", "memberId2"]),
            ),
            (
                "requestorId equals 457034721476302714390214",
                condition(Field::RequestorId, &["457034721476302714390214"]),
            ),
            (
                "resourceId equals proj/my-project:env/my-environment:flag/my-flag",
                condition(
                    Field::ResourceId,
                    &["proj/my-project:env/my-environment:flag/my-flag"],
                ),
            ),
            (
                "resourceKind equals flag",
                condition(Field::ResourceKind, &["flag"]),
            ),
            (
                r#" status  equals  "pending" "#,
                condition(Field::Status, &["pending"]),
            ),
            ("status anyOf []", condition(Field::Status, &[])),
        ] {
            assert_eq!(parse(text).unwrap(), [expected], "{text}");
        }
        assert_eq!(
            parse(r#"projectKey equals my-project, reviewStatus anyOf ["pending","a],\"b"]"#)
                .unwrap(),
            [
                condition(Field::ProjectKey, &["my-project"]),
                condition(Field::ReviewStatus, &["pending", "a],\"b"]),
            ]
        );
        assert_eq!(parse("  ").unwrap(), []);
    }

    #[test]
    fn what_is_malformed_is_found() {
        for (text, named) in [
            ("flagKey equals x", "flagKey"),
            ("status is x", "\"is\""),
            ("status equals", "one text"),
            ("status equals a b", "one text"),
            ("status equals [\"a\"]", "one text"),
            ("status anyOf pending", "array"),
            ("status anyOf [1]", "array"),
            ("status anyOf [\"a\"", "array"),
            ("status equals a,", "a condition"),
            ("status equals \"a\" x", "the end"),
            ("status equals a|status equals b", "one text"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.path, "filter");
            assert!(error.reason.contains(named), "{text}: {error}");
        }
        assert!(
            parse("status equals é,x")
                .unwrap_err()
                .reason
                .contains("character 17")
        );
        let many = vec!["status equals a"; CONDITION_LIMIT + 1].join(",");
        assert!(parse(&many).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text);
        }

        #[test]
        fn texts_in_quotes_come_back(value in ".*") {
            let text = format!("resourceId equals {}", serde_json::to_string(&value).unwrap());
            prop_assert_eq!(&parse(&text).unwrap()[0].values, &[value]);
        }
    }
}
