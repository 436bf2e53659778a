//! One segment.

pub mod rules;
