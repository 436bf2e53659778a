//! The server over real connections, and the program as a process.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking, in their helpers too"
)]

mod api;
mod clients;
mod clock;
mod connections;
mod cors;
#[cfg(unix)]
mod exports;
mod faults;
mod gateway;
mod guard;
mod http;
mod openapi;
mod page;
#[cfg(unix)]
mod program;
mod rate_limits;
mod raw;
mod slow_clients;
mod support;
mod uploads;
