//! What every request to the sandbox works with, and which path leads where.

use std::sync::Arc;

use axum::{
    Router,
    routing::{any, get},
};
use segdeck_core::{
    endpoint::{Operation, Route},
    wire,
};
use segdeck_sandbox::{Question, Sandbox, SandboxError};
use tokio::sync::Semaphore;

use crate::{
    api, blocking, clock,
    clock::Clock,
    fault,
    fault::FaultList,
    openapi,
    options::Options,
    pages,
    rate_limit::{RateLimiter, Standing},
    refusal::Refusal,
    spool::Spool,
};

/// How many requests read the database at once; the others wait their turn without a thread.
const READERS: usize = 16;
/// How many requests wait for the one writer with a thread. They have workers of their own, so that
/// reads are answered however many changes wait.
const WRITERS: usize = 8;

pub struct App {
    pub sandbox: Arc<Sandbox>,
    pub clock: Clock,
    pub faults: Option<FaultList>,
    rate_limiter: Option<RateLimiter>,
    pub max_body: usize,
    pub spool: Spool,
    pub body_patience: std::time::Duration,
    pub answer_patience: std::time::Duration,
    readers: Arc<Semaphore>,
    writers: Arc<Semaphore>,
}

impl App {
    pub fn new(sandbox: Sandbox, options: Options) -> Self {
        let spool = Spool::new(&options);
        Self {
            sandbox: Arc::new(sandbox),
            clock: Clock::new(options.clock),
            faults: options.faults.map(FaultList::new),
            rate_limiter: RateLimiter::new(options.rate_limits),
            max_body: options.max_body,
            spool,
            body_patience: options.body_patience,
            answer_patience: options.answer_patience,
            readers: Arc::new(Semaphore::new(READERS)),
            writers: Arc::new(Semaphore::new(WRITERS)),
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
        let answering = self.blocking(Worker::of(&request), move || {
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
        });
        let answered = tokio::time::timeout(self.answer_patience, answering).await;
        answered.unwrap_or_else(|_| {
            Err(Refusal::unavailable(format!(
                "There is no answer after {} seconds. What was begun is still finished: see whether \
                 it was done before you send it again.",
                self.answer_patience.as_secs_f32()
            )))
        })
    }

    /// Counts a request and refuses it if that needs no look at its body. `Err` is the answer.
    pub async fn admit(
        self: &Arc<Self>,
        request: wire::Request,
    ) -> Result<Result<Option<Standing>, wire::Response>, Refusal> {
        let app = Arc::clone(self);
        self.blocking(Worker::Reader, move || {
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
            .blocking(Worker::Writer, move || {
                app.sandbox.apply_due(app.clock.now())
            })
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
            .blocking(Worker::Writer, move || app.sandbox.work(app.clock.now()))
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
        worker: Worker,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let workers = match worker {
            Worker::Reader => &self.readers,
            Worker::Writer => &self.writers,
        };
        blocking::run(workers, work).await
    }
}

/// Who does some work on the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worker {
    /// One of those who only read, as a rule: what is due by then is applied first.
    Reader,
    /// One of those who change, one after the other.
    Writer,
}

impl Worker {
    fn of(request: &wire::Request) -> Self {
        let is_read = match request.method {
            wire::Method::Get => true,
            // Some questions are asked by POST.
            wire::Method::Post => matches!(
                Operation::route(request.method, &request.path),
                Route::Found(operation, _) if operation.is_read()
            ),
            _ => false,
        };
        if is_read { Self::Reader } else { Self::Writer }
    }
}

/// The API of the sandbox, and what tests move it with.
pub fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/api", any(api::endpoint))
        .route("/api/", any(api::endpoint))
        .route(
            segdeck_core::openapi::PATH,
            get(openapi::endpoint).fallback(api::endpoint),
        )
        .route("/api/{*path}", any(api::endpoint))
        .route("/segdeck/health", any(pages::health))
        .route("/segdeck/clock", any(clock::endpoint))
        .route("/segdeck/faults", any(fault::endpoint))
        .with_state(Arc::clone(app))
}
