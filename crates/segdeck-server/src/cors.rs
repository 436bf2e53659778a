//! Pages of any origin may call the API, as they may call LaunchDarkly's, if the server is told so.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::site::Site;

/// What LaunchDarkly's documents show, and the header that its own clients send.
const ALLOWED_HEADERS: &str =
    "Accept, Content-Type, Content-Length, Accept-Encoding, Authorization, LD-API-Version";
/// What LaunchDarkly's documents show, and the methods that its API has besides.
const ALLOWED_METHODS: &str = "OPTIONS, GET, DELETE, PATCH, POST, PUT";
/// Without these a page could neither find what it imports nor wait for a limit to pass.
const EXPOSED_HEADERS: &str = "Location, Retry-After, X-Ratelimit-Global-Limit, \
    X-Ratelimit-Global-Remaining, X-Ratelimit-Route-Limit, X-Ratelimit-Route-Remaining, \
    X-Ratelimit-Auth-Token-Limit, X-Ratelimit-Auth-Token-Remaining, X-Ratelimit-Reset, \
    X-Ratelimit-Auth-Token-Reset";
/// For how many seconds a browser need not ask again.
const MAX_AGE: &str = "300";

/// Who besides the server's own page may call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cors {
    /// Only pages of origins that are named.
    #[default]
    Off,
    /// Pages of every origin may call the API, as they may call LaunchDarkly's.
    LaunchDarkly,
}

impl Cors {
    /// Whether pages of every origin may call this address.
    pub fn opens(self, uri: &Uri) -> bool {
        let below = uri.path().strip_prefix("/api/v2");
        self == Self::LaunchDarkly
            && below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    }
}

/// Adds the headers that let a browser show the answer to the page that asked.
pub async fn share(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if !site.cors.opens(request.uri()) {
        return next.run(request).await;
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = next.run(request).await;
    add_headers(response.headers_mut(), origin);
    response
}

/// Answers a browser that asks beforehand, which it does without the token.
pub async fn answer_preflight(
    State(site): State<Arc<Site>>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::OPTIONS && site.cors.opens(request.uri()) {
        return StatusCode::NO_CONTENT.into_response();
    }
    next.run(request).await
}

fn add_headers(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    headers.append(header::VARY, HeaderValue::from_name(header::ORIGIN));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        origin.unwrap_or(HeaderValue::from_static("*")),
    );
    let fixed: [(HeaderName, &str); 4] = [
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
        (header::ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
