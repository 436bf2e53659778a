//! One HTTP exchange, as plain values.
//!
//! Our own small types instead of the `http` crate's: its header map alone weighs 18 KB gzipped in
//! wasm. A server's shell converts at its edge.

use std::{fmt, future::Future, time::Duration};

use crate::{UnixMillis, url};

mod api_error;
mod body;
mod decode;
mod document;
mod locate;
mod number;
mod parse;
mod pretty;
mod print;
pub use api_error::{ApiError, ErrorBody};
pub use body::{Body, Reader};
pub use decode::{decode, decode_value, encode, encode_text, encode_value};
pub use document::{Document, Members, Reading, read, read_value};
pub(crate) use document::{deserialize, document_model, through_document};
pub use parse::parse;
pub(crate) use pretty::is_unseen;
pub use pretty::pretty;

/// The media type of JSON.
pub const JSON: &str = "application/json";
/// The media type of a semantic patch: JSON with the parameter that tells it from the other patch
/// formats.
pub const SEMANTIC_PATCH: &str = "application/json; domain-model=launchdarkly.semanticpatch";

/// An HTTP method that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The name as it stands in a request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The method of that name, in capitals.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|method| method.as_str() == name)
    }

    /// Whether a request with this method changes nothing, so that it may be sent again.
    #[must_use]
    pub fn is_read(self) -> bool {
        self == Self::Get
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Header names and values in the order they were set; names are compared without case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The first value under that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Sets the header, in place of all values it had.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.0
            .retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        self.0.push((name, value.into()));
    }

    /// All names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A request, without a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, percent-encoded, from `/api/v2` on.
    pub path: String,
    /// Query names and values, decoded.
    pub query: Vec<(String, String)>,
    /// The headers. `Authorization` is added by the client.
    pub headers: Headers,
    /// The body.
    pub body: Body,
}

impl Request {
    /// A request with neither query nor body.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            headers: Headers::default(),
            body: Body::Empty,
        }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Adds a query parameter that is a number, where there is one.
    #[must_use]
    pub fn with_count(self, name: &str, count: Option<u64>) -> Self {
        match count {
            Some(count) => self.with_query(name, count.to_string()),
            None => self,
        }
    }

    /// Adds a query parameter that is text, where there is one.
    #[must_use]
    pub fn with_text(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.with_query(name, text),
            None => self,
        }
    }

    /// Sets a JSON body and its media type.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, bytes: Vec<u8>) -> Self {
        self.headers.set("Content-Type", content_type);
        self.body = Body::Bytes(bytes);
        self
    }

    /// The first value of a query parameter.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Path and query as they stand in a request line.
    #[must_use]
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, url::write_query(&self.query))
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers that can be read; in a browser a server may hide some.
    pub headers: Headers,
    /// The body.
    pub body: Body,
}

impl Response {
    /// Whether the status is one of success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// A request that got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    /// Whether the server may have seen the request.
    pub reached: Reached,
    /// What happened, as a sentence.
    pub message: String,
}

/// How far a request got that was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Nothing was sent: it is safe to send it again.
    NotSent,
    /// It may have been carried out.
    Unknown,
    /// It was given up on purpose.
    Aborted,
}

/// Something that can carry a request to a server and wait.
///
/// Futures are not `Send`: a browser's are not.
pub trait Transport {
    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// Only when there is no answer; a status of failure is an answer.
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, TransportError>>;

    /// Waits, between tries.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;

    /// Waits before a request is sent again; `is_rate_limited` where the server asked for that.
    /// False gives the request up: it ends as its last try did.
    fn before_retry(
        &self,
        duration: Duration,
        is_rate_limited: bool,
    ) -> impl Future<Output = bool> {
        let _ = is_rate_limited;
        async move {
            self.sleep(duration).await;
            true
        }
    }

    /// The time now, to compare with a rate limit's reset.
    fn now(&self) -> UnixMillis;
}

impl<T: Transport> Transport for &T {
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, TransportError>> {
        (**self).send(request)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        (**self).sleep(duration)
    }

    fn before_retry(
        &self,
        duration: Duration,
        is_rate_limited: bool,
    ) -> impl Future<Output = bool> {
        (**self).before_retry(duration, is_rate_limited)
    }

    fn now(&self) -> UnixMillis {
        (**self).now()
    }
}
