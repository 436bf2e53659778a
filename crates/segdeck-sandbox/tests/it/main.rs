//! The sandbox as its callers see it: requests in, answers out.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests fail by panicking and take literals"
)]

mod access;
mod harness;
mod patches;
mod places;
mod segments;
