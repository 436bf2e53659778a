//! What changed between two segments.

mod align;
mod exact;
mod json;
mod same;
mod sentence;
mod summary;

pub use exact::exact_patch;
pub use json::{DiffOptions, Granularity, json_patch};
pub use same::is_same;
pub use sentence::{change_count, sentence};
pub use summary::{Change, ChangeGroup, ChangeKind, summarize};
