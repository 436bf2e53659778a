//! One segment.

pub mod rules;

mod page;

pub use page::{SegmentPage, SegmentPageProps};
