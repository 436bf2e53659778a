//! Tries a connection before it is used, and says what was found.

use std::time::Duration;

use segdeck_client::{API_VERSION, AccessToken, Client, ClientError, RetryPolicy};
use segdeck_core::{
    endpoint::ListProjects,
    model::CallerIdentity,
    wire::{Reached, Transport},
};
use yew::Callback;

use super::policy::PolicyWatch;
use crate::{
    backend::{ApiClient, Backend},
    format::{self, isolated},
    platform,
    state::{
        connection::{Config, GatewayKey},
        connection_id::DirectHost,
        permission,
    },
    text,
};

/// How long the browser takes at most to tell that the page's policy refused a request.
const POLICY_PAUSE: Duration = Duration::from_millis(100);

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Good,
    Limited,
    Bad,
}

/// One line of the check list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Check {
    pub what: &'static str,
    pub mark: Mark,
    pub detail: String,
    pub milliseconds: i64,
}

/// What was found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tried {
    pub checks: Vec<Check>,
    /// Who the token is, where that is known.
    pub identity: Option<CallerIdentity>,
    /// Whether the host lets no browser ask for a version of the API.
    pub omits_version: bool,
}

impl Tried {
    /// Whether the connection can be used.
    pub fn is_good(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.mark != Mark::Bad)
    }

    fn add(&mut self, what: &'static str, mark: Mark, detail: impl Into<String>, began: i64) {
        self.checks.push(Check {
            what,
            mark,
            detail: detail.into(),
            milliseconds: platform::now_millis() - began,
        });
    }
}

/// Tries a token on LaunchDarkly itself.
pub(super) async fn try_direct(host: &DirectHost, token: AccessToken) -> Tried {
    let backend = Backend::host(host.as_str(), Callback::noop());
    let client = Client::new(backend.clone(), token.clone()).with_retry(RetryPolicy::never());
    let mut tried = Tried::default();
    let watch = PolicyWatch::start(host.as_str());
    let began = platform::now_millis();
    if !platform::may_connect_to(host.as_str()) {
        tried.add("Host reachable", Mark::Bad, refused_by_policy(host), began);
        return tried;
    }
    let mut found = client.caller_identity().await;
    let mut client = client;
    if found.as_ref().is_err_and(may_be_the_version) {
        let without = client.clone().with_api_version(None);
        let again = without.caller_identity().await;
        if !again.as_ref().is_err_and(ClientError::is_unanswered) {
            tried.omits_version = true;
            (client, found) = (without, again);
        }
    }
    if let Err(error) = &found
        && error.is_unanswered()
    {
        backend.sleep(POLICY_PAUSE).await;
        let why = if watch.has_refused() {
            refused_by_policy(host)
        } else {
            unanswered(host, error)
        };
        tried.add("Host reachable", Mark::Bad, why, began);
        return tried;
    }
    tried.add("Host reachable", Mark::Good, host.name(), began);
    identify(&mut tried, found, began);
    if !tried.is_good() {
        return tried;
    }
    if tried.omits_version {
        let detail = format!(
            "The token's own. This host lets no browser ask for {API_VERSION}, so beta resources \
             cannot be read."
        );
        tried.add("API version", Mark::Limited, detail, began);
    } else {
        tried.add("API version", Mark::Good, API_VERSION, began);
    }
    list_projects(&mut tried, &client).await;
    tried
}

/// Tries a token, or a gateway's key, on the server that the page came from.
pub(super) async fn try_server(token: Option<AccessToken>, key: Option<GatewayKey>) -> Tried {
    let backend = Backend::server(key, Callback::noop());
    let client = match token {
        Some(token) => Client::new(backend, token),
        None => Client::without_token(backend),
    };
    try_client(&client.with_retry(RetryPolicy::never())).await
}

/// Tries the connection in use.
pub(super) async fn try_session(client: &ApiClient) -> Tried {
    try_client(client).await
}

async fn try_client(client: &Client<Backend>) -> Tried {
    let mut tried = Tried::default();
    let began = platform::now_millis();
    let found = client.caller_identity().await;
    if let Err(error) = &found
        && error.is_unanswered()
    {
        tried.add(
            "Server reachable",
            Mark::Bad,
            text::failure(error).message,
            began,
        );
        return tried;
    }
    identify(&mut tried, found, began);
    if tried.is_good() {
        list_projects(&mut tried, client).await;
    }
    tried
}

/// A preflight that does not allow the header looks like no answer at all.
fn may_be_the_version(error: &ClientError) -> bool {
    matches!(error, ClientError::Transport { error, .. } if error.reached == Reached::Unknown)
}

