//! Two changes put together, and changes turned back.

mod slots;

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*};
use segdeck_core::{
    ContextKind, UnixMillis,
    diff::{DiffOptions, is_same, json_patch, summarize},
    merge::{
        Choice, Expirations, Merged, Place, inverse, inverse_patch, merge, resolve,
        resolve_expirations,
    },
    model::{Operator, Rule, Segment, TargetList},
    patch::{Dialect, expiration::TargetReference},
};
use serde_json::{Value, json};

use crate::generate::{config, edited, segment};
use slots::{Slot, apart, base, changed, clause, slot};

const NOTHING: BTreeMap<Place, Choice> = BTreeMap::new();

/// Whether both say the same, with the order of rules, clauses and values or without it.
fn is_equal(left: &Segment, right: &Segment, has_order: bool) -> bool {
    let sorted = |segment: &Segment| {
        let mut segment = segment.clone();
        if !has_order {
            for rule in &mut segment.rules {
                for clause in &mut rule.clauses {
                    clause.values.sort_by_key(Value::to_string);
                }
                rule.clauses
                    .sort_by_key(|clause| serde_json::to_string(clause).unwrap());
            }
            segment
                .rules
                .sort_by_key(|rule| serde_json::to_string(rule).unwrap());
        }
        segment
    };
    is_same(&sorted(left), &sorted(right))
}

type State = [bool; 2];

/// On which lists each target is.
fn states(segment: &Segment) -> BTreeMap<(String, String), State> {
    let mut states: BTreeMap<(String, String), State> = BTreeMap::new();
    for kind in segment.target_kinds() {
        for (index, list) in TargetList::ALL.into_iter().enumerate() {
            for key in segment.targets(list, kind.as_str()) {
                let target = (kind.to_string(), key.to_owned());
                states.entry(target).or_default()[index] = true;
            }
        }
    }
    states
}

fn has_conflict(merged: &Merged, (context_kind, key): &(String, String)) -> bool {
    let place = Place::Target {
        context_kind: context_kind.as_str().into(),
        key: key.clone(),
    };
    merged
        .conflicts
        .iter()
        .any(|conflict| conflict.place == place)
}

