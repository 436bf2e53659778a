//! The server side of LaunchDarkly's Segments API on SQLite: synchronous, HTTP-shaped in and out.
//!
//! [`Sandbox::handle`] takes a request and the time and gives the answer. It neither listens nor
//! reads a clock: the server calls it from its blocking threads, and tests call it directly. What
//! it does on points that LaunchDarkly does not document stands in `docs/sandbox-differences.md`.

mod access;
mod approvals;
mod audit_log;
mod contexts;
mod environments;
mod error;
mod evaluation;
mod expirations;
mod expression;
pub mod faults;
mod filter;
mod flag_filter;
mod flags;
mod ids;
mod lists;
mod memberships;
mod paging;
mod patches;
mod perform;
mod place_filter;
mod places;
mod projects;
mod question;
mod reply;
mod roles;
mod rules;
mod sandbox;
mod seed;
mod segments;
mod store;
mod tags;
mod targets;
mod transfers;
mod versions;
mod work;

pub use error::{OpenError, SandboxError, StoreError};
pub use faults::{Fault, FaultEffect, Faults};
pub use question::Question;
pub use sandbox::{
    BODY_LIMIT, DEFAULT_ADMIN_TOKEN, DEFAULT_CONTRIBUTOR_TOKEN, DEFAULT_READER_TOKEN,
    DEFAULT_WRITER_TOKEN, ErrorSink, Options, Sandbox,
};
pub use seed::Seed;
