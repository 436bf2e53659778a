//! A request of the page becomes one of the gateway's, and the upstream's answer the page's.

use std::{sync::Arc, time::Instant};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use segdeck_core::{
    endpoint::{Operation, Route},
    wire,
};

use super::{
    Shared,
    download::{Broken, Download},
    failure::Failure,
    route::{self, Call},
    secrets,
    upload::{Limits, Upload},
    upstream::Outgoing,
};
use crate::{body, refusal::Refusal};

/// The request headers that go on. What a browser adds by itself, such as cookies, does not.
const REQUEST_HEADERS: [HeaderName; 2] = [header::ACCEPT, header::CONTENT_TYPE];
/// The answer headers that come back, with all whose name begins like [`RATE_LIMITS`].
const ANSWER_HEADERS: [HeaderName; 4] = [
    header::CONTENT_ENCODING,
    header::CONTENT_TYPE,
    header::RETRY_AFTER,
    header::VARY,
];
const RATE_LIMITS: &str = "x-ratelimit-";
const VERSION: HeaderName = HeaderName::from_static("ld-api-version");
/// The version that is spoken, unless the page asks for what is in development.
const CURRENT: HeaderValue = HeaderValue::from_static("20240415");
const BETA: &str = "beta";
/// The codings that the page may take an answer in.
const CODINGS: [&str; 2] = ["gzip", "br"];
/// The largest answer that is read whole.
const WHOLE: usize = 16 * 1024 * 1024;
/// How much is read of an upload that nobody wants any more: a client that is still sending would
/// not see the answer.
const DISCARDED: usize = 48 * 1024 * 1024;

/// Everything under `/api`.
pub async fn endpoint(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let begun = Instant::now();
    let _waiting = shared.metrics.begin();
    let (parts, body) = request.into_parts();
    let call = match admit(&shared, &parts) {
        Ok(call) => call,
        Err(refusal) => return refusal.into_response(),
    };
    let response = forward(&shared, &parts, &call, body)
        .await
        .unwrap_or_else(IntoResponse::into_response);
    let status = response.status().as_u16();
    shared
        .metrics
        .answered(call.operation.id(), status, begun.elapsed());
    response
}

/// Whether a request is forwarded at all.
fn admit(shared: &Shared, parts: &Parts) -> Result<Call, Refusal> {
    let call = route::route(parts)?;
    if shared.read_only && !call.operation.is_read() {
        return Err(Refusal::new(
            axum::http::StatusCode::FORBIDDEN,
            "read_only",
            "This gateway was started with --read-only and changes nothing.",
        ));
    }
    Ok(call)
}

async fn forward(
    shared: &Shared,
    parts: &Parts,
    call: &Call,
    body: Body,
) -> Result<Response, Refusal> {
    let Some(url) = shared.upstream.address(&call.target) else {
        return Err(Refusal::bad_request(
            "The address is not forwarded: it could lead elsewhere.",
        ));
    };
    let method = match call.operation.method() {
        wire::Method::Get => reqwest::Method::GET,
        wire::Method::Post => reqwest::Method::POST,
        wire::Method::Put => reqwest::Method::PUT,
        wire::Method::Patch => reqwest::Method::PATCH,
        wire::Method::Delete => reqwest::Method::DELETE,
    };
    let limits = limits(shared, call.operation);
    let has_body = matches!(method, reqwest::Method::POST | reqwest::Method::PATCH);
    if has_body && body::is_larger(&body, limits.size) {
        return Err(body::too_large(&parts.headers, body, limits.size).await);
    }
    let upload = (has_body && !body.is_end_stream()).then(|| Upload::new(body, limits));
    let outgoing = Outgoing {
        method,
        url,
        headers: request_headers(&parts.headers, call.operation),
        body: upload.clone(),
    };
    let sent = shared.sender.send(&outgoing).await;
    if let Some(upload) = upload {
        let is_awaited = upload.is_begun() || !parts.headers.contains_key(header::EXPECT);
        if let Some(rest) = upload.take().filter(|_| is_awaited) {
            body::discard(rest, DISCARDED).await;
        }
    }
    let answered = match sent {
        Ok(answer) => answer_of(shared, call, answer).await,
        Err(failure) => Err(failure),
    };
    answered.map_err(|failure| {
        if !matches!(failure, Failure::Client(_)) {
            tracing::warn!(
                ?failure,
                operation = call.operation.id(),
                "no answer to pass on"
            );
        }
        failure.tell(&shared.upstream.origin())
    })
}

fn limits(shared: &Shared, operation: Operation) -> Limits {
    match operation {
        Operation::CreateImport => shared.files,
        _ => shared.bodies,
    }
}

fn request_headers(headers: &HeaderMap, operation: Operation) -> HeaderMap {
    let mut out = HeaderMap::new();
    for name in REQUEST_HEADERS {
        if let Some(value) = headers.get(&name) {
            out.insert(name, value.clone());
        }
    }
    let asks_for_beta = headers.get(VERSION).is_some_and(|version| version == BETA);
    let version = if asks_for_beta {
        HeaderValue::from_static(BETA)
    } else {
        CURRENT
    };
    out.insert(VERSION, version);
    // What is read here must not be packed.
    let packed = if route::may_tell_secrets(operation) {
        "identity".to_owned()
    } else {
        codings(headers)
    };
    if let Ok(value) = HeaderValue::try_from(packed) {
        out.insert(header::ACCEPT_ENCODING, value);
    }
    out
}

