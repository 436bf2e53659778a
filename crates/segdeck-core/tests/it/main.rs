//! What crosses modules: patches, diffs and recorded answers.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed, and its helpers read best like this"
)]

mod diff;
mod evaluate;
mod export;
mod generate;
mod json_patch;
mod merge;
mod merge_patch;
mod recorded;
mod semantic_diff;
mod summary;
mod target_list;
mod validation;
