//! Bodies of requests that are read whole, and what is said of those that cannot be.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, StatusCode, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use crate::{app::App, refusal::Refusal};

/// Of a body that is too large, so many times the limit is read and thrown away: a client that is
/// still sending would not see the answer.
const DISCARDED: usize = 8;
const DISCARDING: Duration = Duration::from_secs(5);

/// Reads a whole body, if it is small enough and arrives in time.
pub async fn read(app: &App, headers: &HeaderMap, mut body: Body) -> Result<Vec<u8>, Refusal> {
    if is_larger(&body, app.max_body) {
        return Err(too_large(headers, body, app.max_body).await);
    }
    let reading = Limited::new(&mut body, app.max_body).collect();
    let Ok(read) = timeout(app.body_patience, reading).await else {
        return Err(too_slow(app.body_patience));
    };
    match read {
        Ok(bytes) => Ok(bytes.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(too_large(headers, body, app.max_body).await)
        }
        Err(_) => Err(broken_off()),
    }
}

/// Whether a body says by itself that it is larger.
pub fn is_larger(body: &Body, limit: usize) -> bool {
    usize::try_from(body.size_hint().lower()).map_or(true, |size| size > limit)
}

pub async fn too_large(headers: &HeaderMap, body: Body, limit: usize) -> Refusal {
    // A client that asked first has sent nothing yet, and will not.
    if !headers.contains_key(header::EXPECT) {
        discard(body, limit.saturating_mul(DISCARDED)).await;
    }
    larger(limit)
}

pub fn larger(limit: usize) -> Refusal {
    Refusal::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "invalid_request",
        format!("The body is too large; at most {limit} bytes are read."),
    )
}

/// Reads so many bytes and throws them away.
pub async fn discard(mut body: Body, mut left: usize) {
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            let size = frame.data_ref().map_or(0, Bytes::len);
            left = left.saturating_sub(size);
            if left == 0 {
                break;
            }
        }
    };
    let _ = timeout(DISCARDING, reading).await;
}

pub fn too_slow(patience: Duration) -> Refusal {
    Refusal::new(
        StatusCode::REQUEST_TIMEOUT,
        "request_timeout",
        format!(
            "The body did not arrive within {} seconds.",
            patience.as_secs_f32()
        ),
    )
}

pub fn broken_off() -> Refusal {
    Refusal::bad_request("The body broke off.")
}