/// Three versions, of which two come from the first.
fn three() -> impl Strategy<Value = (Segment, Segment, Segment)> {
    let changes = || vec((1..100_usize, slot()), 0..8);
    let own = (changes(), changes())
        .prop_map(|(theirs, mine)| (base(), changed(&base(), &theirs), changed(&base(), &mine)));
    let any = (edited(), edited()).prop_map(|((base, theirs), (_, mine))| (base, theirs, mine));
    prop_oneof![3 => own, 1 => any]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn changes_of_different_things_come_out_as_one_after_the_other((theirs, mine) in apart()) {
        let base = base();
        let (a, b) = (changed(&base, &theirs), changed(&base, &mine));
        let moves = theirs.iter().chain(&mine).any(|(_, slot)| *slot == Slot::ReorderRules);
        for (first, second, expected) in
            [(&a, &b, changed(&a, &mine)), (&b, &a, changed(&b, &theirs))]
        {
            let merged = merge(&base, first, second);
            prop_assert_eq!(&merged.conflicts, &vec![]);
            prop_assert!(is_equal(&merged.segment, &expected, !moves),
                "{:#?}\n{expected:#?}", merged.segment);
            prop_assert_eq!(merged.from_theirs(second), summarize(second, &merged.segment));
            prop_assert_eq!(merged.from_mine(first), summarize(first, &merged.segment));
        }
        // And turning back the first leaves the second; what was put back may stand behind what
        // was new in its place.
        let both = changed(&a, &mine);
        let back = inverse(&base, &a, &both, &NOTHING);
        prop_assert_eq!(&back.conflicts, &vec![]);
        prop_assert!(is_equal(&back.segment, &b, false), "{:#?}\n{b:#?}", back.segment);
    }

    #[test]
    fn a_side_that_changed_nothing_gives_the_other(base in segment(), (side, _) in edited()) {
        for (theirs, mine) in [(&base, &side), (&side, &base), (&side, &side)] {
            let merged = merge(&base, theirs, mine);
            prop_assert!(is_same(&merged.segment, &side), "{:#?}\n{side:#?}", merged.segment);
            prop_assert_eq!(merged.conflicts, vec![]);
            prop_assert_eq!(merged.segment.version, theirs.version);
        }
    }

    #[test]
    fn no_target_is_lost_in_silence((base, theirs, mine) in three()) {
        let merged = merge(&base, &theirs, &mine);
        let [before, left, right, result] =
            [&base, &theirs, &mine, &merged.segment].map(states);
        let all: BTreeSet<_> = before.keys().chain(left.keys()).chain(right.keys()).collect();
        for target in all {
            let [b, t, m, r] = [&before, &left, &right, &result]
                .map(|side| side.get(target).copied().unwrap_or_default());
            let is_conflict = t != m && t != b && m != b;
            prop_assert_eq!(has_conflict(&merged, target), is_conflict, "{:?}", target);
            let expected = if m == b || is_conflict { t } else { m };
            prop_assert_eq!(r, expected, "{:?}", target);
        }
    }

    #[test]
    fn every_conflict_can_be_decided(
        (base, theirs, mine) in three(),
        picks in vec(0..3_usize, 30),
    ) {
        let open = merge(&base, &theirs, &mine);
        let turned = merge(&base, &mine, &theirs);
        let places = |merged: &Merged| -> BTreeSet<Place> {
            merged.conflicts.iter().map(|conflict| conflict.place.clone()).collect()
        };
        prop_assert_eq!(places(&open), places(&turned));
        let all = |choice: Choice| -> BTreeMap<Place, Choice> {
            places(&open).into_iter().map(|place| (place, choice)).collect()
        };
        let as_theirs = resolve(&base, &theirs, &mine, &all(Choice::Theirs));
        prop_assert_eq!(&as_theirs.conflicts, &vec![]);
        prop_assert_eq!(&as_theirs.segment, &open.segment);
        let as_mine = resolve(&base, &theirs, &mine, &all(Choice::Mine));
        prop_assert_eq!(&as_mine.conflicts, &vec![]);
        let [before, right, result] = [&base, &mine, &as_mine.segment].map(states);
        for (target, state) in &right {
            if before.get(target) != Some(state) {
                prop_assert_eq!(result.get(target), Some(state));
            }
        }
        let some: BTreeMap<Place, Choice> = open
            .conflicts
            .iter()
            .zip(picks)
            .map(|(conflict, pick)| {
                (conflict.place.clone(), conflict.choices[pick % conflict.choices.len()])
            })
            .collect();
        let done = resolve(&base, &theirs, &mine, &some);
        prop_assert_eq!(done.conflicts, vec![]);
        for conflict in &open.conflicts {
            prop_assert!(conflict.theirs != conflict.mine);
            prop_assert!(conflict.to_string().ends_with('.'));
        }
    }

    #[test]
    fn a_change_can_be_turned_back((before, after) in edited()) {
        let back = inverse(&before, &after, &after, &NOTHING);
        prop_assert!(is_same(&back.segment, &before), "{:#?}\n{before:#?}", back.segment);
        prop_assert_eq!(back.conflicts, vec![]);
    }

    #[test]
    fn a_patch_can_be_turned_back((before, after) in edited()) {
        let patch = json_patch(&before, &after, DiffOptions::default());
        let document = before.to_value();
        let patched = patch.apply(&document, Dialect::LaunchDarkly).unwrap();
        let back = inverse_patch(&patch, &document, Dialect::LaunchDarkly).unwrap();
        prop_assert_eq!(back.apply(&patched, Dialect::Strict).unwrap(), document);
    }
}

fn merged(theirs: impl Fn(&mut Segment), mine: impl Fn(&mut Segment)) -> Merged {
    let base = base();
    let (mut a, mut b) = (base.clone(), base.clone());
    theirs(&mut a);
    mine(&mut b);
    merge(&base, &a, &b)
}

fn decided(theirs: impl Fn(&mut Segment), mine: impl Fn(&mut Segment), choice: Choice) -> Segment {
    let base = base();
    let (mut a, mut b) = (base.clone(), base.clone());
    theirs(&mut a);
    mine(&mut b);
    let open = merge(&base, &a, &b);
    assert_eq!(open.conflicts.len(), 1, "{:?}", open.conflicts);
    let choices = BTreeMap::from([(open.conflicts[0].place.clone(), choice)]);
    resolve(&base, &a, &b, &choices).segment
}

