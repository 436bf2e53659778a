//! Turning back a change, and taking up an earlier version of a segment, dates included.

use std::{collections::BTreeMap, rc::Rc};

use segdeck_core::{
    UnixMillis,
    merge::{self, Choice, Conflict, Place},
    model::{ExpiringTarget, Segment},
    order,
    patch::expiration::TargetReference,
    wire,
};
use serde_json::Value;

use super::{
    draft::Edited,
    target_set::{Expirations, expirations_of},
};

/// The member in which the audit log of the sandbox tells the expiring targets.
const EXPIRING_TARGETS: &str = "_expiringTargets";

/// What a segment was at some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The segment itself.
    pub segment: Rc<Segment>,
    /// When its targets were to leave; absent where that is not told.
    pub expirations: Option<Rc<Expirations>>,
}

impl Version {
    /// A version of which everything is known.
    #[must_use]
    pub fn new(segment: Rc<Segment>, expirations: &[ExpiringTarget]) -> Self {
        Self {
            segment,
            expirations: Some(Rc::new(expirations_of(expirations))),
        }
    }

    /// A version as an entry of the audit log holds it; `None` if that is not a whole segment.
    #[must_use]
    pub fn of_entry(value: &Value) -> Option<Self> {
        let mut segment = Segment::from_value(value).ok()?;
        let expirations = segment
            .unknown
            .remove(EXPIRING_TARGETS)
            .and_then(|items| wire::decode_value::<Vec<ExpiringTarget>>(&items).ok())
            .map(|items| Rc::new(expirations_of(&items)));
        Some(Self {
            segment: Rc::new(segment),
            expirations,
        })
    }
}

/// A date that is another than before.
#[derive(Clone, Debug, PartialEq)]
pub struct DateChange {
    /// Whose.
    pub target: TargetReference,
    /// What it was; `None` if the target was to stay.
    pub before: Option<UnixMillis>,
    /// What it is; `None` if the target is to stay.
    pub after: Option<UnixMillis>,
}

