//! The segments of an environment: the list and the dialog that creates one.

mod page;

pub use page::SegmentsPage;
