//! Which connection is meant, and hosts that a page may be sent to.

use std::fmt;

use segdeck_core::url;

/// The name of the connection to the page's own server.
const SERVER: &str = "server";
/// The name of the sandbox inside the browser.
const BROWSER: &str = "browser";
/// What the name of a connection to LaunchDarkly itself begins with.
const DIRECT: &str = "direct:";

/// A connection that can be chosen. Its text is what local storage remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionId {
    /// The server that the page came from.
    #[default]
    Server,
    /// The sandbox inside this browser.
    Browser,
    /// LaunchDarkly itself, with a token that a person pasted.
    Direct {
        /// Where it is.
        host: DirectHost,
        /// Counts the accounts on one host from 1, so that their drafts do not mix.
        number: u32,
    },
}

impl ConnectionId {
    /// The connection of that name; `None` if it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            SERVER => Some(Self::Server),
            BROWSER => Some(Self::Browser),
            _ => {
                let rest = text.strip_prefix(DIRECT)?;
                let (host, number) = match rest.split_once('#') {
                    Some((host, number)) => (host, number.parse().ok().filter(|it| *it > 1)?),
                    None => (rest, 1),
                };
                let host = DirectHost::known(host)?;
                Some(Self::Direct { host, number })
            }
        }
    }

    /// The first account on this host.
    #[must_use]
    pub fn direct(host: DirectHost) -> Self {
        Self::Direct { host, number: 1 }
    }

    /// The host of a connection to LaunchDarkly itself.
    #[must_use]
    pub fn host(&self) -> Option<&DirectHost> {
        match self {
            Self::Direct { host, .. } => Some(host),
            Self::Server | Self::Browser => None,
        }
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server => f.write_str(SERVER),
            Self::Browser => f.write_str(BROWSER),
            Self::Direct { host, number: 1 } => write!(f, "{DIRECT}{host}"),
            Self::Direct { host, number } => write!(f, "{DIRECT}{host}#{number}"),
        }
    }
}

/// The origin of a LaunchDarkly API, such as `https://app.launchdarkly.com`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectHost(String);

impl DirectHost {
    /// Takes what a person typed: an https address, or http on this computer. Without a scheme it
    /// is https.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim().to_ascii_lowercase();
        let (is_secure, authority) = match text.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            Some(_) => return Err("Only an https address can be used."),
            None => (true, text.as_str()),
        };
        let authority = authority.trim_end_matches('/');
        if authority.is_empty() {
            return Err("Type the address of the host, such as https://app.launchdarkly.com.");
        }
        if authority.contains(['/', '?', '#', '@', '\\']) {
            return Err("Only the host belongs here: no path, name or password.");
        }
        let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
        let name = match authority.rsplit_once(':') {
            Some((name, port)) if is_port(port) => name,
            _ => authority,
        };
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let is_name = !name.starts_with('.') && !name.contains("..") && name.bytes().all(is_word);
        if name.is_empty() || !(is_name || name == "[::1]") {
            return Err("This is not the address of a host.");
        }
        if !is_secure && !url::is_loopback(name) {
            return Err("Use https: over http the token would be readable on its way.");
        }
        let scheme = if is_secure { "https" } else { "http" };
        Ok(Self(format!("{scheme}://{authority}")))
    }

    /// Takes an address as [`fmt::Display`] writes it. What a person typed is another matter: that
    /// is told why it will not do, in more words than a first visit should load.
    fn known(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_safe = scheme == "https" || (scheme == "http" && url::is_loopback(authority));
        let is_bare = !authority.bytes().any(|byte| b"/?#@\\ ".contains(&byte));
        (is_safe && is_bare && !authority.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The address, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host without its scheme, as it is shown.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, name)| name)
    }
}

impl fmt::Display for DirectHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_found_by_its_text() {
        for text in [
            "server",
            "browser",
            "direct:https://app.launchdarkly.com",
            "direct:http://127.0.0.1:8080",
            "direct:https://app.eu.launchdarkly.com#2",
        ] {
            let id = ConnectionId::parse(text);
            assert_eq!(id.map(|id| id.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_storage_should_not_hold_is_no_connection() {
        for text in [
            "",
            "gateway",
            "direct:",
            "direct:javascript:alert(1)",
            "direct:http://app.launchdarkly.com",
            "direct:http://localhost.evil.example",
            "direct:http://127.evil.example:80",
            "direct:http://127.0.0.1@evil.example",
            "direct:https://app.launchdarkly.com#1",
            "direct:https://app.launchdarkly.com#x",
            "direct:https://app.launchdarkly.com/path",
        ] {
            assert_eq!(ConnectionId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn hosts_are_taken_as_people_type_them() {
        for (typed, taken) in [
            ("app.launchdarkly.us", "https://app.launchdarkly.us"),
            (
                " https://App.LaunchDarkly.com/ ",
                "https://app.launchdarkly.com",
            ),
            ("https://ld.example:8443", "https://ld.example:8443"),
            ("http://localhost:8765", "http://localhost:8765"),
            ("http://127.0.0.9:1", "http://127.0.0.9:1"),
            ("http://[::1]:8765", "http://[::1]:8765"),
        ] {
            let host = DirectHost::parse(typed).unwrap();
            assert_eq!(host.as_str(), taken, "{typed}");
        }
        assert_eq!(DirectHost::parse("a.b:1").unwrap().name(), "a.b:1");
    }

    #[test]
    fn what_a_token_must_not_be_sent_to_is_refused() {
        for typed in [
            "",
            "https://",
            "http://app.launchdarkly.com",
            "http://127.evil.example",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "ftp://app.launchdarkly.com",
            "javascript:alert(1)",
            "https://user:pass@app.launchdarkly.com",
            "https://app.launchdarkly.com/api/v2",
            "https://app.launchdarkly.com?x",
            "https://app launchdarkly.com",
            "https://app.launchdarkly.com:0",
            "https://app.launchdarkly.com:99999",
            "https://.com",
            "https://a..b",
            "https://bücher.example",
        ] {
            assert!(DirectHost::parse(typed).is_err(), "{typed} was taken");
        }
        let begun = DirectHost::parse("https://").unwrap_err();
        assert!(begun.starts_with("Type the address"), "{begun}");
    }
}
