//! One folder a screen.

pub mod connection;
pub mod drafts;
mod home;
mod not_found;
mod request_error;
pub mod segment;
pub mod segments;
mod waiting;

pub use home::HomePage;
pub use not_found::NotFoundPage;
pub use request_error::{RequestError, RequestErrorProps};
pub use waiting::{WaitingNote, WaitingStrip};
