//! What the dashboard is connected to.

mod local_server;
mod page;
mod test_connection;
mod token;

pub use page::{CONNECTION_PAGE, ConnectionPage};
