//! Three versions of a segment and its expirations, and what comes out of them. Pure.

use std::{collections::BTreeMap, rc::Rc};

use segdeck_core::{
    diff::{self, Change},
    merge::{self, Choice, Conflict, Place},
    model::{ExpiringTarget, Segment},
    patch::expiration::TargetReference,
};

use crate::{
    pages::segment::review::{ExpirationChange, changes_between},
    state::{
        draft::DraftState,
        local_id,
        target_set::{Expirations, expirations_of},
    },
};

/// A segment and its expirations at one time.
#[derive(Clone, Debug)]
pub struct Version {
    /// The segment.
    pub segment: Rc<Segment>,
    /// Its expirations.
    pub expirations: Rc<Expirations>,
}

impl PartialEq for Version {
    /// By identity: they may be large.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.segment, &other.segment)
            && Rc::ptr_eq(&self.expirations, &other.expirations)
    }
}

/// Three versions, of which two come from the first. None has local ids.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreeWay {
    /// What both started from.
    pub base: Version,
    /// What is saved.
    pub theirs: Version,
    /// What is wanted.
    pub mine: Version,
}

impl ThreeWay {
    /// A draft, and what is on the server now.
    #[must_use]
    pub fn of(draft: &DraftState, segment: &Rc<Segment>, dates: &[ExpiringTarget]) -> Self {
        let version = |segment: &Rc<Segment>, dates: &[ExpiringTarget]| Version {
            segment: segment.clone(),
            expirations: Rc::new(expirations_of(dates)),
        };
        Self {
            base: version(&draft.base, &draft.base_expirations),
            theirs: version(segment, dates),
            mine: Version {
                segment: Rc::new(draft.outgoing()),
                expirations: draft.edited.expirations.clone(),
            },
        }
    }
}

/// What was decided. A decision counts for as long as all three sides of its conflict are what they
/// were when it was made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions(BTreeMap<Place, (Conflict, Choice)>);

impl Decisions {
    /// Decides a conflict, in place of what was decided about it before.
    pub fn decide(&mut self, conflict: Conflict, choice: Choice) {
        self.0.insert(conflict.place.clone(), (conflict, choice));
    }

    /// What was decided about a conflict.
    #[must_use]
    pub fn about(&self, conflict: &Conflict) -> Option<Choice> {
        let (decided, choice) = self.0.get(&conflict.place)?;
        (decided == conflict).then_some(*choice)
    }

    fn choices(&self, conflicts: &[Conflict]) -> BTreeMap<Place, Choice> {
        let decided = conflicts
            .iter()
            .filter_map(|conflict| Some((conflict.place.clone(), self.about(conflict)?)));
        decided.collect()
    }
}

/// Changes of a segment and of its expirations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Of the segment.
    pub segment: Vec<Change>,
    /// Of its expirations.
    pub expirations: Vec<ExpirationChange>,
}

impl Changes {
    fn between(before: &Version, after: &Version) -> Self {
        Self {
            segment: diff::summarize(&before.segment, &after.segment),
            expirations: changes_between(&before.expirations, &after.expirations, &after.segment),
        }
    }

    /// How many there are, targets counted one by one.
    #[must_use]
    pub fn count(&self) -> usize {
        diff::change_count(&self.segment) + self.expirations.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segment.is_empty() && self.expirations.is_empty()
    }
}

/// What comes out of three versions with these decisions.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The versions.
    pub three: ThreeWay,
    /// What both changed, and what was decided about it.
    pub conflicts: Vec<(Conflict, Option<Choice>)>,
    /// My changes that are in no conflict: they apply to theirs as they are.
    pub from_mine: Changes,
    /// Their changes that are in no conflict, and that mine does not have.
    pub from_theirs: Changes,
    /// The targets that I gave another date and that are in no list any more.
    pub gone: Vec<TargetReference>,
    /// Everything put together; what is not decided is theirs.
    pub merged: Version,
}

