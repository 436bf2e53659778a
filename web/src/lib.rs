//! The Segdeck dashboard. A library beside its small binary, so that pure code is tested natively.

mod app;
pub mod format;
pub mod platform;
pub mod ui;

pub use app::App;
