//! The segments of an environment: the list and the dialog that creates one.

mod cache;
mod create_dialog;
mod create_form;
mod delete_dialog;
mod expiring;
mod filter_row;
mod footer;
mod from_file;
mod kind;
mod load;
mod page;
mod row;
mod table;
mod type_cards;
mod uses;

pub use delete_dialog::{DeleteDialog, DeleteDialogProps};
pub use page::{SegmentsPage, SegmentsPageProps};
