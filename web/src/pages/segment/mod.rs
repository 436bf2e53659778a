//! One segment.

pub mod expirations;
pub mod json;
pub mod review;
pub mod rules;
pub mod save;
pub mod targets;

mod page;

pub use page::{SegmentPage, SegmentPageProps};
