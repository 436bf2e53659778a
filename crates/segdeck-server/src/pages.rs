//! What the page needs to know, and what protects it.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use segdeck_sandbox::DEFAULT_WRITER_TOKEN;
use serde::Serialize;

use crate::{
    refusal::{Refusal, json},
    site::Site,
};

/// The page loads its own files, runs its own WebAssembly, talks to its own server, and is shown
/// in no other page. A worker takes this from its own script's answer, hence it is on every one.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; \
    base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

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

pub async fn add_security_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
