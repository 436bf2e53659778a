//! Turning back a change, and taking up an earlier version of a segment, dates included.

use std::rc::Rc;

use segdeck_core::{
    UnixMillis,
    model::{ExpiringTarget, Segment},
    patch::expiration::TargetReference,
    wire,
};
use serde_json::Value;

use super::super::{
    merge::{ThreeWay, Version as MergedVersion},
    review::{ExpirationChange, changes_between},
};
use crate::state::{
    draft::Edited,
    local_id,
    target_set::{Expirations, TargetSet, expirations_of},
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

    /// The same dates with another segment; those of targets that it does not have are dropped.
    #[must_use]
    pub fn with(&self, segment: Rc<Segment>) -> Self {
        let targets = TargetSet::of(&segment);
        let expirations = self.expirations.as_ref().map(|dates| {
            let kept = dates.iter().filter(|(target, _)| targets.has(target));
            Rc::new(kept.map(|(target, date)| (target.clone(), *date)).collect())
        });
        drop(targets);
        Self {
            segment,
            expirations,
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

/// The dates that differ between two versions, by target. Where one version does not tell its
/// dates, it has none; where neither does, nothing is known to differ.
#[must_use]
pub fn date_changes(before: &Version, after: &Version) -> Vec<ExpirationChange> {
    let none = Expirations::new();
    let [was, is] = [before, after].map(|version| {
        let dates = version.expirations.as_deref();
        dates.unwrap_or(&none)
    });
    changes_between(was, is, &after.segment)
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

/// A way back, to be put together with what is there today.
#[derive(Clone, Debug, PartialEq)]
pub struct Turned {
    /// From what the change led to, today's and what was before.
    pub three: ThreeWay,
    /// Targets whose dates are not put back, and why.
    pub kept: Vec<(TargetReference, KeptDate)>,
}

impl WayBack {
    /// The way back from `today`, which may hold edits that are not saved: they stay where the way
    /// back is about something else.
    #[must_use]
    pub fn from(&self, today: &Edited, now: UnixMillis) -> Turned {
        let theirs = MergedVersion {
            segment: Rc::new(local_id::strip(&today.segment)),
            expirations: today.expirations.clone(),
        };
        let merged = |version: &Version, dates: &Rc<Expirations>| MergedVersion {
            segment: version.segment.clone(),
            expirations: version.expirations.as_ref().unwrap_or(dates).clone(),
        };
        let mut kept = Vec::new();
        let (base, mut mine) = match self {
            Self::Revert { before, after } => {
                let none = Rc::default();
                (merged(after, &none), merged(before, &none))
            }
            Self::Restore(version) => {
                if version.expirations.is_none() {
                    let targets = TargetSet::of(&version.segment);
                    let dates = today.expirations.keys();
                    let left = dates.filter(|target| targets.has(target));
                    kept.extend(left.map(|target| (target.clone(), KeptDate::Untold)));
                }
                (theirs.clone(), merged(version, &today.expirations))
            }
        };
        let passed: Vec<TargetReference> = mine
            .expirations
            .iter()
            .filter(|(target, date)| **date <= now && base.expirations.get(target) != Some(date))
            .map(|(target, _)| target.clone())
            .collect();
        if !passed.is_empty() {
            let dates = Rc::make_mut(&mut mine.expirations);
            for target in passed {
                dates.remove(&target);
                if let Some(date) = base.expirations.get(&target) {
                    dates.insert(target.clone(), *date);
                }
                kept.push((target, KeptDate::Passed));
            }
        }
        Turned {
            three: ThreeWay { base, theirs, mine },
            kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::merge::{Decisions, Outcome};
    use super::*;
    use segdeck_core::{ContextKind, merge::Choice, model::TargetList};
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

    fn go(way: &WayBack, today: &Edited) -> (Outcome, Vec<(TargetReference, KeptDate)>) {
        let Turned { three, kept } = way.from(today, NOW);
        (Outcome::of(&three, &Decisions::default()), kept)
    }

    #[test]
    fn a_change_is_turned_back_with_its_dates_and_what_came_later_stays() {
        let way = WayBack::Revert {
            before: version(segment(3, "Beta", &["a", "b"]), &[("a", 500)]),
            after: version(segment(4, "Beta", &["b"]), &[("b", 600)]),
        };
        let today = edited(segment(5, "Later", &["b", "c"]), &[("b", 600), ("c", 700)]);
        let (back, kept) = go(&way, &today);
        assert!(back.conflicts.is_empty() && kept.is_empty());
        let segment = &back.merged.segment;
        assert_eq!((segment.version, segment.name.as_str()), (5, "Later"));
        for key in ["a", "b", "c"] {
            assert!(
                segment.has_target(TargetList::Included, "user", key),
                "{key}"
            );
        }
        assert_eq!(back.merged.expirations, dates(&[("a", 500), ("c", 700)]));
    }

    #[test]
    fn what_was_changed_to_something_else_since_is_a_conflict_until_it_is_decided() {
        let keys = ["a"];
        let way = WayBack::Revert {
            before: version(segment(3, "One", &keys), &[("a", 500)]),
            after: version(segment(4, "Two", &keys), &[("a", 600)]),
        };
        let today = edited(segment(5, "Three", &keys), &[("a", 700)]);
        let (back, _) = go(&way, &today);
        assert_eq!(back.edited().segment.name, "Three");
        assert_eq!(back.open_count(), 2);
        let mut decisions = Decisions::default();
        for (conflict, _) in back.conflicts {
            decisions.decide(conflict, Choice::Mine);
        }
        let decided = Outcome::of(&way.from(&today, NOW).three, &decisions);
        assert_eq!(decided.open_count(), 0);
        assert_eq!(decided.merged.segment.name, "One");
        assert_eq!(decided.merged.expirations, dates(&[("a", 500)]));
    }

    #[test]
    fn a_date_that_passed_is_not_put_back() {
        let keys = ["a", "b", "c"];
        let way = WayBack::Revert {
            before: version(segment(3, "S", &keys), &[("a", 50), ("b", 60)]),
            after: version(segment(3, "S", &keys), &[("b", 600), ("c", 700)]),
        };
        let today = edited(segment(3, "S", &keys), &[("b", 800), ("c", 700)]);
        let (back, kept) = go(&way, &today);
        assert!(back.conflicts.is_empty());
        assert_eq!(back.merged.expirations, dates(&[("b", 800)]));
        let passed = [
            (target("a"), KeptDate::Passed),
            (target("b"), KeptDate::Passed),
        ];
        assert_eq!(kept, passed);
    }

    #[test]
    fn a_whole_version_takes_the_place_of_everything_that_can_be_edited() {
        let way = WayBack::Restore(version(segment(2, "Old", &["a"]), &[("a", 500)]));
        let today = edited(segment(9, "New", &["b", "c"]), &[("b", 600)]);
        let (back, kept) = go(&way, &today);
        assert!(back.conflicts.is_empty() && kept.is_empty());
        let expected = Segment {
            version: 9,
            last_modified_date: UnixMillis(9),
            ..(*segment(2, "Old", &["a"])).clone()
        };
        assert_eq!(*back.merged.segment, expected);
        assert_eq!(back.merged.expirations, dates(&[("a", 500)]));
    }

    #[test]
    fn a_version_that_does_not_tell_its_dates_leaves_those_of_today() {
        let way = WayBack::Restore(Version {
            segment: segment(2, "Old", &["a", "b"]),
            expirations: None,
        });
        let today = edited(segment(9, "New", &["b", "c"]), &[("b", 600), ("c", 700)]);
        let (back, kept) = go(&way, &today);
        assert_eq!(back.merged.expirations, dates(&[("b", 600)]));
        assert_eq!(kept, [(target("b"), KeptDate::Untold)]);
    }

    #[test]
    fn what_is_so_already_leaves_nothing_to_do() {
        let way = WayBack::Revert {
            before: version(segment(3, "S", &["a"]), &[]),
            after: version(segment(4, "S", &["a", "b"]), &[]),
        };
        let (back, _) = go(&way, &edited(segment(5, "S", &["a"]), &[]));
        assert!(back.is_theirs());
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
