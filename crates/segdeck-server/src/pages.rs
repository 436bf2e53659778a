//! What the page needs to know, and what protects it.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use segdeck_sandbox::DEFAULT_WRITER_TOKEN;
use serde::Serialize;

use crate::{
    refusal::{Refusal, json},
    site::Site,
};

/// Parts of the browser that the page has no use for.
const WITHOUT: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// What the page is told of the server. It never holds a secret: only a token that everyone knows.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    mode: &'static str,
    upstream: Option<String>,
    read_only: bool,
    token: Option<&'static str>,
    /// What a gateway wants to be shown with each request: `key`, `password` or `proxy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    auth: Option<&'static str>,
}

impl Config {
    /// Of a sandbox.
    pub fn sandbox(has_default_tokens: bool) -> Self {
        Self {
            mode: "sandbox",
            upstream: None,
            read_only: false,
            token: has_default_tokens.then_some(DEFAULT_WRITER_TOKEN),
            auth: None,
        }
    }

    /// Of a gateway.
    pub fn gateway(upstream: String, read_only: bool, auth: &'static str) -> Self {
        Self {
            mode: "gateway",
            upstream: Some(upstream),
            read_only,
            token: None,
            auth: Some(auth),
        }
    }
}

/// `GET /segdeck/config.json`: what the page is connected to.
pub async fn config(State(site): State<Arc<Site>>, method: Method) -> Response {
    if let Err(refusal) = only_read(&method) {
        return refusal.into_response();
    }
    json(StatusCode::OK, &site.config)
}

/// `GET /segdeck/health`: answers 200 while the server works.
pub async fn health(method: Method) -> Response {
    if let Err(refusal) = only_read(&method) {
        return refusal.into_response();
    }
    json(StatusCode::OK, &serde_json::json!({"status": "ok"}))
}

/// Any other path under `/segdeck/`.
pub async fn nothing(uri: Uri) -> Refusal {
    Refusal::not_found(format!("Nothing is at {}.", uri.path()))
}

pub fn only_read(method: &Method) -> Result<(), Refusal> {
    if matches!(*method, Method::GET | Method::HEAD) {
        Ok(())
    } else {
        Err(Refusal::method_not_allowed(
            format!("{method} is not possible here, only GET."),
            "GET, HEAD",
        ))
    }
}

/// What protects the page, on every answer: a worker takes its policy from its own script's.
pub async fn add_security_headers(
    State(site): State<Arc<Site>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, site.policy_header.clone());
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (HeaderName::from_static("permissions-policy"), WITHOUT),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
