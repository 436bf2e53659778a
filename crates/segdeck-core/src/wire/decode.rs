//! Reading JSON, with the failing field in the error, and writing it.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::Invalid;

/// Reads a value from JSON text.
///
/// # Errors
/// Names the field, or the line and column of a syntax error.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Invalid> {
    let deserializer = &mut serde_json::Deserializer::from_slice(bytes);
    let value =
        serde_path_to_error::deserialize(&mut *deserializer).map_err(|error| located(&error))?;
    deserializer
        .end()
        .map_err(|error| Invalid::new("", sentence(&error.to_string())))?;
    Ok(value)
}

/// Reads a value from a JSON document.
///
/// # Errors
/// Names the field.
pub fn decode_value<T: DeserializeOwned>(value: &Value) -> Result<T, Invalid> {
    serde_path_to_error::deserialize(value).map_err(|error| located(&error))
}

fn located(error: &serde_path_to_error::Error<serde_json::Error>) -> Invalid {
    let path = error.path().to_string();
    let path = if path == "." {
        String::new()
    } else {
        path.replace(['[', '.'], "/")
            .replace(']', "")
            .trim_start_matches('/')
            .to_owned()
    };
    Invalid::new(path, sentence(&error.inner().to_string()))
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

/// Writes a value of our own as JSON text.
#[must_use]
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    // Only a map with keys that are not text can fail here, and the models have none.
    serde_json::to_vec(value).unwrap_or_default()
}
