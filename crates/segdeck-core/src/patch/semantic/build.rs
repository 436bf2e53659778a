//! Instructions that cannot be built wrong.

use crate::text::{element, quoted};
use serde_json::Value;

use super::{SegmentInstruction, TARGET_OPERATION_LIMIT};
use crate::{
    ClauseId, ContextKind, Invalid, RuleId,
    model::{Clause, Rule, TargetList, Weight},
    order::Set,
    validate::{self, Problem, Severity},
};

impl SegmentInstruction {
    /// Adds individual targets: `addIncludedTargets` or `addExcludedTargets`.
    ///
    /// # Errors
    /// When there is no key, an empty key, the same key twice, more than
    /// [`TARGET_OPERATION_LIMIT`] keys, or the context kind cannot be one.
    pub fn add_targets(
        list: TargetList,
        context_kind: ContextKind,
        values: Vec<String>,
    ) -> Result<Self, Invalid> {
        ContextKind::parse(context_kind.as_str())?;
        check_keys(&values)?;
        Ok(Self::AddTargets {
            list,
            context_kind,
            values,
        })
    }

    /// Removes individual targets: `removeIncludedTargets` or `removeExcludedTargets`.
    ///
    /// # Errors
    /// When there is no key, the same key twice, or more than [`TARGET_OPERATION_LIMIT`] keys.
    pub fn remove_targets(
        list: TargetList,
        context_kind: ContextKind,
        values: Vec<String>,
    ) -> Result<Self, Invalid> {
        check_keys(&values)?;
        Ok(Self::RemoveTargets {
            list,
            context_kind,
            values,
        })
    }

    /// Adds user targets: `addIncludedUsers` or `addExcludedUsers`.
    ///
    /// # Errors
    /// As [`Self::add_targets`].
    pub fn add_users(list: TargetList, values: Vec<String>) -> Result<Self, Invalid> {
        check_keys(&values)?;
        Ok(Self::AddUsers { list, values })
    }

    /// Removes user targets: `removeIncludedUsers` or `removeExcludedUsers`.
    ///
    /// # Errors
    /// As [`Self::remove_targets`].
    pub fn remove_users(list: TargetList, values: Vec<String>) -> Result<Self, Invalid> {
        check_keys(&values)?;
        Ok(Self::RemoveUsers { list, values })
    }

    /// Adds tags: `addTags`.
    ///
    /// # Errors
    /// When there is no tag, the same twice, or one that is none.
    pub fn add_tags(values: Vec<String>) -> Result<Self, Invalid> {
        check_distinct("values", "tag", &values)?;
        for (index, tag) in values.iter().enumerate() {
            let at = element("values", index);
            refuse(validate::tag(tag)).map_err(|error| error.at(at))?;
        }
        Ok(Self::AddTags(values))
    }

    /// Removes tags: `removeTags`.
    ///
    /// # Errors
    /// When there is no tag, or the same twice.
    pub fn remove_tags(values: Vec<String>) -> Result<Self, Invalid> {
        check_distinct("values", "tag", &values)?;
        Ok(Self::RemoveTags(values))
    }

    /// Renames the segment: `updateName`.
    ///
    /// # Errors
    /// When the name is empty or too long.
    pub fn update_name(name: String) -> Result<Self, Invalid> {
        refuse(validate::name(&name)).map_err(|error| error.at("value"))?;
        Ok(Self::UpdateName(name))
    }

    /// Adds a rule behind the others: `addRule`.
    ///
    /// # Errors
    /// Names what is wrong in the rule.
    pub fn add_rule(rule: Rule) -> Result<Self, Invalid> {
        refuse(validate::rule(&rule))?;
        Ok(Self::AddRule(rule))
    }

    /// Removes a rule: `removeRule`.
    ///
    /// # Errors
    /// When the id is empty.
    pub fn remove_rule(rule_id: RuleId) -> Result<Self, Invalid> {
        check_id("ruleId", rule_id.as_str())?;
        Ok(Self::RemoveRule(rule_id))
    }

    /// Adds clauses to a rule: `addClauses`.
    ///
    /// # Errors
    /// When an id is empty, there is no clause, or one is wrong.
    pub fn add_clauses(rule_id: RuleId, clauses: Vec<Clause>) -> Result<Self, Invalid> {
        check_id("ruleId", rule_id.as_str())?;
        check_some("clauses", "clause", &clauses)?;
        for (index, clause) in clauses.iter().enumerate() {
            refuse(validate::clause(clause))
                .map_err(|error| error.within(&element("clauses", index)))?;
        }
        Ok(Self::AddClauses { rule_id, clauses })
    }

    /// Removes clauses of a rule: `removeClauses`.
    ///
    /// # Errors
    /// When an id is empty or given twice, or there is none.
    pub fn remove_clauses(rule_id: RuleId, clause_ids: Vec<ClauseId>) -> Result<Self, Invalid> {
        check_id("ruleId", rule_id.as_str())?;
        check_distinct("clauseIds", "id", &clause_ids)?;
        Ok(Self::RemoveClauses {
            rule_id,
            clause_ids,
        })
    }

    /// Puts a clause in the place of another: `updateClause`.
    ///
    /// # Errors
    /// When an id is empty, or the clause is wrong.
    pub fn update_clause(
        rule_id: RuleId,
        clause_id: ClauseId,
        clause: Clause,
    ) -> Result<Self, Invalid> {
        check_clause_place(&rule_id, &clause_id)?;
        refuse(validate::clause(&clause)).map_err(|error| error.within("clause"))?;
        Ok(Self::UpdateClause {
            rule_id,
            clause_id,
            clause,
        })
    }

