//! What crosses modules: patches, diffs and recorded answers.

mod diff;
mod generate;
mod json_patch;
mod merge_patch;
