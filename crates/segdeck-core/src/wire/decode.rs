//! Reading JSON, with the failing field in the error, and writing it.
//!
//! All of it goes through one reader and one writer: every further kind of either makes the
//! dashboard larger by the code of all models.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{document, locate, parse, print::Compact};
use crate::Invalid;

/// Reads a value from JSON text.
///
/// # Errors
/// Names the field, and the line and column.
#[inline(never)]
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Invalid> {
    serde_json::from_slice(bytes).map_err(|error| refusal(bytes, &error))
}

/// Reads a value from a JSON document.
///
/// # Errors
/// Names the field.
pub fn decode_value<T: DeserializeOwned>(value: &Value) -> Result<T, Invalid> {
    let text = encode(value);
    serde_json::from_slice(&text).map_err(|error| {
        let refusal = refusal(&text, &error);
        // The text is our own, so a place in it says nothing to anyone.
        let place = format!(" at line {} column {}.", error.line(), error.column());
        match refusal.reason.strip_suffix(&place) {
            Some(reason) => Invalid::new(refusal.path.clone(), format!("{reason}.")),
            None => refusal,
        }
    })
}

fn refusal(text: &[u8], error: &serde_json::Error) -> Invalid {
    let path = locate::path_at(text, locate::offset(text, error.line(), error.column()));
    let message = error.to_string();
    match document::refusal_in(&message) {
        Some(refusal) if path.is_empty() => refusal,
        // Where among the elements of an array it stands is not known here.
        Some(refusal) => Invalid::new(path, refusal.to_string()),
        None => Invalid::new(path, sentence(&message)),
    }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

/// Writes a value of our own as JSON text.
#[must_use]
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = Vec::with_capacity(128);
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Compact);
    // Only a map with keys that are not text can fail here, and the models have none.
    if value.serialize(&mut serializer).is_err() {
        text.clear();
    }
    text
}

/// Writes a value of our own as a JSON document.
#[must_use]
pub fn encode_value<T: Serialize>(value: &T) -> Value {
    parse(&encode(value)).unwrap_or_default()
}

/// Writes a value of our own as JSON text in one line.
#[must_use]
pub fn encode_text<T: Serialize>(value: &T) -> String {
    String::from_utf8(encode(value)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Clause;

    #[test]
    fn a_refused_document_has_no_lines() {
        let error = decode_value::<Clause>(&json!({"attribute": "a", "op": 5})).unwrap_err();
        assert_eq!(error.path, "op");
        assert!(!error.reason.contains("column"), "{error}");
        assert!(error.reason.ends_with('.'), "{error}");
    }

    #[test]
    fn what_comes_after_the_value_is_refused() {
        let error = decode::<Value>(b"{} x").unwrap_err();
        assert_eq!(error.path, "");
        assert!(error.reason.contains("line 1 column 4"), "{error}");
    }
}
