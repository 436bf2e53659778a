//! A transport that answers from a script, and a clock that only waiting moves.

use std::{cell::RefCell, collections::VecDeque, time::Duration};

use segdeck_client::{AccessToken, Client};
use segdeck_core::{
    UnixMillis,
    endpoint::Place,
    wire::{Body, Headers, Reached, Request, Response, Transport, TransportError},
};
use serde_json::{Value, json};

/// The answers still to give, and what was sent and waited so far.
#[derive(Debug, Default)]
pub struct Script {
    answers: RefCell<VecDeque<Result<Response, TransportError>>>,
    sent: RefCell<Vec<Request>>,
    waits: RefCell<Vec<Duration>>,
}

pub const START: UnixMillis = UnixMillis(1_700_000_000_000);

impl Script {
    pub fn of(answers: impl IntoIterator<Item = Result<Response, TransportError>>) -> Self {
        Self {
            answers: RefCell::new(answers.into_iter().collect()),
            ..Self::default()
        }
    }

    pub fn client(&self) -> Client<&Self> {
        Client::new(self, AccessToken::parse("api-secret-1").unwrap())
    }

    /// What was sent, as `METHOD /path?query`.
    pub fn sent(&self) -> Vec<String> {
        self.requests()
            .iter()
            .map(|request| format!("{} {}", request.method, request.target()))
            .collect()
    }

    pub fn requests(&self) -> Vec<Request> {
        self.sent.borrow().clone()
    }

    pub fn waits(&self) -> Vec<Duration> {
        self.waits.borrow().clone()
    }

    pub fn is_used_up(&self) -> bool {
        self.answers.borrow().is_empty()
    }
}

impl Transport for Script {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.sent.borrow_mut().push(request);
        self.answers
            .borrow_mut()
            .pop_front()
            .expect("a request that the script does not expect")
    }

    async fn sleep(&self, duration: Duration) {
        self.waits.borrow_mut().push(duration);
    }

    fn now(&self) -> UnixMillis {
        let waited: Duration = self.waits.borrow().iter().sum();
        START.plus(i64::try_from(waited.as_millis()).unwrap())
    }
}

pub fn place() -> Place {
    Place::new("default", "test")
}

pub fn json_answer(status: u16, body: &Value) -> Result<Response, TransportError> {
    answer(status, &[], &body.to_string())
}

pub fn answer(
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Response, TransportError> {
    let mut written = Headers::default();
    for (name, value) in headers {
        written.set(*name, *value);
    }
    Ok(Response {
        status,
        headers: written,
        body: if body.is_empty() {
            Body::Empty
        } else {
            Body::Bytes(body.as_bytes().to_vec())
        },
    })
}

pub fn refusal(status: u16, code: &str, message: &str) -> Result<Response, TransportError> {
    json_answer(status, &json!({ "code": code, "message": message }))
}

pub fn silence(reached: Reached) -> Result<Response, TransportError> {
    Err(TransportError {
        reached,
        message: "The connection broke.".to_owned(),
    })
}

pub fn segment(key: &str, version: i64, name: &str) -> Value {
    json!({
        "key": key, "name": name, "tags": [], "creationDate": 1, "lastModifiedDate": version,
        "version": version, "deleted": false, "generation": 1, "included": [], "excluded": [],
        "rules": [], "_links": {},
    })
}
