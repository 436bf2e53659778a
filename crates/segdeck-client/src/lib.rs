//! Typed calls to the LaunchDarkly Segments API over a small transport trait.
//!
//! A [`Client`] knows what every operation needs: the raw token in `Authorization`, the API
//! version, the media type of each patch format, pages, and when a request may be sent again. The
//! [`Transport`](segdeck_core::wire::Transport) below it only carries one request: `fetch` in a
//! browser ([`FetchTransport`]), a native HTTP client ([`NativeTransport`], feature `native`), or
//! a sandbox in the same process.

mod calls;
mod client;
pub mod decide;
mod error;
#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
mod native;
mod outcome;
mod page;
mod retry;
mod token;

pub use calls::AuditWalk;
pub use client::{API_VERSION, Client, read, unreadable};
pub use error::ClientError;
#[cfg(target_arch = "wasm32")]
pub use fetch::FetchTransport;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub use native::{NativeError, NativeTransport};
pub use outcome::Outcome;
pub use page::{Paged, Pager};
pub use retry::RetryPolicy;
pub use token::AccessToken;