#[test]
fn conflicts_say_what_each_side_has() {
    let one = |merged: Merged| {
        assert_eq!(merged.conflicts.len(), 1, "{:?}", merged.conflicts);
        let conflict = merged.conflicts[0].clone();
        (
            conflict.to_string(),
            conflict.base,
            conflict.theirs,
            conflict.mine,
        )
    };
    assert_eq!(
        one(merged(
            |s| s.rules[0].weight = Some(1),
            |s| s.rules[0].weight = Some(2)
        )),
        (
            "Both changed the weight of a rule.".to_owned(),
            None,
            Some(json!(1)),
            Some(json!(2))
        )
    );
    assert_eq!(
        one(merged(
            |s| s.included = Some(vec!["a".to_owned()]),
            |s| {
                s.included = Some(vec!["a".to_owned()]);
                s.excluded.as_mut().unwrap().push("b".to_owned());
            }
        )),
        (
            "Both changed the user \"b\".".to_owned(),
            Some(json!("included")),
            None,
            Some(json!("excluded"))
        )
    );
    assert_eq!(
        one(merged(
            |s| s.description = Some("t".to_owned()),
            |s| s.description = Some("m".to_owned())
        )),
        (
            "Both changed the description.".to_owned(),
            None,
            Some(json!("t")),
            Some(json!("m"))
        )
    );
    let (sentence, base, theirs, mine) = one(merged(
        |s| drop(s.rules.remove(0)),
        |s| s.rules[0].description = Some("x".to_owned()),
    ));
    assert_eq!(sentence, "They removed a rule that you changed.");
    assert_eq!(
        (base.unwrap()["_id"].as_str(), theirs),
        (Some("rule-2"), None)
    );
    assert_eq!(mine.unwrap()["description"], "x");
    let (sentence, ..) = one(merged(
        |s| s.rules[0].clauses[0].values.push(json!("z")),
        |s| drop(s.rules[0].clauses.remove(0)),
    ));
    assert_eq!(
        sentence,
        "They changed a clause of a rule that you removed."
    );
    let (sentence, base, theirs, mine) =
        one(merged(|s| s.rules.swap(0, 1), |s| s.rules.swap(1, 2)));
    assert_eq!(sentence, "Both changed the order of the rules.");
    assert_eq!(base, Some(json!(["rule-2", "rule-0", "rule-3", "rule-1"])));
    assert_eq!(
        theirs,
        Some(json!(["rule-0", "rule-2", "rule-3", "rule-1"]))
    );
    assert_eq!(mine, Some(json!(["rule-2", "rule-3", "rule-0", "rule-1"])));
}

#[test]
fn both_can_be_kept_where_that_means_something() {
    let test = |op: Operator| move |s: &mut Segment| s.rules[1].clauses[0].op = op.clone();
    let (theirs, mine) = (test(Operator::Contains), test(Operator::Matches));
    let both = decided(&theirs, &mine, Choice::Both);
    let ops: Vec<&str> = both.rules[1]
        .clauses
        .iter()
        .map(|clause| clause.op.as_str())
        .collect();
    assert_eq!(ops, ["contains", "matches", "in"]);
    assert_eq!(both.rules[1].clauses[1].id, None);
    let added = |attribute: &'static str| {
        move |s: &mut Segment| {
            s.rules.push(Rule {
                id: Some("same".into()),
                ..Rule::new(vec![clause(attribute)])
            });
        }
    };
    let both = decided(added("p"), added("q"), Choice::Both);
    let attributes = |rule: &Rule| rule.clauses[0].attribute.clone();
    assert_eq!(
        both.rules
            .iter()
            .skip(4)
            .map(attributes)
            .collect::<Vec<_>>(),
        ["p", "q"]
    );
    assert_eq!(both.rules[5].id, None);
    // A rule that is gone cannot be kept as well.
    let gone = |s: &mut Segment| drop(s.rules.remove(0));
    let weighed = |s: &mut Segment| s.rules[0].weight = Some(3);
    assert_eq!(
        merged(gone, weighed).conflicts[0].choices,
        [Choice::Theirs, Choice::Mine]
    );
    assert_eq!(decided(gone, weighed, Choice::Mine).rules.len(), 4);
    assert_eq!(decided(gone, weighed, Choice::Theirs).rules.len(), 3);
    let name = |name: &'static str| move |s: &mut Segment| s.name = name.to_owned();
    assert_eq!(decided(name("t"), name("m"), Choice::Mine).name, "m");
    // Both is no answer to that; it stays open.
    assert_eq!(decided(name("t"), name("m"), Choice::Both).name, "t");
}

#[test]
fn values_of_one_clause_are_merged_one_by_one() {
    let values = |merged: &Merged| merged.segment.rules[0].clauses[0].values.clone();
    let both = merged(
        |s| s.rules[0].clauses[0].values = vec![json!("v"), json!("w"), json!(1)],
        |s| s.rules[0].clauses[0].values = vec![json!("u"), json!("v"), json!("1"), json!(true)],
    );
    assert_eq!(
        values(&both),
        [json!("v"), json!(1), json!("1"), json!(true)]
    );
    assert_eq!(both.conflicts, vec![]);
    let sides = merged(
        |s| s.rules[0].clauses[0].values.push(json!("x")),
        |s| s.rules[0].clauses[0].negate = true,
    );
    assert!(matches!(sides.conflicts[0].place, Place::Clause { .. }));
    let no_value: Vec<Value> = Vec::new();
    let emptied = merged(
        |s| s.rules[0].clauses[0].values = vec![json!("u")],
        |s| s.rules[0].clauses[0].values = vec![json!("w")],
    );
    assert_eq!(values(&emptied), no_value);
}

