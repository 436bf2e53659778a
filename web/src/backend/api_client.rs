//! The client of the dashboard, over whichever backend is in use.

use std::{any::Any, cell::OnceCell, fmt, ops::Deref, rc::Rc, time::Duration};

use segdeck_client::{AccessToken, Client};
use segdeck_core::{
    UnixMillis,
    wire::{Reached, Request, Response, Transport, TransportError},
};
use yew::Callback;

use super::{network::Network, sandbox_worker::SandboxWorker, waits::Waits};
use crate::{platform, state::connection::GatewayKey};

/// What carries requests.
#[derive(Clone, Debug)]
enum Carrier {
    /// The network; with the key of the page's own server, which no other host may see.
    Network(Network, Option<GatewayKey>),
    /// A worker of this page.
    Sandbox(SandboxWorker),
}

/// What carries requests, and who wants to know how they fare.
#[derive(Clone)]
pub struct Backend {
    carrier: Carrier,
    on_signal: Callback<Signal>,
    waits: Waits,
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.carrier.fmt(f)
    }
}

/// How a request fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// It got an answer with this status.
    Answered(u16),
    /// The page's server refused its key or password, or missed it.
    KeyRefused,
    /// It got none.
    Unanswered,
}

impl Backend {
    /// The server that the page came from, with its key if it wants one.
    #[must_use]
    pub fn server(key: Option<GatewayKey>, on_signal: Callback<Signal>) -> Self {
        Self::over(
            Carrier::Network(Network::new(platform::base_path()), key),
            on_signal,
        )
    }

    /// Another host.
    #[must_use]
    pub fn host(host: &str, on_signal: Callback<Signal>) -> Self {
        Self::over(Carrier::Network(Network::new(host), None), on_signal)
    }

    /// The sandbox in this browser.
    #[must_use]
    pub fn sandbox(worker: SandboxWorker, on_signal: Callback<Signal>) -> Self {
        Self::over(Carrier::Sandbox(worker), on_signal)
    }

    fn over(carrier: Carrier, on_signal: Callback<Signal>) -> Self {
        Self {
            carrier,
            on_signal,
            waits: Waits::default(),
        }
    }

    /// What is waited for.
    #[must_use]
    pub fn waits(&self) -> &Waits {
        &self.waits
    }
}

impl Transport for Backend {
    async fn send(&self, mut request: Request) -> Result<Response, TransportError> {
        let sent = async {
            match &self.carrier {
                Carrier::Network(network, key) => {
                    if let Some(key) = key {
                        request.headers.set("Segdeck-Key", key.expose());
                    }
                    network.send(request).await
                }
                Carrier::Sandbox(worker) => worker.send(request).await,
            }
        };
        let ended = self.waits.during(None, sent).await.unwrap_or_else(|| {
            Err(TransportError {
                reached: Reached::Aborted,
                message: "The request was canceled.".to_owned(),
            })
        });
        match &ended {
            Ok(response) if is_about_key(response) => self.on_signal.emit(Signal::KeyRefused),
            Ok(response) => self.on_signal.emit(Signal::Answered(response.status)),
            Err(error) if error.reached != Reached::Aborted => {
                self.on_signal.emit(Signal::Unanswered);
            }
            Err(_) => {}
        }
        ended
    }

    async fn sleep(&self, duration: Duration) {
        match &self.carrier {
            Carrier::Network(network, _) => network.sleep(duration).await,
            Carrier::Sandbox(worker) => worker.sleep(duration).await,
        }
    }

    async fn before_retry(&self, duration: Duration, is_rate_limited: bool) -> bool {
        // Shorter than this, it is over before it can be read.
        let is_told = is_rate_limited && duration.as_secs() > 0;
        let next_try = is_told.then(|| self.now().0 + millis(duration));
        let waited = self.waits.during(next_try, self.sleep(duration)).await;
        waited.is_some()
    }

    fn now(&self) -> UnixMillis {
        match &self.carrier {
            Carrier::Network(network, _) => network.now(),
            Carrier::Sandbox(worker) => worker.now(),
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Whether a gateway refused the page itself, by its codes `key_required` and `key_refused`.
fn is_about_key(response: &Response) -> bool {
    const CODE: &[u8] = b"\"key_re";
    let body = response.body.as_bytes();
    response.status == 401 && body.windows(CODE.len()).any(|part| part == CODE)
}

/// A client that components share; equal when it is the same one.
#[derive(Clone, Debug)]
pub struct ApiClient(Rc<Shared>);

#[derive(Debug)]
struct Shared {
    client: Client<Backend>,
    kept: OnceCell<Rc<dyn Any>>,
}

impl ApiClient {
    /// A client over this backend with this token; without one for a gateway, which has its own.
    #[must_use]
    pub fn new(backend: Backend, token: Option<AccessToken>, omits_version: bool) -> Self {
        let client = match token {
            Some(token) => Client::new(backend, token),
            None => Client::without_token(backend),
        };
        Self(Rc::new(Shared {
            client: if omits_version {
                client.with_api_version(None)
            } else {
                client
            },
            kept: OnceCell::new(),
        }))
    }

    /// What was loaded with this client and is kept for as long as it is in use, so that nothing
    /// of one connection is shown over another. There is one type of it.
    #[must_use]
    pub fn kept<T: Default + 'static>(&self) -> Rc<T> {
        let kept = self.0.kept.get_or_init(|| Rc::<T>::default());
        kept.clone().downcast().unwrap_or_default()
    }
}

impl Deref for ApiClient {
    type Target = Client<Backend>;

    fn deref(&self) -> &Self::Target {
        &self.0.client
    }
}

impl PartialEq for ApiClient {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
