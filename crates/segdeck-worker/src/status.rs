//! How the sandbox fares, as the page is told.

use segdeck_core::wire::{self, Document, Members, Reading};
use serde::Serialize;
use serde_json::Value;

/// How the sandbox fares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Where the data is.
    pub storage: Storage,
    /// What else to know, as sentences.
    pub reason: Option<String>,
    /// What this tab is.
    pub role: Role,
    /// Whether the browser promised not to remove the data.
    pub persisted: bool,
    /// Why no request can be answered, and what to do.
    pub failure: Option<String>,
}

/// Where the data is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Storage {
    /// In a file that outlasts the browser.
    #[default]
    File,
    /// In memory.
    Memory,
}

/// What a tab is among those with the same sandbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// It holds the database.
    Leader,
    /// It works through the one that does.
    #[default]
    Follower,
}

impl Document for Status {
    fn read(document: Value, reading: &mut Reading) -> Self {
        let mut members = Members::of(document, reading);
        let storage: String = members.required("storage");
        Self {
            storage: if storage == "memory" {
                Storage::Memory
            } else {
                Storage::File
            },
            reason: members.optional("reason"),
            // Who reads it is none.
            role: Role::Follower,
            persisted: members.required("persisted"),
            failure: members.optional("failure"),
        }
    }
}

impl Status {
    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        wire::encode_text(self)
    }

    /// From the leader's JSON, seen by a tab that follows it; `None` if that cannot be read.
    #[must_use]
    pub fn seen_by_follower(json: &str) -> Option<Self> {
        wire::read(json.as_bytes()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_follower_tells_what_the_leader_said() {
        let leader = Status {
            storage: Storage::Memory,
            reason: Some("No file system.".to_owned()),
            role: Role::Leader,
            persisted: true,
            failure: None,
        };
        assert_eq!(
            leader.to_json(),
            r#"{"storage":"memory","reason":"No file system.","role":"leader","persisted":true,"failure":null}"#
        );
        let follower = Status::seen_by_follower(&leader.to_json()).unwrap();
        assert_eq!(follower.role, Role::Follower);
        assert_eq!(follower.reason, leader.reason);
        assert_eq!(Status::seen_by_follower("{}"), None);
    }
}
