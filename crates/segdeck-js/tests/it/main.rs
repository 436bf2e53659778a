//! What the hand-written types promise, written by the models themselves.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    reason = "a test that panics has failed, and its lists of data are long"
)]

mod builders;
mod golden;
mod vectors;
