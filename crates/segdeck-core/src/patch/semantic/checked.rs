//! Instructions that were read, held to what the builders hold to.

use super::SegmentInstruction as I;
use crate::Invalid;

impl I {
    /// The same instruction, if its builder would make it: reading takes whatever was sent.
    ///
    /// # Errors
    /// As the builder of that kind.
    pub fn checked(self) -> Result<Self, Invalid> {
        match self {
            I::AddTags(tags) => I::add_tags(tags),
            I::RemoveTags(tags) => I::remove_tags(tags),
            I::UpdateName(name) => I::update_name(name),
            I::AddTargets {
                list,
                context_kind,
                values,
            } => I::add_targets(list, context_kind, values),
            I::RemoveTargets {
                list,
                context_kind,
                values,
            } => I::remove_targets(list, context_kind, values),
            I::AddUsers { list, values } => I::add_users(list, values),
            I::RemoveUsers { list, values } => I::remove_users(list, values),
            I::AddRule(rule) => I::add_rule(rule),
            I::RemoveRule(rule_id) => I::remove_rule(rule_id),
            I::AddClauses { rule_id, clauses } => I::add_clauses(rule_id, clauses),
            I::RemoveClauses {
                rule_id,
                clause_ids,
            } => I::remove_clauses(rule_id, clause_ids),
            I::UpdateClause {
                rule_id,
                clause_id,
                clause,
            } => I::update_clause(rule_id, clause_id, clause),
            I::AddValuesToClause {
                rule_id,
                clause_id,
                values,
            } => I::add_values_to_clause(rule_id, clause_id, values),
            I::RemoveValuesFromClause {
                rule_id,
                clause_id,
                values,
            } => I::remove_values_from_clause(rule_id, clause_id, values),
            I::ReorderRules(rule_ids) => I::reorder_rules(rule_ids),
            I::UpdateRuleDescription {
                rule_id,
                description,
            } => I::update_rule_description(rule_id, description),
            I::UpdateRuleRolloutAndContextKind {
                rule_id,
                weight,
                context_kind,
            } => I::update_rule_rollout_and_context_kind(rule_id, weight, context_kind),
            I::AddBigSegmentTargets { list, values } => I::add_big_segment_targets(list, values),
            I::RemoveBigSegmentTargets { list, values } => {
                I::remove_big_segment_targets(list, values)
            }
            I::ProcessBigSegmentImport { import_id } => I::process_big_segment_import(import_id),
        }
    }

    /// How many target operations it counts for; see [`super::TARGET_OPERATION_LIMIT`].
    #[must_use]
    pub fn target_operations(&self) -> usize {
        match self {
            I::AddTargets { values, .. }
            | I::RemoveTargets { values, .. }
            | I::AddUsers { values, .. }
            | I::RemoveUsers { values, .. } => values.len(),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::patch::{Instruction, SegmentInstruction, semantic::samples};
    use serde_json::json;

    #[test]
    fn what_a_builder_would_make_stays_as_it_is() {
        for sample in samples::documented() {
            let instruction = SegmentInstruction::parse(&sample).unwrap();
            assert_eq!(instruction.clone().checked(), Ok(instruction));
        }
    }

    #[test]
    fn what_no_builder_would_make_is_refused() {
        for (instruction, path) in [
            (json!({"kind": "updateName", "value": ""}), "value"),
            (json!({"kind": "addTags", "values": ["a b"]}), "values/0"),
            (
                json!({"kind": "addIncludedUsers", "values": ["a", "a"]}),
                "values/1",
            ),
            (json!({"kind": "reorderRules", "ruleIds": []}), "ruleIds"),
        ] {
            let instruction = SegmentInstruction::parse(&instruction).unwrap();
            assert_eq!(instruction.checked().unwrap_err().path, path);
        }
    }
}
