//! The Segdeck dashboard. A library beside its small binary, so that pure code is tested natively.

mod app;
pub mod format;
pub mod pages;
pub mod platform;
pub mod state;
pub mod ui;
pub mod value_text;
pub mod wording;

pub use app::App;
