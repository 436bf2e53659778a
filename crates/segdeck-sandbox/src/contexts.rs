//! Context kinds, attributes and contexts.

use segdeck_core::{
    endpoint::{Operation, PathParameters},
    wire::Request,
};

use crate::{SandboxError, reply::Answer, sandbox::Call};

mod memory;
pub mod sighting;

pub use memory::remember;

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
