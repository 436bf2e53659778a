//! The only file that picks a status and an error code.

use segdeck_core::wire::{Body, Headers, JSON, Response};
use serde::Serialize;

use crate::SandboxError;

/// What an operation gives when it succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// JSON text of what was asked for or changed.
    Found(Vec<u8>),
    /// JSON text of what was made.
    Created(Vec<u8>),
    /// Nothing to say.
    Done,
}

impl Answer {
    /// The JSON text of a value.
    pub fn found<T: Serialize>(value: &T) -> Self {
        Self::Found(segdeck_core::wire::encode(value))
    }

    /// The JSON text of a value that was made.
    pub fn created<T: Serialize>(value: &T) -> Self {
        Self::Created(segdeck_core::wire::encode(value))
    }
}

/// The answer to a request.
pub fn reply(result: Result<Answer, SandboxError>) -> Response {
    match result {
        Ok(Answer::Found(text)) => json(200, text),
        Ok(Answer::Created(text)) => json(201, text),
        Ok(Answer::Done) => Response {
            status: 204,
            headers: Headers::default(),
            body: Body::Empty,
        },
        Err(error) => failure(&error),
    }
}

fn json(status: u16, text: Vec<u8>) -> Response {
    let mut headers = Headers::default();
    headers.set("Content-Type", JSON);
    Response {
        status,
        headers,
        body: Body::Bytes(text),
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: String,
}

/// What went wrong inside stays inside.
fn failure(error: &SandboxError) -> Response {
    let (status, code) = match error {
        SandboxError::Unauthorized => (401, "unauthorized"),
        SandboxError::Forbidden | SandboxError::AdminOnly | SandboxError::ApprovalRequired => {
            (403, "forbidden")
        }
        SandboxError::NotFound(_) => (404, "not_found"),
        SandboxError::MethodNotAllowed { .. } => (405, "method_not_allowed"),
        SandboxError::Invalid(_) => (400, "invalid_request"),
        SandboxError::TooLarge { .. } => (413, "invalid_request"),
        SandboxError::KeyTaken(_) => (409, "key_exists"),
        SandboxError::Conflict(_) => (409, "optimistic_locking_error"),
        SandboxError::Store(_) | SandboxError::Corrupt(_) => (500, "internal_server_error"),
    };
    let message = if status == 500 {
        "The sandbox could not carry out the request. Its log says why.".to_owned()
    } else {
        error.to_string()
    };
    let mut answer = json(
        status,
        segdeck_core::wire::encode(&ErrorBody { code, message }),
    );
    if let SandboxError::MethodNotAllowed { allowed, .. } = error {
        let names: Vec<&str> = allowed.iter().map(|method| method.as_str()).collect();
        answer.headers.set("Allow", names.join(", "));
    }
    answer
}
