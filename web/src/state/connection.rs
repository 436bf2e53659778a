//! What the dashboard is connected to, and whether it answers.

use std::{collections::BTreeMap, rc::Rc};

use segdeck_client::AccessToken;
use segdeck_core::endpoint::Operation;
use serde::Deserialize;
use yew::Reducible;

/// What the server says about itself at `/segdeck/config.json`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// `sandbox`, or something that this version does not know.
    pub mode: String,
    /// The host that requests go to, where it is not this server.
    #[serde(default)]
    pub upstream: Option<String>,
    /// Whether changes are refused.
    #[serde(default)]
    pub read_only: bool,
    /// The sandbox's own token, as long as nobody has changed it.
    #[serde(default)]
    pub token: Option<String>,
}

impl Config {
    /// Whether this is a local server with a sandbox.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.mode == "sandbox"
    }

    /// A name of the connection, to keep choices under.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.upstream {
            Some(host) => format!("{} {host}", self.mode),
            None => self.mode.clone(),
        }
    }
}

/// How far the dashboard has come with its server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// It has not answered yet.
    #[default]
    Looking,
    /// Nobody answers.
    NoServer,
    /// It answers, but needs an access token.
    NeedsToken,
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

/// The state of the connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connection {
    /// How far it is.
    pub phase: Phase,
    /// What the server said.
    pub config: Option<Rc<Config>>,
    /// The token in use.
    pub token: Option<AccessToken>,
    /// Whether requests get through.
    pub health: Health,
    /// Whether the token was refused.
    pub is_unauthorized: bool,
    /// How often the connection came back.
    pub recoveries: u32,
    /// How often an operation's answers were declared stale.
    pub generations: BTreeMap<Operation, u32>,
}

/// What happens to a connection.
#[derive(Clone, Debug)]
pub enum ConnectionAction {
    /// The server told about itself.
    Found(Config),
    /// The server did not answer when asked about itself.
    NotFound {
        /// When the last answer came, in Unix milliseconds.
        last_answer: i64,
    },
    /// A person gave a token.
    TokenGiven(AccessToken),
    /// A request got an answer with this status.
    Answered(u16),
    /// A request got no answer.
    Unanswered,
    /// Answers of these operations are stale.
    Invalidated(&'static [Operation]),
}

impl Connection {
    /// Whether the server has to be asked about itself, again and again.
    #[must_use]
    pub fn needs_look(&self) -> bool {
        matches!(self.phase, Phase::Looking | Phase::NoServer) || self.health != Health::Fine
    }

    fn found(&mut self, config: Config) {
        if matches!(self.health, Health::Offline { .. }) || self.phase == Phase::NoServer {
            self.recoveries += 1;
        }
        self.health = Health::Fine;
        let is_same = self
            .config
            .as_deref()
            .is_some_and(|known| known.name() == config.name());
        let offered = config
            .token
            .as_deref()
            .and_then(|token| AccessToken::parse(token).ok());
        if offered.is_some() || !is_same {
            self.token = offered;
        }
        self.phase = if self.token.is_some() {
            Phase::Connected
        } else {
            Phase::NeedsToken
        };
        self.config = Some(Rc::new(config));
    }
}

impl Reducible for Connection {
    type Action = ConnectionAction;

    fn reduce(self: Rc<Self>, action: ConnectionAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            ConnectionAction::Found(config) => next.found(config),
            ConnectionAction::NotFound { last_answer } => match next.phase {
                Phase::Looking | Phase::NoServer => next.phase = Phase::NoServer,
                Phase::NeedsToken | Phase::Connected => {
                    if !matches!(next.health, Health::Offline { .. }) {
                        next.health = Health::Offline { last_answer };
                    }
                }
            },
            ConnectionAction::TokenGiven(token) => {
                next.token = Some(token);
                next.is_unauthorized = false;
                next.phase = Phase::Connected;
                next.recoveries += 1;
            }
            ConnectionAction::Answered(status) => {
                next.health = Health::Fine;
                if status == 401 {
                    next.is_unauthorized = true;
                } else if (200..300).contains(&status) {
                    next.is_unauthorized = false;
                }
            }
            ConnectionAction::Unanswered => {
                if next.health == Health::Fine {
                    next.health = Health::Doubtful;
                }
            }
            ConnectionAction::Invalidated(operations) => {
                for operation in operations {
                    *next.generations.entry(*operation).or_default() += 1;
                }
            }
        }
        if next == *self { self } else { next.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(actions: Vec<ConnectionAction>) -> Rc<Connection> {
        actions
            .into_iter()
            .fold(Rc::default(), |state: Rc<Connection>, action| {
                state.reduce(action)
            })
    }

    fn sandbox(token: Option<&str>) -> ConnectionAction {
        ConnectionAction::Found(Config {
            mode: "sandbox".to_owned(),
            token: token.map(str::to_owned),
            ..Config::default()
        })
    }

    fn lost() -> ConnectionAction {
        ConnectionAction::NotFound { last_answer: 7 }
    }

    #[test]
    fn the_sandbox_with_its_own_token_connects_at_once() {
        let state = run(vec![sandbox(Some("api-sandbox-writer"))]);
        assert_eq!(state.phase, Phase::Connected);
        assert!(!state.needs_look());
    }

    #[test]
    fn a_server_that_comes_up_later_is_found() {
        let state = run(vec![lost(), lost()]);
        assert_eq!(state.phase, Phase::NoServer);
        assert!(state.needs_look());
        let state = state.reduce(sandbox(Some("api-1")));
        assert_eq!((state.phase, state.recoveries), (Phase::Connected, 1));
    }

    #[test]
    fn without_a_token_it_asks_for_one() {
        let state = run(vec![sandbox(None)]);
        assert_eq!(state.phase, Phase::NeedsToken);
        let token = AccessToken::parse("api-2").unwrap();
        let state = state.reduce(ConnectionAction::TokenGiven(token));
        assert_eq!(state.phase, Phase::Connected);
        let state = state.reduce(sandbox(None));
        assert_eq!(state.phase, Phase::Connected, "a given token was forgotten");
    }

    #[test]
    fn one_lost_answer_is_looked_into_before_anyone_is_told() {
        let state = run(vec![sandbox(Some("api-1")), ConnectionAction::Unanswered]);
        assert_eq!(state.health, Health::Doubtful);
        assert!(state.needs_look());
        let fine = state.clone().reduce(sandbox(Some("api-1")));
        assert_eq!((fine.health, fine.recoveries), (Health::Fine, 0));
        let offline = state.reduce(lost());
        assert_eq!(offline.health, Health::Offline { last_answer: 7 });
        let back = offline.reduce(sandbox(Some("api-1")));
        assert_eq!((back.health, back.recoveries), (Health::Fine, 1));
    }

    #[test]
    fn a_refused_token_is_told_until_one_is_taken() {
        let state = run(vec![
            sandbox(Some("api-1")),
            ConnectionAction::Answered(401),
        ]);
        assert!(state.is_unauthorized);
        let state = state.reduce(ConnectionAction::Answered(404));
        assert!(state.is_unauthorized);
        assert!(
            !state
                .reduce(ConnectionAction::Answered(200))
                .is_unauthorized
        );
    }

    #[test]
    fn nothing_new_is_the_same_state() {
        let state = run(vec![sandbox(Some("api-1"))]);
        let same = state.clone().reduce(ConnectionAction::Answered(200));
        assert!(Rc::ptr_eq(&state, &same));
    }
}
