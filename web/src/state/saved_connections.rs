//! Connections to LaunchDarkly that were used before, without their tokens.

use segdeck_core::wire;
use serde::{Deserialize, Serialize};

use super::connection_id::{ConnectionId, DirectHost};

/// Hosts that are known by name.
pub const HOSTS: [(&str, &str); 3] = [
    ("https://app.launchdarkly.com", "LaunchDarkly"),
    ("https://app.eu.launchdarkly.com", "LaunchDarkly EU"),
    ("https://app.launchdarkly.us", "LaunchDarkly federal"),
];

/// How many characters of a name are kept.
const LONGEST: usize = 100;

/// A connection as it is kept in local storage. It has no field for a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedConnection {
    /// The text of its id.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// `direct`.
    pub kind: String,
    /// Where it leads.
    pub host: String,
    /// The account's id, so that another account on the same host is another connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

impl SavedConnection {
    /// Its id; `None` if what is kept was damaged.
    #[must_use]
    pub fn connection_id(&self) -> Option<ConnectionId> {
        ConnectionId::parse(&self.id)
    }
}

/// All of them, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedConnections(pub Vec<SavedConnection>);

impl SavedConnections {
    /// Reads what is kept; what is damaged is left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let all: Vec<SavedConnection> = wire::decode(text.as_bytes()).unwrap_or_default();
        let is_sound = |saved: &SavedConnection| saved.connection_id().is_some();
        Self(all.into_iter().filter(is_sound).collect())
    }

    /// The text to keep.
    #[must_use]
    pub fn write(&self) -> String {
        wire::encode_text(&self.0)
    }

    /// The connection of that id.
    #[must_use]
    pub fn get(&self, id: &ConnectionId) -> Option<&SavedConnection> {
        let id = id.to_string();
        self.0.iter().find(|saved| saved.id == id)
    }

    /// The connection to this account on this host: the one that is kept, else a new one, which is
    /// kept then. An account that is not told is taken for the first one there.
    pub fn connect(&mut self, host: &DirectHost, account: Option<&str>) -> ConnectionId {
        let mut highest = 0;
        for saved in &mut self.0 {
            let Some(ConnectionId::Direct { host: its, number }) = saved.connection_id() else {
                continue;
            };
            if its != *host {
                continue;
            }
            highest = highest.max(number);
            match (&saved.account, account) {
                (Some(known), Some(account)) if known != account => {}
                (known, account) => {
                    if known.is_none() {
                        saved.account = account.map(str::to_owned);
                    }
                    let host = host.clone();
                    return ConnectionId::Direct { host, number };
                }
            }
        }
        let id = ConnectionId::Direct {
            host: host.clone(),
            number: highest + 1,
        };
        let known = HOSTS.iter().find(|(address, _)| *address == host.as_str());
        let name = known.map_or_else(|| host.name().to_owned(), |(_, name)| (*name).to_owned());
        self.0.push(SavedConnection {
            id: id.to_string(),
            name: match highest {
                0 => name,
                before => format!("{name} {}", before + 1),
            },
            kind: "direct".to_owned(),
            host: host.to_string(),
            account: account.map(str::to_owned),
        });
        id
    }

    /// Calls a connection something else; an empty name changes nothing, and one that is too long to
    /// be told in a sentence is cut.
    pub fn rename(&mut self, id: &str, name: &str) {
        let name: String = name.trim().chars().take(LONGEST).collect();
        for saved in &mut self.0 {
            if saved.id == id && !name.is_empty() {
                name.clone_into(&mut saved.name);
            }
        }
    }

    /// Keeps a connection no longer.
    pub fn remove(&mut self, id: &str) {
        self.0.retain(|saved| saved.id != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> DirectHost {
        DirectHost::parse(text).unwrap()
    }

    #[test]
    fn one_account_is_one_connection_and_another_is_another() {
        let mut all = SavedConnections::default();
        let com = host("app.launchdarkly.com");
        let first = all.connect(&com, Some("a"));
        assert_eq!(all.connect(&com, Some("a")), first);
        let second = all.connect(&com, Some("b"));
        assert_ne!(first, second);
        assert_eq!(all.connect(&com, Some("b")), second);
        assert_eq!(all.connect(&com, None), first);
        let elsewhere = all.connect(&host("https://ld.example"), Some("a"));
        assert_eq!(elsewhere.to_string(), "direct:https://ld.example");
        let names: Vec<&str> = all.0.iter().map(|saved| saved.name.as_str()).collect();
        assert_eq!(names, ["LaunchDarkly", "LaunchDarkly 2", "ld.example"]);
    }

    #[test]
    fn an_account_that_was_not_told_at_first_is_kept_when_it_is() {
        let mut all = SavedConnections::default();
        let com = host("app.launchdarkly.com");
        let id = all.connect(&com, None);
        assert_eq!(all.connect(&com, Some("a")), id);
        assert_ne!(all.connect(&com, Some("b")), id);
    }

    #[test]
    fn they_are_renamed_and_removed() {
        let mut all = SavedConnections::default();
        let id = all.connect(&host("app.launchdarkly.us"), None);
        all.rename(&id.to_string(), "  Our account ");
        all.rename(&id.to_string(), " ");
        assert_eq!(all.get(&id).unwrap().name, "Our account");
        all.rename(&id.to_string(), &"ä".repeat(200));
        assert_eq!(all.get(&id).unwrap().name, "ä".repeat(100));
        all.remove(&id.to_string());
        assert_eq!(all, SavedConnections::default());
    }

    #[test]
    fn what_is_kept_is_read_back_and_what_is_damaged_left_out() {
        let mut all = SavedConnections::default();
        all.connect(&host("app.launchdarkly.com"), Some("a"));
        assert_eq!(SavedConnections::read(&all.write()), all);
        for text in [
            "",
            "{}",
            "[1]",
            r#"[{"id":"direct:javascript:x","name":"","kind":"","host":""}]"#,
        ] {
            assert_eq!(
                SavedConnections::read(text),
                SavedConnections::default(),
                "{text}"
            );
        }
    }
}
