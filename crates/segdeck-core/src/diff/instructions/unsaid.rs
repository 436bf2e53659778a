//! The operations of the remainder, explained.

use serde_json::Value;

use super::{clauses, reason::Unsayable};
use crate::{
    ContextKind,
    gather::Gather,
    model::{Clause, Rule, Segment, TargetList, Unknown, Weight},
    order::{Map, Set},
    patch::{JsonPatch, PatchOperation},
    wire,
};

/// One reason for one operation of the remainder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// The operation, counted from 0.
    pub operation: usize,
    /// Why no instruction says the same. It is written out as one sentence.
    pub reason: Unsayable,
}

type Reasons = Set<Unsayable>;

/// At least one reason for each operation, in their order.
pub(super) fn explain(
    remainder: &JsonPatch,
    state: &Segment,
    wanted: &Segment,
    targets: &Map<TargetList, Reasons>,
    refused: Option<&Unsayable>,
) -> Vec<Unsaid> {
    let mut unsaid = Vec::new();
    for (index, operation) in remainder.0.iter().enumerate() {
        let steps: Vec<&str> = operation.path().tokens().iter().map(String::as_str).list();
        let field = steps.first().copied().unwrap_or_default();
        let reasons = match (field, list_of(field), refused) {
            ("rules" | "included" | "excluded" | "includedContexts" | "excludedContexts", _, _)
                if state.is_big() =>
            {
                one(Unsayable::BigSegment)
            }
            ("rules", _, Some(refused)) => one(refused.clone()),
            ("rules", _, None) => of_rules(operation, &steps, state, wanted),
            (_, Some(list), _) => targets
                .get(&list)
                .cloned()
                .unwrap_or_else(|| one(Unsayable::TargetForm)),
            ("name", ..) => one(Unsayable::Name),
            ("description", ..) => one(Unsayable::Description),
            ("tags", ..) => one(Unsayable::Tag),
            (other, ..) => one(Unsayable::UnknownField(other.to_owned())),
        };
        unsaid.extend(reasons.into_iter().map(|reason| Unsaid {
            operation: index,
            reason,
        }));
    }
    unsaid
}

fn one(reason: Unsayable) -> Reasons {
    Set::of([reason])
}

fn list_of(field: &str) -> Option<TargetList> {
    match field {
        "included" | "includedContexts" => Some(TargetList::Included),
        "excluded" | "excludedContexts" => Some(TargetList::Excluded),
        _ => None,
    }
}

fn of_rules(
    operation: &PatchOperation,
    steps: &[&str],
    state: &Segment,
    wanted: &Segment,
) -> Reasons {
    // What changes inside rules stands before what moves them, so places are those of `state`.
    let at = steps.get(1).and_then(|place| place.parse::<usize>().ok());
    let current = at.and_then(|at| state.rules.get(at));
    let id = current.and_then(|current| current.id.as_ref());
    let same = id.and_then(|id| {
        wanted
            .rules
            .iter()
            .find(|rule| rule.id.as_ref() == Some(id))
    });
    match (steps, operation) {
        ([_], _) => of_all(&state.rules, &wanted.rules),
        ([_, _], PatchOperation::Move { .. }) => one(Unsayable::RuleOrder),
        ([_, _, "clauses", _], PatchOperation::Move { .. }) => one(Unsayable::ClauseOrder),
        ([_, _], PatchOperation::Add { value, .. }) => of_new_value(value),
        ([_, _], PatchOperation::Replace { value, .. }) => match current.zip(same) {
            Some((current, same)) if current != same => of_rule(current, same),
            _ => &of_new_value(value) | &one(Unsayable::RuleId),
        },
        ([_, _, field, ..], _) => match (current, same) {
            (Some(current), Some(same)) if *field == "clauses" => of_clauses(current, same),
            (Some(current), Some(same)) => one(of_field(field, current, same)),
            _ => one(Unsayable::RuleId),
        },
        _ => one(Unsayable::RuleId),
    }
}

fn by_id(rules: &[Rule]) -> Map<&str, &Rule> {
    let named = rules
        .iter()
        .filter_map(|rule| Some((rule.id.as_ref()?.as_str(), rule)));
    Map::of(named)
}

