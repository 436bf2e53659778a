//! What is left to say after the instructions, as JSON Patch.

use serde_json::Value;

use super::{rules::RulePlan, targets::TargetPlan};
use crate::{
    ContextKind, RuleId,
    diff::{DiffOptions, json_patch, same::is_same_list},
    gather::Gather,
    model::{Clause, Rule, Segment, SegmentTarget, TargetList},
    order::{self, Map},
    patch::{JsonPatch, JsonPointer, PatchOperation},
};

/// The wanted segment, as it can be where a server gave ids to what is new: new rules and clauses
/// with the ids that `state` has for them, and what instructions wrote in the form in which they
/// left it.
pub(super) fn reachable(
    state: &Segment,
    after: &Segment,
    rules: &RulePlan,
    targets: &TargetPlan,
    is_generated: &dyn Fn(&str) -> bool,
) -> Segment {
    let mut wanted = after.clone();
    let is_new = |rule: &&Rule| {
        let id = rule.id.as_ref();
        id.is_some_and(|id| is_generated(id.as_str()))
    };
    let new = state.rules.iter().filter(is_new);
    for (place, new) in rules.added.iter().zip(new) {
        if let Some(rule) = wanted.rules.get_mut(*place) {
            rule.id.clone_from(&new.id);
            rule.rollout_context_kind
                .clone_from(&new.rollout_context_kind);
            for (clause, new) in rule.clauses.iter_mut().zip(&new.clauses) {
                clause.id.clone_from(&new.id);
            }
        }
    }
    let named = |rule| -> Option<(&RuleId, &Rule)> {
        let rule: &Rule = rule;
        Some((rule.id.as_ref()?, rule))
    };
    let known = Map::of(state.rules.iter().filter_map(named));
    for (place, kept) in &rules.kept {
        let Some(rule) = wanted.rules.get_mut(*place) else {
            continue;
        };
        let Some(current) = rule.id.as_ref().and_then(|id| known.get(id)) else {
            continue;
        };
        if kept.has_rollout && rule.rollout_context_kind.is_none() {
            rule.rollout_context_kind = Some(ContextKind::user());
        }
        let is_new = |clause: &&Clause| {
            let id = clause.id.as_ref();
            id.is_some_and(|id| is_generated(id.as_str()))
        };
        let new = current.clauses.iter().filter(is_new);
        for (place, new) in kept.added_clauses.iter().zip(new) {
            if let Some(clause) = rule.clauses.get_mut(*place) {
                clause.id.clone_from(&new.id);
            }
        }
        for place in &kept.revalued_clauses {
            if let Some(clause) = rule.clauses.get_mut(*place)
                && let Some(known) = current.clauses.iter().find(|known| known.id == clause.id)
            {
                clause.values.clone_from(&known.values);
            }
        }
    }
    for list in targets.touched.iter() {
        let (current, wanted) = match list {
            TargetList::Included => (&state.included_contexts, &mut wanted.included_contexts),
            TargetList::Excluded => (&state.excluded_contexts, &mut wanted.excluded_contexts),
        };
        if says_the_same(
            current.as_deref().unwrap_or_default(),
            wanted.as_deref().unwrap_or_default(),
        ) {
            wanted.clone_from(current);
        }
    }
    wanted
}

/// Whether entries differ at most in their order, in that of their keys, and in that a kind without
/// keys has an entry or none.
fn says_the_same(left: &[SegmentTarget], right: &[SegmentTarget]) -> bool {
    matches!((by_kind(left), by_kind(right)), (Some(left), Some(right)) if left == right)
}

/// Sorted keys by kind; `None` if a kind has two entries, or one has fields that are not known.
fn by_kind(entries: &[SegmentTarget]) -> Option<Map<&str, Vec<&str>>> {
    let mut by_kind = Map::new();
    for entry in entries {
        let is_plain = entry.unknown.is_empty() && entry.context_kind.is_some();
        let mut keys: Vec<&str> = entry.values.iter().map(String::as_str).list();
        order::sort(&mut keys);
        let is_twice = !keys.is_empty() && by_kind.insert(entry.context_kind(), keys).is_some();
        if !is_plain || is_twice {
            return None;
        }
    }
    Some(by_kind)
}

/// Both without the long lists in which they do not differ, which need not be looked at again.
pub(super) fn without_equals(mut state: Segment, mut wanted: Segment) -> (Segment, Segment) {
    if state.rules == wanted.rules {
        state.rules.clear();
        wanted.rules.clear();
    }
    for list in TargetList::ALL {
        if is_same_list(&state, &wanted, list) {
            for segment in [&mut state, &mut wanted] {
                match list {
                    TargetList::Included => {
                        segment.included = None;
                        segment.included_contexts = None;
                    }
                    TargetList::Excluded => {
                        segment.excluded = None;
                        segment.excluded_contexts = None;
                    }
                }
            }
        }
    }
    (state, wanted)
}

/// The patch from the state after the instructions to the wanted segment. Ids that were made up
/// here are taken out again: the server has others.
pub(super) fn patch(
    state: &Segment,
    wanted: &Segment,
    is_generated: &dyn Fn(&str) -> bool,
) -> JsonPatch {
    let mut patch = json_patch(state, wanted, DiffOptions::default());
    for operation in &mut patch.0 {
        if let PatchOperation::Add { path, value } | PatchOperation::Replace { path, value } =
            operation
        {
            forget_ids(path, value, is_generated);
        }
    }
    patch
}

fn forget_ids(path: &JsonPointer, value: &mut Value, is_generated: &dyn Fn(&str) -> bool) {
    let steps: Vec<&str> = path.tokens().iter().map(String::as_str).list();
    match steps.as_slice() {
        ["rules"] => each(value, &mut |rule| forget_of_rule(rule, is_generated)),
        ["rules", _] => forget_of_rule(value, is_generated),
        ["rules", _, "clauses"] => each(value, &mut |clause| forget(clause, is_generated)),
        ["rules", _, "clauses", _] => forget(value, is_generated),
        _ => {}
    }
}

fn forget_of_rule(rule: &mut Value, is_generated: &dyn Fn(&str) -> bool) {
    forget(rule, is_generated);
    if let Some(clauses) = rule.get_mut("clauses") {
        each(clauses, &mut |clause| forget(clause, is_generated));
    }
}

fn forget(element: &mut Value, is_generated: &dyn Fn(&str) -> bool) {
    if let Value::Object(members) = element
        && members
            .get("_id")
            .and_then(Value::as_str)
            .is_some_and(is_generated)
    {
        members.remove("_id");
    }
}

fn each(elements: &mut Value, act: &mut dyn FnMut(&mut Value)) {
    if let Value::Array(elements) = elements {
        elements.iter_mut().for_each(act);
    }
}
