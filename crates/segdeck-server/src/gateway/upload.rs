//! The body of a request on its way through: never held, read as fast as the upstream takes it,
//! within limits of size and time.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::{body, refusal::Refusal};

/// What a body may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many bytes.
    pub size: usize,
    /// How long it may stand still.
    pub silence: Duration,
    /// How long in all.
    pub whole: Duration,
}

/// A body that can be sent again while nothing of it has been read.
#[derive(Clone)]
pub struct Upload(Arc<Mutex<State>>);

struct State {
    /// Gone when it was read to its end, or given up.
    body: Option<Body>,
    limits: Limits,
    size: usize,
    is_begun: bool,
    deadline: Option<Pin<Box<Sleep>>>,
    waiting: Option<Pin<Box<Sleep>>>,
    /// Why it was not read to its end.
    refusal: Option<Refusal>,
    moved: Instant,
}

impl Upload {
    pub fn new(body: Body, limits: Limits) -> Self {
        Self(Arc::new(Mutex::new(State {
            body: Some(body),
            limits,
            size: 0,
            is_begun: false,
            deadline: None,
            waiting: None,
            refusal: None,
            moved: Instant::now(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether any of it was asked for, and so may have been sent.
    pub fn is_begun(&self) -> bool {
        self.state().is_begun
    }

    /// When it last moved.
    pub fn moved(&self) -> Instant {
        self.state().moved
    }

    /// Why it could not be read to its end, if that is so.
    pub fn refusal(&self) -> Option<Refusal> {
        self.state().refusal.clone()
    }

    /// What is left of it, which is not sent any more.
    pub fn take(&self) -> Option<Body> {
        self.state().body.take()
    }
}

impl State {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Halted>>> {
        if !self.is_begun {
            self.is_begun = true;
            self.deadline = Some(Box::pin(sleep_until(Instant::now() + self.limits.whole)));
        }
        let Some(body) = self.body.as_mut() else {
            // Given up while it was sent: what arrived there must not look whole.
            return Poll::Ready(self.refusal.is_some().then_some(Err(Halted)));
        };
        match Pin::new(body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.waiting = None;
                self.moved = Instant::now();
                let size = frame.data_ref().map_or(0, Bytes::len);
                self.size = self.size.saturating_add(size);
                if self.size > self.limits.size {
                    return self.halt(body::larger(self.limits.size));
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(_))) => {
                self.body = None;
                self.halt(body::broken_off())
            }
            Poll::Ready(None) => {
                self.body = None;
                self.moved = Instant::now();
                Poll::Ready(None)
            }
            Poll::Pending => {
                let silence = self.limits.silence;
                let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(silence)));
                if waiting.as_mut().poll(context).is_ready() {
                    return self.halt(body::too_slow(silence));
                }
                let deadline = self.deadline.as_mut();
                if deadline.is_some_and(|deadline| deadline.as_mut().poll(context).is_ready()) {
                    return self.halt(body::too_slow(self.limits.whole));
                }
                Poll::Pending
            }
        }
    }

    fn halt(&mut self, refusal: Refusal) -> Poll<Option<Result<Frame<Bytes>, Halted>>> {
        self.refusal = Some(refusal);
        Poll::Ready(Some(Err(Halted)))
    }
}

/// The body ended before its end; [`Upload::refusal`] tells why.
#[derive(Clone, Copy, Debug)]
pub struct Halted;

impl fmt::Display for Halted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request's body could not be read to its end")
    }
}

impl std::error::Error for Halted {}

impl HttpBody for Upload {
    type Data = Bytes;
    type Error = Halted;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Halted>>> {
        self.state().poll(context)
    }

    fn is_end_stream(&self) -> bool {
        let state = self.state();
        match &state.body {
            Some(body) => body.is_end_stream(),
            None => state.refusal.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        let state = self.state();
        state
            .body
            .as_ref()
            .map_or(SizeHint::default(), Body::size_hint)
    }
}
