//! Changes that wait for an approval.

use segdeck_core::{
    endpoint::{Operation, PathParameters},
    wire::Request,
};

use crate::{
    SandboxError,
    reply::Answer,
    sandbox::Call,
    store::{Connection, approval_settings},
};

/// Refuses a change of who is in a segment with these tags, where the environment requires an
/// approval and the caller cannot do without.
pub fn check(
    connection: &Connection,
    call: &Call<'_>,
    environment: i64,
    tags: &[String],
) -> Result<(), SandboxError> {
    if call.caller.role.bypasses_approval() {
        return Ok(());
    }
    let settings = approval_settings::of_environment(connection, environment)?.segment();
    if settings.gate(tags) {
        return Err(SandboxError::ApprovalRequired);
    }
    Ok(())
}

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
