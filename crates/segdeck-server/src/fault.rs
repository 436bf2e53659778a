//! Brings about the faults that the sandbox's list asks for.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper::body::{Body as HttpBody, Frame};
use segdeck_core::wire;
use segdeck_sandbox::{FaultEffect, Faults, faults};

use crate::{
    api,
    app::App,
    body,
    rate_limit::Standing,
    refusal::{Refusal, json},
};

/// The faults in force; tests replace them while the server runs.
#[derive(Debug)]
pub struct FaultList(RwLock<Faults>);

impl FaultList {
    pub fn new(faults: Faults) -> Self {
        Self(RwLock::new(faults))
    }

    fn next(&self, request: &wire::Request) -> Option<FaultEffect> {
        let faults = self.0.read().unwrap_or_else(PoisonError::into_inner);
        faults.next(request)
    }

    fn replace(&self, faults: Faults) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = faults;
    }
}

/// Marks an answer in whose place the connection is closed.
#[derive(Clone, Copy, Debug)]
pub struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was dropped on purpose")
    }
}

impl std::error::Error for Dropped {}

/// Lets the sandbox answer, or something go wrong.
pub async fn answer(
    app: &Arc<App>,
    request: wire::Request,
    standing: Option<Standing>,
) -> Result<Response, Refusal> {
    let effect = app.faults.as_ref().and_then(|list| list.next(&request));
    match effect {
        None => Ok(api::to_http(app.answer(request, standing).await?)),
        Some(FaultEffect::Status {
            status,
            code,
            message,
            retry_after,
        }) => Ok(api::to_http(faults::refusal(
            status,
            code,
            message,
            retry_after,
        ))),
        Some(FaultEffect::Delay { milliseconds }) => {
            let answer = app.answer(request, standing).await?;
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            Ok(api::to_http(answer))
        }
        Some(FaultEffect::DropBefore) => Ok(dropped()),
        Some(FaultEffect::DropAfter) => {
            app.answer(request, standing).await?;
            Ok(dropped())
        }
        Some(FaultEffect::Truncate { bytes }) => {
            Ok(truncate(app.answer(request, standing).await?, bytes))
        }
    }
}

fn dropped() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Dropped);
    response
}

fn truncate(mut answer: wire::Response, bytes: usize) -> Response {
    let mut kept = answer.body.as_bytes().to_vec();
    let whole = kept.len();
    if bytes >= whole {
        return api::to_http(answer);
    }
    kept.truncate(bytes);
    answer.body = wire::Body::Empty;
    let mut response = api::to_http(answer);
    *response.body_mut() = Body::new(CutShort {
        kept: Some(kept.into()),
        has_paused: false,
    });
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(whole));
    response
}

/// A body that ends with an error, which closes the connection.
struct CutShort {
    kept: Option<Bytes>,
    has_paused: bool,
}

impl HttpBody for CutShort {
    type Data = Bytes;
    type Error = Dropped;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Dropped>>> {
        if let Some(kept) = self.kept.take() {
            return Poll::Ready(Some(Ok(Frame::data(kept))));
        }
        // An error at once would close the connection before the kept bytes are written.
        if !self.has_paused {
            self.has_paused = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Dropped)))
    }
}

/// `PUT /segdeck/faults`: replaces the list and begins to count anew.
pub async fn endpoint(State(app): State<Arc<App>>, request: axum::extract::Request) -> Response {
    replace(&app, request)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn replace(app: &Arc<App>, request: axum::extract::Request) -> Result<Response, Refusal> {
    let Some(list) = app.faults.as_ref().filter(|_| app.clock.is_manual()) else {
        return Err(Refusal::not_found(
            "Faults can be replaced only when started with --fault and --clock manual.",
        ));
    };
    let (parts, body) = request.into_parts();
    if parts.method != Method::PUT {
        return Err(Refusal::method_not_allowed(
            "Faults are replaced by PUT.",
            "PUT",
        ));
    }
    let body = body::read(app, &parts.headers, body).await?;
    let faults = Faults::parse(&body).map_err(|error| Refusal::bad_request(error.to_string()))?;
    list.replace(faults);
    Ok(json(StatusCode::OK, &serde_json::json!({})))
}
