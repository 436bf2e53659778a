//! What every server has around its API: who may call it, the page, and one line of log for each
//! request.

use std::sync::Arc;

use axum::{Router, http::HeaderValue, middleware, routing::any};
use segdeck_policy::Policy;
use tokio::sync::Semaphore;

use crate::{
    blocking, cors,
    cors::Cors,
    dist::Dist,
    files, guard,
    guard::Guard,
    log_requests,
    options::Options,
    pages::{self, Config},
    refusal::Refusal,
};

/// How many files are read at once.
const READERS: usize = 16;

pub struct Site {
    pub guard: Guard,
    pub cors: Cors,
    pub dist: Option<Dist>,
    /// What the page is told.
    pub config: Config,
    /// What the page may do.
    pub policy: Policy,
    pub policy_header: HeaderValue,
    readers: Arc<Semaphore>,
}

impl Site {
    pub fn new(options: &Options, dist: Option<Dist>, config: Config) -> Arc<Self> {
        let policy = Policy::new(options.connect_src.iter().cloned());
        Arc::new(Self {
            guard: Guard::new(&options.allow_hosts, &options.allow_origins),
            cors: options.cors,
            dist,
            config,
            policy_header: HeaderValue::try_from(policy.header())
                .unwrap_or(HeaderValue::from_static("default-src 'none'")),
            policy,
            readers: Arc::new(Semaphore::new(READERS)),
        })
    }

    /// Reads a file, or the like, on a thread for it.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        blocking::run(&self.readers, work).await
    }
}

/// The page around an API, behind the guard.
pub fn around(api: Router, site: &Arc<Site>) -> Router {
    Router::new()
        .route("/segdeck/config.json", any(pages::config))
        .route("/segdeck/", any(pages::nothing))
        .route("/segdeck/{*path}", any(pages::nothing))
        .fallback(files::endpoint)
        .with_state(Arc::clone(site))
        .merge(api)
        .layer(middleware::from_fn_with_state(
            Arc::clone(site),
            cors::answer_preflight,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(site),
            guard::check,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(site),
            cors::share,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(site),
            pages::add_security_headers,
        ))
        .layer(middleware::from_fn(log_requests::log))
}
