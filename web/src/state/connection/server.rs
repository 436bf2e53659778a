//! The server that the page came from: what it says about itself, and its key.

use std::fmt;

use serde::Deserialize;

/// What the page's server says about itself at `/segdeck/config.json`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// `sandbox`, `gateway`, or something that this version does not know.
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
    /// How a gateway knows its readers: `key`, `password`, or `proxy` where something before it
    /// does.
    #[serde(default)]
    pub auth: Option<String>,
}

impl Config {
    /// Whether this is a local server with a sandbox.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.mode == "sandbox"
    }

    /// Whether this server forwards to LaunchDarkly with a token of its own.
    #[must_use]
    pub fn is_gateway(&self) -> bool {
        self.mode == "gateway"
    }

    /// Whether every request has to carry the server's key or password.
    #[must_use]
    pub fn wants_key(&self) -> bool {
        matches!(self.auth.as_deref(), Some("key" | "password"))
    }
}

/// The key or password of a gateway, which shows nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayKey(String);

impl GatewayKey {
    /// Takes what a person pasted, or the fragment of the address held; white space around it is
    /// dropped. `None` if it cannot stand in a header.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_header = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        (is_header && !text.is_empty()).then(|| Self(text.to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for GatewayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GatewayKey(hidden)")
    }
}
