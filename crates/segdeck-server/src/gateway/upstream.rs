//! The way to the upstream: kept-open connections, patience, and another try where that is safe.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, Response, header};
use reqwest::{Certificate, Method, Url, redirect};
use tokio::time::{Instant, sleep_until};

use super::{failure::Failure, options::Gateway, upload::Upload};

/// How often a request is sent at most, and the waits in between.
const WAITS: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];
/// How long a connection is kept without a request; load balancers close theirs after a minute.
const IDLE: Duration = Duration::from_secs(50);
const KEPT_OPEN: usize = 64;

/// Why the HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The certificates given cannot be read.
    #[error(
        "The certificates of --upstream-ca cannot be read. Give a file in PEM form with at least one."
    )]
    Authorities,
    /// The token cannot stand in a header.
    #[error("The access token cannot stand in a header.")]
    Token,
    /// TLS or the like could not be set up.
    #[error("The HTTP client cannot start: {0}")]
    Client(#[from] reqwest::Error),
}

/// Sends requests with the gateway's token.
pub struct Sender {
    http: reqwest::Client,
    token: HeaderValue,
    answer_patience: Duration,
}

/// A request as it is sent.
pub struct Outgoing {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<Upload>,
}

impl Sender {
    pub fn new(options: &Gateway) -> Result<Self, SetupError> {
        // An error means that the process has chosen a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .user_agent(concat!("segdeck/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(options.connect_patience)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(KEPT_OPEN)
            .tcp_keepalive(IDLE);
        if options.upstream.is_loopback() {
            // Not through a proxy of the environment, which might read the token.
            builder = builder.no_proxy();
        }
        if let Some(pem) = &options.authorities {
            let certificates =
                Certificate::from_pem_bundle(pem).map_err(|_| SetupError::Authorities)?;
            if certificates.is_empty() {
                return Err(SetupError::Authorities);
            }
            builder = builder.tls_certs_merge(certificates);
        }
        let mut token =
            HeaderValue::from_str(options.token.expose()).map_err(|_| SetupError::Token)?;
        token.set_sensitive(true);
        Ok(Self {
            http: builder.build()?,
            token,
            answer_patience: options.answer_patience,
        })
    }

    /// Sends a request until there is the head of an answer. It is sent again only if nothing of it
    /// has been sent, or it only asks and got no answer at all.
    pub async fn send(&self, outgoing: &Outgoing) -> Result<Response<reqwest::Body>, Failure> {
        for wait in WAITS {
            match self.send_once(outgoing).await {
                Err(failure) if may_send_again(&failure, outgoing) => {
                    tracing::debug!(?failure, "sending again");
                    tokio::time::sleep(wait).await;
                }
                ended => return ended,
            }
        }
        self.send_once(outgoing).await
    }

    async fn send_once(&self, outgoing: &Outgoing) -> Result<Response<reqwest::Body>, Failure> {
        let mut request = self
            .http
            .request(outgoing.method.clone(), outgoing.url.clone())
            .headers(outgoing.headers.clone())
            .header(header::AUTHORIZATION, self.token.clone());
        if let Some(body) = &outgoing.body {
            request = request.body(reqwest::Body::wrap(body.clone()));
        }
        let sending = request.send();
        tokio::pin!(sending);
        let begun = Instant::now();
        let answered = loop {
            // The patience begins when the last of the body has left.
            let moved = outgoing
                .body
                .as_ref()
                .map_or(begun, Upload::moved)
                .max(begun);
            tokio::select! {
                answered = &mut sending => break answered,
                () = sleep_until(moved + self.answer_patience) => {
                    let now_moved = outgoing.body.as_ref().map_or(begun, Upload::moved);
                    if now_moved <= moved {
                        return Err(Failure::Timeout);
                    }
                }
            }
        };
        let refusal = outgoing.body.as_ref().and_then(Upload::refusal);
        match (answered, refusal) {
            (Ok(response), _) => Ok(response.into()),
            (Err(_), Some(refusal)) => Err(Failure::Client(refusal)),
            (Err(error), None) => Err(Failure::of(&error)),
        }
    }
}

/// A connection that broke off may have been one that was kept open and that the other side had just
/// closed; a change might have been made on it, so it is not for the gateway to try again.
fn may_send_again(failure: &Failure, outgoing: &Outgoing) -> bool {
    match failure {
        Failure::Unreachable(_) => outgoing.body.as_ref().is_none_or(|body| !body.is_begun()),
        Failure::BrokeOff(_) => outgoing.method == Method::GET,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http_body_util::BodyExt;

    use super::{super::upload::Limits, *};

    #[tokio::test]
    async fn only_what_was_not_sent_or_only_asks_is_sent_again() {
        let url = Url::parse("http://127.0.0.1/").unwrap();
        let outgoing = |method, body| Outgoing {
            method,
            url: url.clone(),
            headers: HeaderMap::new(),
            body,
        };
        let upload = || {
            let patience = Duration::from_secs(1);
            let limits = Limits {
                size: 10,
                silence: patience,
                whole: patience,
            };
            Upload::new(Body::from("body"), limits)
        };
        let unreachable = Failure::Unreachable("refused".to_owned());
        let broke_off = Failure::BrokeOff("closed".to_owned());
        let get = outgoing(Method::GET, None);
        let delete = outgoing(Method::DELETE, None);
        let post = outgoing(Method::POST, Some(upload()));
        for (failure, request, expected) in [
            (&unreachable, &get, true),
            (&unreachable, &delete, true),
            (&unreachable, &post, true),
            (&broke_off, &get, true),
            (&broke_off, &delete, false),
            (&broke_off, &post, false),
            (&Failure::Timeout, &get, false),
            (&Failure::ConnectTimeout, &get, false),
            (&Failure::Tls("name".to_owned()), &get, false),
        ] {
            assert_eq!(may_send_again(failure, request), expected, "{failure:?}");
        }
        let begun = upload();
        begun.clone().collect().await.unwrap();
        let post = outgoing(Method::POST, Some(begun));
        assert!(!may_send_again(&unreachable, &post));
    }
}
