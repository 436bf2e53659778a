//! The sandbox in a browser: the sandbox crate in a Web Worker, on `SQLite` in the origin-private
//! file system. A file of WebAssembly of its own, loaded only when somebody chooses it.
//!
//! Every tab has a worker. One of them leads: it holds a Web Lock and the database. The others hand
//! their page's messages on to it, and the first in the queue for the lock takes over when it goes.
//! The page does not know which kind its worker is.
//!
//! Messages are JavaScript arrays, `[number, kind, …]`; `browser/message.rs` lists them.

#[cfg(target_arch = "wasm32")]
mod browser;
pub mod host;
pub mod settings;
pub mod status;

#[cfg(target_arch = "wasm32")]
pub use browser::start;
