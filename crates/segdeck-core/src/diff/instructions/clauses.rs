//! Instructions for the clauses of one rule.

use serde_json::Value;

use super::rules::unique_ids;
use crate::{
    ClauseId, ContextKind, RuleId,
    gather::Gather,
    model::{Clause, Rule},
    order::{self, Map, Set},
    patch::semantic::{SegmentInstruction as I, value_identity},
    validate::{self, Severity},
    wire,
};

/// What instructions say about the clauses of a rule.
#[derive(Default)]
pub(super) struct ClausePlan {
    pub(super) instructions: Vec<I>,
    /// Places in the later rule of the clauses that are added, in order.
    pub(super) added: Vec<usize>,
    /// Places in the later rule of clauses whose values are added and removed, in whatever order
    /// they come to stand.
    pub(super) revalued: Vec<usize>,
}

/// First what lets in more or replaces, then what is removed.
pub(super) fn plan(rule_id: &RuleId, before: &Rule, after: &Rule) -> ClausePlan {
    let mut plan = ClausePlan::default();
    let old = unique_ids(before.clauses.iter().map(|clause| clause.id.as_ref()));
    let mut gone: Map<&str, usize> = old.by_id.clone();
    let mut new: Vec<Clause> = Vec::new();
    for (place, clause) in after.clauses.iter().enumerate() {
        let id = clause.id.as_ref().map_or("", ClauseId::as_str);
        if let Some(known) = gone.remove(id).and_then(|index| before.clauses.get(index)) {
            change(rule_id, place, known, clause, &mut plan);
        } else if old.is_new(id) && is_sayable(clause) {
            plan.added.push(place);
            new.push(clause.clone());
        }
    }
    if !new.is_empty() {
        let added = I::add_clauses(rule_id.clone(), new);
        plan.instructions.extend(added);
    }
    if !gone.is_empty() {
        let mut gone: Vec<(usize, &str)> = gone.into_iter().map(|(id, at)| (at, id)).list();
        order::sort(&mut gone);
        let ids = gone.into_iter().map(|(_, id)| ClauseId::from(id)).list();
        plan.instructions
            .extend(I::remove_clauses(rule_id.clone(), ids));
    }
    plan
}

/// Whether an instruction takes such a clause.
pub(super) fn is_sayable(clause: &Clause) -> bool {
    clause.op.is_known()
        && clause.unknown.is_empty()
        && clause
            .context_kind
            .as_ref()
            .is_none_or(|kind| ContextKind::parse(kind.as_str()).is_ok())
        && validate::clause(clause)
            .iter()
            .all(|problem| problem.severity != Severity::Error)
}

fn change(rule_id: &RuleId, place: usize, before: &Clause, after: &Clause, plan: &mut ClausePlan) {
    let Some(id) = before.id.clone().filter(|_| before != after) else {
        return;
    };
    let is_only_values = before.context_kind == after.context_kind
        && before.attribute == after.attribute
        && before.op == after.op
        && before.negate == after.negate
        && before.unknown == after.unknown;
    if let Some(values) = is_only_values
        .then(|| ValueChanges::of(before, after))
        .flatten()
    {
        let ValueChanges { joined, left } = values;
        if !joined.is_empty() {
            let added = I::add_values_to_clause(rule_id.clone(), id.clone(), joined);
            plan.instructions.extend(added);
        }
        if !left.is_empty() {
            let removed = I::remove_values_from_clause(rule_id.clone(), id, left);
            plan.instructions.extend(removed);
        }
        plan.revalued.push(place);
    } else if is_sayable(after) {
        plan.instructions
            .extend(I::update_clause(rule_id.clone(), id, after.clone()));
    }
}

/// The values that join a clause and those that leave it.
struct ValueChanges {
    joined: Vec<Value>,
    left: Vec<Value>,
}

impl ValueChanges {
    /// `None` if adding and removing does not lead to the same values, whatever their order, or
    /// none of them stays: then the clause is better replaced.
    fn of(before: &Clause, after: &Clause) -> Option<Self> {
        let identities = |values: &[Value]| values.iter().map(value_identity).list();
        let (old, new) = (identities(&before.values), identities(&after.values));
        let changes = super::super::keys::key_changes(&texts(&old), &texts(&new));
        let pick = |keys: &[&str], identities: &[String], values: &[Value]| -> Vec<Value> {
            let mut wanted: Set<&str> = Set::of(keys.iter().copied());
            let picked = identities.iter().zip(values);
            picked
                .filter(|(identity, _)| wanted.remove(identity.as_str()))
                .map(|(_, value)| value.clone())
                .list()
        };
        let left = pick(&changes.left, &old, &before.values);
        let joined = pick(&changes.joined, &new, &after.values);
        let gone: Set<&str> = Set::of(changes.left.iter().copied());
        let mut result: Vec<String> = old
            .iter()
            .zip(&before.values)
            .filter(|(identity, _)| !gone.contains(identity.as_str()))
            .map(|(_, value)| wire::encode_text(value))
            .list();
        let is_all_new = result.is_empty() && !left.is_empty() && !joined.is_empty();
        result.extend(joined.iter().map(wire::encode_text));
        let mut wanted: Vec<String> = after.values.iter().map(wire::encode_text).list();
        order::sort(&mut result);
        order::sort(&mut wanted);
        let is_order_alone = left.is_empty() && joined.is_empty();
        (result == wanted && !is_all_new && !is_order_alone).then_some(Self { joined, left })
    }
}

fn texts(identities: &[String]) -> Vec<&str> {
    identities.iter().map(String::as_str).list()
}
