//! What can go wrong with the upstream, in words that the page shows.

use std::{error::Error, io};

use axum::http::StatusCode;

use crate::refusal::Refusal;

/// Why there is no answer of the upstream to pass on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection: nothing was sent.
    Unreachable(String),
    /// The other side could not prove who it is: nothing was sent.
    Tls(String),
    /// It took too long to connect: nothing was sent.
    ConnectTimeout,
    /// No answer, although the request may have arrived.
    BrokeOff(String),
    /// No answer in time, although the request may have arrived.
    Timeout,
    /// It sends elsewhere.
    Redirected(u16),
    /// It answers with something that LaunchDarkly's API does not.
    NotJson {
        status: u16,
        /// What it is instead, if it said.
        media_type: Option<String>,
    },
    /// What has to be read whole is too large.
    TooLarge,
    /// The client's own request could not be read to its end.
    Client(Refusal),
}

impl Failure {
    /// Of a request that got no answer.
    pub fn of(error: &reqwest::Error) -> Self {
        let reason = innermost(error);
        if is_tls(error) {
            Self::Tls(reason)
        } else if error.is_connect() && error.is_timeout() {
            Self::ConnectTimeout
        } else if error.is_connect() || error.is_builder() {
            Self::Unreachable(reason)
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::BrokeOff(reason)
        }
    }

    /// As it is told to the page. `origin` is that of the upstream.
    pub fn tell(self, origin: &str) -> Refusal {
        let gateway =
            |code: &str, message: String| Refusal::new(StatusCode::BAD_GATEWAY, code, message);
        match self {
            Self::Unreachable(reason) => gateway(
                "upstream_unreachable",
                format!("The gateway cannot reach {origin} ({reason}). Nothing was sent."),
            ),
            Self::Tls(reason) => gateway(
                "upstream_tls",
                format!(
                    "The gateway does not trust the certificate of {origin} ({reason}). Nothing was \
                     sent. Behind a proxy that opens TLS, start the gateway with --upstream-ca."
                ),
            ),
            Self::ConnectTimeout => Refusal::new(
                StatusCode::GATEWAY_TIMEOUT,
                "upstream_connect_timeout",
                format!("The gateway got no connection to {origin} in time. Nothing was sent."),
            ),
            Self::BrokeOff(reason) => gateway(
                "upstream_broke_off",
                format!(
                    "The connection to {origin} broke off before the answer ({reason}). A change \
                     may have been made all the same."
                ),
            ),
            Self::Timeout => Refusal::new(
                StatusCode::GATEWAY_TIMEOUT,
                "upstream_timeout",
                format!(
                    "{origin} did not answer in time. A change may have been made all the same."
                ),
            ),
            Self::Redirected(status) => gateway(
                "upstream_redirected",
                format!(
                    "{origin} sends elsewhere (status {status}), and the gateway does not follow. \
                     Is it LaunchDarkly's address, or does a proxy ask for a login?"
                ),
            ),
            Self::NotJson { status, media_type } => {
                let what = media_type.unwrap_or_else(|| "something without a type".to_owned());
                // A status that says when to come again is kept, and one that blames the token is
                // not: something else than the API gave it.
                let kept = StatusCode::from_u16(status)
                    .ok()
                    .filter(|status| status.is_server_error() || status.as_u16() == 429);
                Refusal::new(
                    kept.unwrap_or(StatusCode::BAD_GATEWAY),
                    "upstream_not_json",
                    format!(
                        "{origin} answered with {what} (status {status}) and not as LaunchDarkly's \
                         API does. Is it the right address, or does a proxy stand in between?"
                    ),
                )
            }
            Self::TooLarge => gateway(
                "upstream_too_large",
                format!(
                    "The answer of {origin} is too large to take its secrets out. Ask for smaller \
                     pages."
                ),
            ),
            Self::Client(refusal) => refusal,
        }
    }
}

/// The error at the bottom: those above it repeat the address.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let innermost = causes(error).last();
    innermost.map_or_else(String::new, ToString::to_string)
}

fn is_tls(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(<dyn Error>::is::<rustls::Error>)
}

/// An error and what it was made of, down to the bottom.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // An I/O error leaves out the error that it was made of, and names the next one.
        let inside = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match inside {
            Some(inside) => Some(inside),
            None => error.source(),
        }
    })
}
