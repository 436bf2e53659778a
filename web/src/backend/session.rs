//! What components know of the connection.

use std::{cell::RefCell, rc::Rc};

use segdeck_core::endpoint::Operation;
use yew::prelude::*;

use super::{ApiClient, SandboxStatus, SandboxWorker};
use crate::state::connection::Connection;

/// A connection through which requests can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Makes them.
    pub client: ApiClient,
    /// The name to keep drafts and choices under, so that they stay with their connection.
    pub scope: AttrValue,
    /// Declares the answers of operations stale, so that they are asked for again.
    pub invalidate: Callback<&'static [Operation]>,
    /// Why nothing at all can be changed over it, if so, as a sentence.
    pub read_only: Option<AttrValue>,
    /// Whether the account uses users instead of contexts, so that the user operations are used.
    pub uses_users: bool,
}

/// The sandbox in this browser.
#[derive(Clone, Debug)]
pub struct SandboxHandle {
    /// What answers.
    pub worker: SandboxWorker,
    /// How it fares, once that is known.
    pub status: Option<SandboxStatus>,
}

impl PartialEq for SandboxHandle {
    fn eq(&self, other: &Self) -> bool {
        // There is one worker at a time; another one has another status at first.
        self.status == other.status
    }
}

/// The connection, as the frame and the connection page see it.
#[derive(Clone, PartialEq)]
pub struct ConnectionHandle {
    /// Its state.
    pub state: Rc<Connection>,
    /// Present when requests can be made.
    pub session: Option<Session>,
    /// The session of now, else the one before: a page that is going away may be drawn once more.
    pub(super) last_session: Rc<RefCell<Option<Session>>>,
    /// The sandbox in this browser, while it is in use.
    pub sandbox: Option<SandboxHandle>,
    /// Tells what happens to it.
    pub dispatcher: UseReducerDispatcher<Connection>,
    /// Says whether the account uses users instead of contexts; kept on this computer.
    pub set_uses_users: Callback<bool>,
}

/// The connection in whatever state it is.
///
/// # Panics
///
/// Without the provider.
#[hook]
#[expect(
    clippy::expect_used,
    reason = "a missing provider is a mistake in the page's code"
)]
pub fn use_connection() -> ConnectionHandle {
    use_context::<ConnectionHandle>()
        .expect("use_connection needs a BackendProvider around the component")
}

/// The connection of a page that is shown only while there is one.
///
/// # Panics
///
/// Without the provider, and before there was any connection.
#[hook]
#[expect(
    clippy::expect_used,
    reason = "a page that needs a connection and has none is a mistake in the page's code"
)]
pub fn use_backend() -> Session {
    let last_session = use_connection().last_session;
    let session = last_session.borrow().clone();
    session.expect("use_backend needs a connected BackendProvider around the component")
}

/// The connection, for when its answers were declared stale.
///
/// # Panics
///
/// Without the provider.
#[hook]
pub fn use_freshness() -> Rc<Connection> {
    use_connection().state
}
