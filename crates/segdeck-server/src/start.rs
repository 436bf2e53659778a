//! From options to a running server.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use segdeck_sandbox::{OpenError, Sandbox, SandboxError};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    app::{self, App},
    connections::{self, Limits},
    cors::Cors,
    dist::Dist,
    gateway::{self, Access, Gateway, GatewayError, Secret},
    options::{Database, Options},
    pages::Config,
    site::{self, Site},
    timer,
};

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Everyone knows the database's tokens, so only this machine may call.
    #[error(
        "{address} can be reached from other machines, but the database has its default tokens, which everyone knows. Listen on 127.0.0.1."
    )]
    BeyondLoopback {
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// Its key is made anew at each start, and travels in plain text.
    #[error(
        "{address} can be reached from other machines. Give the gateway a key with --key-file, a password with --password-file, or a reverse proxy with --trust-proxy-header."
    )]
    KeyBeyondLoopback {
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// The gateway could not be set up.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The folder of the dashboard cannot be read.
    #[error("The dashboard's folder {} cannot be read: {source}. Build it with `cargo xtask build`.", path.display())]
    Dist {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database was refused. A file that is not ours was not touched.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database's folder cannot be created.
    #[error("The folder {} cannot be created: {source}.", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database failed while it was prepared.
    #[error(transparent)]
    Prepare(#[from] SandboxError),
    /// Another program listens there.
    #[error("Another program listens on {address}. Stop it, or choose another port with --listen.")]
    InUse {
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// It cannot listen there.
    #[error("Cannot listen on {address}: {source}.")]
    Listen {
        /// Where it was to listen.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The thread that opened the database ended without a result.
    #[error("The database could not be opened; see the log above.")]
    Ended,
}

/// A server that runs, until it is stopped or this value goes.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    key: Option<Secret>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Running {
    /// Where it listens, with the port that it really has.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address without a slash at the end, such as `http://127.0.0.1:8765`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The page's address. If the gateway made a key, the page is given it there, behind the `#`
    /// that a browser sends to no server.
    #[must_use]
    pub fn page_url(&self) -> String {
        match &self.key {
            Some(key) => format!("{}/#key={}", self.url(), key.expose()),
            None => format!("{}/", self.url()),
        }
    }

    /// Takes no more connections, finishes the requests in flight, and lets go of the database.
    pub async fn stop(self) {
        // Without a receiver it has ended already.
        let _ = self.stop.send(true);
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the server ended unexpectedly");
        }
    }
}

/// Starts a server in the current Tokio runtime. When this returns it answers, and what was overdue
/// in the database has been applied.
///
/// # Errors
/// When the options, the port or the database are refused; then nothing runs.
pub async fn start(mut options: Options) -> Result<Running, StartError> {
    let dist = match options.dist.as_deref() {
        Some(folder) => Some(open_dist(folder)?),
        None if options.embedded => Dist::embedded(),
        None => None,
    };
    if let Some(gateway) = &options.gateway {
        check_reach(gateway, options.listen)?;
    }
    // Before the database, so that a port in use leaves no new file behind.
    let listener = listen(options.listen).await?;
    let address = listener.local_addr().map_err(|source| StartError::Listen {
        address: options.listen,
        source,
    })?;
    let limits = Limits {
        connections: options.max_connections,
        head: options.head_patience,
        write: options.write_patience,
        stop: options.stop_patience,
    };
    let (stop, stopping) = watch::channel(false);
    let (key, serving) = if let Some(gateway) = options.gateway.take() {
        start_gateway(listener, dist, &gateway, &options, limits, stopping)?
    } else {
        let serving = start_sandbox(listener, dist, options, limits, stopping).await?;
        (None, serving)
    };
    Ok(Running {
        address,
        key,
        stop,
        serving,
    })
}

async fn start_sandbox(
    listener: TcpListener,
    dist: Option<Dist>,
    options: Options,
    limits: Limits,
    stopping: watch::Receiver<bool>,
) -> Result<JoinHandle<()>, StartError> {
    let preparing = tokio::task::spawn_blocking(move || prepare(dist, options));
    let (app, site) = preparing.await.map_err(|_| StartError::Ended)??;
    let app = Arc::new(app);
    let router = site::around(app::router(&app), &site);
    let expiring = tokio::spawn(timer::run(app, stopping.clone()));
    Ok(tokio::spawn(async move {
        connections::serve(listener, router, limits, stopping).await;
        if let Err(error) = expiring.await {
            tracing::error!(%error, "the timer ended unexpectedly");
        }
    }))
}

/// Gives the key too, if the gateway made one.
fn start_gateway(
    listener: TcpListener,
    dist: Option<Dist>,
    gateway: &Gateway,
    options: &Options,
    limits: Limits,
    stopping: watch::Receiver<bool>,
) -> Result<(Option<Secret>, JoinHandle<()>), StartError> {
    let (shared, key) = gateway::Shared::new(gateway, options)?;
    let config = Config::gateway(
        gateway.upstream.origin(),
        gateway.read_only,
        gateway.access.name(),
    );
    let site = Site::new(options, dist, config);
    let router = gateway::watch(site::around(gateway::router(&shared), &site), &shared);
    let serving = forward(listener, router, limits, stopping, shared, gateway.drain);
    Ok((key, tokio::spawn(serving)))
}

/// Serves a gateway until it is to stop. Load balancers see for a while that it is not ready, before
/// it takes no more connections.
async fn forward(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut stopping: watch::Receiver<bool>,
    shared: Arc<gateway::Shared>,
    drain: Duration,
) {
    let (stop, drained) = watch::channel(false);
    let asked = Arc::clone(&shared);
    let asking = tokio::spawn(async move { asked.warn_unless_ready().await });
    let draining = tokio::spawn(async move {
        connections::stopped(&mut stopping).await;
        shared.drain();
        tokio::time::sleep(drain).await;
        // Without a receiver it has ended already.
        let _ = stop.send(true);
    });
    connections::serve(listener, router, limits, drained).await;
    asking.abort();
    draining.abort();
}

/// Whether a gateway may be reached from other machines.
fn check_reach(gateway: &Gateway, address: SocketAddr) -> Result<(), StartError> {
    let is_local = address.ip().to_canonical().is_loopback();
    if matches!(gateway.access, Access::NewKey) && !is_local {
        return Err(StartError::KeyBeyondLoopback { address });
    }
    Ok(())
}

fn open_dist(path: &Path) -> Result<Dist, StartError> {
    Dist::open(path).map_err(|source| StartError::Dist {
        path: path.to_owned(),
        source,
    })
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => StartError::InUse { address },
            _ => StartError::Listen { address, source },
        })
}

