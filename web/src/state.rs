//! What several components share, as pure reducers.

pub mod connection;
pub mod connection_id;
pub mod draft;
pub mod draft_storage;
pub mod kept_file;
pub mod last_place;
pub mod list_filter;
pub mod local_id;
pub mod new_segment;
pub mod newer;
pub mod permission;
pub mod query;
pub mod saved_connections;
pub mod segment_file;
pub mod segment_list;
pub mod sorted_map;
pub mod target_set;
pub mod waiting;
