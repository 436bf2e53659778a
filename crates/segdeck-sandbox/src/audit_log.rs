//! Who changed what, when and why.

mod segment_change;

pub use segment_change::{ListChange, SegmentChange};

use segdeck_core::{
    endpoint::{Operation, PathParameters},
    wire::Request,
};

use crate::{SandboxError, reply::Answer, sandbox::Call};

/// Carries out one of these operations.
pub fn perform(
    _call: &Call<'_>,
    operation: Operation,
    _parameters: &PathParameters,
    _request: &Request,
) -> Result<Answer, SandboxError> {
    Err(SandboxError::NotFound(format!(
        "{} is not served.",
        operation.id()
    )))
}