impl Outcome {
    /// Puts three versions together.
    #[must_use]
    pub fn of(three: &ThreeWay, decisions: &Decisions) -> Self {
        let ThreeWay { base, theirs, mine } = three;
        let with = |choices: &BTreeMap<Place, Choice>| {
            merge::resolve(&base.segment, &theirs.segment, &mine.segment, choices)
        };
        let dates = |segment: &Segment, choices: &BTreeMap<Place, Choice>| {
            let (base, theirs, mine) = (&base.expirations, &theirs.expirations, &mine.expirations);
            merge::resolve_expirations(base, theirs, mine, segment, choices)
        };
        let open = with(&BTreeMap::new());
        let mut choices = decisions.choices(&open.conflicts);
        let decided = with(&choices);
        let open_dates = dates(&decided.segment, &BTreeMap::new());
        choices.extend(decisions.choices(&open_dates.conflicts));
        let decided_dates = dates(&decided.segment, &choices);

        let all_theirs = Version::new(open.segment, open_dates.expirations);
        // With every conflict decided for me, what differs from mine is theirs alone.
        let mut for_me = BTreeMap::new();
        let conflicts = open.conflicts.iter().chain(&open_dates.conflicts);
        for_me.extend(conflicts.map(|conflict| (conflict.place.clone(), Choice::Mine)));
        let all_mine = with(&for_me).segment;
        let my_dates = dates(&all_mine, &for_me).expirations;
        let all_mine = Version::new(all_mine, my_dates);

        let conflicts = open.conflicts.into_iter().chain(open_dates.conflicts);
        Self {
            conflicts: conflicts
                .map(|conflict| {
                    let choice = decisions.about(&conflict);
                    (conflict, choice)
                })
                .collect(),
            from_mine: Changes::between(theirs, &all_theirs),
            from_theirs: Changes::between(mine, &all_mine),
            gone: decided_dates.gone,
            merged: Version::new(decided.segment, decided_dates.expirations),
            three: three.clone(),
        }
    }

    /// How many conflicts are not decided.
    #[must_use]
    pub fn open_count(&self) -> usize {
        let open = self.conflicts.iter().filter(|(_, choice)| choice.is_none());
        open.count()
    }

    /// Whether everything that I wanted is in theirs already.
    #[must_use]
    pub fn is_theirs(&self) -> bool {
        self.conflicts.is_empty()
            && self.gone.is_empty()
            && diff::is_same(&self.three.theirs.segment, &self.merged.segment)
            && self.three.theirs.expirations == self.merged.expirations
    }

    /// Everything put together, as a draft holds it: what is new has a local id.
    #[must_use]
    pub fn edited(&self) -> Version {
        let theirs = &self.three.theirs.segment;
        let segment = if diff::is_same(theirs, &self.merged.segment) {
            theirs.clone()
        } else {
            Rc::new(local_id::complete((*self.merged.segment).clone()))
        };
        Version {
            segment,
            expirations: self.merged.expirations.clone(),
        }
    }
}

