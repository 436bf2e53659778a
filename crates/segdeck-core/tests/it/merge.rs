//! Two changes put together, and changes turned back.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*, sample::select};
use segdeck_core::{
    diff::{DiffOptions, is_same, json_patch, summarize},
    merge::{Choice, Merged, Place, inverse, inverse_patch, merge, resolve},
    model::{Clause, Operator, Rule, Segment, SegmentTarget, TargetList},
    patch::Dialect,
};
use serde_json::{Value, json};

use crate::generate::{config, edited, empty_segment, segment};

const NOTHING: BTreeMap<Place, Choice> = BTreeMap::new();

/// A part of a change; no two slots are about the same thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Name,
    Description,
    Unknown(&'static str),
    Tag(&'static str),
    /// Which kind and key changes sides: joins or leaves a list, or goes from one to the other.
    Target(&'static str, &'static str),
    RuleDescription(usize),
    Weight(usize),
    BucketBy(usize),
    Negate(usize, usize),
    Value(usize, usize, &'static str),
    NewClause(usize),
    RemoveClause(usize, usize),
    RemoveRule(usize),
    NewRule(&'static str),
    ReorderRules,
}

impl Slot {
    fn apply(&self, segment: &mut Segment, number: usize) {
        let text = || format!("text {number}");
        match *self {
            Self::Name => segment.name = text(),
            Self::Description => segment.description = (!number.is_multiple_of(3)).then(text),
            Self::Unknown(name) => drop(segment.unknown.insert(name.to_owned(), json!(number))),
            Self::Tag(tag) => toggle(&mut segment.tags, tag.to_owned()),
            Self::Target(kind, key) => {
                let (kind, keys) = (kind.into(), [key.to_owned()]);
                for (index, list) in TargetList::ALL.into_iter().enumerate() {
                    segment.remove_targets(list, &kind, &keys);
                    if number % 3 == index {
                        segment.add_targets(list, &kind, &keys);
                    }
                }
            }
            Self::RemoveRule(rule) => {
                segment
                    .rules
                    .retain(|known| known.id != Some(rule_id(rule).into()));
            }
            Self::NewRule(attribute) => segment.rules.push(Rule::new(vec![clause(attribute)])),
            Self::ReorderRules => segment
                .rules
                .sort_by_key(|rule| (rule.id.is_none(), id_of(rule))),
            Self::RuleDescription(rule) => {
                edit(segment, rule, |rule| {
                    rule.description = (!number.is_multiple_of(3)).then(text);
                });
            }
            Self::Weight(rule) => {
                edit(segment, rule, |rule| {
                    rule.weight = Some(i64::try_from(number).unwrap());
                });
            }
            Self::BucketBy(rule) => edit(segment, rule, |rule| rule.bucket_by = Some(text())),
            Self::Negate(rule, at) => edit_clause(segment, rule, at, |clause| {
                clause.negate = !clause.negate;
            }),
            Self::Value(rule, at, value) => edit_clause(segment, rule, at, |clause| {
                toggle(&mut clause.values, json!(value));
            }),
            Self::NewClause(rule) => edit(segment, rule, |rule| rule.clauses.push(clause("new"))),
            Self::RemoveClause(rule, at) => edit(segment, rule, |rule| {
                rule.clauses
                    .retain(|clause| clause.id != Some(clause_id(at).into()));
            }),
        }
    }

    /// Whether both would be about the same thing.
    fn overlaps(&self, other: &Self) -> bool {
        use Slot as S;
        let of_clause = |slot: &S| match *slot {
            S::Negate(rule, at) | S::Value(rule, at, _) => Some((rule, at)),
            _ => None,
        };
        let is_one_way = |left: &S, right: &S| match left {
            S::RemoveRule(rule) => right.rule() == Some(*rule),
            S::RemoveClause(rule, at) | S::Negate(rule, at) => {
                of_clause(right) == Some((*rule, *at))
            }
            _ => false,
        };
        self == other || is_one_way(self, other) || is_one_way(other, self)
    }

    fn rule(&self) -> Option<usize> {
        match *self {
            Self::RuleDescription(rule)
            | Self::Weight(rule)
            | Self::BucketBy(rule)
            | Self::Negate(rule, _)
            | Self::Value(rule, ..)
            | Self::NewClause(rule)
            | Self::RemoveClause(rule, _)
            | Self::RemoveRule(rule) => Some(rule),
            _ => None,
        }
    }
}

fn toggle<T: PartialEq>(list: &mut Vec<T>, element: T) {
    match list.iter().position(|known| *known == element) {
        Some(place) => drop(list.remove(place)),
        None => list.push(element),
    }
}

fn edit(segment: &mut Segment, rule: usize, change: impl FnOnce(&mut Rule)) {
    let id = rule_id(rule).into();
    if let Some(rule) = segment
        .rules
        .iter_mut()
        .find(|known| known.id.as_ref() == Some(&id))
    {
        change(rule);
    }
}

fn edit_clause(segment: &mut Segment, rule: usize, at: usize, change: impl FnOnce(&mut Clause)) {
    let id = clause_id(at).into();
    edit(segment, rule, |rule| {
        let mut clauses = rule.clauses.iter_mut();
        if let Some(clause) = clauses.find(|known| known.id.as_ref() == Some(&id)) {
            change(clause);
        }
    });
}

fn rule_id(rule: usize) -> String {
    format!("rule-{rule}")
}

fn clause_id(at: usize) -> String {
    format!("clause-{at}")
}

fn id_of(rule: &Rule) -> Option<String> {
    rule.id.as_ref().map(ToString::to_string)
}

fn clause(attribute: &str) -> Clause {
    Clause::new(
        "user",
        attribute,
        Operator::In,
        vec![json!("u"), json!("v"), json!("w")],
    )
}

/// Four rules of two clauses, not sorted by their ids, and targets of two kinds.
fn base() -> Segment {
    let rule = |rule: usize| Rule {
        id: Some(rule_id(rule).into()),
        clauses: (0..2)
            .map(|at| Clause {
                id: Some(clause_id(at).into()),
                ..clause("x")
            })
            .collect(),
        ..Rule::default()
    };
    Segment {
        tags: vec!["s".to_owned(), "t".to_owned()],
        included: Some(vec!["a".to_owned(), "b".to_owned()]),
        excluded: Some(vec!["c".to_owned()]),
        included_contexts: Some(vec![SegmentTarget::new("org", vec!["a".to_owned()])]),
        rules: [2, 0, 3, 1].map(rule).to_vec(),
        ..empty_segment()
    }
}

fn slot() -> impl Strategy<Value = Slot> {
    let rule = || 0..4_usize;
    let at = || 0..2_usize;
    prop_oneof![
        Just(Slot::Name),
        Just(Slot::Description),
        select(vec!["xa", "xb"]).prop_map(Slot::Unknown),
        select(vec!["s", "t", "u", "v"]).prop_map(Slot::Tag),
        (
            select(vec!["user", "org"]),
            select(vec!["a", "b", "c", "d", "e"])
        )
            .prop_map(|(kind, key)| Slot::Target(kind, key)),
        rule().prop_map(Slot::RuleDescription),
        rule().prop_map(Slot::Weight),
        rule().prop_map(Slot::BucketBy),
        (rule(), at()).prop_map(|(rule, at)| Slot::Negate(rule, at)),
        (rule(), at(), select(vec!["u", "v", "x", "y"]))
            .prop_map(|(rule, at, value)| Slot::Value(rule, at, value)),
        rule().prop_map(Slot::NewClause),
        (rule(), at()).prop_map(|(rule, at)| Slot::RemoveClause(rule, at)),
        rule().prop_map(Slot::RemoveRule),
        select(vec!["p", "q"]).prop_map(Slot::NewRule),
        Just(Slot::ReorderRules),
    ]
}

type Change = Vec<(usize, Slot)>;

/// Two changes that are about different things.
fn apart() -> impl Strategy<Value = (Change, Change)> {
    vec((any::<bool>(), 1..100_usize, slot()), 0..12).prop_map(|slots| {
        let (mut theirs, mut mine) = (Change::new(), Change::new());
        for (is_mine, number, slot) in slots {
            let mut taken = theirs.iter().chain(&mine);
            if !taken.any(|(_, other)| slot.overlaps(other)) {
                if is_mine { &mut mine } else { &mut theirs }.push((number, slot));
            }
        }
        (theirs, mine)
    })
}

fn changed(segment: &Segment, change: &Change) -> Segment {
    let mut segment = segment.clone();
    for (number, slot) in change {
        slot.apply(&mut segment, *number);
    }
    segment
}

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
        "They changed a condition of a rule that you removed."
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
