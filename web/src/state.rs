//! What several components share, as pure reducers.

pub mod draft;
pub mod local_id;
