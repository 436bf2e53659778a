//! The gateway: in front of a sandbox that stands in for LaunchDarkly, and of upstreams that do
//! what they should not.

use segdeck_sandbox::DEFAULT_ADMIN_TOKEN;
use segdeck_server::{Access, Gateway, Options, Secret, Upstream};
use serde_json::Value;

use crate::support::{Answer, Client, Server};

mod access;
mod answers;
mod bodies;
mod failures;
mod forwarding;
#[cfg(unix)]
mod program;
mod readiness;
mod scripted;
mod tls;

/// The key of every gateway here.
pub const KEY: &str = "0123456789abcdef0123456789abcdef";
/// The token of gateways whose upstream is no sandbox.
pub const TOKEN: &str = "api-upstream-token-nobody-may-see";

/// A gateway's options, with [`KEY`] and the token of the sandbox's administrator.
pub fn to(upstream: &str) -> Gateway {
    let token = Secret::token(DEFAULT_ADMIN_TOKEN).unwrap();
    let key = Secret::key(KEY).unwrap();
    Gateway::new(Upstream::parse(upstream).unwrap(), token, Access::Key(key))
}

/// Starts a gateway.
pub fn start(gateway: Gateway) -> Server {
    Server::start(Options {
        gateway: Some(gateway),
        allow_origins: Vec::new(),
        ..Options::default()
    })
}

/// A sandbox, and a gateway in front of it.
pub struct Pair {
    pub sandbox: Server,
    pub gateway: Server,
}

impl Pair {
    pub fn start(sandbox: Options, change: impl FnOnce(&mut Gateway)) -> Self {
        let sandbox = Server::start(sandbox);
        let mut gateway = to(&format!("http://{}", sandbox.client.0));
        change(&mut gateway);
        Self {
            sandbox,
            gateway: start(gateway),
        }
    }

    pub fn plain() -> Self {
        Self::start(Options::default(), |_| ())
    }

    /// Calls the gateway as its page does.
    pub fn call(&self, method: &str, target: &str, body: &Value) -> Answer {
        call(self.gateway.client, method, target, body)
    }

    pub fn get(&self, target: &str) -> Answer {
        self.call("GET", target, &Value::Null)
    }
}

/// Calls a gateway as its page does: with its key, and without a token.
pub fn call(client: Client, method: &str, target: &str, body: &Value) -> Answer {
    let headers = [("Segdeck-Key", KEY), ("Content-Type", "application/json")];
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    client.send(method, target, &headers, &body)
}
