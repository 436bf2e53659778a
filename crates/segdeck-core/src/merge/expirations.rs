//! When individual targets leave, target by target.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{Choice, Conflict, Judge, Place};
use crate::{
    UnixMillis,
    model::{Segment, TargetList},
    order::set_of,
    patch::expiration::TargetReference,
};

/// When targets leave their list, by target.
pub type Expirations = BTreeMap<TargetReference, UnixMillis>;

/// Two changes of the expirations of a segment put together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergedExpirations {
    /// The dates with both changes; theirs where it is still to be decided.
    pub expirations: Expirations,
    /// What is still to be decided.
    pub conflicts: Vec<Conflict>,
    /// The targets that I gave another date and that are in no list any more: a date goes with its
    /// target.
    pub gone: Vec<TargetReference>,
}

/// Puts two changes of the expirations of a segment together with these decisions. `segment` is
/// what became of the segment itself: a date whose target it does not have goes with the target, as
/// on the server.
///
/// ```
/// use segdeck_core::{
///     ContextKind, UnixMillis,
///     merge::resolve_expirations,
///     model::{Segment, TargetList},
///     patch::expiration::TargetReference,
/// };
/// use serde_json::json;
///
/// let segment = Segment::from_value(&json!({
///     "key": "beta", "name": "Beta", "tags": [], "version": 3, "rules": [], "_links": {},
///     "creationDate": 1_704_302_060_324_i64, "lastModifiedDate": 1_704_302_081_521_i64,
///     "included": ["ada"],
/// }))?;
/// let ada = TargetReference {
///     list: TargetList::Included,
///     context_kind: ContextKind::user(),
///     context_key: "ada".to_owned(),
/// };
/// let at = |millis: i64| [(ada.clone(), UnixMillis(millis))].into();
///
/// let merged = resolve_expirations(&at(1), &at(2), &at(3), &segment, &[].into());
/// assert_eq!(merged.expirations, at(2));
/// assert_eq!(merged.conflicts[0].to_string(), "Both changed when the user \"ada\" leaves.");
/// # Ok::<(), segdeck_core::Invalid>(())
/// ```
#[must_use]
pub fn resolve_expirations(
    base: &Expirations,
    theirs: &Expirations,
    mine: &Expirations,
    segment: &Segment,
    choices: &BTreeMap<Place, Choice>,
) -> MergedExpirations {
    let mut judge = Judge::new(choices);
    let mut merged = MergedExpirations::default();
    let everything = base.keys().chain(theirs.keys()).chain(mine.keys());
    let all: BTreeSet<&TargetReference> = set_of(everything);
    let there = Targets::of(segment, &all);
    for target in all {
        let [base, theirs, mine] = [base, theirs, mine].map(|side| side.get(target));
        if there.has(target) {
            let place = || Place::Expiration(target.clone());
            if let Some(date) = judge.pick(place, base, theirs, mine) {
                merged.expirations.insert(target.clone(), date);
            }
        } else if mine.is_some() && mine != base {
            merged.gone.push(target.clone());
        }
    }
    merged.conflicts = judge.into_conflicts();
    merged
}

/// Those of some targets that a segment has.
struct Targets<'a>(BTreeSet<(TargetList, &'a str, &'a str)>);

impl<'a> Targets<'a> {
    fn of(segment: &'a Segment, wanted: &BTreeSet<&'a TargetReference>) -> Self {
        let keys: BTreeSet<&str> = set_of(wanted.iter().map(|target| target.context_key.as_str()));
        let lists: BTreeSet<(TargetList, &str)> = set_of(
            wanted
                .iter()
                .map(|target| (target.list, target.context_kind.as_str())),
        );
        let mut there = BTreeSet::new();
        for (list, kind) in lists {
            let targets = segment.targets(list, kind);
            let targets = targets.filter(|key| keys.contains(key));
            there.extend(targets.map(|key| (list, kind, key)));
        }
        Self(there)
    }

    fn has(&self, target: &TargetReference) -> bool {
        let kind = target.context_kind.as_str();
        self.0.contains(&(target.list, kind, &target.context_key))
    }
}
