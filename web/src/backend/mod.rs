//! Which server the dashboard talks to, and the way to it.

mod api_client;
mod network;
mod places;
mod provider;
pub mod remembered;
mod sandbox_worker;
mod session;
mod waits;

pub use api_client::{ApiClient, Backend, Signal};
pub use places::PlaceEntry;
pub use provider::{BackendProvider, BackendProviderProps, find_server};
pub use sandbox_worker::{SETTINGS, SandboxStatus, SandboxStorage, SandboxWorker};
pub use session::{
    ConnectionHandle, SandboxHandle, Session, use_backend, use_connection, use_freshness,
};
pub use waits::{Listening, Wait, Waits};
