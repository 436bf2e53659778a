//! One call, with its headers and its tries.

use segdeck_core::{
    Invalid,
    endpoint::{Endpoint, GetCallerIdentity, Operation},
    wire::{ApiError, Body, Request, Response, Transport, TransportError},
};

use crate::{
    AccessToken, ClientError, RetryPolicy,
    retry::{asked_wait, is_repeatable, may_send_again},
};

/// The version of LaunchDarkly's API that Segdeck is written for.
pub const API_VERSION: &str = "20240415";

/// Typed calls over a transport.
#[derive(Clone, Debug)]
pub struct Client<T> {
    transport: T,
    token: Option<AccessToken>,
    api_version: Option<String>,
    retry: RetryPolicy,
}

impl<T: Transport> Client<T> {
    /// A client that sends this token, the header `LD-API-Version: 20240415`, and tries again as
    /// [`RetryPolicy::default`] says.
    pub fn new(transport: T, token: AccessToken) -> Self {
        Self {
            token: Some(token),
            ..Self::without_token(transport)
        }
    }

    /// A client that sends no token, for a gateway that adds its own.
    pub fn without_token(transport: T) -> Self {
        Self {
            transport,
            token: None,
            api_version: Some(API_VERSION.to_owned()),
            retry: RetryPolicy::default(),
        }
    }

    /// Asks for another version of the API, or for none: without the header the version stored on
    /// the token applies. LaunchDarkly's own hosts do not let a browser send the header.
    #[must_use]
    pub fn with_api_version(mut self, version: Option<String>) -> Self {
        self.api_version = version;
        self
    }

    /// Tries again as this policy says.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// What carries the requests.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Makes one call.
    ///
    /// # Errors
    /// Every way in which it can fail, after all tries that are safe; see [`ClientError`].
    pub async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Answer, ClientError> {
        let response = self.exchange(E::OPERATION, endpoint.request()).await?;
        read(endpoint, &response)
    }

    /// Asks once who the token is, only to see whether there is an answer; its status.
    ///
    /// # Errors
    /// When there is none.
    pub async fn reach(&self) -> Result<u16, TransportError> {
        let mut request = GetCallerIdentity.request();
        self.authorize(&mut request);
        let response = self.transport.send(request).await?;
        Ok(response.status)
    }

    fn authorize(&self, request: &mut Request) {
        if let Some(token) = &self.token {
            request.headers.set("Authorization", token.expose());
        }
    }

    /// Sends a request, as often as it is safe and promising, until there is a success, and gives
    /// the whole answer: what [`Self::call`] does before it reads. For callers that know only at
    /// run time which operation it is.
    ///
    /// # Errors
    /// As [`Self::call`], except for an answer that cannot be read.
    pub async fn exchange(
        &self,
        operation: Operation,
        mut request: Request,
    ) -> Result<Response, ClientError> {
        self.authorize(&mut request);
        // A beta operation asks for its version itself.
        if let Some(version) = &self.api_version
            && request.headers.get("LD-API-Version").is_none()
        {
            request.headers.set("LD-API-Version", version);
        }
        check(&request)?;
        let is_repeatable = is_repeatable(operation, &request);
        // What is read bit by bit is gone once it was sent.
        let tries_at_most = match request.body {
            Body::Reader(_) => 1,
            Body::Empty | Body::Bytes(_) => self.retry.tries,
        };
        let mut tries = 1;
        loop {
            let ended = self.transport.send(request.clone()).await;
            let now = self.transport.now();
            let asked = ended
                .as_ref()
                .ok()
                .and_then(|answer| asked_wait(answer, now));
            let is_success = ended.as_ref().is_ok_and(Response::is_success);
            if !is_success && tries < tries_at_most && may_send_again(is_repeatable, &ended) {
                let is_rate_limited = ended.as_ref().is_ok_and(|answer| answer.status == 429);
                let wait = self.retry.wait(tries, asked, now);
                if self.transport.before_retry(wait, is_rate_limited).await {
                    tries += 1;
                    continue;
                }
            }
            return match ended {
                Ok(response) if is_success => Ok(response),
                Ok(response) => {
                    let mut error = ApiError::read(&request, &response);
                    error.retry_after = asked;
                    Err(ClientError::Api(Box::new(error)))
                }
                Err(error) => Err(unanswered(operation, &request, is_repeatable, error)),
            };
        }
    }
}

/// Reads the answer of an exchange.
///
/// # Errors
/// [`ClientError::Decode`]: the answer is not what the operation gives.
pub fn read<E: Endpoint>(endpoint: &E, response: &Response) -> Result<E::Answer, ClientError> {
    endpoint
        .read_response(response)
        .map_err(|invalid| unreadable(E::OPERATION, response, invalid))
}

/// What is told of a success that cannot be read.
#[must_use]
pub fn unreadable(operation: Operation, response: &Response, invalid: Invalid) -> ClientError {
    let is_page = response
        .body
        .as_bytes()
        .trim_ascii_start()
        .starts_with(b"<");
    ClientError::Decode {
        operation,
        path: if is_page {
            String::new()
        } else {
            invalid.path.clone()
        },
        reason: if is_page {
            "The answer is a web page.".to_owned()
        } else {
            invalid.into_reason()
        },
    }
}

fn unanswered(
    operation: Operation,
    request: &Request,
    is_repeatable: bool,
    error: TransportError,
) -> ClientError {
    let name = format!("{} {}", request.method, request.path);
    if is_repeatable || error.reached == segdeck_core::wire::Reached::NotSent {
        ClientError::Transport {
            request: name,
            error,
        }
    } else {
        ClientError::OutcomeUnknown {
            operation,
            request: name,
            error,
        }
    }
}

/// Refuses what would reach another address than the one that is meant: an empty part, or `.` and
/// `..`, which a browser resolves even percent-encoded; and text that cannot stand in a header.
fn check(request: &Request) -> Result<(), Invalid> {
    for part in request.path.split('/').skip(1) {
        if part.is_empty() || part == "." || part == ".." {
            return Err(Invalid::new(
                "key",
                format!("\"{part}\" cannot be a key in the path of a request."),
            ));
        }
    }
    for (name, value) in request.headers.iter() {
        if !value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(Invalid::new(
                name,
                "This header has a character that no header can have.",
            ));
        }
    }
    Ok(())
}
