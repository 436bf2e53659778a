//! One folder a screen.

pub mod segment;
