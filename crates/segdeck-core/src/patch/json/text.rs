//! A JSON Patch as a person types it.

use serde_json::Value;

use super::JsonPatch;
use crate::{gather::Gather, wire};

/// Why a text is not a JSON Patch, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Line {line}, column {column}: {message}")]
pub struct TextError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// What is wrong, as a sentence.
    pub message: String,
}

/// Reads a patch from text and tells on which line, counted from 1, each operation starts. The
/// text is an array of operations, or an object that has one as `patch`, as a request has.
///
/// # Errors
/// Names the line and column of a syntax error, or of the operation that is malformed.
pub fn parse_text(text: &str) -> Result<(JsonPatch, Vec<usize>), TextError> {
    let at = |line, column, message: String| TextError {
        line,
        column,
        message,
    };
    if text.trim().is_empty() {
        return Err(at(
            1,
            1,
            "There is no patch yet. Write an array of operations, such as [].".to_owned(),
        ));
    }
    let value: Value = serde_json::from_slice(text.as_bytes()).map_err(|error| {
        let line = error.line().max(1);
        at(
            line,
            column_in_characters(text, line, error.column()),
            syntax_message(&error),
        )
    })?;
    let operations = match &value {
        Value::Object(fields) => fields.get("patch").ok_or_else(|| {
            at(
                1,
                1,
                "The object has no \"patch\". Write {\"patch\": […]} or only the array.".to_owned(),
            )
        })?,
        other => other,
    };
    let starts = operation_starts(text, value.is_object());
    match JsonPatch::parse(operations) {
        Ok(patch) => {
            let mut lines: Vec<usize> = starts.iter().map(|place| place.line).list();
            lines.resize(patch.0.len(), 1);
            Ok((patch, lines))
        }
        Err(error) => {
            let index = error.path.split('/').next().unwrap_or_default();
            let place = index
                .parse::<usize>()
                .ok()
                .and_then(|index| starts.get(index).copied())
                .unwrap_or(Place { line: 1, column: 1 });
            Err(at(place.line, place.column, error.into_reason()))
        }
    }
}

/// The column in characters, of a column in bytes.
fn column_in_characters(text: &str, line: usize, column: usize) -> usize {
    let line = text.split('\n').nth(line - 1).unwrap_or_default();
    let before = line.char_indices().take_while(|(byte, _)| *byte < column);
    before.count().max(1)
}

fn syntax_message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    // serde_json ends its message with the place, which we tell apart.
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message);
    format!("This is not valid JSON: {text}.")
}

#[derive(Clone, Copy)]
struct Place {
    line: usize,
    column: usize,
}

/// Where each operation starts, in a text that is known to be valid JSON.
fn operation_starts(text: &str, is_wrapped: bool) -> Vec<Place> {
    let array_depth = if is_wrapped { 2 } else { 1 };
    let mut starts = Vec::new();
    let mut place = Place { line: 1, column: 0 };
    let mut depth = 0_usize;
    // Whether the next value is an element of the array of operations.
    let mut expects_element = false;
    let mut is_in_patch = !is_wrapped;
    let mut string: Option<(usize, bool)> = None;
    let mut last_key = String::new();
    for (offset, c) in text.char_indices() {
        place.column += 1;
        if c == '\n' {
            place = Place {
                line: place.line + 1,
                column: 0,
            };
        }
        if let Some((start, is_escaped)) = string {
            string = match c {
                _ if is_escaped => Some((start, false)),
                '\\' => Some((start, true)),
                '"' => {
                    if is_wrapped && depth == 1 {
                        let literal = text.get(start..=offset).unwrap_or_default();
                        last_key = wire::decode(literal.as_bytes()).unwrap_or_default();
                    }
                    None
                }
                _ => Some((start, false)),
            };
            continue;
        }
        if expects_element && !c.is_whitespace() && c != ']' {
            starts.push(place);
            expects_element = false;
        }
        match c {
            '"' => string = Some((offset, false)),
            ':' if is_wrapped && depth == 1 => is_in_patch = last_key == "patch",
            '[' | '{' => {
                depth += 1;
                if depth == array_depth && is_in_patch && c == '[' {
                    // Of two members of the same name the last one counts.
                    starts.clear();
                    expects_element = true;
                }
            }
            ']' | '}' => {
                expects_element = false;
                depth = depth.saturating_sub(1);
            }
            ',' if depth == array_depth && is_in_patch => expects_element = true,
            _ => {}
        }
    }
    starts
}
