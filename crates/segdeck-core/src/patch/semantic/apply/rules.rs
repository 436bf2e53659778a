//! What instructions do to rules and their clauses.

use crate::text::{element, quoted};
use serde_json::Value;

use super::effort::{Effort, FEW};
use crate::{
    ClauseId, ContextKind, IdSource, Invalid, RuleId,
    gather::Gather,
    model::{Clause, Rule, Segment, Weight},
    order::{self, Map, Set},
    patch::semantic::SegmentInstruction as I,
    wire,
};

pub(super) fn carry_out(
    segment: &mut Segment,
    instruction: &I,
    ids: &mut dyn IdSource,
    effort: &mut Effort,
) -> Result<(), Invalid> {
    if !matches!(instruction, I::AddRule(_)) {
        effort.spend(segment.rules.len())?;
    }
    match instruction {
        I::AddRule(rule) => add_rule(segment, rule, ids)?,
        I::RemoveRule(id) => segment.rules.retain(|rule| rule.id.as_ref() != Some(id)),
        I::AddClauses { rule_id, clauses } => {
            let rule = rule_mut(segment, rule_id)?;
            rule.clauses.extend(new_clauses(clauses, ids)?);
        }
        I::RemoveClauses {
            rule_id,
            clause_ids,
        } => {
            let rule = rule_mut(segment, rule_id)?;
            effort.spend((rule.clauses.len() + clause_ids.len()) * FEW)?;
            remove_clauses(rule, clause_ids)?;
        }
        I::UpdateClause {
            rule_id,
            clause_id,
            clause,
        } => {
            let current = clause_mut(segment, rule_id, clause_id, effort)?;
            check_clause(clause).map_err(|error| error.within("clause"))?;
            *current = Clause {
                id: current.id.take(),
                ..clause.clone()
            };
        }
        I::AddValuesToClause {
            rule_id,
            clause_id,
            values,
        } => {
            let clause = clause_mut(segment, rule_id, clause_id, effort)?;
            add_values(&mut clause.values, values, effort)?;
        }
        I::RemoveValuesFromClause {
            rule_id,
            clause_id,
            values,
        } => {
            let clause = clause_mut(segment, rule_id, clause_id, effort)?;
            remove_values(&mut clause.values, values, effort)?;
        }
        I::ReorderRules(ids) => reorder(segment, ids)?,
        I::UpdateRuleDescription {
            rule_id,
            description,
        } => {
            let rule = rule_mut(segment, rule_id)?;
            rule.description = Some(description.clone()).filter(|text| !text.is_empty());
        }
        I::UpdateRuleRolloutAndContextKind {
            rule_id,
            weight,
            context_kind,
        } => update_rollout(rule_mut(segment, rule_id)?, *weight, context_kind)?,
        _ => {}
    }
    Ok(())
}

/// LaunchDarkly's rules bear the kind `user` where none was given, even without a percentage.
fn add_rule(segment: &mut Segment, rule: &Rule, ids: &mut dyn IdSource) -> Result<(), Invalid> {
    if let Some(weight) = rule.weight {
        Weight::new(weight)?;
    }
    if let Some(kind) = &rule.rollout_context_kind {
        check_kind("rolloutContextKind", kind)?;
    }
    let id = RuleId::new(ids.next_id());
    segment.rules.push(Rule {
        id: Some(id),
        clauses: new_clauses(&rule.clauses, ids)?,
        rollout_context_kind: rule
            .rollout_context_kind
            .clone()
            .or_else(|| Some(ContextKind::user())),
        ..rule.clone()
    });
    Ok(())
}

fn new_clauses(clauses: &[Clause], ids: &mut dyn IdSource) -> Result<Vec<Clause>, Invalid> {
    clauses
        .iter()
        .enumerate()
        .map(|(index, clause)| {
            check_clause(clause).map_err(|error| error.within(&element("clauses", index)))?;
            Ok(Clause {
                id: Some(ClauseId::new(ids.next_id())),
                ..clause.clone()
            })
        })
        .try_list()
}

fn check_clause(clause: &Clause) -> Result<(), Invalid> {
    if !clause.op.is_known() {
        return Err(Invalid::new(
            "op",
            format!(
                "The operator {} is unknown. Operators are case-sensitive, such as in, \
                 startsWith or semVerEqual.",
                quoted(clause.op.as_str())
            ),
        ));
    }
    clause
        .context_kind
        .as_ref()
        .map_or(Ok(()), |kind| check_kind("contextKind", kind))
}

fn check_kind(path: &str, kind: &ContextKind) -> Result<(), Invalid> {
    ContextKind::parse(kind.as_str())
        .map(drop)
        .map_err(|error| error.at(path))
}

fn remove_clauses(rule: &mut Rule, clause_ids: &[ClauseId]) -> Result<(), Invalid> {
    let ids = rule.clauses.iter().filter_map(|clause| clause.id.as_ref());
    let known: Set<&str> = Set::of(ids.map(ClauseId::as_str));
    for (index, id) in clause_ids.iter().enumerate() {
        if !known.contains(id.as_str()) {
            let path = element("clauseIds", index);
            return Err(unknown_clause(&path, id));
        }
    }
    let gone: Set<&str> = Set::of(clause_ids.iter().map(ClauseId::as_str));
    let is_gone = |id: &ClauseId| gone.contains(id.as_str());
    rule.clauses
        .retain(|clause| !clause.id.as_ref().is_some_and(is_gone));
    Ok(())
}

