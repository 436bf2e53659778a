//! What a gateway is started with.

use std::{net::IpAddr, time::Duration};

use axum::http::HeaderName;
use reqwest::Url;

use super::{net::Network, secret::Secret};

/// The hosts of LaunchDarkly by name.
const NAMED: [(&str, &str); 4] = [
    ("app", "https://app.launchdarkly.com"),
    ("default", "https://app.launchdarkly.com"),
    ("eu", "https://app.eu.launchdarkly.com"),
    ("federal", "https://app.launchdarkly.us"),
];

/// What a gateway is started with.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Where requests go; fixed for the life of the server.
    pub upstream: Upstream,
    /// The access token that is added to them.
    pub token: Secret,
    /// Who may use it.
    pub access: Access,
    /// Whether every change is refused.
    pub read_only: bool,
    /// Certificates, in PEM, that the upstream may be known by besides those of the system.
    pub authorities: Option<Vec<u8>>,
    /// How long it still answers, but is no longer ready, when it is told to stop.
    pub drain: Duration,
    /// How long a connection to the upstream may take.
    pub connect_patience: Duration,
    /// How long the upstream may take until its answer begins.
    pub answer_patience: Duration,
    /// How long an answer that has begun may stand still.
    pub silence: Duration,
    /// How long an answer may take in all.
    pub whole_patience: Duration,
}

impl Gateway {
    /// A gateway that allows changes.
    #[must_use]
    pub fn new(upstream: Upstream, token: Secret, access: Access) -> Self {
        Self {
            upstream,
            token,
            access,
            read_only: false,
            authorities: None,
            drain: Duration::ZERO,
            connect_patience: Duration::from_secs(10),
            answer_patience: Duration::from_mins(1),
            silence: Duration::from_secs(30),
            whole_patience: Duration::from_hours(1),
        }
    }
}

/// What proves that a request may use the gateway's token.
#[derive(Clone, Debug)]
pub enum Access {
    /// A key that is made at the start.
    NewKey,
    /// This key, which other gateways may have too.
    Key(Secret),
    /// This password, which a person types.
    Password(Secret),
    /// A reverse proxy, known by its address, that says who asks in a header.
    Proxy {
        /// The header, which is not empty.
        header: HeaderName,
        /// Where the proxy's connections come from.
        from: Vec<Network>,
    },
}

impl Access {
    /// As the page is told.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::NewKey | Self::Key(_) => "key",
            Self::Password(_) => "password",
            Self::Proxy { .. } => "proxy",
        }
    }
}

/// Scheme, host and port of an API like LaunchDarkly's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream(Url);

/// Why an address cannot be an upstream.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpstreamError {
    /// It is no address.
    #[error(
        "write app, eu, federal or an address such as https://app.launchdarkly.com, with neither user, path nor query"
    )]
    Address,
    /// The token would travel in plain text.
    #[error("use https://: only an upstream on this machine may do without")]
    Plain,
}

impl Upstream {
    /// Reads one of LaunchDarkly's names, `app` (or `default`), `eu` or `federal`, or an address.
    ///
    /// # Errors
    /// When it is neither, or has more than scheme, host and port, or would send the token in plain
    /// text to another machine.
    pub fn parse(text: &str) -> Result<Self, UpstreamError> {
        let named = NAMED.iter().find(|(name, _)| *name == text);
        let text = named.map_or(text, |(_, address)| address);
        let url = Url::parse(text).map_err(|_| UpstreamError::Address)?;
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if !is_bare || url.host_str().is_none_or(str::is_empty) {
            return Err(UpstreamError::Address);
        }
        let upstream = Self(url);
        match upstream.0.scheme() {
            "https" => Ok(upstream),
            "http" if upstream.is_loopback() => Ok(upstream),
            "http" => Err(UpstreamError::Plain),
            _ => Err(UpstreamError::Address),
        }
    }

    /// Whether it is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.to_canonical().is_loopback())
    }

    /// As in `https://app.launchdarkly.com`, without a slash at the end.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The address of a path and query there, if it stays as it is written.
    pub(crate) fn address(&self, target: &str) -> Option<Url> {
        let url = self.0.join(target).ok()?;
        let is_kept = url.origin() == self.0.origin()
            && url.fragment().is_none()
            && match url.query() {
                Some(query) => format!("{}?{query}", url.path()) == target,
                None => url.path() == target,
            };
        is_kept.then_some(url)
    }

    /// Path and query of a link that leads there.
    pub(crate) fn relative(&self, link: &str) -> Option<String> {
        let url = self.0.join(link).ok()?;
        if url.origin() != self.0.origin() {
            return None;
        }
        Some(match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_upstreams() {
        for (text, origin) in [
            ("app", "https://app.launchdarkly.com"),
            ("default", "https://app.launchdarkly.com"),
            ("eu", "https://app.eu.launchdarkly.com"),
            ("federal", "https://app.launchdarkly.us"),
            (
                "https://app.launchdarkly.com/",
                "https://app.launchdarkly.com",
            ),
            ("https://ld.test:8443", "https://ld.test:8443"),
            ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
            ("http://localhost:8765", "http://localhost:8765"),
            ("http://[::1]:8765", "http://[::1]:8765"),
        ] {
            assert_eq!(Upstream::parse(text).unwrap().origin(), origin, "{text}");
        }
        for text in [
            "",
            "us",
            "app.launchdarkly.com",
            "ftp://app.launchdarkly.com",
            "https://user@app.launchdarkly.com",
            "https://app.launchdarkly.com/api/v2",
            "https://app.launchdarkly.com?x",
            "https://app.launchdarkly.com#x",
            "http://app.launchdarkly.com",
            "http://10.0.0.1",
            "http://localhost.evil.test",
            "http://0.0.0.0:80",
        ] {
            assert!(Upstream::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_never_becomes_another() {
        let upstream = Upstream::parse("https://ld.test").unwrap();
        let written = "/api/v2/segments/p/e/a%2Fb%5C?filter=a%20b";
        let url = upstream.address(written).unwrap();
        assert_eq!(url.as_str(), format!("https://ld.test{written}"));
        for target in [
            "/api/v2/../x",
            "/api/v2/%2e%2e/x",
            "//evil.test/api/v2",
            "https://evil.test/api/v2",
            "/api/v2\\..\\x",
            "/api/v2#x",
            "/api/v2/\t/x",
        ] {
            assert_eq!(upstream.address(target), None, "{target}");
        }
    }

    #[test]
    fn links_become_relative_if_they_lead_there() {
        let upstream = Upstream::parse("https://ld.test").unwrap();
        let relative = |link| upstream.relative(link);
        assert_eq!(relative("/a?b").as_deref(), Some("/a?b"));
        assert_eq!(relative("https://ld.test/a").as_deref(), Some("/a"));
        for link in [
            "https://evil.test/a",
            "//evil.test/a",
            "http://ld.test/a",
            "data:,",
        ] {
            assert_eq!(relative(link), None, "{link}");
        }
    }
}
