//! The Segments API for JavaScript and TypeScript.
//!
//! Every function takes and gives JSON text, or bytes where they are many: one way across the
//! boundary, faster than building objects member by member, and no JavaScript runs while Rust does,
//! so that whatever goes wrong is a trap that the wrapper in `js/` can see and recover from. The
//! wrapper turns values into text and back, keeps what lives in here by number, and calls `fetch`.
//!
//! An answer that starts with `!` is a refusal (see [`refusal`]); JSON never starts so.

mod answer;
mod builders;
mod client;
mod exchange;
mod handle;
mod input;
mod merge;
mod patch;
mod refusal;
mod semantic;
mod shelf;
mod targets;
mod validate;

use wasm_bindgen::prelude::wasm_bindgen;

/// Lets go of something that is kept: a segment, a list, a call, a walk.
#[wasm_bindgen(js_name = drop)]
pub fn drop_kept(number: u32) {
    shelf::remove(number);
}
