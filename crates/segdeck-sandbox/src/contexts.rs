//! Context kinds, attributes and contexts.

mod answers;
pub mod filter;
mod memory;
pub mod sighting;

pub use answers::{attribute_names, attribute_values, get, kinds, search};
pub use memory::remember;

/// The one application that asks about contexts: whoever speaks to the sandbox.
pub const APPLICATION: &str = "segdeck-sandbox";
