//! The client against a scripted server.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unnecessary_wraps,
    reason = "tests, and the helpers of tests, fail by panicking"
)]

mod errors;
mod headers;
mod history;
#[cfg(feature = "native")]
mod native;
mod outcomes;
mod pages;
mod patches;
mod places;
mod retries;
mod sandbox;
mod scripted;
