//! The client of the dashboard, over whichever backend is in use.

use std::{fmt, ops::Deref, rc::Rc, time::Duration};

use segdeck_client::{AccessToken, Client};
use segdeck_core::{
    UnixMillis,
    wire::{Reached, Request, Response, Transport, TransportError},
};
use yew::Callback;

use super::network::Network;
use crate::platform;

/// What carries requests.
#[derive(Clone, Debug)]
pub enum Backend {
    /// Over the network, to the server that the page came from.
    Network(NetworkBackend),
}

/// The network, and who wants to know how requests fare.
#[derive(Clone)]
pub struct NetworkBackend {
    network: Network,
    on_signal: Callback<Signal>,
}

impl fmt::Debug for NetworkBackend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NetworkBackend")
    }
}

/// How a request fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// It got an answer with this status.
    Answered(u16),
    /// It got none.
    Unanswered,
}

impl Backend {
    /// The server that the page came from.
    #[must_use]
    pub fn network(on_signal: Callback<Signal>) -> Self {
        Self::Network(NetworkBackend {
            network: Network::new(platform::base_path()),
            on_signal,
        })
    }
}

impl Transport for Backend {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let Self::Network(NetworkBackend { network, on_signal }) = self;
        let ended = network.send(request).await;
        match &ended {
            Ok(response) => on_signal.emit(Signal::Answered(response.status)),
            Err(error) if error.reached != Reached::Aborted => on_signal.emit(Signal::Unanswered),
            Err(_) => {}
        }
        ended
    }

    async fn sleep(&self, duration: Duration) {
        let Self::Network(backend) = self;
        backend.network.sleep(duration).await;
    }

    fn now(&self) -> UnixMillis {
        let Self::Network(backend) = self;
        backend.network.now()
    }
}

/// A client that components share; equal when it is the same one.
#[derive(Clone, Debug)]
pub struct ApiClient(Rc<Client<Backend>>);

impl ApiClient {
    /// A client over this backend with this token.
    #[must_use]
    pub fn new(backend: Backend, token: AccessToken) -> Self {
        Self(Rc::new(Client::new(backend, token)))
    }
}

impl Deref for ApiClient {
    type Target = Client<Backend>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl PartialEq for ApiClient {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
