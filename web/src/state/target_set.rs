//! Targets and their dates, for many look-ups.

use std::collections::{BTreeMap, BTreeSet};

use segdeck_core::{
    ContextKind, UnixMillis,
    model::{ExpiringTarget, Segment, TargetList},
    order,
    patch::expiration::TargetReference,
};

/// When targets leave their list, by target.
pub type Expirations = BTreeMap<TargetReference, UnixMillis>;

/// The individual targets of a segment, for many look-ups.
pub struct TargetSet<'a>(BTreeSet<(TargetList, &'a str, &'a str)>);

impl<'a> TargetSet<'a> {
    /// All targets of a segment.
    #[must_use]
    pub fn of(segment: &'a Segment) -> Self {
        let mut set = BTreeSet::new();
        for list in TargetList::ALL {
            let users = segment.user_keys(list).iter();
            set.extend(users.map(|key| (list, ContextKind::USER, key.as_str())));
            for entry in segment.context_targets(list) {
                let keys = entry.values.iter();
                set.extend(keys.map(|key| (list, entry.context_kind(), key.as_str())));
            }
        }
        Self(set)
    }

    /// Whether the segment has this target.
    #[must_use]
    pub fn has(&self, target: &TargetReference) -> bool {
        self.0.contains(&(
            target.list,
            target.context_kind.as_str(),
            target.context_key.as_str(),
        ))
    }
}

/// The dates of expiring targets, by target; those of a list that we do not know are left out.
#[must_use]
pub fn expirations_of(items: &[ExpiringTarget]) -> Expirations {
    order::map_of(
        items
            .iter()
            .filter_map(|item| Some((TargetReference::of(item)?, item.expiration_date))),
    )
}
