//! The only file that picks a status and an error code.

use segdeck_core::wire::{Body, Headers, JSON, Response};
use serde::Serialize;

use crate::SandboxError;

/// An answer with this JSON text.
pub fn json_text(status: u16, text: Vec<u8>) -> Response {
    let mut headers = Headers::default();
    headers.set("Content-Type", JSON);
    Response {
        status,
        headers,
        body: Body::Bytes(text),
    }
}

/// An answer with this value.
pub fn json<T: Serialize>(status: u16, value: &T) -> Response {
    json_text(status, segdeck_core::wire::encode(value))
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: String,
}

/// The answer that tells an error. What went wrong inside stays inside.
pub fn error(error: &SandboxError) -> Response {
    let (status, code) = match error {
        SandboxError::Unauthorized => (401, "unauthorized"),
        SandboxError::Forbidden => (403, "forbidden"),
        SandboxError::NotFound(_) => (404, "not_found"),
        SandboxError::MethodNotAllowed(_) => (405, "method_not_allowed"),
        SandboxError::Invalid(_) => (400, "invalid_request"),
        SandboxError::TooLarge { .. } => (413, "invalid_request"),
        SandboxError::KeyTaken => (409, "key_exists"),
        SandboxError::Conflict(_) => (409, "optimistic_locking_error"),
        SandboxError::Store(_) | SandboxError::Corrupt(_) => (500, "internal_server_error"),
    };
    let message = if status == 500 {
        "The sandbox could not carry out the request. Its log says why.".to_owned()
    } else {
        error.to_string()
    };
    json(status, &ErrorBody { code, message })
}
