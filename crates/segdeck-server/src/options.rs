//! What a server is started with.

use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};

use segdeck_core::UnixMillis;
use segdeck_policy::Origin;
use segdeck_sandbox::{BODY_LIMIT, Faults, Seed};

use crate::{clock::machine_now, cors::Cors, gateway::Gateway};

/// The origins of `trunk serve`, which shows the dashboard while it is developed.
pub const TRUNK_ORIGINS: [&str; 2] = ["http://127.0.0.1:8080", "http://localhost:8080"];

/// A file of 40 MB, which LaunchDarkly imports at most, and a form around it.
const UPLOAD_LIMIT: usize = 41 * 1024 * 1024;

/// What a server is started with. The default is a server for tests: an empty database in memory,
/// a free port of this machine, no dashboard.
#[derive(Debug)]
pub struct Options {
    /// Where to listen. Port 0 takes a free one. An address beyond loopback is refused while the
    /// database has its default tokens.
    pub listen: SocketAddr,
    /// With `Some`, there is no database: requests go on to another API. An address beyond loopback
    /// is refused while its key is one that it made itself.
    pub gateway: Option<Gateway>,
    /// Where segments are kept.
    pub database: Database,
    /// What a new database is filled with; one that has or had segments is left as it is.
    pub seed: Option<Seed>,
    /// The folder of the built dashboard.
    pub dist: Option<PathBuf>,
    /// Whether the dashboard that the program carries is shown where no folder is named. Only a
    /// program that was built with the feature `embed` carries one.
    pub embedded: bool,
    /// Origins that the page may connect to, besides its own and LaunchDarkly's.
    pub connect_src: Vec<Origin>,
    /// Faults to inject. With `Some`, even of an empty list, and a manual clock, the list can be
    /// replaced by `PUT /segdeck/faults`.
    pub faults: Option<Faults>,
    /// Where the time comes from.
    pub clock: Clock,
    /// Names in the `Host` header that are served besides loopback, without port.
    pub allow_hosts: Vec<String>,
    /// Origins whose pages may call, besides the server's own, such as `http://localhost:8080`.
    pub allow_origins: Vec<String>,
    /// Whether pages of all other origins may call the API.
    pub cors: Cors,
    /// How many requests are answered in ten seconds.
    pub rate_limits: RateLimits,
    /// The largest body that is read, in bytes. The sandbox itself takes no more than its
    /// [`BODY_LIMIT`].
    pub max_body: usize,
    /// How long a connection may take to send a request's head, also while it idles between two.
    pub head_patience: Duration,
    /// How long a request may take to send its body, unless the body is a file.
    pub body_patience: Duration,
    /// The largest file that is taken, in bytes, with what surrounds it in a form. Files wait on
    /// the disk, beside the database, and not in memory.
    pub max_upload: usize,
    /// How long a file that is sent may stand still.
    pub upload_silence: Duration,
    /// How long a file may take to arrive, even if it never stands still.
    pub upload_patience: Duration,
    /// How long a client may take nothing of its answer.
    pub write_patience: Duration,
    /// How long the sandbox may work on a request until the answer is 503. What it has begun by
    /// then it finishes.
    pub answer_patience: Duration,
    /// How many connections there are at once. When there are more, those that have been idle for
    /// the longest time are closed.
    pub max_connections: usize,
    /// How long requests in flight may take to end after the stop.
    pub stop_patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            gateway: None,
            database: Database::InMemory,
            seed: None,
            dist: None,
            embedded: false,
            connect_src: Vec::new(),
            faults: None,
            clock: Clock::Machine,
            allow_hosts: Vec::new(),
            allow_origins: TRUNK_ORIGINS.map(str::to_owned).to_vec(),
            cors: Cors::Off,
            rate_limits: RateLimits::default(),
            max_body: BODY_LIMIT,
            head_patience: Duration::from_secs(10),
            body_patience: Duration::from_secs(30),
            max_upload: UPLOAD_LIMIT,
            upload_silence: Duration::from_secs(30),
            upload_patience: Duration::from_hours(1),
            write_patience: Duration::from_secs(30),
            answer_patience: Duration::from_mins(1),
            max_connections: 800,
            stop_patience: Duration::from_secs(9),
        }
    }
}

/// Where segments are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In this file, created with its folders if it does not exist.
    File(PathBuf),
    /// In memory: gone when the server stops.
    InMemory,
}

/// How many requests are answered in a window of ten seconds; `None` is no limit, and no headers
/// that tell of one. Only requests with a good token count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateLimits {
    /// All requests together.
    pub global: Option<NonZeroU32>,
    /// The requests of one URL pattern and verb.
    pub route: Option<NonZeroU32>,
    /// The requests with one access token.
    pub token: Option<NonZeroU32>,
}

/// Where the time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// This machine.
    Machine,
    /// It stands at this instant until `PUT /segdeck/clock` moves it.
    Manual(UnixMillis),
}

impl Clock {
    /// A manual clock that stands at the time of this machine.
    #[must_use]
    pub fn manual_from_now() -> Self {
        Self::Manual(machine_now())
    }
}
