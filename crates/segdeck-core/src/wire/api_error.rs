//! An answer that is an error, with everything it says kept.

use crate::text::lossy;
use std::time::Duration;

use serde_json::Value;

use super::{Request, Response, parse};

/// An error answer of the API.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{request} was refused with status {status}: {message}")]
pub struct ApiError {
    /// The status code.
    pub status: u16,
    /// LaunchDarkly's error code, such as `not_found`, where the answer has one.
    pub code: Option<String>,
    /// LaunchDarkly's own words, or the body's text, or a sentence made from the status.
    pub message: String,
    /// The support reference (`id`), where the answer has one.
    pub reference: Option<String>,
    /// Method and path of the request.
    pub request: String,
    /// How long the server asks to wait, where its headers say so and can be read; a client fills
    /// it in, since it takes a clock.
    pub retry_after: Option<Duration>,
    /// The body as it came.
    pub body: ErrorBody,
}

/// The body of an error answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ErrorBody {
    /// The documented form; real bodies with only a message exist.
    Standard,
    /// Other JSON.
    Json(Value),
    /// Anything else, as text.
    Text(String),
}

impl ApiError {
    /// Reads an error answer; every body is understood as far as it goes.
    #[must_use]
    pub fn read(request: &Request, response: &Response) -> Self {
        let bytes = response.body.as_bytes();
        let mut error = Self {
            status: response.status,
            code: None,
            message: format!("The server answered with status {}.", response.status),
            reference: None,
            request: format!("{} {}", request.method, request.path),
            retry_after: None,
            body: ErrorBody::Standard,
        };
        match parse(bytes) {
            Ok(Value::Object(fields))
                if fields.get("message").is_some_and(Value::is_string)
                    || fields.get("code").is_some_and(Value::is_string) =>
            {
                let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
                error.code = text("code");
                error.reference = text("id");
                if let Some(message) = text("message").or_else(|| text("code")) {
                    error.message = message;
                }
            }
            Ok(other) => error.body = ErrorBody::Json(other),
            Err(_) => {
                let text = lossy(bytes).trim().to_owned();
                if !text.is_empty() {
                    error.message = text.chars().take(400).collect();
                }
                error.body = ErrorBody::Text(text);
            }
        }
        error
    }

    /// Whether the resource does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status == 404
    }

    /// Whether somebody else changed the resource meanwhile, or the key is taken.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status == 409
    }

    /// Whether the key of a new segment is taken.
    #[must_use]
    pub fn is_key_taken(&self) -> bool {
        self.status == 409 && self.code.as_deref() == Some("key_exists")
    }

    /// Whether the server asks to wait.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status == 429
    }

    /// Whether the environment wants an approval for this change.
    #[must_use]
    pub fn is_approval_required(&self) -> bool {
        self.status == 403 && self.message.contains("approval is required")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Body, Headers, Method};

    fn read(status: u16, body: &str) -> ApiError {
        let request = Request::new(Method::Get, "/api/v2/segments/p/e/s");
        let response = Response {
            status,
            headers: Headers::default(),
            body: Body::Bytes(body.as_bytes().to_vec()),
        };
        ApiError::read(&request, &response)
    }

    #[test]
    fn every_body_is_understood_as_far_as_it_goes() {
        let full = read(
            409,
            r#"{"code":"key_exists","message":"Duplicate segment key","id":"x1"}"#,
        );
        assert!(full.is_key_taken());
        assert_eq!(full.message, "Duplicate segment key");
        assert_eq!(full.reference.as_deref(), Some("x1"));
        assert_eq!(full.request, "GET /api/v2/segments/p/e/s");
        assert_eq!(
            read(404, r#"{"message":"Unknown segment"}"#).message,
            "Unknown segment"
        );
        assert_eq!(
            read(502, "<h1>Bad gateway</h1>").message,
            "<h1>Bad gateway</h1>"
        );
        assert_eq!(
            read(503, "").message,
            "The server answered with status 503."
        );
        assert!(matches!(
            read(400, r#"{"errors":[1]}"#).body,
            ErrorBody::Json(_)
        ));
        assert!(read(403, r#"{"message":"approval is required"}"#).is_approval_required());
    }
}
