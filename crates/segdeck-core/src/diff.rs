//! What changed between two segments.

mod json;
mod same;
mod summary;

pub use json::{DiffOptions, Granularity, json_patch};
pub use same::is_same;
pub use summary::{Change, ChangeGroup, ChangeKind, summarize};