fn update_rollout(
    rule: &mut Rule,
    weight: Weight,
    context_kind: &ContextKind,
) -> Result<(), Invalid> {
    if rule.weight.is_none() {
        return Err(Invalid::new(
            "ruleId",
            format!(
                "The rule {} has no percentage, so there is none to update. Give it one with a \
                 JSON Patch.",
                rule.id.clone().unwrap_or_default()
            ),
        ));
    }
    check_kind("contextKind", context_kind)?;
    rule.weight = Some(weight.thousandths());
    rule.rollout_context_kind = Some(context_kind.clone());
    Ok(())
}

fn reorder(segment: &mut Segment, ids: &[RuleId]) -> Result<(), Invalid> {
    let mut places = Map::new();
    let rules = segment.rules.iter().filter_map(|rule| rule.id.as_ref());
    let known: Set<&str> = Set::of(rules.map(RuleId::as_str));
    for (index, id) in ids.iter().enumerate() {
        let path = || element("ruleIds", index);
        if !known.contains(id.as_str()) {
            return Err(unknown_rule(&path(), id));
        }
        if places.insert(id.as_str(), index).is_some() {
            return Err(Invalid::new(
                path(),
                format!("The rule {id} is named twice."),
            ));
        }
    }
    let place = |rule: &Rule| {
        rule.id
            .as_ref()
            .and_then(|id| places.get(id.as_str()).copied())
    };
    if let Some(left_out) = segment.rules.iter().find(|rule| place(rule).is_none()) {
        return Err(Invalid::new(
            "ruleIds",
            format!(
                "The rule {} is left out. Name every rule of the segment exactly once.",
                left_out.id.clone().unwrap_or_default()
            ),
        ));
    }
    order::sort_by(&mut segment.rules, |left, right| {
        place(left).cmp(&place(right))
    });
    Ok(())
}

fn rule_mut<'s>(segment: &'s mut Segment, id: &RuleId) -> Result<&'s mut Rule, Invalid> {
    segment
        .rules
        .iter_mut()
        .find(|rule| rule.id.as_ref() == Some(id))
        .ok_or_else(|| unknown_rule("ruleId", id))
}

fn clause_mut<'s>(
    segment: &'s mut Segment,
    rule_id: &RuleId,
    id: &ClauseId,
    effort: &mut Effort,
) -> Result<&'s mut Clause, Invalid> {
    let rule = rule_mut(segment, rule_id)?;
    effort.spend(rule.clauses.len())?;
    rule.clauses
        .iter_mut()
        .find(|clause| clause.id.as_ref() == Some(id))
        .ok_or_else(|| unknown_clause("clauseId", id))
}

fn unknown_rule(path: &str, id: &RuleId) -> Invalid {
    Invalid::new(path, format!("The segment has no rule with the id {id}."))
}

fn unknown_clause(path: &str, id: &ClauseId) -> Invalid {
    Invalid::new(path, format!("The rule has no clause with the id {id}."))
}

/// Adds values that are not there yet. A few are looked for one by one: many small instructions on
/// a long list would make a set of it each time.
fn add_values(known: &mut Vec<Value>, new: &[Value], effort: &mut Effort) -> Result<(), Invalid> {
    if new.len() <= FEW {
        for value in new {
            effort.spend(known.len())?;
            if !known.iter().any(|other| is_same(other, value)) {
                known.push(value.clone());
            }
        }
        return Ok(());
    }
    effort.spend((known.len() + new.len()) * FEW)?;
    let mut seen: Set<String> = Set::of(known.iter().map(value_identity));
    let new = new
        .iter()
        .filter(|value| seen.insert(value_identity(value)));
    known.extend(new.cloned());
    Ok(())
}

fn remove_values(
    known: &mut Vec<Value>,
    gone: &[Value],
    effort: &mut Effort,
) -> Result<(), Invalid> {
    if gone.len() <= FEW {
        effort.spend(known.len() * gone.len())?;
        known.retain(|value| !gone.iter().any(|other| is_same(other, value)));
        return Ok(());
    }
    effort.spend((known.len() + gone.len()) * FEW)?;
    let gone: Set<String> = Set::of(gone.iter().map(value_identity));
    known.retain(|value| !gone.contains(&value_identity(value)));
    Ok(())
}

/// Whether two values are equal to a clause.
fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) => value_identity(left) == value_identity(right),
        _ => left == right,
    }
}

/// A text that is the same for two values exactly when they are equal to a clause: with their
/// type, and `1` is `1.0`.
pub(crate) fn value_identity(value: &Value) -> String {
    const BEYOND: f64 = 18_446_744_073_709_551_616.0;
    const LEAST: f64 = -9_223_372_036_854_775_808.0;
    if let Some(float) = value
        .as_f64()
        .filter(|float| value.is_f64() && float.fract() == 0.0)
    {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is whole and within the limits; beyond, no whole number is written"
        )]
        if (0.0..BEYOND).contains(&float) {
            return (float as u64).to_string();
        } else if (LEAST..0.0).contains(&float) {
            return (float as i64).to_string();
        }
    }
    wire::encode_text(value)
}
