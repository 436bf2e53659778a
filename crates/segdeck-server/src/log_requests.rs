//! One line for each request: never its headers, query or body, where tokens and targets are.

use std::time::Instant;

use axum::{extract::Request, middleware::Next, response::Response};

use crate::fault::Dropped;

pub async fn log(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    if response.extensions().get::<Dropped>().is_some() {
        tracing::info!(%method, path, milliseconds, "dropped on purpose");
    } else {
        let status = response.status().as_u16();
        tracing::info!(%method, path, status, milliseconds, "answered");
    }
    response
}
