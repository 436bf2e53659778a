//! What crosses modules: patches, diffs and recorded answers.

mod diff;
mod generate;