#[test]
fn what_is_read_only_is_theirs() {
    let merged = merged(
        |s| {
            s.version = 12;
            s.unknown.insert("_new".to_owned(), json!(1));
        },
        |s| {
            s.name = "Mine".to_owned();
            s.unknown.insert("_new".to_owned(), json!(2));
        },
    );
    assert_eq!(
        (merged.segment.version, merged.segment.name.as_str()),
        (12, "Mine")
    );
    assert_eq!(merged.segment.unknown["_new"], 1);
    assert_eq!(merged.conflicts, vec![]);
}

#[test]
fn what_was_saved_meanwhile_is_not_there_twice() {
    let new = |s: &mut Segment| {
        s.rules.push(Rule::new(vec![clause("p")]));
        s.rules[0].clauses.push(clause("q"));
    };
    // What a server makes of it: ids, and the kind that it fills in.
    let saved = |s: &mut Segment| {
        new(s);
        let rule = s.rules.last_mut().unwrap();
        rule.id = Some("rule-new".into());
        rule.rollout_context_kind = Some("user".into());
        rule.clauses[0].id = Some("clause-new".into());
        s.rules[0].clauses.last_mut().unwrap().id = Some("clause-too".into());
    };
    let mut expected = base();
    saved(&mut expected);
    for merged in [merged(saved, new), merged(new, saved)] {
        assert_eq!(merged.conflicts, vec![]);
        assert!(is_same(&merged.segment, &expected), "{:#?}", merged.segment);
    }
    // Each is taken once: a second one that says the same is a second one.
    let twice = |s: &mut Segment| {
        new(s);
        s.rules.push(Rule::new(vec![clause("p")]));
    };
    let merged = merged(saved, twice);
    let ids: Vec<_> = merged
        .segment
        .rules
        .iter()
        .skip(4)
        .map(|rule| rule.id.clone())
        .collect();
    assert_eq!(ids, [Some("rule-new".into()), None]);
}

#[test]
fn dates_are_merged_target_by_target() {
    let target = |key: &str| TargetReference {
        list: TargetList::Included,
        context_kind: ContextKind::user(),
        context_key: key.to_owned(),
    };
    let dates = |pairs: &[(&str, i64)]| -> Expirations {
        pairs
            .iter()
            .map(|(key, at)| (target(key), UnixMillis(*at)))
            .collect()
    };
    let mut segment = base();
    segment.included = Some(["a", "b", "c", "d", "e"].map(str::to_owned).to_vec());
    let old = dates(&[
        ("a", 1),
        ("b", 1),
        ("c", 1),
        ("d", 1),
        ("gone", 1),
        ("left", 1),
    ]);
    let theirs = dates(&[("a", 2), ("b", 1), ("c", 2), ("e", 9), ("left", 1)]);
    let mine = dates(&[
        ("a", 1),
        ("b", 3),
        ("c", 3),
        ("d", 4),
        ("e", 9),
        ("gone", 5),
        ("left", 1),
    ]);
    let open = resolve_expirations(&old, &theirs, &mine, &segment, &BTreeMap::new());
    assert_eq!(
        open.expirations,
        dates(&[("a", 2), ("b", 3), ("c", 2), ("e", 9)])
    );
    let told: Vec<_> = open
        .conflicts
        .iter()
        .map(|conflict| {
            let Place::Expiration(target) = &conflict.place else {
                panic!("{conflict:?}")
            };
            (
                target.context_key.as_str(),
                conflict.theirs.clone(),
                conflict.mine.clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("c", Some(json!(2)), Some(json!(3))),
            ("d", None, Some(json!(4))),
        ]
    );
    assert_eq!(open.conflicts[0].choices, [Choice::Theirs, Choice::Mine]);
    assert_eq!(open.gone, [target("gone")]);
    let choices = BTreeMap::from([
        (Place::Expiration(target("c")), Choice::Mine),
        (Place::Expiration(target("d")), Choice::Theirs),
    ]);
    let decided = resolve_expirations(&old, &theirs, &mine, &segment, &choices);
    assert_eq!(
        decided.expirations,
        dates(&[("a", 2), ("b", 3), ("c", 3), ("e", 9)])
    );
    assert_eq!(decided.conflicts, vec![]);
}