/// The dates that differ between two versions, by target. Where one version does not tell its
/// dates, it has none; where neither does, nothing is known to differ.
#[must_use]
pub fn date_changes(before: &Version, after: &Version) -> Vec<DateChange> {
    let none = Expirations::new();
    let [before, after] = [before, after].map(|version| {
        let dates = version.expirations.as_deref();
        dates.unwrap_or(&none)
    });
    let mut targets: Vec<&TargetReference> = before.keys().chain(after.keys()).collect();
    order::sort(&mut targets);
    targets.dedup();
    targets
        .into_iter()
        .map(|target| DateChange {
            target: target.clone(),
            before: before.get(target).copied(),
            after: after.get(target).copied(),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

/// From what to what a segment is to be taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum WayBack {
    /// Turns back one change: what was changed since stays.
    Revert {
        /// What was before the change.
        before: Version,
        /// What the change led to.
        after: Version,
    },
    /// Takes up a whole version, whatever is there today.
    Restore(Version),
}

/// Why a date is not put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeptDate {
    /// It has passed: nothing can be scheduled for it.
    Passed,
    /// The version does not tell its dates.
    Untold,
}

/// What the way back makes of the segment.
#[derive(Clone, Debug)]
pub struct TurnedBack {
    /// The segment and its dates. What is in conflict is as it is today.
    pub edited: Edited,
    /// What is still to be decided.
    pub conflicts: Vec<Conflict>,
    /// Targets whose dates are not put back, and why.
    pub kept: Vec<(TargetReference, KeptDate)>,
}

impl WayBack {
    /// Goes back from `today`, which may hold edits that are not saved: they stay where the way
    /// back is about something else. What both are about is a conflict, until it is decided.
    #[must_use]
    pub fn from(
        &self,
        today: &Edited,
        choices: &BTreeMap<Place, Choice>,
        now: UnixMillis,
    ) -> TurnedBack {
        let today_version = Version {
            segment: today.segment.clone(),
            expirations: Some(today.expirations.clone()),
        };
        let (before, after) = match self {
            Self::Revert { before, after } => (before, after),
            Self::Restore(version) => (version, &today_version),
        };
        let merged = merge::inverse(&before.segment, &after.segment, &today.segment, choices);
        let mut kept = Vec::new();
        let none = Rc::new(Expirations::new());
        let dates = |version: &Version| version.expirations.clone().unwrap_or(none.clone());
        let (was, is) = match self {
            Self::Restore(version) if version.expirations.is_none() => {
                (today.expirations.clone(), today.expirations.clone())
            }
            _ => (dates(before), dates(after)),
        };
        let mut merged_dates =
            merge::resolve_expirations(&is, &today.expirations, &was, &merged.segment, choices);
        let expirations = &mut merged_dates.expirations;
        if let Self::Restore(Version {
            expirations: None, ..
        }) = self
        {
            let left = expirations.keys().cloned();
            kept.extend(left.map(|target| (target, KeptDate::Untold)));
        }
        expirations.retain(|target, date| {
            let today = today.expirations.get(target);
            if *date > now || today == Some(date) {
                return true;
            }
            kept.push((target.clone(), KeptDate::Passed));
            today.is_some_and(|today| {
                *date = *today;
                true
            })
        });
        let mut conflicts = merged.conflicts;
        conflicts.append(&mut merged_dates.conflicts);
        TurnedBack {
            edited: Edited {
                segment: Rc::new(merged.segment),
                expirations: Rc::new(merged_dates.expirations),
            },
            conflicts,
            kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use segdeck_core::{ContextKind, model::TargetList};
    use serde_json::json;

    const NOW: UnixMillis = UnixMillis(100);

    fn segment(version: i64, name: &str, included: &[&str]) -> Rc<Segment> {
        let value = json!({
            "key": "s", "name": name, "creationDate": 1, "lastModifiedDate": version,
            "version": version, "included": included, "excluded": [], "rules": [],
        });
        Rc::new(Segment::from_value(&value).unwrap())
    }

    fn dates(pairs: &[(&str, i64)]) -> Rc<Expirations> {
        let dated = |(key, date): &(&str, i64)| (target(key), UnixMillis(*date));
        Rc::new(pairs.iter().map(dated).collect())
    }

    fn target(key: &str) -> TargetReference {
        TargetReference {
            list: TargetList::Included,
            context_kind: ContextKind::user(),
            context_key: key.to_owned(),
        }
    }

    fn version(segment: Rc<Segment>, pairs: &[(&str, i64)]) -> Version {
        Version {
            segment,
            expirations: Some(dates(pairs)),
        }
    }

    fn edited(segment: Rc<Segment>, pairs: &[(&str, i64)]) -> Edited {
        Edited {
            segment,
            expirations: dates(pairs),
        }
    }

    fn go(way: &WayBack, today: &Edited) -> TurnedBack {
        way.from(today, &BTreeMap::new(), NOW)
    }

    #[test]
    fn a_change_is_turned_back_with_its_dates_and_what_came_later_stays() {
        let way = WayBack::Revert {
            before: version(segment(3, "Beta", &["a", "b"]), &[("a", 500)]),
            after: version(segment(4, "Beta", &["b"]), &[("b", 600)]),
        };
        let today = edited(segment(5, "Later", &["b", "c"]), &[("b", 600), ("c", 700)]);
        let back = go(&way, &today);
        assert!(back.conflicts.is_empty() && back.kept.is_empty());
        let segment = &back.edited.segment;
        assert_eq!((segment.version, segment.name.as_str()), (5, "Later"));
        for key in ["a", "b", "c"] {
            assert!(
                segment.has_target(TargetList::Included, "user", key),
                "{key}"
            );
        }
        assert_eq!(back.edited.expirations, dates(&[("a", 500), ("c", 700)]));
    }

    #[test]
    fn what_was_changed_to_something_else_since_is_a_conflict_until_it_is_decided() {
        let way = WayBack::Revert {
            before: version(segment(3, "One", &[]), &[]),
            after: version(segment(4, "Two", &[]), &[]),
        };
        let today = edited(segment(5, "Three", &[]), &[]);
        let back = go(&way, &today);
        assert_eq!(back.edited.segment.name, "Three");
        let [conflict] = back.conflicts.as_slice() else {
            panic!("one conflict");
        };
        let choices = BTreeMap::from([(conflict.place.clone(), Choice::Mine)]);
        let decided = way.from(&today, &choices, NOW);
        assert!(decided.conflicts.is_empty());
        assert_eq!(decided.edited.segment.name, "One");
    }

    #[test]
    fn a_date_that_passed_is_not_put_back_and_one_that_changed_since_is_a_conflict() {
        let keys = ["a", "b", "c"];
        let way = WayBack::Revert {
            before: version(segment(3, "S", &keys), &[("a", 50), ("b", 500)]),
            after: version(segment(3, "S", &keys), &[("b", 600), ("c", 700)]),
        };
        let today = edited(segment(3, "S", &keys), &[("b", 800), ("c", 700)]);
        let back = go(&way, &today);
        assert_eq!(back.edited.expirations, dates(&[("b", 800)]));
        assert_eq!(back.kept, [(target("a"), KeptDate::Passed)]);
        let [conflict] = back.conflicts.as_slice() else {
            panic!("one conflict");
        };
        assert_eq!(conflict.place, Place::Expiration(target("b")));
        let choices = BTreeMap::from([(conflict.place.clone(), Choice::Mine)]);
        let decided = way.from(&today, &choices, NOW);
        assert_eq!(decided.edited.expirations, dates(&[("b", 500)]));
    }

    #[test]
    fn a_whole_version_takes_the_place_of_everything_that_can_be_edited() {
        let way = WayBack::Restore(version(segment(2, "Old", &["a"]), &[("a", 500)]));
        let today = edited(segment(9, "New", &["b", "c"]), &[("b", 600)]);
        let back = go(&way, &today);
        assert!(back.conflicts.is_empty() && back.kept.is_empty());
        let expected = Segment {
            version: 9,
            last_modified_date: UnixMillis(9),
            ..(*segment(2, "Old", &["a"])).clone()
        };
        assert_eq!(*back.edited.segment, expected);
        assert_eq!(back.edited.expirations, dates(&[("a", 500)]));
    }

    #[test]
    fn a_version_that_does_not_tell_its_dates_leaves_those_of_today() {
        let way = WayBack::Restore(Version {
            segment: segment(2, "Old", &["a", "b"]),
            expirations: None,
        });
        let today = edited(segment(9, "New", &["b", "c"]), &[("b", 600), ("c", 700)]);
        let back = go(&way, &today);
        assert_eq!(back.edited.expirations, dates(&[("b", 600)]));
        assert_eq!(back.kept, [(target("b"), KeptDate::Untold)]);
    }

    #[test]
    fn an_entry_tells_the_segment_and_its_dates() {
        let item = json!({
            "_id": "1", "_version": 1, "expirationDate": 500, "contextKind": "user",
            "contextKey": "a", "targetType": "included", "_resourceId": {},
        });
        let mut value = segment(3, "S", &["a"]).to_value();
        let plain = Version::of_entry(&value).unwrap();
        assert_eq!(plain.expirations, None);
        value["_expiringTargets"] = json!([item]);
        let told = Version::of_entry(&value).unwrap();
        assert_eq!(told.segment, segment(3, "S", &["a"]));
        assert_eq!(told.expirations, Some(dates(&[("a", 500)])));
        assert_eq!(date_changes(&plain, &told).len(), 1);
        assert_eq!(date_changes(&plain, &plain), []);
        for broken in [json!(null), json!({}), json!({ "key": "s" }), json!([])] {
            assert_eq!(Version::of_entry(&broken), None);
        }
    }
}
