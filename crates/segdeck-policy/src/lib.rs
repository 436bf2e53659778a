//! What the dashboard's page may do.
//!
//! ```
//! use segdeck_policy::Policy;
//!
//! let policy = Policy::new(["https://relay.example:8443".parse()?]);
//! assert!(policy.tag().contains("connect-src 'self' https://app.launchdarkly.com"));
//! assert!(policy.tag().contains("https://relay.example:8443;"));
//! assert!(policy.header().ends_with("frame-ancestors 'none'"));
//! # Ok::<(), segdeck_policy::NotAnOrigin>(())
//! ```

mod origin;
mod page;

pub use origin::{NotAnOrigin, Origin};
pub use page::{put_into, version};

/// The hosts of LaunchDarkly, to which every page may connect.
pub const LAUNCHDARKLY: [&str; 3] = [
    "https://app.launchdarkly.com",
    "https://app.eu.launchdarkly.com",
    "https://app.launchdarkly.us",
];

/// The Content-Security-Policy of the page: it loads its own files, runs its own WebAssembly and
/// talks to its own server, to LaunchDarkly and to the origins that were named.
///
/// A worker takes it from the header on its own script, so a server sends it with every file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    text: String,
}

impl Policy {
    /// A policy that allows `more` origins besides the page's own and LaunchDarkly's.
    #[must_use]
    pub fn new(more: impl IntoIterator<Item = Origin>) -> Self {
        let mut hosts: Vec<String> = LAUNCHDARKLY.map(str::to_owned).to_vec();
        for origin in more {
            if !hosts.contains(&origin.to_string()) {
                hosts.push(origin.to_string());
            }
        }
        let hosts = hosts.join(" ");
        Self {
            text: format!(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
                 connect-src 'self' {hosts}; style-src 'self'; img-src 'self' data:; \
                 base-uri 'self'; form-action 'none'; \
                 require-trusted-types-for 'script'; trusted-types default"
            ),
        }
    }

    /// The policy for a tag of the page. Who may frame the page cannot be told there.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.text
    }

    /// The policy for a header.
    #[must_use]
    pub fn header(&self) -> String {
        format!("{}; frame-ancestors 'none'", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_named_once() {
        let origin = |text: &str| text.parse::<Origin>().unwrap();
        let policy = Policy::new([
            origin("https://app.launchdarkly.com"),
            origin("http://localhost:8765"),
            origin("http://LOCALHOST:8765/"),
        ]);
        let (_, connect) = policy.tag().split_once("connect-src ").unwrap();
        let (connect, _) = connect.split_once(';').unwrap();
        assert_eq!(
            connect,
            "'self' https://app.launchdarkly.com https://app.eu.launchdarkly.com \
             https://app.launchdarkly.us http://localhost:8765"
        );
    }
}
