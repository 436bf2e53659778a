//! What must hold whatever happens: an acknowledged change is on disk, none is half there, none is
//! lost to another, and size does not slow anything down.
//!
//! `cargo xtask test` runs small samples, `cargo xtask soak` the full size.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking, in their helpers too"
)]

mod client;
mod kills;
mod program;
mod readers;
mod scale;
mod transfers;
mod unsynced;
mod writers;

/// The sample's number, or the full one in a soak.
fn sized(sample: usize, full: usize) -> usize {
    if std::env::var_os("SEGDECK_SOAK").is_some() {
        full
    } else {
        sample
    }
}

/// A folder on the disk that the sources are on, as a folder for temporary files may be in memory.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}
