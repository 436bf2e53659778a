//! Keeps other pages of the browser, and names that were bent to this machine, away from the API.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{refusal::Refusal, site::Site};

/// The hosts and origins that are served.
#[derive(Debug)]
pub struct Guard {
    hosts: Vec<String>,
    origins: Vec<String>,
}

/// Lets a request through or refuses it, before anything reads it.
pub async fn check(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let is_open = site.cors.opens(request.uri());
    match site.guard.check(request.uri(), request.headers(), is_open) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

impl Guard {
    pub fn new(hosts: &[String], origins: &[String]) -> Self {
        Self {
            hosts: hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            origins: origins
                .iter()
                .map(|origin| origin.trim_end_matches('/').to_ascii_lowercase())
                .collect(),
        }
    }

    /// `is_open` tells that pages of every origin may call this address.
    fn check(&self, uri: &Uri, headers: &HeaderMap, is_open: bool) -> Result<(), Refusal> {
        let Some(host) = only(headers, header::HOST) else {
            return Err(Refusal::bad_request(
                "The request must have one Host header.",
            ));
        };
        // A request line with a whole address has a host of its own.
        let named = uri.authority().map(axum::http::uri::Authority::as_str);
        for host in std::iter::once(host).chain(named) {
            if !self.is_served(host) {
                return Err(Refusal::new(
                    StatusCode::MISDIRECTED_REQUEST,
                    "misdirected_request",
                    format!(
                        "The host {host:?} is not served. Use 127.0.0.1 or localhost, or start with --allow-host."
                    ),
                ));
            }
        }
        if !is_open && headers.contains_key(header::ORIGIN) {
            let origin = only(headers, header::ORIGIN).unwrap_or("null");
            if !self.is_friend(origin, host) {
                return Err(Refusal::forbidden(format!(
                    "Pages of {origin:?} may not call this server. Start with --allow-origin to let them."
                )));
            }
        }
        Ok(())
    }

    fn is_served(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else {
            return false;
        };
        let name = name.to_ascii_lowercase();
        let address = name
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(&name);
        name == "localhost"
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.to_canonical().is_loopback())
            || self.hosts.contains(&name)
    }

    /// Whether a page of this origin may call: the server's own, or one that was named.
    fn is_friend(&self, origin: &str, host: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let host = host.to_ascii_lowercase();
        let own = |scheme: &str, port: &str| {
            format!("{scheme}://{}", host.strip_suffix(port).unwrap_or(&host))
        };
        // A host that was named may stand behind a proxy that ends TLS. On loopback there is none,
        // and what else listens there is not this server.
        let may_be_secure =
            name_of(&host).is_some_and(|name| self.hosts.iter().any(|own| own == name));
        origin == own("http", ":80")
            || may_be_secure && origin == own("https", ":443")
            || self.origins.contains(&origin)
    }
}

/// The one value of a header. `None` if there are none or several, which a proxy and a server may
/// read differently.
fn only(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

/// The name of `name:port`. `None` if it is neither that nor a name alone.
fn name_of(host: &str) -> Option<&str> {
    let end = if host.starts_with('[') {
        host.find(']')? + 1
    } else {
        host.find(':').unwrap_or(host.len())
    };
    let (name, rest) = host.split_at_checked(end)?;
    let is_port = |port: &str| port.parse::<u16>().is_ok() && !port.starts_with('+');
    let is_whole = rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port);
    (!name.is_empty() && is_whole).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn check(guard: &Guard, uri: &'static str, headers: &[(header::HeaderName, &str)]) -> u16 {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        match guard.check(&Uri::from_static(uri), &map, false) {
            Ok(()) => 200,
            Err(refusal) => refusal.into_response().status().as_u16(),
        }
    }

    #[test]
    fn only_loopback_and_named_hosts_are_served() {
        let guard = Guard::new(&["Deck.test".to_owned()], &[]);
        for host in [
            "127.0.0.1",
            "127.0.0.1:8765",
            "127.9.9.9:1",
            "localhost",
            "LOCALHOST:8765",
            "[::1]",
            "[::1]:8765",
            "deck.test:99",
        ] {
            assert_eq!(check(&guard, "/", &[(header::HOST, host)]), 200, "{host}");
        }
        for host in [
            "evil.test",
            "evil.test:8765",
            "127.0.0.1.evil.test",
            "localhost.evil.test:8765",
            "127.0.0.1@evil.test",
            "localhost:8765@evil.test",
            "localhost:",
            "localhost:+1",
            "localhost:99999",
            "10.0.0.1",
            "0.0.0.0",
            "[::2]",
            "[::1",
            "[::1]evil.test",
            "::1",
            "",
            "sub.deck.test",
        ] {
            assert_eq!(check(&guard, "/", &[(header::HOST, host)]), 421, "{host}");
        }
    }

    #[test]
    fn a_host_that_is_missing_doubled_or_contradicted_is_refused() {
        let guard = Guard::new(&[], &[]);
        assert_eq!(check(&guard, "/", &[]), 400);
        let twice = [(header::HOST, "localhost"), (header::HOST, "evil.test")];
        assert_eq!(check(&guard, "/", &twice), 400);
        let inner = [(header::HOST, "localhost")];
        assert_eq!(check(&guard, "http://evil.test/", &inner), 421);
    }

    #[test]
    fn foreign_origins_are_refused() {
        let guard = Guard::new(&[], &["http://127.0.0.1:8080/".to_owned()]);
        let host = (header::HOST, "localhost:8765");
        for (origin, status) in [
            ("http://localhost:8765", 200),
            ("http://127.0.0.1:8080", 200),
            ("http://localhost:8080", 403),
            ("http://localhost", 403),
            ("https://localhost:8765", 403),
            ("http://127.0.0.1:8765", 403),
            ("http://evil.test", 403),
            ("http://localhost:8765.evil.test", 403),
            ("null", 403),
            ("", 403),
        ] {
            let headers = [host.clone(), (header::ORIGIN, origin)];
            assert_eq!(check(&guard, "/", &headers), status, "{origin}");
        }
        let twice = [
            host,
            (header::ORIGIN, "http://localhost:8765"),
            (header::ORIGIN, "http://evil.test"),
        ];
        assert_eq!(check(&guard, "/", &twice), 403);
        let on_port_80 = [
            (header::HOST, "localhost:80"),
            (header::ORIGIN, "http://localhost"),
        ];
        assert_eq!(check(&guard, "/", &on_port_80), 200);
    }

    #[test]
    fn behind_tls_the_page_of_a_named_host_is_the_servers_own() {
        let guard = Guard::new(&["Deck.test".to_owned()], &[]);
        for (host, origin, status) in [
            ("deck.test", "https://deck.test", 200),
            ("deck.test", "http://deck.test", 200),
            ("Deck.Test:443", "https://deck.test", 200),
            ("deck.test:8443", "https://deck.test:8443", 200),
            ("deck.test", "https://deck.test:8443", 403),
            ("deck.test:8443", "https://deck.test", 403),
            ("deck.test:443", "http://deck.test", 403),
            ("deck.test:80", "https://deck.test", 403),
            ("deck.test", "https://evil.test", 403),
            ("deck.test", "https://sub.deck.test", 403),
            ("deck.test", "https://deck.test.evil.test", 403),
            ("localhost", "https://localhost", 403),
            ("localhost", "https://deck.test", 403),
            ("127.0.0.1:8765", "https://127.0.0.1:8765", 403),
        ] {
            let headers = [(header::HOST, host), (header::ORIGIN, origin)];
            assert_eq!(check(&guard, "/", &headers), status, "{host} {origin}");
        }
    }
}
