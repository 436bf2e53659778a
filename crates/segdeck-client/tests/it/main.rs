//! The client against a scripted server.
#![cfg(not(target_arch = "wasm32"))]

mod errors;
mod headers;
#[cfg(feature = "native")]
mod native;
mod pages;
mod retries;
mod scripted;
