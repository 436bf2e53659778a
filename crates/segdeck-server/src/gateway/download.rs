//! The body of an answer on its way through: never held, read as fast as the client takes it. When
//! it breaks off, so does the client's connection, so that it never looks whole.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use super::metrics::{InFlight, Metrics};

/// A body that the upstream sends.
pub struct Download {
    body: reqwest::Body,
    silence: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    deadline: Pin<Box<Sleep>>,
    metrics: Arc<Metrics>,
    _in_flight: InFlight,
}

/// Why a body ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The upstream's connection failed.
    #[error("the upstream's answer broke off: {0}")]
    Upstream(#[from] reqwest::Error),
    /// The upstream sent nothing for too long, or took too long in all.
    #[error("the upstream's answer did not arrive in time")]
    TooSlow,
}

impl Broken {
    fn code(&self) -> &'static str {
        match self {
            Self::Upstream(_) => "upstream_answer_broke_off",
            Self::TooSlow => "upstream_answer_timeout",
        }
    }
}

impl Download {
    pub fn new(
        body: reqwest::Body,
        silence: Duration,
        whole: Duration,
        metrics: &Arc<Metrics>,
    ) -> Self {
        Self {
            body,
            silence,
            waiting: None,
            deadline: Box::pin(sleep(whole)),
            metrics: Arc::clone(metrics),
            _in_flight: metrics.begin(),
        }
    }

    fn fail(&self, error: Broken) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.metrics.refused(error.code());
        tracing::warn!(%error, "an answer was cut off");
        Poll::Ready(Some(Err(error)))
    }
}

impl HttpBody for Download {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let silence = self.silence;
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Err(error))) => self.fail(error.into()),
            Poll::Ready(ready) => {
                self.waiting = None;
                Poll::Ready(ready.map(|frame| frame.map_err(Broken::from)))
            }
            Poll::Pending => {
                let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(silence)));
                if waiting.as_mut().poll(context).is_ready()
                    || self.deadline.as_mut().poll(context).is_ready()
                {
                    return self.fail(Broken::TooSlow);
                }
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
