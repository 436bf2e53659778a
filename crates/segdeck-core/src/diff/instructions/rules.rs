//! Instructions for rules.

use super::clauses::{self, ClausePlan};
use crate::{
    ContextKind, RuleId,
    gather::Gather,
    model::{Rule, Weight},
    order::{self, Map, Set},
    patch::semantic::SegmentInstruction as I,
};

/// What instructions say about the rules.
#[derive(Default)]
pub(super) struct RulePlan {
    pub(super) instructions: Vec<I>,
    /// Places in the later segment of the rules that are added, in order.
    pub(super) added: Vec<usize>,
    /// By the place in the later segment: what is said about a rule that stays.
    pub(super) kept: Map<usize, KeptRule>,
}

/// What is said about a rule that stays.
#[derive(Default)]
pub(super) struct KeptRule {
    pub(super) added_clauses: Vec<usize>,
    pub(super) revalued_clauses: Vec<usize>,
    /// Whether its percentage is set, and with it the kind that it is taken of.
    pub(super) has_rollout: bool,
}

/// Ids that name one element each.
pub(super) struct UniqueIds<'a> {
    /// The places of those that do.
    pub(super) by_id: Map<&'a str, usize>,
    /// Those that several elements bear.
    repeated: Set<&'a str>,
    /// Whether an element has none.
    has_nameless: bool,
}

impl UniqueIds<'_> {
    /// Whether an element of a later list with this id, or with an empty one for none, is a new
    /// one. Where older ones have no id either, nobody can tell.
    pub(super) fn is_new(&self, id: &str) -> bool {
        if id.is_empty() {
            !self.has_nameless
        } else {
            !self.repeated.contains(id)
        }
    }
}

pub(super) fn unique_ids<'a, T: AsRef<str> + 'a>(
    ids: impl Iterator<Item = Option<&'a T>>,
) -> UniqueIds<'a> {
    let mut unique = UniqueIds {
        by_id: Map::new(),
        repeated: Set::new(),
        has_nameless: false,
    };
    for (index, id) in ids.enumerate() {
        let id = id.map_or("", AsRef::as_ref);
        if id.is_empty() {
            unique.has_nameless = true;
        } else if unique.by_id.insert(id, index).is_some() {
            unique.repeated.insert(id);
        }
    }
    for id in unique.repeated.iter() {
        unique.by_id.remove(id);
    }
    unique
}

/// First what changes inside rules, then removals, the order of those that stay, and new ones.
pub(super) fn plan(before: &[Rule], after: &[Rule]) -> RulePlan {
    let mut plan = RulePlan::default();
    let old = unique_ids(before.iter().map(|rule| rule.id.as_ref()));
    let mut gone = old.by_id.clone();
    let mut new = Vec::new();
    let mut staying: Vec<(usize, &str)> = Vec::new();
    for (place, rule) in after.iter().enumerate() {
        let id = rule.id.as_ref().map_or("", RuleId::as_str);
        if let Some((id, index)) = gone.remove_entry(id) {
            staying.push((index, id));
            if let Some(known) = before.get(index) {
                change(place, known, rule, &mut plan);
            }
        } else if old.is_new(id)
            && is_sayable(rule)
            && let Ok(added) = I::add_rule(rule.clone())
        {
            plan.added.push(place);
            new.push(added);
        }
    }
    let is_all_named = !old.has_nameless && old.repeated.is_empty();
    let is_in_order = staying.is_sorted_by_key(|(index, _)| *index);
    let mut gone: Vec<(usize, &str)> = gone.into_iter().map(|(id, index)| (index, id)).list();
    order::sort(&mut gone);
    let removals = gone.into_iter().map(|(_, id)| I::remove_rule(id.into()));
    plan.instructions.extend(removals.flatten());
    if is_all_named && !is_in_order {
        let ids = staying.iter().map(|(_, id)| RuleId::from(*id)).list();
        plan.instructions.extend(I::reorder_rules(ids));
    }
    plan.instructions.extend(new);
    plan
}

/// Whether `addRule` takes such a rule whole. That it takes `bucketBy` is documented nowhere, and
/// what it does not take it passes over in silence.
fn is_sayable(rule: &Rule) -> bool {
    rule.unknown.is_empty()
        && rule.bucket_by.is_none()
        && rule
            .rollout_context_kind
            .as_ref()
            .is_none_or(|kind| ContextKind::parse(kind.as_str()).is_ok())
        && rule.clauses.iter().all(clauses::is_sayable)
}

fn change(place: usize, before: &Rule, after: &Rule, plan: &mut RulePlan) {
    let Some(id) = before.id.clone().filter(|_| before != after) else {
        return;
    };
    let mut kept = KeptRule::default();
    if before.description != after.description && after.description.as_deref() != Some("") {
        let description = after.description.clone().unwrap_or_default();
        let described = I::update_rule_description(id.clone(), description);
        plan.instructions.extend(described);
    }
    if let Some(rollout) = rollout(&id, before, after) {
        plan.instructions.push(rollout);
        kept.has_rollout = true;
    }
    let ClausePlan {
        instructions,
        added,
        revalued,
    } = clauses::plan(&id, before, after);
    plan.instructions.extend(instructions);
    kept.added_clauses = added;
    kept.revalued_clauses = revalued;
    plan.kept.insert(place, kept);
}

fn rollout(id: &RuleId, before: &Rule, after: &Rule) -> Option<I> {
    let kind = |rule: &Rule| {
        let kind = rule.rollout_context_kind.clone();
        kind.unwrap_or_else(ContextKind::user)
    };
    let is_same = before.weight == after.weight && kind(before) == kind(after);
    if is_same || before.weight.is_none() {
        return None;
    }
    let weight = Weight::new(after.weight?).ok()?;
    I::update_rule_rollout_and_context_kind(id.clone(), weight, kind(after)).ok()
}
