//! Whether requests would be answered: the upstream is there and knows the token.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, Limited};
use segdeck_core::{
    endpoint::{Endpoint, GetCallerIdentity, Operation},
    wire,
};
use tokio::sync::Mutex;

use super::{Shared, failure::Failure, upstream::Outgoing};
use crate::{
    pages,
    refusal::{Refusal, json},
};

/// For how long a good answer is believed.
const GOOD: Duration = Duration::from_secs(10);
/// For how long a bad one is.
const BAD: Duration = Duration::from_secs(2);
/// How long the question may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// No identity is larger.
const LARGEST: usize = 64 * 1024;

/// What was found out, and when.
#[derive(Debug, Default)]
pub struct Readiness {
    last: Mutex<Option<(Instant, Result<(), Refusal>)>>,
    is_draining: AtomicBool,
}

impl Readiness {
    /// From now on no more requests are wanted.
    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::SeqCst);
    }

    /// Asks the upstream, unless it was asked a moment ago.
    pub async fn check(&self, shared: &Shared) -> Result<(), Refusal> {
        if self.is_draining.load(Ordering::SeqCst) {
            return Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "This gateway is about to stop.",
            ));
        }
        // Who asks meanwhile waits for the same answer.
        let mut last = self.last.lock().await;
        if let Some((when, found)) = &*last {
            let believed = if found.is_ok() { GOOD } else { BAD };
            if when.elapsed() < believed {
                return found.clone();
            }
        }
        let found = ask(shared).await;
        *last = Some((Instant::now(), found.clone()));
        found
    }
}

async fn ask(shared: &Shared) -> Result<(), Refusal> {
    let not_ready =
        |code: &str, message: String| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, code, message);
    let origin = shared.upstream.origin();
    let answered = tokio::time::timeout(PATIENCE, identify(shared)).await;
    match answered.unwrap_or(Err(Failure::Timeout)) {
        Ok(Identity::Known) => Ok(()),
        Ok(Identity::Refused(status)) => Err(not_ready(
            "upstream_token_refused",
            format!("{origin} refuses the gateway's access token (status {status})."),
        )),
        Ok(Identity::Failed(status)) => Err(not_ready(
            "upstream_failing",
            format!("{origin} answers with status {status}."),
        )),
        Err(failure) => Err(failure
            .tell(&origin)
            .with_status(StatusCode::SERVICE_UNAVAILABLE)),
    }
}

enum Identity {
    Known,
    Refused(u16),
    Failed(u16),
}

async fn identify(shared: &Shared) -> Result<Identity, Failure> {
    let target = Operation::GetCallerIdentity.path();
    let Some(url) = shared.upstream.address(target) else {
        return Err(Failure::Unreachable("no address".to_owned()));
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static(wire::JSON));
    let outgoing = Outgoing {
        method: reqwest::Method::GET,
        url,
        headers,
        body: None,
    };
    let (parts, body) = shared.sender.send(&outgoing).await?.into_parts();
    let status = parts.status.as_u16();
    let strange = || Failure::NotJson {
        status,
        media_type: Some("something else".to_owned()),
    };
    match status {
        200..=299 => {
            let body = Limited::new(body, LARGEST).collect().await;
            let body = body.map_err(|_| strange())?.to_bytes();
            let identity = GetCallerIdentity.read(&body).map_err(|_| strange())?;
            // Every field is optional, but a service that is not LaunchDarkly has none of them.
            let is_known = identity.account_id.is_some()
                || identity.token_id.is_some()
                || identity.member_id.is_some()
                || identity.auth_kind.is_some();
            is_known.then_some(Identity::Known).ok_or_else(strange)
        }
        // It is there and knows the token, which is only asked too often.
        429 => Ok(Identity::Known),
        401 | 403 => Ok(Identity::Refused(status)),
        300..=399 => Err(Failure::Redirected(status)),
        _ => Ok(Identity::Failed(status)),
    }
}

/// `GET /segdeck/ready`: 200 if requests would be answered, else 503 and why not.
pub async fn endpoint(State(shared): State<Arc<Shared>>, method: Method) -> Response {
    if let Err(refusal) = pages::only_read(&method) {
        return refusal.into_response();
    }
    match shared.readiness.check(&shared).await {
        Ok(()) => json(StatusCode::OK, &serde_json::json!({"status": "ready"})),
        Err(refusal) => refusal.into_response(),
    }
}
