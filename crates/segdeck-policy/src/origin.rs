//! An origin that a page may connect to.

use std::{error::Error, fmt, str::FromStr};

/// A scheme, a host and perhaps a port, such as `https://launchdarkly.example:8443`. It can stand
/// in a policy as it is: nothing in it ends a directive or means more than one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text is not an origin; what is wrong with it, as a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnOrigin(&'static str);

impl fmt::Display for NotAnOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for NotAnOrigin {}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let text = text.to_ascii_lowercase();
        let (scheme, rest) = text
            .split_once("://")
            .filter(|(scheme, _)| matches!(*scheme, "https" | "http"))
            .ok_or(NotAnOrigin(
                "An origin starts with https:// or http://, as in https://app.example.com.",
            ))?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let is_label = |label: &str| {
            let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            (1..=63).contains(&label.len()) && label.bytes().all(is_letter)
        };
        if host.len() > 253 || !host.split('.').all(is_label) {
            return Err(NotAnOrigin(
                "An origin has one host in plain letters, digits, dots and hyphens, and neither a \
                 path nor a pattern. An IPv6 address cannot stand in a policy; give it a name.",
            ));
        }
        let is_port = |port: &str| {
            port.bytes().all(|byte| byte.is_ascii_digit())
                && port.parse::<u16>().is_ok_and(|number| number > 0)
        };
        if !port.is_none_or(is_port) {
            return Err(NotAnOrigin("A port is a number from 1 to 65535."));
        }
        // As browsers write it.
        let default = if scheme == "https" { "443" } else { "80" };
        let port = port.filter(|port| *port != default);
        let port = port.map_or(String::new(), |port| format!(":{port}"));
        Ok(Self(format!("{scheme}://{host}{port}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_as_browsers_write_it() {
        for (text, origin) in [
            ("https://app.example.com", "https://app.example.com"),
            ("HTTPS://App.Example.com/", "https://app.example.com"),
            ("http://localhost:8765", "http://localhost:8765"),
            ("http://127.0.0.1:1", "http://127.0.0.1:1"),
            ("https://a.test:443", "https://a.test"),
            ("http://a.test:80", "http://a.test"),
            ("http://a.test:443", "http://a.test:443"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), origin);
        }
    }

    #[test]
    fn whatever_could_mean_more_is_refused() {
        for text in [
            "",
            "*",
            "https:",
            "https://",
            "https://*",
            "https://*.example.com",
            "app.example.com",
            "data:",
            "ws://a.test",
            "ftp://a.test",
            "'unsafe-inline'",
            "https://a.test; script-src *",
            "https://a.test;script-src",
            "https://a.test https://b.test",
            "https://a.test,https://b.test",
            "https://a.test\nX: y",
            " https://a.test",
            "https://a.test\t",
            "https://a.test/path",
            "https://a.test//",
            "https://a.test?x",
            "https://a.test#x",
            "https://user@a.test",
            "https://user:1@a.test",
            "https://a..test",
            "https://.a.test",
            "https://a.test.",
            "https://a_b.test",
            "https://ä.test",
            "https://a\".test",
            "https://[::1]",
            "https://a.test:",
            "https://a.test:0",
            "https://a.test:+1",
            "https://a.test:65536",
            "https://a.test:1:2",
            "https://a.test:x",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text:?}");
        }
        let long = format!("https://{}", "a.".repeat(200));
        assert!(long.trim_end_matches('.').parse::<Origin>().is_err());
    }
}
