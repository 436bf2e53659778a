//! The server side of LaunchDarkly's Segments API on SQLite: synchronous, HTTP-shaped in and out.
//!
//! [`Sandbox::handle`] takes a request and the time and gives the answer. It neither listens nor
//! reads a clock: the server calls it from its blocking threads, and tests call it directly. What
//! it does on points that LaunchDarkly does not document stands in `docs/sandbox-differences.md`.

mod error;
pub mod faults;
mod reply;
mod sandbox;

pub use error::{OpenError, SandboxError, StoreError};
pub use faults::{Fault, FaultEffect, Faults};
pub use sandbox::{DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN, Options, Sandbox};
