//! A segment as a list shows it.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, SeqAccess, Visitor},
};

use super::{Segment, SegmentKind, TargetList, UnboundedMetadata};
use crate::{SegmentKey, UnixMillis, gather::Gather};

/// The facts of a segment that a list shows. Targets and rules are counted while reading and not
/// kept, so that a page of segments with 15,000 targets each costs no more than its text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SegmentSummary {
    /// The key.
    pub key: SegmentKey,
    /// The name.
    pub name: String,
    /// What the segment is for.
    #[serde(default)]
    pub description: Option<String>,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// When it was created.
    pub creation_date: UnixMillis,
    /// When it was last changed.
    pub last_modified_date: UnixMillis,
    /// The version.
    pub version: i64,
    /// Whether it is a big segment.
    #[serde(default)]
    pub unbounded: Option<bool>,
    /// Where a synced segment comes from.
    #[serde(default, rename = "_external")]
    pub external: Option<String>,
    #[serde(default, rename = "_unboundedMetadata")]
    unbounded_metadata: Option<UnboundedMetadata>,
    #[serde(default)]
    included: Count,
    #[serde(default)]
    excluded: Count,
    #[serde(default)]
    included_contexts: Vec<TargetCount>,
    #[serde(default)]
    excluded_contexts: Vec<TargetCount>,
    #[serde(default)]
    rules: Count,
}

impl SegmentSummary {
    /// What the segment is made of.
    #[must_use]
    pub fn kind(&self) -> SegmentKind {
        SegmentKind::of(
            self.external.is_some(),
            self.unbounded == Some(true),
            self.rules.0 > 0,
        )
    }

    /// How many targets a list has; `None` for a big segment whose count the service does not say.
    #[must_use]
    pub fn target_count(&self, list: TargetList) -> Option<u64> {
        if self.unbounded == Some(true) {
            let metadata = self.unbounded_metadata.as_ref()?;
            let count = match list {
                TargetList::Included => metadata.included_count,
                TargetList::Excluded => metadata.excluded_count,
            };
            return count.and_then(|count| u64::try_from(count).ok());
        }
        let (users, contexts) = match list {
            TargetList::Included => (self.included, &self.included_contexts),
            TargetList::Excluded => (self.excluded, &self.excluded_contexts),
        };
        Some(users.0 + contexts.iter().map(|entry| entry.values.0).sum::<u64>())
    }

    /// How many rules it has.
    #[must_use]
    pub fn rule_count(&self) -> u64 {
        self.rules.0
    }
}

impl From<&Segment> for SegmentSummary {
    fn from(segment: &Segment) -> Self {
        let contexts = |list| {
            segment
                .context_targets(list)
                .iter()
                .map(|entry| TargetCount {
                    values: Count(entry.values.len() as u64),
                })
                .list()
        };
        Self {
            key: segment.key.clone(),
            name: segment.name.clone(),
            description: segment.description.clone(),
            tags: segment.tags.clone(),
            creation_date: segment.creation_date,
            last_modified_date: segment.last_modified_date,
            version: segment.version,
            unbounded: segment.unbounded,
            external: segment.external.clone(),
            unbounded_metadata: segment.unbounded_metadata.clone(),
            included: Count(segment.user_keys(TargetList::Included).len() as u64),
            excluded: Count(segment.user_keys(TargetList::Excluded).len() as u64),
            included_contexts: contexts(TargetList::Included),
            excluded_contexts: contexts(TargetList::Excluded),
            rules: Count(segment.rules.len() as u64),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
struct TargetCount {
    #[serde(default)]
    values: Count,
}

/// The length of an array whose elements are passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count(u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Counter;

        impl<'de> Visitor<'de> for Counter {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Count, A::Error> {
                let mut count = 0;
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Count(count))
            }

            fn visit_unit<E>(self) -> Result<Count, E> {
                Ok(Count(0))
            }
        }

        deserializer.deserialize_any(Counter)
    }
}
