//! What components know of the connection.

use std::{collections::BTreeMap, rc::Rc};

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
    /// The sandbox in this browser, while it is in use.
    pub sandbox: Option<SandboxHandle>,
    /// Tells what happens to it.
    pub dispatcher: UseReducerDispatcher<Connection>,
    /// Says whether the account uses users instead of contexts; kept on this computer.
    pub set_uses_users: Callback<bool>,
}

/// When answers were declared stale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Freshness {
    /// How often the connection came back.
    pub recoveries: u32,
    pub(super) generations: BTreeMap<Operation, u32>,
}

impl Freshness {
    /// How often this operation's answers were declared stale.
    #[must_use]
    pub fn generation(&self, operation: Operation) -> u32 {
        self.generations
            .get(&operation)
            .copied()
            .unwrap_or_default()
    }
}

#[derive(Clone, PartialEq)]
pub(super) struct Invalidate(pub Callback<&'static [Operation]>);

macro_rules! from_context {
    ($(#[$doc:meta])* $name:ident -> $type:ty, $message:literal) => {
        $(#[$doc])*
        ///
        /// # Panics
        ///
        /// Without the provider.
        #[hook]
        pub fn $name() -> $type {
            use_context::<$type>().expect($message)
        }
    };
}

from_context! {
    /// The connection of a page that is shown only while there is one.
    use_backend -> Session, "use_backend needs a connected BackendProvider around the component"
}
from_context! {
    /// The connection in whatever state it is.
    use_connection -> ConnectionHandle, "use_connection needs a BackendProvider around the component"
}
from_context! {
    /// When answers were declared stale.
    use_freshness -> Freshness, "use_freshness needs a BackendProvider around the component"
}

/// Declares the answers of operations stale, so that they are asked for again.
///
/// # Panics
///
/// Without the provider.
#[hook]
#[expect(
    clippy::expect_used,
    reason = "a missing provider is a mistake in the page's code"
)]
pub fn use_invalidate() -> Callback<&'static [Operation]> {
    use_context::<Invalidate>()
        .expect("use_invalidate needs a BackendProvider around the component")
        .0
}
