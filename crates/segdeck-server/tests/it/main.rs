//! The server over real connections, and the program as a process.

mod api;
mod clock;
mod connections;
mod faults;
mod guard;
mod page;
#[cfg(unix)]
mod program;
mod support;
