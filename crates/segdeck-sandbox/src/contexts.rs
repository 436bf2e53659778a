//! Context kinds, attributes and contexts.

use segdeck_core::{
    endpoint::{
        GetContexts, ListContextAttributeValues, ListContextAttributes, ListContextKinds,
        Operation, PathParameters, SearchContexts,
    },
    wire::Request,
};

use crate::{SandboxError, reply::Answer, sandbox::Call};

mod answers;
pub mod filter;
mod memory;
pub mod sighting;

pub use memory::remember;

/// The one application that asks about contexts: whoever speaks to the sandbox.
pub const APPLICATION: &str = "segdeck-sandbox";

/// Carries out one of these operations.
pub fn perform(
    call: &Call<'_>,
    operation: Operation,
    parameters: &PathParameters,
    request: &Request,
) -> Result<Answer, SandboxError> {
    match operation {
        Operation::ListContextKinds => {
            answers::kinds(call, &ListContextKinds::parse(parameters, request)?)
        }
        Operation::ListContextAttributes => {
            answers::attribute_names(call, &ListContextAttributes::parse(parameters, request)?)
        }
        Operation::ListContextAttributeValues => {
            let request = ListContextAttributeValues::parse(parameters, request)?;
            answers::attribute_values(call, &request)
        }
        Operation::SearchContexts => {
            answers::search(call, &SearchContexts::parse(parameters, request)?)
        }
        Operation::GetContexts => answers::get(call, &GetContexts::parse(parameters, request)?),
        other => Err(SandboxError::NotFound(format!(
            "{} is not about contexts.",
            other.id()
        ))),
    }
}