    /// Adds values to a clause: `addValuesToClause`.
    ///
    /// # Errors
    /// When an id is empty, or there is no value.
    pub fn add_values_to_clause(
        rule_id: RuleId,
        clause_id: ClauseId,
        values: Vec<Value>,
    ) -> Result<Self, Invalid> {
        check_clause_place(&rule_id, &clause_id)?;
        check_some("values", "value", &values)?;
        Ok(Self::AddValuesToClause {
            rule_id,
            clause_id,
            values,
        })
    }

    /// Removes values of a clause: `removeValuesFromClause`.
    ///
    /// # Errors
    /// As [`Self::add_values_to_clause`].
    pub fn remove_values_from_clause(
        rule_id: RuleId,
        clause_id: ClauseId,
        values: Vec<Value>,
    ) -> Result<Self, Invalid> {
        check_clause_place(&rule_id, &clause_id)?;
        check_some("values", "value", &values)?;
        Ok(Self::RemoveValuesFromClause {
            rule_id,
            clause_id,
            values,
        })
    }

    /// Puts the rules into this order: `reorderRules`. That these are all rules of the segment is
    /// checked when it is applied.
    ///
    /// # Errors
    /// When an id is empty or given twice, or there is none.
    pub fn reorder_rules(rule_ids: Vec<RuleId>) -> Result<Self, Invalid> {
        check_distinct("ruleIds", "id", &rule_ids)?;
        Ok(Self::ReorderRules(rule_ids))
    }

    /// Describes a rule: `updateRuleDescription`.
    ///
    /// # Errors
    /// When the id is empty.
    pub fn update_rule_description(rule_id: RuleId, description: String) -> Result<Self, Invalid> {
        check_id("ruleId", rule_id.as_str())?;
        Ok(Self::UpdateRuleDescription {
            rule_id,
            description,
        })
    }

    /// Changes the percentage of a rule that has one: `updateRuleRolloutAndContextKind`.
    ///
    /// # Errors
    /// When the id is empty, or the context kind cannot be one.
    pub fn update_rule_rollout_and_context_kind(
        rule_id: RuleId,
        weight: Weight,
        context_kind: ContextKind,
    ) -> Result<Self, Invalid> {
        check_id("ruleId", rule_id.as_str())?;
        ContextKind::parse(context_kind.as_str())?;
        Ok(Self::UpdateRuleRolloutAndContextKind {
            rule_id,
            weight,
            context_kind,
        })
    }

    /// Adds members to a list of a big segment: `addBigSegmentIncludedTargets` or
    /// `addBigSegmentExcludedTargets`, which have no limit of operations.
    ///
    /// # Errors
    /// When there is no key, an empty one, or the same twice.
    pub fn add_big_segment_targets(list: TargetList, values: Vec<String>) -> Result<Self, Invalid> {
        check_distinct("values", "key", &values)?;
        Ok(Self::AddBigSegmentTargets { list, values })
    }

    /// Removes members of a list of a big segment: `removeBigSegmentIncludedTargets` or
    /// `removeBigSegmentExcludedTargets`.
    ///
    /// # Errors
    /// As [`Self::add_big_segment_targets`].
    pub fn remove_big_segment_targets(
        list: TargetList,
        values: Vec<String>,
    ) -> Result<Self, Invalid> {
        check_distinct("values", "key", &values)?;
        Ok(Self::RemoveBigSegmentTargets { list, values })
    }

    /// Starts an import that waits: `processBigSegmentImport`.
    ///
    /// # Errors
    /// When the id is empty.
    pub fn process_big_segment_import(import_id: String) -> Result<Self, Invalid> {
        check_id("importId", &import_id)?;
        Ok(Self::ProcessBigSegmentImport { import_id })
    }
}

/// The first problem that is an error.
fn refuse(problems: impl IntoIterator<Item = Problem>) -> Result<(), Invalid> {
    let mut problems = problems.into_iter();
    match problems.find(|problem| problem.severity == Severity::Error) {
        Some(problem) => Err(Invalid::new(problem.path, problem.message)),
        None => Ok(()),
    }
}

fn check_id(name: &str, id: &str) -> Result<(), Invalid> {
    if id.is_empty() {
        return Err(Invalid::new(name, "The id is empty."));
    }
    Ok(())
}

fn check_clause_place(rule_id: &RuleId, clause_id: &ClauseId) -> Result<(), Invalid> {
    check_id("ruleId", rule_id.as_str())?;
    check_id("clauseId", clause_id.as_str())
}

fn check_some<T>(name: &str, what: &str, values: &[T]) -> Result<(), Invalid> {
    if values.is_empty() {
        return Err(Invalid::new(
            name,
            format!("There is no {what}. Give at least one."),
        ));
    }
    Ok(())
}

fn check_distinct(name: &str, what: &str, values: &[impl AsRef<str>]) -> Result<(), Invalid> {
    check_some(name, what, values)?;
    let mut seen = Set::new();
    for (index, value) in values.iter().map(AsRef::as_ref).enumerate() {
        let path = element(name, index);
        if value.is_empty() {
            return Err(Invalid::new(path, format!("The {what} is empty.")));
        }
        if !seen.insert(value) {
            return Err(Invalid::new(
                path,
                format!("The {what} {value} is given twice.", value = quoted(value)),
            ));
        }
    }
    Ok(())
}

fn check_keys(values: &[String]) -> Result<(), Invalid> {
    if values.len() > TARGET_OPERATION_LIMIT {
        return Err(Invalid::new(
            "values",
            format!(
                "There are {} keys; one request takes at most {TARGET_OPERATION_LIMIT}. Send the \
                 rest in further requests.",
                values.len()
            ),
        ));
    }
    check_distinct("values", "key", values)
}

#[cfg(test)]
mod tests;