fn identify(tried: &mut Tried, found: Result<CallerIdentity, ClientError>, began: i64) {
    const WHAT: &str = "Token accepted";
    match found {
        Ok(identity) if permission::is_identity(&identity) => {
            tried.add(WHAT, Mark::Good, who(&identity), began);
            tried.identity = Some(identity);
        }
        Ok(_) => tried.add(
            "LaunchDarkly's API",
            Mark::Bad,
            "Another service answered. Check the address.",
            began,
        ),
        Err(error) => {
            let failure = text::failure(&error);
            let is_key = error
                .api()
                .is_some_and(|api| is_about_key(api.code.as_deref()));
            let detail = match &error {
                _ if error.is_unauthorized() => {
                    let what = if is_key {
                        "The key or password"
                    } else {
                        "The token"
                    };
                    format!("{what} was refused. Check that it is whole and still valid.")
                }
                ClientError::Decode { .. } => {
                    format!("{} {}", isolated(&failure.message), failure.advice)
                }
                _ => format!(
                    "{} {} Check the address.",
                    isolated(&failure.code.unwrap_or_default()),
                    isolated(&failure.message)
                ),
            };
            let what = match error.is_unauthorized() {
                true if is_key => "Key accepted",
                true => WHAT,
                false => "LaunchDarkly's API",
            };
            tried.add(what, Mark::Bad, detail.trim(), began);
        }
    }
}

/// Whether a gateway refused what the page shows it, and not LaunchDarkly the gateway's token.
fn is_about_key(code: Option<&str>) -> bool {
    matches!(code, Some("key_required" | "key_refused"))
}

async fn list_projects(tried: &mut Tried, client: &Client<Backend>) {
    let began = platform::now_millis();
    let call = ListProjects {
        limit: Some(1),
        ..ListProjects::default()
    };
    match client.list_projects(&call).await {
        Ok(page) => {
            let count = page.total_count.unwrap_or(page.items.len() as u64);
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            let detail = format::plural(count, "project", "projects");
            tried.add("Projects readable", Mark::Good, detail, began);
        }
        Err(error) => {
            let failure = text::failure(&error);
            let detail = format!("{} {}", isolated(&failure.message), failure.advice);
            tried.add("Projects readable", Mark::Bad, detail.trim(), began);
        }
    }
}

/// "service token “segdeck”, role writer". Somebody else chose these names.
pub(super) fn who(identity: &CallerIdentity) -> String {
    let kind = if identity.service_token == Some(true) {
        "service token"
    } else {
        "token"
    };
    let name = match &identity.token_name {
        Some(name) => format!("{kind} “{}”", isolated(name)),
        None => format!("a {kind} without a name"),
    };
    match identity.scopes.as_deref() {
        Some(scopes) if !scopes.is_empty() => {
            format!("{name}, role {}", isolated(&scopes.join(", ")))
        }
        _ => name,
    }
}

fn refused_by_policy(host: &DirectHost) -> String {
    format!(
        "This page may not connect to {host}: its Content-Security-Policy does not list it. Start \
         the server, or build the page, with --connect-src {host}"
    )
}

/// A browser tells a script only that there is no answer that it may read.
fn unanswered(host: &DirectHost, error: &ClientError) -> String {
    if let ClientError::Transport { error, .. } = error
        && error.reached == Reached::NotSent
    {
        return error.message.clone();
    }
    format!(
        "{name} gave no answer that this page may read, and a browser does not tell why. The \
         address may be wrong or nobody may answer there; its certificate may not be trusted; a \
         proxy or an extension may block it; or it does not allow pages like this one (CORS). Open \
         {host} in a new tab to see which.",
        name = host.name()
    )
}

/// Whether a server of ours is a gateway that wants a password rather than a key.
pub(super) fn wants_password(config: Option<&Config>) -> bool {
    config.is_some_and(|config| config.auth.as_deref() == Some("password"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(value: serde_json::Value) -> CallerIdentity {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_token_is_named_with_its_role() {
        for (value, said) in [
            (
                serde_json::json!({ "tokenName": "segdeck", "serviceToken": true, "scopes": ["writer"] }),
                "service token “segdeck”, role writer",
            ),
            (serde_json::json!({ "tokenName": "Mine" }), "token “Mine”"),
            (
                serde_json::json!({ "scopes": [] }),
                "a token without a name",
            ),
        ] {
            assert_eq!(who(&identity(value)), said);
        }
        let hostile = serde_json::json!({ "tokenName": "\u{202e}x", "scopes": ["\u{2067}y", "z"] });
        assert_eq!(
            who(&identity(hostile)),
            "token “\u{2068}x\u{2069}”, role \u{2068}y, z\u{2069}"
        );
    }

    #[test]
    fn it_is_good_when_nothing_is_bad() {
        let of = |marks: &[Mark]| Tried {
            checks: marks
                .iter()
                .map(|mark| Check {
                    what: "x",
                    mark: *mark,
                    detail: String::new(),
                    milliseconds: 0,
                })
                .collect(),
            ..Tried::default()
        };
        assert!(of(&[Mark::Good, Mark::Limited]).is_good());
        assert!(!of(&[Mark::Good, Mark::Bad]).is_good());
        assert!(!of(&[]).is_good());
    }
}
