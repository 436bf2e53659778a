//! Where a change needs an approval: asking for one, and what becomes of it.

mod create;
mod dialog;
mod gate;
mod plan;
mod request;
mod use_approval;
mod words;

pub use dialog::{APPROVALS_DIALOG, ApprovalsDialogProps};
pub use use_approval::{ApprovalInputs, use_approval};
