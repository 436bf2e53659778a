//! What the hand-written types promise, written by the models themselves.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed, and its helpers read best like this"
)]

mod golden;
mod vectors;
