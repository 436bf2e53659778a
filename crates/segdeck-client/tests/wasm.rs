//! Requests through the browser's `fetch`. Run by `cargo xtask test wasm`, whose page comes from a
//! server that answers GET alone.

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    reason = "Clippy does not see that these are tests"
)]

use segdeck_client::FetchTransport;
use segdeck_core::wire::{Body, Method, Reached, Request, Transport};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn an_answer_comes_with_status_headers_and_body() {
    let own_origin = FetchTransport::default();
    let response = own_origin
        .send(Request::new(Method::Get, "/"))
        .await
        .unwrap();
    assert_eq!(response.status, 200);
    assert!(
        response
            .headers
            .get("Content-Type")
            .unwrap()
            .starts_with("text/html")
    );
    assert!(response.body.as_bytes().starts_with(b"<!DOCTYPE html>"));
}

#[wasm_bindgen_test]
async fn a_failure_status_is_an_answer() {
    let own_origin = FetchTransport::default();
    let request = Request::new(Method::Get, "/api/v2/segments/a%2Fb").with_query("limit", "20");
    assert_eq!(own_origin.send(request).await.unwrap().status, 404);
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_may_have_seen_the_request() {
    // Nothing listens on the discard port, which browsers refuse besides.
    let nowhere = FetchTransport::new("http://127.0.0.1:9/");
    let mut request = Request::new(Method::Patch, "/api/v2/segments");
    request.body = Body::Bytes(b"[]".to_vec());
    let error = nowhere.send(request).await.unwrap_err();
    assert_eq!(error.reached, Reached::Unknown);
    assert!(error.message.ends_with('.'), "{}", error.message);
}

#[wasm_bindgen_test]
async fn what_fetch_cannot_express_is_refused_before_anything_is_sent() {
    let own_origin = FetchTransport::default();
    let mut request = Request::new(Method::Get, "/");
    request.body = Body::Bytes(b"a GET has no body".to_vec());
    assert_eq!(
        own_origin.send(request).await.unwrap_err().reached,
        Reached::NotSent
    );
}
