//! What every request works with, and which path leads where.

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{any, get},
};
use segdeck_core::wire;
use segdeck_sandbox::{Question, Sandbox, SandboxError};
use tokio::sync::Semaphore;

use crate::{
    api, clock,
    clock::Clock,
    cors::{self, Cors},
    fault,
    fault::FaultList,
    files,
    files::Dist,
    guard,
    guard::Guard,
    log_requests, openapi,
    options::Options,
    pages,
    rate_limit::{RateLimiter, Standing},
    refusal::Refusal,
    spool::Spool,
};

/// How many requests work on the database at once; the others wait their turn without a thread.
const WORKERS: usize = 16;

pub struct App {
    pub sandbox: Arc<Sandbox>,
    pub clock: Clock,
    pub faults: Option<FaultList>,
    pub guard: Guard,
    pub cors: Cors,
    rate_limiter: Option<RateLimiter>,
    pub dist: Option<Dist>,
    /// Whether the page may be given the token that everyone knows.
    pub has_default_tokens: bool,
    pub max_body: usize,
    pub spool: Spool,
    pub body_patience: std::time::Duration,
    workers: Arc<Semaphore>,
}

impl App {
    pub fn new(
        sandbox: Sandbox,
        dist: Option<Dist>,
        has_default_tokens: bool,
        options: Options,
    ) -> Self {
        let spool = Spool::new(&options);
        Self {
            sandbox: Arc::new(sandbox),
            clock: Clock::new(options.clock),
            faults: options.faults.map(FaultList::new),
            guard: Guard::new(&options.allow_hosts, &options.allow_origins),
            cors: options.cors,
            rate_limiter: RateLimiter::new(options.rate_limits),
            dist,
            has_default_tokens,
            max_body: options.max_body,
            spool,
            body_patience: options.body_patience,
            workers: Arc::new(Semaphore::new(WORKERS)),
        }
    }

    /// Lets the sandbox answer, on a thread that may block. `standing` is that of a request that
    /// has been counted already.
    pub async fn answer(
        self: &Arc<Self>,
        request: wire::Request,
        standing: Option<Standing>,
    ) -> Result<wire::Response, Refusal> {
        let app = Arc::clone(self);
        self.blocking(move || {
            let now = app.clock.now();
            let question = match app.sandbox.ask(&request) {
                Ok(question) => question,
                Err(refused) => return refused,
            };
            let standing = standing.or_else(|| app.count(&question));
            if let Some(refused) = standing.as_ref().and_then(Standing::refuse) {
                return refused;
            }
            let mut response = app.sandbox.answer(&question, now);
            if let Some(standing) = standing {
                standing.tell(&mut response);
            }
            response
        })
        .await
    }

    /// Counts a request and refuses it if that needs no look at its body. `Err` is the answer.
    pub async fn admit(
        self: &Arc<Self>,
        request: wire::Request,
    ) -> Result<Result<Option<Standing>, wire::Response>, Refusal> {
        let app = Arc::clone(self);
        self.blocking(move || {
            let question = app.sandbox.ask(&request)?;
            let standing = app.count(&question);
            let refused = standing.as_ref().and_then(Standing::refuse);
            match refused.or_else(|| app.sandbox.refuse_early(&question)) {
                Some(refused) => Err(refused),
                None => Ok(standing),
            }
        })
        .await
    }

    fn count(&self, question: &Question<'_>) -> Option<Standing> {
        let limiter = self.rate_limiter.as_ref()?;
        Some(limiter.count(question, self.clock.now()))
    }

    /// Applies what is due by now.
    pub async fn apply_due(self: &Arc<Self>) -> Result<(), Refusal> {
        let app = Arc::clone(self);
        let applied = self
            .blocking(move || app.sandbox.apply_due(app.clock.now()))
            .await?;
        applied.map(|_| ()).map_err(|error: SandboxError| {
            tracing::error!(%error, "expirations that are due could not be applied");
            Refusal::internal()
        })
    }

    /// Does a slice of the sandbox's work, and tells whether there is more.
    pub async fn work(self: &Arc<Self>) -> Result<bool, Refusal> {
        let app = Arc::clone(self);
        let done = self
            .blocking(move || app.sandbox.work(app.clock.now()))
            .await?;
        done.map_err(|error: SandboxError| {
            tracing::error!(%error, "a slice of the work could not be done");
            Refusal::internal()
        })
    }

    /// Runs blocking work on a thread for it. Work that has begun is finished even if nobody waits
    /// for it any more.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let Ok(worker) = Arc::clone(&self.workers).acquire_owned().await else {
            return Err(Refusal::internal());
        };
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(worker);
            result
        });
        done.await.map_err(|error| {
            tracing::error!(%error, "a task ended without a result");
            Refusal::internal()
        })
    }
}

/// Which path leads where.
pub fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/api", any(api::endpoint))
        .route("/api/", any(api::endpoint))
        .route(
            segdeck_core::openapi::PATH,
            get(openapi::endpoint).fallback(api::endpoint),
        )
        .route("/api/{*path}", any(api::endpoint))
        .route("/segdeck/config.json", any(pages::config))
        .route("/segdeck/health", any(pages::health))
        .route("/segdeck/clock", any(clock::endpoint))
        .route("/segdeck/faults", any(fault::endpoint))
        .route("/segdeck/", any(pages::nothing))
        .route("/segdeck/{*path}", any(pages::nothing))
        .fallback(files::endpoint)
        .layer(middleware::from_fn_with_state(
            Arc::clone(app),
            cors::answer_preflight,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(app),
            guard::check,
        ))
        .layer(middleware::from_fn_with_state(Arc::clone(app), cors::share))
        .layer(middleware::map_response(pages::add_security_headers))
        .layer(middleware::from_fn(log_requests::log))
        .with_state(Arc::clone(app))
}
