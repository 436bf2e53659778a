//! Requests through a native HTTP client.

use std::{
    error::Error,
    io::Read,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use reqwest::redirect;
use segdeck_core::{
    UnixMillis,
    wire::{Body, Headers, Method, Reached, Request, Response, Transport, TransportError},
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_mins(2);

/// Carries requests with a native HTTP client, over TLS where the address says so. Needs a Tokio
/// runtime. Redirects are not followed, so that the token goes nowhere else.
#[derive(Clone, Debug)]
pub struct NativeTransport {
    base: String,
    http: reqwest::Client,
}

/// Why the HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum NativeError {
    /// The address is not an `http` or `https` one.
    #[error("{0:?} is not an address. Write it as http://127.0.0.1:8765.")]
    Address(String),
    /// TLS or the like could not be set up.
    #[error("The HTTP client cannot start: {0}")]
    Setup(#[from] reqwest::Error),
}

impl NativeTransport {
    /// Sends to `base`, such as `http://127.0.0.1:8765`; the path of each request follows it.
    ///
    /// # Errors
    /// When the address is not one, or the system's TLS roots cannot be read.
    pub fn new(base: &str) -> Result<Self, NativeError> {
        let base = base.trim_end_matches('/');
        if !(base.starts_with("http://") || base.starts_with("https://")) {
            return Err(NativeError::Address(base.to_owned()));
        }
        // An error means that the process has chosen a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self {
            base: base.to_owned(),
            http,
        })
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self
            .http
            .request(method, format!("{}{}", self.base, request.target()));
        for (name, value) in request.headers.iter() {
            builder = builder.header(name, value);
        }
        match request.body {
            Body::Empty => {}
            Body::Bytes(bytes) => builder = builder.body(bytes),
            Body::Reader(mut reader) => {
                let mut bytes = Vec::new();
                reader
                    .read_to_end(&mut bytes)
                    .map_err(|error| TransportError {
                        reached: Reached::NotSent,
                        message: format!("What was to be sent cannot be read ({error})."),
                    })?;
                builder = builder.body(bytes);
            }
        }
        let response = builder.send().await.map_err(|error| failed(&error))?;
        let status = response.status().as_u16();
        let mut headers = Headers::default();
        for (name, value) in response.headers() {
            if let Ok(value) = value.to_str() {
                headers.set(name.as_str(), value);
            }
        }
        let bytes = response.bytes().await.map_err(|error| TransportError {
            reached: Reached::Unknown,
            message: format!("The answer broke off ({}).", innermost(&error)),
        })?;
        Ok(Response {
            status,
            headers,
            body: if bytes.is_empty() {
                Body::Empty
            } else {
                Body::Bytes(bytes.to_vec())
            },
        })
    }
}

fn failed(error: &reqwest::Error) -> TransportError {
    TransportError {
        reached: if error.is_connect() || error.is_builder() {
            Reached::NotSent
        } else {
            Reached::Unknown
        },
        message: format!("The server did not answer ({}).", innermost(error)),
    }
}

/// The error at the bottom: those above it repeat the address.
fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

impl Transport for NativeTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.exchange(request).await
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> UnixMillis {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
