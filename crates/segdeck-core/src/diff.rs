//! What changed between two segments.

mod align;
mod exact;
mod instructions;
mod json;
mod keys;
mod merge;
mod same;
mod sentence;
mod summary;

pub use exact::exact_patch;
pub use instructions::{SemanticDiff, SemanticOptions, Unsaid, Unsayable, semantic_patch};
pub use json::{DiffOptions, Granularity, document_patch, json_patch};
pub(crate) use keys::{KeyChanges, key_changes};
pub use merge::merge_patch;
pub use same::is_same;
pub(crate) use same::is_same_list;
pub use sentence::{change_count, sentence};
pub use summary::{Change, ChangeGroup, ChangeKind, summarize};
