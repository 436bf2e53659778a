//! What the dashboard is connected to, and whether it answers.

use std::rc::Rc;

use segdeck_client::AccessToken;
use segdeck_core::endpoint::Operation;
use yew::Reducible;

use super::connection_id::ConnectionId;

mod server;

pub use server::{Config, GatewayKey};

/// How far the dashboard has come with its connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The page's server has not answered yet.
    #[default]
    Looking,
    /// Nothing was chosen yet, and the page's server, if any, does not speak for itself.
    Choosing,
    /// The page's server does not answer.
    NoServer,
    /// It needs an access token, or the gateway's key or password.
    NeedsSecret,
    /// Requests can be made.
    Connected,
}

/// Whether requests get through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// They do.
    #[default]
    Fine,
    /// One did not; that is being looked into.
    Doubtful,
    /// They do not, since the last answer at this time in Unix milliseconds.
    Offline {
        /// When the last answer came.
        last_answer: i64,
    },
}

/// What an answer of 401 refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The access token.
    Token,
    /// The gateway's key or password, or that it was missing.
    Key,
}

/// Whether anything can be changed over a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// Nobody asked yet, or there was no answer.
    #[default]
    Unknown,
    /// As far as the token's role says.
    Full,
    /// Nothing, and why, as a sentence.
    ReadOnly(Rc<str>),
}

/// The state of the connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connection {
    /// Which one is in use.
    pub id: ConnectionId,
    /// How far it is.
    pub phase: Phase,
    /// What the page's server said, whichever connection is in use.
    pub config: Option<Rc<Config>>,
    /// The token in use.
    pub token: Option<AccessToken>,
    /// The key of the page's server.
    pub key: Option<GatewayKey>,
    /// Whether the version of the API is not asked for, since the host lets no browser do so.
    pub omits_version: bool,
    /// Whether requests get through.
    pub health: Health,
    /// What was refused last, until something is accepted.
    pub refused: Option<Refused>,
    /// Whether anything can be changed over this connection.
    pub permission: Permission,
    /// Tokens of connections that were in use before, until the page is left.
    pub tokens: Vec<(ConnectionId, AccessToken)>,
    /// How often the connection came back.
    pub recoveries: u32,
    /// How often an operation's answers were declared stale.
    pub generations: Vec<(Operation, u32)>,
}

/// What happens to a connection.
#[derive(Clone, Debug)]
pub enum ConnectionAction {
    /// The page's server told about itself.
    Found(Config),
    /// The page's server does not tell about itself, or no connection gives a sign of life.
    NotFound {
        /// When the last answer came, in Unix milliseconds.
        last_answer: i64,
        /// Whether something answered that is no server of ours, such as a host of plain files.
        is_elsewhere: bool,
    },
    /// A person chose this connection.
    Use {
        /// Which.
        id: ConnectionId,
        /// The token, where it is known; else the one that was in use for it before.
        token: Option<AccessToken>,
        /// Whether the version of the API is not asked for.
        omits_version: bool,
    },
    /// A person gave a token for the connection in use.
    TokenGiven(AccessToken),
    /// A person gave the key or password of the page's server.
    KeyGiven(GatewayKey),
    /// A request got an answer with this status.
    Answered(u16),
    /// The page's server refused its key.
    KeyRefused,
    /// A request got no answer.
    Unanswered,
    /// It is known whether anything can be changed.
    Permitted(Permission),
    /// The token of this connection is not to be used again.
    Forgotten(ConnectionId),
    /// Answers of these operations are stale.
    Invalidated(&'static [Operation]),
    /// All answers are stale.
    Replaced,
}

impl Connection {
    /// The state at the start: of the connection that is remembered, with its token where that is
    /// known, else of the page's server.
    #[must_use]
    pub fn start(
        remembered: Option<ConnectionId>,
        token: Option<AccessToken>,
        key: Option<GatewayKey>,
        omits_version: bool,
    ) -> Self {
        let mut start = Self {
            key,
            omits_version,
            ..Self::default()
        };
        if let Some(id) = remembered {
            start.open(id, token);
        }
        start
    }

    /// How often an operation's answers were declared stale.
    #[must_use]
    pub fn generation(&self, operation: Operation) -> u32 {
        let known = self.generations.iter().find(|(it, _)| *it == operation);
        known.map_or(0, |(_, generation)| *generation)
    }

    /// Whether it leads through the page's server to LaunchDarkly.
    #[must_use]
    pub fn is_gateway(&self) -> bool {
        let config = self.config.as_ref();
        self.id == ConnectionId::Server && config.is_some_and(|it| it.is_gateway())
    }

    /// Why nothing at all can be changed over this connection, if so, as a sentence.
    #[must_use]
    pub fn read_only(&self) -> Option<Rc<str>> {
        let is_served = self.id == ConnectionId::Server;
        if is_served && self.config.as_ref().is_some_and(|it| it.read_only) {
            return Some("This server takes no changes.".into());
        }
        match &self.permission {
            Permission::ReadOnly(reason) => Some(reason.clone()),
            Permission::Unknown | Permission::Full => None,
        }
    }

    /// Whether the server has to be asked for a sign of life, again and again.
    #[must_use]
    pub fn needs_look(&self) -> bool {
        matches!(self.phase, Phase::Looking | Phase::NoServer) || self.health != Health::Fine
    }

