//! The sandbox in this browser: the page's side of the worker that it runs in.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

use std::{fmt, rc::Rc, time::Duration};

use segdeck_core::{
    UnixMillis,
    wire::{Request, Response, Transport, TransportError},
};
use yew::Callback;

#[cfg(target_arch = "wasm32")]
use browser as side;
#[cfg(not(target_arch = "wasm32"))]
use native as side;

/// The name in local storage under which the settings of the sandbox are kept: JSON with any of
/// `seed` (`demo`, `none`, `many:N`), `clock` (`machine`, or a time in Unix milliseconds) and
/// `faults`.
pub const SETTINGS: &str = "segdeck.sandbox";

/// Carries requests to the sandbox in this browser. Clones share one worker, which ends with the
/// last of them.
#[derive(Clone)]
pub struct SandboxWorker(Rc<side::Page>);

impl fmt::Debug for SandboxWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SandboxWorker")
    }
}

/// Where the sandbox keeps its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SandboxStorage {
    /// In a file of this browser that outlasts it.
    #[default]
    File,
    /// In memory, until the tab that holds it closes.
    Memory,
}

/// How the sandbox in this browser fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SandboxStatus {
    /// Where the data is.
    pub storage: SandboxStorage,
    /// What else to know, as sentences: why the data is only in memory, for one.
    pub reason: Option<String>,
    /// Whether this tab holds the database; the others work through the tab that does.
    pub is_leader: bool,
    /// Whether the browser promised not to remove the data when it needs space.
    pub is_persisted: bool,
    /// Why no request can be answered, and what to do. `reset` and `load_demo` still work.
    pub failure: Option<String>,
}

impl SandboxWorker {
    /// Loads the worker, which opens the database, and tells `on_status` whenever that changes:
    /// first when it is known whether the sandbox can be used. Requests may be sent at once; they
    /// wait. Nothing of the worker is loaded before.
    #[must_use]
    pub fn start(on_status: Callback<SandboxStatus>) -> Self {
        Self(side::Page::start(on_status))
    }

    /// Removes everything and makes a new database without a segment, also where the old one
    /// cannot be opened.
    ///
    /// # Errors
    /// A sentence says why it could not be done.
    pub async fn reset(&self) -> Result<(), TransportError> {
        self.0.reset().await
    }

    /// Removes everything and makes a new database with the demo data.
    ///
    /// # Errors
    /// As [`Self::reset`].
    pub async fn load_demo(&self) -> Result<(), TransportError> {
        self.0.load_demo().await
    }

    /// The database as a file of `SQLite`.
    ///
    /// # Errors
    /// A sentence says why there is none.
    pub async fn download(&self) -> Result<Vec<u8>, TransportError> {
        self.0.download().await
    }

    /// Has `on_status` told how it fares now, since the browser does not tell the worker when it
    /// promises to keep the data.
    pub async fn refresh(&self) {
        self.0.refresh().await;
    }

    /// Keeps these settings (see [`SETTINGS`]) and lets them take effect: a moved clock and new
    /// faults at once, a seed when a database is made.
    ///
    /// # Errors
    /// Names the field that is refused; then neither is done.
    pub async fn configure(&self, settings: &str) -> Result<(), TransportError> {
        self.0.configure(settings).await
    }
}

impl Transport for SandboxWorker {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.0.send(request).await
    }

    async fn sleep(&self, duration: Duration) {
        side::sleep(duration).await;
    }

    fn now(&self) -> UnixMillis {
        side::now()
    }
}
