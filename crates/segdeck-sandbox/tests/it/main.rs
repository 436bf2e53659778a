//! The sandbox as its callers see it: requests in, answers out.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "helpers of tests fail by panicking and take literals"
)]

mod access;
mod alone;
mod approvals;
mod audit;
mod bad_input;
mod contexts;
mod evaluation;
mod expirations;
mod files;
mod harness;
mod heavy;
mod list;
mod memberships;
mod mutations;
mod patches;
mod places;
mod seed;
mod segments;
mod stateful;
mod statements;
mod transfers;
