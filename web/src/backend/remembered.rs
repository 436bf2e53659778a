//! What the browser keeps about connections. A token is never in local storage; in session storage
//! only where a person asked for that.

use segdeck_client::AccessToken;

use crate::{
    platform::{self, Store},
    state::{
        connection::{Connection, GatewayKey},
        connection_id::ConnectionId,
    },
};

/// The connection in use, in local storage.
const CHOICE: &str = "segdeck.connection";
/// The gateway's key, in session storage.
const KEY: &str = "segdeck.key";
/// The role of the token for the sandbox in this browser, in local storage.
const ROLE: &str = "segdeck.sandbox.role";
/// The role in the sandbox until another is chosen.
pub const DEFAULT_ROLE: &str = "writer";

/// What the dashboard begins with. Whoever opens the address of a gateway with its key in it wants
/// that server, whatever was in use before.
pub(super) fn start() -> Connection {
    let given = take_key();
    let chosen = if given.is_some() {
        choose(&ConnectionId::Server);
        Some(ConnectionId::Server)
    } else {
        Store::Local
            .get(CHOICE)
            .and_then(|text| ConnectionId::parse(&text))
    };
    let key = given.or_else(|| GatewayKey::parse(&Store::Session.get(KEY)?));
    let token = chosen.as_ref().and_then(token_of);
    let omits_version = chosen.as_ref().is_some_and(omits_version);
    Connection::start(chosen, token, key, omits_version)
}

/// The key in the page's address, which is gone from there then.
pub(super) fn take_key() -> Option<GatewayKey> {
    let key = GatewayKey::parse(&platform::take_fragment("key")?)?;
    keep_key(&key);
    Some(key)
}

/// Keeps the gateway's key or password until the tab closes.
pub fn keep_key(key: &GatewayKey) {
    // A browser that keeps nothing asks again after a reload.
    let _ = Store::Session.set(KEY, key.expose());
}

/// Opens this connection the next time.
pub fn choose(id: &ConnectionId) {
    let _ = Store::Local.set(CHOICE, &id.to_string());
}

/// The token that is kept for a connection: the sandbox's own, or one that a person let the tab
/// keep.
#[must_use]
pub fn token_of(id: &ConnectionId) -> Option<AccessToken> {
    let text = match id {
        ConnectionId::Server => return None,
        ConnectionId::Browser => format!("api-sandbox-{}", sandbox_role()),
        ConnectionId::Direct { .. } => Store::Session.get(&token_name(id))?,
    };
    AccessToken::parse(&text).ok()
}

/// Keeps a token until the tab closes.
pub fn keep_token(id: &ConnectionId, text: &str) {
    let _ = Store::Session.set(&token_name(id), text.trim());
}

/// Keeps the token of a connection no longer.
pub fn forget_token(id: &ConnectionId) {
    Store::Session.remove(&token_name(id));
}

fn token_name(id: &ConnectionId) -> String {
    format!("segdeck.token.{id}")
}

/// Whether it was found out that this host lets no browser ask for a version of the API.
#[must_use]
pub fn omits_version(id: &ConnectionId) -> bool {
    Store::Local.get(&version_name(id)).is_some()
}

/// Keeps what was found out about a host.
pub fn keep_omits_version(id: &ConnectionId, omits: bool) {
    if omits {
        let _ = Store::Local.set(&version_name(id), "none");
    } else {
        Store::Local.remove(&version_name(id));
    }
}

fn version_name(id: &ConnectionId) -> String {
    format!("segdeck.api-version.{id}")
}

/// The role in the sandbox in this browser.
#[must_use]
pub fn sandbox_role() -> String {
    Store::Local
        .get(ROLE)
        .unwrap_or_else(|| DEFAULT_ROLE.to_owned())
}

/// Keeps the role in the sandbox in this browser.
pub fn keep_sandbox_role(role: &str) {
    let _ = Store::Local.set(ROLE, role);
}