    /// A name to keep drafts and choices under. A server that is a gateway now is another
    /// connection than the sandbox that it was before.
    #[must_use]
    pub fn scope(&self) -> String {
        let upstream = self.config.as_ref().and_then(|it| it.upstream.as_deref());
        match (&self.id, upstream) {
            (ConnectionId::Server, Some(upstream)) => format!("{}:{upstream}", self.id),
            (id, _) => id.to_string(),
        }
    }

    fn open(&mut self, id: ConnectionId, token: Option<AccessToken>) {
        self.phase = match &id {
            ConnectionId::Server => Phase::Looking,
            _ if token.is_some() => Phase::Connected,
            _ => Phase::NeedsSecret,
        };
        self.id = id;
        self.token = token;
        self.health = Health::Fine;
        self.refused = None;
        self.permission = Permission::Unknown;
    }

    /// Keeps the token in use for when its connection is chosen again.
    fn keep_token(&mut self) {
        let id = self.id.clone();
        self.tokens.retain(|(known, _)| *known != id);
        if let (Some(token), Some(_), false) = (&self.token, id.host(), self.refused.is_some()) {
            self.tokens.push((id, token.clone()));
        }
    }

    /// The token that was in use for a connection before, while the page is open.
    #[must_use]
    pub fn token_of(&self, id: &ConnectionId) -> Option<AccessToken> {
        let known = self.tokens.iter().find(|(known, _)| known == id);
        known.map(|(_, token)| token.clone())
    }

    fn forget(&mut self, id: &ConnectionId) {
        self.tokens.retain(|(known, _)| known != id);
        if self.id == *id {
            self.open(id.clone(), None);
        }
    }

    fn found(&mut self, config: Config) {
        let config = Rc::new(config);
        if self.id != ConnectionId::Server {
            self.config = Some(config);
            return;
        }
        if matches!(self.health, Health::Offline { .. }) || self.phase == Phase::NoServer {
            self.recoveries += 1;
        }
        self.health = Health::Fine;
        let is_same = self.config.as_ref().is_some_and(|known| {
            (&known.mode, &known.upstream) == (&config.mode, &config.upstream)
        });
        let offered = config
            .token
            .as_deref()
            .and_then(|token| AccessToken::parse(token).ok());
        if offered.is_some() || !is_same {
            self.token = offered;
        }
        let is_ready = if config.is_gateway() {
            !config.wants_key() || self.key.is_some()
        } else {
            self.token.is_some()
        };
        self.phase = if is_ready {
            Phase::Connected
        } else {
            Phase::NeedsSecret
        };
        self.config = Some(config);
    }

    fn not_found(&mut self, last_answer: i64, is_elsewhere: bool) {
        match self.phase {
            Phase::Looking | Phase::NoServer if is_elsewhere => self.phase = Phase::Choosing,
            Phase::Looking | Phase::NoServer => self.phase = Phase::NoServer,
            Phase::Choosing | Phase::NeedsSecret => self.health = Health::Fine,
            Phase::Connected => {
                if !matches!(self.health, Health::Offline { .. }) {
                    self.health = Health::Offline { last_answer };
                }
            }
        }
    }

    fn answered(&mut self, status: u16) {
        if matches!(self.health, Health::Offline { .. }) {
            self.recoveries += 1;
        }
        self.health = Health::Fine;
        if status == 401 {
            self.refused = Some(Refused::Token);
        } else if (200..300).contains(&status) {
            self.refused = None;
        }
    }

    fn authorized(&mut self) {
        self.refused = None;
        self.permission = Permission::Unknown;
        self.phase = Phase::Connected;
        self.recoveries += 1;
    }
}

impl Reducible for Connection {
    type Action = ConnectionAction;

    fn reduce(self: Rc<Self>, action: ConnectionAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            ConnectionAction::Found(config) => next.found(config),
            ConnectionAction::NotFound {
                last_answer,
                is_elsewhere,
            } => next.not_found(last_answer, is_elsewhere),
            ConnectionAction::Use {
                id,
                token,
                omits_version,
            } => {
                next.keep_token();
                let token = token.or_else(|| next.token_of(&id));
                next.open(id, token);
                next.omits_version = omits_version;
                next.recoveries += 1;
            }
            ConnectionAction::TokenGiven(token) => {
                next.token = Some(token);
                next.authorized();
            }
            ConnectionAction::KeyGiven(key) => {
                next.key = Some(key);
                if next.id == ConnectionId::Server && next.config.is_some() {
                    next.authorized();
                }
            }
            ConnectionAction::Answered(status) => next.answered(status),
            ConnectionAction::KeyRefused => {
                next.answered(401);
                next.refused = Some(Refused::Key);
            }
            ConnectionAction::Unanswered => {
                if next.health == Health::Fine {
                    next.health = Health::Doubtful;
                }
            }
            ConnectionAction::Permitted(permission) => next.permission = permission,
            ConnectionAction::Forgotten(id) => next.forget(&id),
            ConnectionAction::Invalidated(operations) => {
                for operation in operations {
                    let generation = next.generation(*operation) + 1;
                    next.generations.retain(|(known, _)| known != operation);
                    next.generations.push((*operation, generation));
                }
            }
            ConnectionAction::Replaced => next.recoveries += 1,
        }
        if next == *self { self } else { next.into() }
    }
}

#[cfg(test)]
mod tests;
