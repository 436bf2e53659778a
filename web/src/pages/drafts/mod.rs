//! The drafts on this computer: resume, rename, download and discard them.

mod listed;
mod page;
mod row;

pub use page::{DRAFTS_PAGE, DraftsPage};
