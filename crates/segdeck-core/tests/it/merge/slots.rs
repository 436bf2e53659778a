//! Changes that are about different things.

use proptest::{collection::vec, prelude::*, sample::select};
use segdeck_core::model::{Clause, Operator, Rule, Segment, SegmentTarget, TargetList};
use serde_json::json;

use crate::generate::empty_segment;

/// A part of a change; no two slots are about the same thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
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

pub fn clause(attribute: &str) -> Clause {
    Clause::new(
        "user",
        attribute,
        Operator::In,
        vec![json!("u"), json!("v"), json!("w")],
    )
}

/// Four rules of two clauses, not sorted by their ids, and targets of two kinds.
pub fn base() -> Segment {
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

pub fn slot() -> impl Strategy<Value = Slot> {
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

pub type Change = Vec<(usize, Slot)>;

/// Two changes that are about different things.
pub fn apart() -> impl Strategy<Value = (Change, Change)> {
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

pub fn changed(segment: &Segment, change: &Change) -> Segment {
    let mut segment = segment.clone();
    for (number, slot) in change {
        slot.apply(&mut segment, *number);
    }
    segment
}
