//! The Segdeck dashboard. A library beside its small binary, so that pure code is tested natively.

mod app;
pub mod backend;
pub mod format;
pub mod hooks;
pub mod lazy;
pub mod pages;
pub mod platform;
pub mod route;
pub mod state;
pub mod text;
pub mod ui;
pub mod value_text;
pub mod wording;

pub use app::App;
