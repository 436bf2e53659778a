//! One segment: its rules, targets, expirations and JSON, edited as one draft.

mod approval;
mod deleted_note;
mod deleted_page;
mod details;
mod draft_keeper;
mod editor;
pub mod expirations;
mod header;
pub mod history;
pub mod json;
pub mod locks;
pub mod merge;
mod neighbors;
mod newer_note;
mod page;
mod read_only;
pub mod recreation;
pub mod review;
pub mod rules;
pub mod save;
mod segment_tabs;
mod tabs_note;
pub mod targets;
mod use_clock;
mod use_discarding;
mod use_draft;
mod use_fresh_targets;
mod use_kept_focus;
mod use_newer;
mod use_open_tabs;
mod use_poll;
mod use_save;
mod use_shortcuts;

pub use editor::summary;
pub use page::{SEGMENT_PAGE, SegmentPage, SegmentPageProps};
pub use review::count_expiration_changes;
