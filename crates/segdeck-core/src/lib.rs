//! What the LaunchDarkly Segments API is, and what can be computed from it.
//!
//! Models of the wire types ([`model`]), requests and answers of every operation ([`endpoint`]),
//! patches ([`patch`]), minimal differences between two segments ([`diff`]), two changes put
//! together ([`merge`]), changes in the words of other tools ([`export`]), validation ([`validate`])
//! and guard rails ([`lint`]), who is in a segment ([`evaluate`]) and lists of context keys
//! ([`targets`]). Nothing here does input or output, reads a clock or makes random numbers: ids and
//! times are passed in, so that the page's preview and the sandbox's answer are one function.

pub mod diff;
pub mod endpoint;
pub mod error;
pub mod evaluate;
pub mod export;
pub mod gather;
pub mod ids;
pub mod letter_case;
pub mod lint;
pub mod merge;
pub mod model;
mod numbers;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod order;
pub mod patch;
pub mod targets;
pub mod text;
pub mod time;
pub mod url;
pub mod validate;
pub mod wire;

pub use error::Invalid;
pub use ids::{ClauseId, ContextKind, EnvironmentKey, IdSource, ProjectKey, RuleId, SegmentKey};
pub use time::UnixMillis;
