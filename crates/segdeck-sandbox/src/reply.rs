//! The only file that picks a status and an error code.

use segdeck_core::gather::Gather;
use segdeck_core::wire::{Body, Headers, JSON, Reader, Response};
use serde::Serialize;

use crate::{SandboxError, error::Failure};

/// What an operation gives when it succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// JSON text of what was asked for or changed.
    Found(Vec<u8>),
    /// JSON text of what was made.
    Created(Vec<u8>),
    /// Nothing to say.
    Done,
    /// An import was started that can be asked for at this path.
    ImportStarted(String),
    /// An export was started that can be asked for at this path.
    ExportStarted(String),
    /// A file.
    File {
        /// What it is called.
        name: String,
        /// What it is.
        media_type: &'static str,
        /// How long it is.
        size: i64,
        /// What it holds.
        content: Reader,
    },
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
        Ok(Answer::ImportStarted(path)) => located(204, path),
        // The operation is documented with this status, though it says nothing.
        Ok(Answer::ExportStarted(path)) => located(200, path),
        Ok(Answer::File {
            name,
            media_type,
            size,
            content,
        }) => file(&name, media_type, size, content),
        Err(error) => failure(&error),
    }
}

fn located(status: u16, path: String) -> Response {
    let mut headers = Headers::default();
    headers.set("Location", path);
    Response {
        status,
        headers,
        body: Body::Empty,
    }
}

fn file(name: &str, media_type: &str, size: i64, content: Reader) -> Response {
    let mut headers = Headers::default();
    headers.set("Content-Type", media_type);
    headers.set("Content-Length", size.to_string());
    headers.set(
        "Content-Disposition",
        format!("attachment; filename=\"{name}\""),
    );
    Response {
        status: 200,
        headers,
        body: Body::Reader(content),
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
    let (status, code) = match error.failure() {
        Failure::Unauthorized => (401, "unauthorized"),
        Failure::Forbidden
        | Failure::AdminOnly
        | Failure::ApprovalRequired
        | Failure::BetaOnly
        | Failure::OwnReview
        | Failure::NotApproved(_) => (403, "forbidden"),
        Failure::NotFound(_) => (404, "not_found"),
        Failure::MethodNotAllowed { .. } => (405, "method_not_allowed"),
        Failure::Invalid(_) => (400, "invalid_request"),
        Failure::TooLarge { .. } => (413, "invalid_request"),
        Failure::KeyTaken(_) => (409, "key_exists"),
        Failure::Conflict(_) => (409, "optimistic_locking_error"),
        Failure::Store(_) | Failure::Corrupt(_) => (500, "internal_server_error"),
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
    if let Failure::MethodNotAllowed { allowed, .. } = error.failure() {
        let names: Vec<&str> = allowed.iter().map(|method| method.as_str()).list();
        answer.headers.set("Allow", names.join(", "));
    }
    answer
}
