//! The edge: an HTTP request becomes the sandbox's, and its answer an HTTP answer.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use segdeck_core::{url, wire};

use crate::{app::App, fault, refusal::Refusal, stream};

/// The headers that the sandbox reads.
const HEADERS: [&str; 4] = [
    "authorization",
    "content-type",
    "ld-api-version",
    "x-http-method-override",
];

/// Of a body that is too large, so many times the limit is read and thrown away: a client that is
/// still sending would not see the answer.
const DISCARDED: usize = 8;
const DISCARDING: Duration = Duration::from_secs(5);

/// Everything under `/api`.
pub async fn endpoint(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answer = async {
        let mut request = from_http(&parts)?;
        let bytes = read_body(&app, body).await?;
        if !bytes.is_empty() {
            request.body = wire::Body::Bytes(bytes);
        }
        fault::answer(&app, request).await
    };
    answer.await.unwrap_or_else(IntoResponse::into_response)
}

fn from_http(parts: &Parts) -> Result<wire::Request, Refusal> {
    let name = match parts.method.as_str() {
        "HEAD" => "GET",
        name => name,
    };
    let Some(method) = wire::Method::from_name(name) else {
        return Err(Refusal::method_not_allowed(format!(
            "The API has no method {name}."
        )));
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

/// Reads a whole body, if it is small enough and arrives in time.
pub async fn read_body(app: &App, mut body: Body) -> Result<Vec<u8>, Refusal> {
    let reading = Limited::new(&mut body, app.max_body).collect();
    let Ok(read) = tokio::time::timeout(app.body_patience, reading).await else {
        return Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "request_timeout",
            format!(
                "The body did not arrive within {} seconds.",
                app.body_patience.as_secs()
            ),
        ));
    };
    match read {
        Ok(bytes) => Ok(bytes.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => {
            discard(app, body).await;
            Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "invalid_request",
                format!(
                    "The body is too large; at most {} bytes are read.",
                    app.max_body
                ),
            ))
        }
        Err(_) => Err(Refusal::bad_request("The body broke off.")),
    }
}

async fn discard(app: &App, mut body: Body) {
    let reading = async {
        let mut left = app.max_body.saturating_mul(DISCARDED);
        while let Some(Ok(frame)) = body.frame().await {
            let size = frame.data_ref().map_or(0, Bytes::len);
            left = left.saturating_sub(size);
            if left == 0 {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(DISCARDING, reading).await;
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
