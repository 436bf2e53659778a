//! Exports and imports of the lists of big segments.
//!
//! A request only begins them; [`crate::Sandbox::work`] does the rest in small slices, each in a
//! transaction of its own with the place where it stands, so that nothing is lost or done twice
//! when the program is killed.

mod csv;
pub mod exports;
pub mod imports;
mod multipart;
pub mod upload;

pub use exports::go_on as go_on_with_export;
pub use imports::go_on as go_on_with_import;
pub use imports::start as start_import;
