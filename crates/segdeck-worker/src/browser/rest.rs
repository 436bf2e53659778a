//! The part of the program with what nobody asks for first.
//!
//! An optimized build is split (see `build.rs`): what only this part uses is in a file of its own.
//! Any other build is whole, and the part is there at once.

use std::cell::Cell;

use segdeck_sandbox::Rest;

thread_local! {
    static HERE: Cell<Option<Rest>> = const { Cell::new(None) };
}

/// The file with the part could not be loaded; the browser's console says why.
#[derive(Debug)]
pub struct NotLoaded;

#[cfg(split)]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// The part, if it is here.
pub fn here() -> Option<Rest> {
    HERE.get()
}

/// Brings the part. After a failure, the next call tries again.
pub async fn load() -> Result<Rest, NotLoaded> {
    let rest = bring().await?;
    HERE.set(Some(rest));
    Ok(rest)
}

#[cfg(split)]
#[wasm_split_helpers::wasm_split(rest, fallible)]
fn bring() -> Result<Rest, NotLoaded> {
    Ok(Rest::new())
}

#[cfg(not(split))]
#[expect(clippy::unused_async, reason = "a split build waits here")]
async fn bring() -> Result<Rest, NotLoaded> {
    Ok(Rest::new())
}
