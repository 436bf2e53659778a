//! What several components share, as pure reducers.

pub mod connection;
pub mod draft;
pub mod draft_storage;
pub mod last_place;
pub mod local_id;
pub mod query;
