//! Approvals: what an environment asks for before a change.

mod settings;

pub use settings::{ApprovalSettings, ResourceApprovalSettings};
