//! The gateway: a few operations of LaunchDarkly's API, with a token that never leaves this server.
//!
//! It keeps nothing, so that any number of them can stand side by side. What is forwarded is an
//! operation, written anew, with a few headers; what comes back is streamed, with a few headers.

use std::{sync::Arc, time::Duration};

use axum::{Router, middleware, routing::any};
use tokio::sync::Semaphore;

use crate::{options::Options, pages};

mod access;
mod download;
mod failure;
mod forward;
mod metrics;
mod net;
mod options;
mod ready;
mod route;
mod secret;
mod secrets;
mod upload;
mod upstream;

pub use access::NoRandomness;
pub use net::{Network, NetworkError};
pub use options::{Access, Gateway, Upstream, UpstreamError};
pub use secret::{Secret, SecretError};
pub use upstream::SetupError;

use metrics::Metrics;
use ready::Readiness;
use upload::Limits;
use upstream::Sender;

/// How many answers are read whole at once.
const PARSED: usize = 8;

/// What every request works with.
pub struct Shared {
    upstream: Upstream,
    sender: Sender,
    read_only: bool,
    /// What the bodies of requests may take, and what files that are imported may.
    bodies: Limits,
    files: Limits,
    silence: Duration,
    whole_patience: Duration,
    parsing: Semaphore,
    metrics: Arc<Metrics>,
    readiness: Readiness,
    access: Arc<access::Access>,
}

/// Why a gateway could not be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GatewayError {
    /// No key could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The way to the upstream could not be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

impl Shared {
    /// The gateway, and its key if it made one.
    pub fn new(
        gateway: &Gateway,
        options: &Options,
    ) -> Result<(Arc<Self>, Option<Secret>), GatewayError> {
        let (access, key) = access::Access::new(&gateway.access)?;
        let shared = Self {
            upstream: gateway.upstream.clone(),
            sender: Sender::new(gateway)?,
            read_only: gateway.read_only,
            bodies: Limits {
                size: options.max_body,
                silence: options.body_patience,
                whole: options.body_patience,
            },
            files: Limits {
                size: options.max_upload,
                silence: options.upload_silence,
                whole: options.upload_patience,
            },
            silence: gateway.silence,
            whole_patience: gateway.whole_patience,
            parsing: Semaphore::new(PARSED),
            metrics: Arc::default(),
            readiness: Readiness::default(),
            access: Arc::new(access),
        };
        Ok((Arc::new(shared), key))
    }

    /// Says at the start what would else be found out by the first request.
    pub async fn warn_unless_ready(&self) {
        match self.readiness.check(self).await {
            Ok(()) => tracing::info!("the upstream accepts the access token"),
            Err(refusal) => tracing::warn!(reason = refusal.message(), "not ready"),
        }
    }

    /// From now on it says that it is not ready.
    pub fn drain(&self) {
        self.readiness.drain();
    }
}

/// The API, and how the gateway is doing.
pub fn router(shared: &Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/api", any(forward::endpoint))
        .route("/api/", any(forward::endpoint))
        .route("/api/{*path}", any(forward::endpoint))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&shared.access),
            access::check,
        ))
        .route("/segdeck/ready", any(ready::endpoint))
        .with_state(Arc::clone(shared));
    Router::new()
        .route("/segdeck/health", any(pages::health))
        .route("/segdeck/metrics", any(metrics::endpoint))
        .with_state(Arc::clone(&shared.metrics))
        .merge(api)
}

/// Counts what is refused by any layer around the gateway.
pub fn watch(router: Router, shared: &Arc<Shared>) -> Router {
    router.layer(middleware::from_fn_with_state(
        Arc::clone(&shared.metrics),
        metrics::count_refusals,
    ))
}