fn of_all(current: &[Rule], wanted: &[Rule]) -> Reasons {
    let mut reasons = Reasons::new();
    let known = by_id(current);
    for rule in wanted {
        match rule.id.as_ref().and_then(|id| known.get(id.as_str())) {
            Some(known) => reasons.extend(of_rule(known, rule)),
            None => reasons.extend(of_new(rule)),
        }
    }
    let wanted_ids = by_id(wanted);
    let stays = |rule: &&Rule| {
        rule.id
            .as_ref()
            .is_some_and(|id| wanted_ids.contains_key(id.as_str()))
    };
    let mut kept = current.iter().filter(stays).map(|rule| &rule.id);
    if kept.clone().count() < current.len() {
        reasons.insert(Unsayable::RuleId);
    }
    if wanted.iter().any(|rule| kept.next() != Some(&rule.id)) || reasons.is_empty() {
        reasons.insert(Unsayable::RuleOrder);
    }
    reasons
}

fn of_new_value(rule: &Value) -> Reasons {
    wire::read_value(rule.clone()).map_or_else(|_| one(Unsayable::RuleId), |rule| of_new(&rule))
}

/// Why a new rule cannot be added.
fn of_new(rule: &Rule) -> Reasons {
    let mut reasons = unknown_fields(&rule.unknown, &Unknown::new());
    if rule.bucket_by.is_some() {
        reasons.insert(Unsayable::BucketBy);
    }
    if rule
        .weight
        .is_some_and(|weight| Weight::new(weight).is_err())
    {
        reasons.insert(Unsayable::PercentageInvalid);
    }
    let kind = rule.rollout_context_kind.as_ref();
    if kind.is_some_and(|kind| ContextKind::parse(kind.as_str()).is_err()) {
        reasons.insert(Unsayable::RolloutKind);
    }
    if !rule.clauses.iter().all(clauses::is_sayable) {
        reasons.insert(Unsayable::Clause);
    }
    if reasons.is_empty() {
        reasons.insert(Unsayable::RuleId);
    }
    reasons
}

fn of_rule(current: &Rule, wanted: &Rule) -> Reasons {
    let mut reasons = unknown_fields(&current.unknown, &wanted.unknown);
    let fields = [
        ("description", current.description != wanted.description),
        ("weight", current.weight != wanted.weight),
        ("bucketBy", current.bucket_by != wanted.bucket_by),
        (
            "rolloutContextKind",
            current.rollout_context_kind != wanted.rollout_context_kind,
        ),
    ];
    for (field, _) in fields.iter().filter(|(_, differs)| *differs) {
        reasons.insert(of_field(field, current, wanted));
    }
    if current.clauses != wanted.clauses {
        reasons.extend(of_clauses(current, wanted));
    }
    reasons
}

fn unknown_fields(current: &Unknown, wanted: &Unknown) -> Reasons {
    let names = current.keys().chain(wanted.keys());
    let differs = names.filter(|name| current.get(*name) != wanted.get(*name));
    Set::of(differs.map(|name| Unsayable::UnknownField(name.clone())))
}

fn of_field(field: &str, current: &Rule, wanted: &Rule) -> Unsayable {
    match field {
        "description" => Unsayable::EmptyDescription,
        "bucketBy" => Unsayable::BucketBy,
        "rolloutContextKind" => Unsayable::RolloutKind,
        "weight" => match (current.weight, wanted.weight) {
            (None, _) => Unsayable::PercentageGiven,
            (_, None) => Unsayable::PercentageTaken,
            _ => Unsayable::PercentageInvalid,
        },
        other => Unsayable::UnknownField(other.to_owned()),
    }
}

fn of_clauses(current: &Rule, wanted: &Rule) -> Reasons {
    let mut reasons = Reasons::new();
    let find = |clauses: &[Clause], clause: &Clause| {
        let has_id = |other: &Clause| clause.id.is_some() && other.id == clause.id;
        clauses.iter().find(|other| has_id(other)).cloned()
    };
    for clause in &wanted.clauses {
        if find(&current.clauses, clause).as_ref() != Some(clause) {
            reasons.insert(if clauses::is_sayable(clause) {
                Unsayable::ClauseId
            } else {
                Unsayable::Clause
            });
        }
    }
    let mut current = current.clauses.iter();
    if current.any(|clause| find(&wanted.clauses, clause).is_none()) {
        reasons.insert(Unsayable::ClauseId);
    }
    if reasons.is_empty() {
        reasons.insert(Unsayable::ClauseOrder);
    }
    reasons
}
