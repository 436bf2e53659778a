//! Who is in the lists of a big segment.

use serde::{Deserialize, Serialize};

use super::{TargetList, Unknown};
use crate::wire::document_model;

/// `SegmentUserState` in LaunchDarkly's OpenAPI document: a change of the two lists of a big
/// segment. Plain JSON, no semantic patch.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SegmentUserState {
    /// What changes in the list of those who are in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included: Option<SegmentUserList>,
    /// What changes in the list of those who are out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<SegmentUserList>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(SegmentUserState {
    optional included = "included",
    optional excluded = "excluded",
} rest unknown);

/// `SegmentUserList` in LaunchDarkly's OpenAPI document: keys to add to one list and keys to take
/// off it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SegmentUserList {
    /// Keys to add.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<Vec<String>>,
    /// Keys to take off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Vec<String>>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(SegmentUserList {
    optional add = "add",
    optional remove = "remove",
} rest unknown);

impl SegmentUserState {
    /// Adds keys to a list.
    #[must_use]
    pub fn adding(mut self, list: TargetList, keys: Vec<String>) -> Self {
        let known = &mut self.list_mut(list).add;
        known.get_or_insert_default().extend(keys);
        self
    }

    /// Takes keys off a list.
    #[must_use]
    pub fn removing(mut self, list: TargetList, keys: Vec<String>) -> Self {
        let known = &mut self.list_mut(list).remove;
        known.get_or_insert_default().extend(keys);
        self
    }

    /// The keys to add to a list.
    #[must_use]
    pub fn added(&self, list: TargetList) -> &[String] {
        let list = self.list(list);
        list.and_then(|list| list.add.as_deref())
            .unwrap_or_default()
    }

    /// The keys to take off a list.
    #[must_use]
    pub fn removed(&self, list: TargetList) -> &[String] {
        let list = self.list(list);
        list.and_then(|list| list.remove.as_deref())
            .unwrap_or_default()
    }

    fn list(&self, list: TargetList) -> Option<&SegmentUserList> {
        match list {
            TargetList::Included => self.included.as_ref(),
            TargetList::Excluded => self.excluded.as_ref(),
        }
    }

    fn list_mut(&mut self, list: TargetList) -> &mut SegmentUserList {
        match list {
            TargetList::Included => self.included.get_or_insert_default(),
            TargetList::Excluded => self.excluded.get_or_insert_default(),
        }
    }
}

/// `BigSegmentTarget` in LaunchDarkly's OpenAPI document: which lists of a big segment have a key.
/// A key that was never listed is in neither.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BigSegmentTarget {
    /// The key, of whichever kind the segment is.
    pub user_key: String,
    /// Whether it is listed as in.
    pub included: bool,
    /// Whether it is listed as out. Included beats excluded.
    pub excluded: bool,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl BigSegmentTarget {
    /// What is to be told of a key that this list has, or none.
    pub fn new(key: impl Into<String>, list: Option<TargetList>) -> Self {
        Self {
            user_key: key.into(),
            included: list == Some(TargetList::Included),
            excluded: list == Some(TargetList::Excluded),
            unknown: Unknown::new(),
        }
    }
}
