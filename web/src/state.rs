//! What several components share, as pure reducers.

pub mod connection;
pub mod draft;
pub mod draft_storage;
pub mod last_place;
pub mod list_filter;
pub mod local_id;
pub mod new_segment;
pub mod query;
pub mod segment_list;
pub mod target_set;
