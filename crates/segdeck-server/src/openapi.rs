//! `GET /api/v2/openapi.json`: the description of the API. It holds no secret, and tools fetch it
//! before they know a token, so none is asked for.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use segdeck_core::{openapi, wire};

static TEXT: LazyLock<String> = LazyLock::new(|| wire::encode_text(&openapi::document()));

/// The document.
pub async fn endpoint() -> Response {
    let headers = [("Content-Type", wire::JSON), ("Cache-Control", "no-cache")];
    (headers, TEXT.as_str()).into_response()
}
