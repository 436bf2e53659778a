//! The server of Segdeck: the sandbox under `/api/v2` and the dashboard's files beside it.
//!
//! The program `segdeck` is a thin shell around [`start`]; tests start it in their own process:
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use segdeck_server::{Options, start};
//!
//! // A database in memory, on a free port of this machine.
//! let server = start(Options::default()).await?;
//! println!("{}", server.url()); // http://127.0.0.1:40123
//! server.stop().await;
//! # Ok::<(), segdeck_server::StartError>(())
//! # }).unwrap();
//! ```

mod api;
mod app;
mod blocking;
mod body;
mod clock;
mod connections;
mod cors;
mod dist;
mod fault;
mod files;
mod gateway;
mod guard;
mod log_requests;
mod media;
mod openapi;
mod options;
mod pages;
mod rate_limit;
mod refusal;
mod site;
mod spool;
mod start;
mod stream;
mod tailor;
mod timer;

pub use cors::Cors;
pub use gateway::{
    Access, Gateway, GatewayError, Network, NetworkError, NoRandomness, Secret, SecretError,
    SetupError, Upstream, UpstreamError,
};
pub use options::{Clock, Database, Options, RateLimits, TRUNK_ORIGINS};
pub use segdeck_policy::Origin;
pub use segdeck_sandbox::Seed;
pub use start::{Running, StartError, start};
