//! The edge: an HTTP request becomes the sandbox's, and its answer an HTTP answer.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use segdeck_core::{
    endpoint::{Operation, Route},
    url, wire,
};

use crate::{app::App, body, fault, refusal::Refusal, stream};

/// The headers that the sandbox reads.
const HEADERS: [&str; 4] = [
    "authorization",
    "content-type",
    "ld-api-version",
    METHOD_OVERRIDE,
];
const METHOD_OVERRIDE: &str = "x-http-method-override";

/// Everything under `/api`.
pub async fn endpoint(State(app): State<Arc<App>>, request: Request) -> Response {
    answer(&app, request)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn answer(app: &Arc<App>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let mut request = from_http(&parts)?;
    let mut standing = None;
    if is_upload(&request) {
        // Whoever may not do it need not send it.
        standing = match app.admit(request.clone()).await? {
            Ok(standing) => standing,
            Err(refused) => return Ok(to_http(refused)),
        };
        request.body = app.spool.read(&parts.headers, body).await?;
    } else {
        let bytes = body::read(app, &parts.headers, body).await?;
        if !bytes.is_empty() {
            request.body = wire::Body::Bytes(bytes);
        }
    }
    fault::answer(app, request, standing).await
}

/// Whether the body is a file that may be larger than what is held in memory.
fn is_upload(request: &wire::Request) -> bool {
    request.method == wire::Method::Post
        && request.headers.get(METHOD_OVERRIDE).is_none()
        && matches!(
            Operation::route(request.method, &request.path),
            Route::Found(Operation::CreateImport, _)
        )
}

fn from_http(parts: &Parts) -> Result<wire::Request, Refusal> {
    let name = match parts.method.as_str() {
        "HEAD" => "GET",
        name => name,
    };
    let Some(method) = wire::Method::from_name(name) else {
        // No operation is put: what is possible there comes as the methods that are.
        let allowed = match Operation::route(wire::Method::Put, parts.uri.path()) {
            Route::MethodNotAllowed(allowed) => allowed,
            _ => Vec::new(),
        };
        let names: Vec<&str> = allowed.iter().map(|method| method.as_str()).collect();
        return Err(Refusal::method_not_allowed(
            format!("The API has no method {name}."),
            names.join(", "),
        ));
    };
    // The path stays as it was sent: a key may have an encoded slash.
    let mut request = wire::Request::new(method, parts.uri.path());
    request.query = read_query(&parts.uri)?;
    for name in HEADERS {
        if let Some(value) = parts.headers.get(name) {
            request
                .headers
                .set(name, String::from_utf8_lossy(value.as_bytes()));
        }
    }
    Ok(request)
}

fn read_query(uri: &Uri) -> Result<Vec<(String, String)>, Refusal> {
    url::read_query(uri.query().unwrap_or_default()).ok_or_else(|| {
        Refusal::bad_request(
            "The query cannot be read: encode each byte of UTF-8 as % and two hexadecimal digits.",
        )
    })
}

/// The sandbox's answer as an HTTP answer, which is never kept by a cache.
pub fn to_http(answer: wire::Response) -> Response {
    let Ok(status) = StatusCode::from_u16(answer.status) else {
        tracing::error!(
            status = answer.status,
            "the sandbox answered with no status"
        );
        return Refusal::internal().into_response();
    };
    let body = match answer.body {
        wire::Body::Empty => Body::empty(),
        wire::Body::Bytes(bytes) => bytes.into(),
        wire::Body::Reader(reader) => stream::from_reader(reader),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in answer.headers.iter() {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_str(value);
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.insert(name, value);
        } else {
            tracing::error!("a header of the sandbox's answer could not be written");
        }
    }
    response
}