/// Those of the page's codings that an answer may have.
fn codings(headers: &HeaderMap) -> String {
    let asked = headers.get_all(header::ACCEPT_ENCODING).iter();
    let asked: Vec<&str> = asked
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let wanted: Vec<&str> = CODINGS
        .into_iter()
        .filter(|coding| asked.contains(coding))
        .collect();
    if wanted.is_empty() {
        "identity".to_owned()
    } else {
        wanted.join(", ")
    }
}

async fn answer_of(
    shared: &Shared,
    call: &Call,
    answer: axum::http::Response<reqwest::Body>,
) -> Result<Response, Failure> {
    let (parts, body) = answer.into_parts();
    if parts.status.is_redirection() || parts.status.is_informational() {
        return Err(Failure::Redirected(parts.status.as_u16()));
    }
    let is_empty = call.is_head || body.size_hint().exact() == Some(0) || body.is_end_stream();
    if !is_empty
        && let Err(failure) = check_type(call.operation, parts.status.as_u16(), &parts.headers)
    {
        tracing::warn!(?failure, operation = call.operation.id(), "not of the API");
        return Ok(told_with_limits(shared, failure, &parts.headers));
    }
    let length = body.size_hint().exact();
    let body = Download::new(body, shared.silence, shared.whole_patience, &shared.metrics);
    let body = if call.is_head {
        Body::empty()
    } else if !is_empty && route::may_tell_secrets(call.operation) {
        Body::from(without_secrets(shared, &parts.headers, body, parts.status.as_u16()).await?)
    } else {
        Body::new(body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = parts.status;
    *response.headers_mut() = answer_headers(shared, call.operation, &parts.headers);
    if let Some(length) = length.filter(|_| call.is_head) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    Ok(response)
}

/// Refuses what is not of the API, such as a proxy's page in HTML.
fn check_type(operation: Operation, status: u16, headers: &HeaderMap) -> Result<(), Failure> {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    let is_expected = match media_type.as_deref() {
        Some(wire::JSON) => true,
        Some("text/csv" | "text/plain" | "application/octet-stream") => {
            operation == Operation::GetExportFile && (200..300).contains(&status)
        }
        _ => false,
    };
    if is_expected {
        Ok(())
    } else {
        Err(Failure::NotJson { status, media_type })
    }
}

/// Of an answer that cannot be passed on, when to come again.
fn told_with_limits(shared: &Shared, failure: Failure, headers: &HeaderMap) -> Response {
    let mut response = failure.tell(&shared.upstream.origin()).into_response();
    for (name, value) in headers {
        if *name == header::RETRY_AFTER || name.as_str().starts_with(RATE_LIMITS) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

async fn without_secrets(
    shared: &Shared,
    headers: &HeaderMap,
    body: Download,
    status: u16,
) -> Result<Bytes, Failure> {
    let unreadable = |what: &str| Failure::NotJson {
        status,
        media_type: Some(what.to_owned()),
    };
    let coding = headers.get(header::CONTENT_ENCODING);
    if coding.is_some_and(|coding| coding != "identity") {
        return Err(unreadable("a packed body that was not asked for"));
    }
    let Ok(_place) = shared.parsing.acquire().await else {
        return Err(Failure::TooLarge);
    };
    let whole = match Limited::new(body, WHOLE).collect().await {
        Ok(whole) => whole.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(Failure::TooLarge),
        Err(error) => {
            return Err(match error.downcast_ref::<Broken>() {
                Some(Broken::TooSlow) => Failure::Timeout,
                _ => Failure::BrokeOff("the answer was not whole".to_owned()),
            });
        }
    };
    secrets::strip(&whole)
        .map(Bytes::from)
        .map_err(|_| unreadable("broken JSON"))
}

fn answer_headers(shared: &Shared, operation: Operation, headers: &HeaderMap) -> HeaderMap {
    let mut out = HeaderMap::new();
    for (name, value) in headers {
        if ANSWER_HEADERS.contains(name) || name.as_str().starts_with(RATE_LIMITS) {
            out.append(name.clone(), value.clone());
        }
    }
    let file_name = headers.get(header::CONTENT_DISPOSITION);
    if let Some(file_name) = file_name.filter(|_| operation == Operation::GetExportFile) {
        out.insert(header::CONTENT_DISPOSITION, file_name.clone());
    }
    let location = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|link| shared.upstream.relative(link))
        .filter(|link| leads_to_an_operation(link));
    if let Some(location) = location.and_then(|link| HeaderValue::try_from(link).ok()) {
        out.insert(header::LOCATION, location);
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out
}

fn leads_to_an_operation(link: &str) -> bool {
    let path = link.split('?').next().unwrap_or_default();
    matches!(
        Operation::route(wire::Method::Get, path),
        Route::Found(operation, _) if route::is_forwarded(operation)
    )
}
