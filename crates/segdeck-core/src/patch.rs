//! The three patch formats of a segment, and the patches of its expiring targets: types, builders
//! and what applying them does.

mod editable;
pub mod expiration;
mod format;
pub mod json;
mod merge;
mod parameters;
mod pointer;
pub mod semantic;
mod targeting;

pub use editable::is_read_only;
pub use expiration::{ExpiringTargetInstruction, ExpiringUserTargetInstruction};
pub use format::PatchFormat;
pub use json::{Dialect, JsonPatch, PatchError, PatchErrorKind, PatchOperation};
pub use merge::MergePatch;
pub use pointer::JsonPointer;
pub use semantic::{Instruction, SegmentInstruction, SemanticPatch};
pub use targeting::is_targeting;