fn prepare(dist: Option<Dist>, options: Options) -> Result<(App, Arc<Site>), StartError> {
    let sandbox = open(&options.database)?;
    let has_default_tokens = sandbox.has_default_tokens()?;
    let address = options.listen;
    if has_default_tokens && !address.ip().to_canonical().is_loopback() {
        return Err(StartError::BeyondLoopback { address });
    }
    if options.cors == Cors::LaunchDarkly {
        warn_of_cors(has_default_tokens);
    }
    let seed = options.seed;
    let site = Site::new(&options, dist, Config::sandbox(has_default_tokens));
    let app = App::new(sandbox, options);
    let now = app.clock.now();
    if let Some(seed) = seed {
        app.sandbox.seed(seed, now)?;
    }
    app.sandbox.apply_due(now)?;
    Ok((app, site))
}

fn warn_of_cors(has_default_tokens: bool) {
    if has_default_tokens {
        tracing::warn!(
            "any web page that is open on this machine can read and change this database: pages of \
             every origin may call, and the tokens are those that everyone knows"
        );
    } else {
        tracing::warn!("pages of every origin may call the API with a token that they know");
    }
}

fn open(database: &Database) -> Result<Sandbox, StartError> {
    let options = segdeck_sandbox::Options {
        on_failure: Some(Box::new(|error| {
            tracing::error!(%error, "a request could not be carried out");
        })),
        ..segdeck_sandbox::Options::default()
    };
    let path = match database {
        Database::InMemory => return Ok(Sandbox::open_in_memory(options)?),
        Database::File(path) => path,
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|source| StartError::Folder {
            path: folder.to_owned(),
            source,
        })?;
    }
    Ok(Sandbox::open(path, options)?)
}