impl Version {
    fn new(segment: Segment, expirations: Expirations) -> Self {
        Self {
            segment: Rc::new(segment),
            expirations: Rc::new(expirations),
        }
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::{ContextKind, UnixMillis, model::TargetList};
    use serde_json::{Value, json};

    use super::*;

    fn version(fields: &Value, dates: &[(&str, i64)]) -> Version {
        let mut segment = json!({
            "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "deleted": false, "generation": 1, "_links": {},
            "included": ["a", "b"], "rules": []
        });
        let all = segment.as_object_mut().unwrap();
        all.extend(fields.as_object().unwrap().clone());
        let dates = dates.iter().map(|(key, at)| (target(key), UnixMillis(*at)));
        Version::new(serde_json::from_value(segment).unwrap(), dates.collect())
    }

    fn target(key: &str) -> TargetReference {
        TargetReference {
            list: TargetList::Included,
            context_kind: ContextKind::user(),
            context_key: key.to_owned(),
        }
    }

    fn three() -> ThreeWay {
        ThreeWay {
            base: version(&json!({}), &[("a", 1)]),
            theirs: version(
                &json!({ "version": 4, "name": "Theirs", "tags": ["t"] }),
                &[("a", 2), ("b", 5)],
            ),
            mine: version(
                &json!({ "name": "Mine", "included": ["a", "b", "c"] }),
                &[("a", 3)],
            ),
        }
    }

    #[test]
    fn what_is_in_conflict_is_told_apart_from_what_applies() {
        let outcome = Outcome::of(&three(), &Decisions::default());
        let places: Vec<_> = outcome
            .conflicts
            .iter()
            .map(|(conflict, _)| &conflict.place)
            .collect();
        let date = Place::Expiration(target("a"));
        assert_eq!(places, [&Place::Field("name".to_owned()), &date]);
        assert_eq!(outcome.open_count(), 2);
        assert_eq!(
            (outcome.from_mine.count(), outcome.from_theirs.count()),
            (1, 2)
        );
        assert!(outcome.from_mine.expirations.is_empty());
        let new: Vec<_> = outcome
            .from_theirs
            .expirations
            .iter()
            .map(|change| &change.target)
            .collect();
        assert_eq!(new, [&target("b")]);
        assert!(!outcome.is_theirs());
    }

    #[test]
    fn a_decision_counts_until_a_side_of_it_changes() {
        let mut decisions = Decisions::default();
        for (conflict, _) in Outcome::of(&three(), &decisions).conflicts {
            decisions.decide(conflict, Choice::Mine);
        }
        let outcome = Outcome::of(&three(), &decisions);
        assert_eq!(outcome.open_count(), 0);
        assert_eq!(outcome.merged.segment.name, "Mine");
        assert_eq!(outcome.merged.segment.version, 4);
        assert_eq!(
            outcome.merged.expirations.get(&target("a")),
            Some(&UnixMillis(3))
        );
        assert_eq!(
            outcome.merged.expirations.get(&target("b")),
            Some(&UnixMillis(5))
        );
        let mut later = three();
        later.theirs = version(&json!({ "version": 5, "name": "Other" }), &[("a", 2)]);
        let outcome = Outcome::of(&later, &decisions);
        assert_eq!(outcome.open_count(), 1);
        assert_eq!(outcome.merged.segment.name, "Other");
    }

    #[test]
    fn what_was_saved_already_leaves_nothing() {
        let mut three = three();
        let rule = json!({ "clauses": [{ "_id": "c", "contextKind": "user", "attribute": "key",
            "op": "in", "negate": false, "values": ["x"] }], "_id": "r", "rolloutContextKind": "user" });
        three.theirs = version(&json!({ "version": 4, "rules": [rule] }), &[("a", 3)]);
        let mut mine = rule;
        mine["clauses"][0].as_object_mut().unwrap().remove("_id");
        let mine_fields = mine.as_object_mut().unwrap();
        mine_fields.remove("_id");
        mine_fields.remove("rolloutContextKind");
        three.mine = version(&json!({ "rules": [mine] }), &[("a", 3)]);
        let outcome = Outcome::of(&three, &Decisions::default());
        assert!(outcome.is_theirs(), "{outcome:#?}");
        assert!(Rc::ptr_eq(&outcome.edited().segment, &three.theirs.segment));
    }

    #[test]
    fn a_date_is_in_conflict_only_while_its_target_is_there() {
        let three = ThreeWay {
            base: version(&json!({}), &[("b", 1)]),
            theirs: version(&json!({ "version": 4, "included": ["a"] }), &[]),
            mine: version(
                &json!({ "included": ["a"], "excluded": ["b"] }),
                &[("b", 3)],
            ),
        };
        let mut decisions = Decisions::default();
        let outcome = Outcome::of(&three, &decisions);
        assert_eq!(outcome.conflicts.len(), 1);
        assert_eq!(outcome.gone, [target("b")]);
        let (conflict, _) = outcome.conflicts.into_iter().next().unwrap();
        decisions.decide(conflict, Choice::Mine);
        let outcome = Outcome::of(&three, &decisions);
        assert_eq!(outcome.merged.segment.excluded, Some(vec!["b".to_owned()]));
        assert_eq!(outcome.open_count(), 0);
    }
}
