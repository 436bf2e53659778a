//! Writing the 26 instructions for a segment.

use serde_json::{Map, Value};

use super::SegmentInstruction;
use crate::{
    gather::Gather,
    model::{
        Clause, Rule,
        TargetList::{self, Excluded, Included},
    },
    wire,
};

impl SegmentInstruction {
    /// The names of all kinds, as the contract lists them.
    pub const KINDS: [&'static str; 26] = [
        "addTags",
        "removeTags",
        "updateName",
        "addIncludedTargets",
        "addExcludedTargets",
        "removeIncludedTargets",
        "removeExcludedTargets",
        "addIncludedUsers",
        "addExcludedUsers",
        "removeIncludedUsers",
        "removeExcludedUsers",
        "addRule",
        "removeRule",
        "addClauses",
        "removeClauses",
        "updateClause",
        "addValuesToClause",
        "removeValuesFromClause",
        "reorderRules",
        "updateRuleDescription",
        "updateRuleRolloutAndContextKind",
        "addBigSegmentIncludedTargets",
        "addBigSegmentExcludedTargets",
        "removeBigSegmentIncludedTargets",
        "removeBigSegmentExcludedTargets",
        "processBigSegmentImport",
    ];

    /// The wire name of the kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AddTags(_) => "addTags",
            Self::RemoveTags(_) => "removeTags",
            Self::UpdateName(_) => "updateName",
            Self::AddTargets { list, .. } => {
                by_list(*list, "addIncludedTargets", "addExcludedTargets")
            }
            Self::RemoveTargets { list, .. } => {
                by_list(*list, "removeIncludedTargets", "removeExcludedTargets")
            }
            Self::AddUsers { list, .. } => by_list(*list, "addIncludedUsers", "addExcludedUsers"),
            Self::RemoveUsers { list, .. } => {
                by_list(*list, "removeIncludedUsers", "removeExcludedUsers")
            }
            Self::AddRule(_) => "addRule",
            Self::RemoveRule(_) => "removeRule",
            Self::AddClauses { .. } => "addClauses",
            Self::RemoveClauses { .. } => "removeClauses",
            Self::UpdateClause { .. } => "updateClause",
            Self::AddValuesToClause { .. } => "addValuesToClause",
            Self::RemoveValuesFromClause { .. } => "removeValuesFromClause",
            Self::ReorderRules(_) => "reorderRules",
            Self::UpdateRuleDescription { .. } => "updateRuleDescription",
            Self::UpdateRuleRolloutAndContextKind { .. } => "updateRuleRolloutAndContextKind",
            Self::AddBigSegmentTargets { list, .. } => by_list(
                *list,
                "addBigSegmentIncludedTargets",
                "addBigSegmentExcludedTargets",
            ),
            Self::RemoveBigSegmentTargets { list, .. } => by_list(
                *list,
                "removeBigSegmentIncludedTargets",
                "removeBigSegmentExcludedTargets",
            ),
            Self::ProcessBigSegmentImport { .. } => "processBigSegmentImport",
        }
    }
}

fn by_list(list: TargetList, included: &'static str, excluded: &'static str) -> &'static str {
    match list {
        Included => included,
        Excluded => excluded,
    }
}

pub(super) fn to_value(instruction: &SegmentInstruction) -> Value {
    use SegmentInstruction as I;
    let object = Object::of_kind(instruction.kind());
    let object = match instruction {
        I::AddTags(values)
        | I::RemoveTags(values)
        | I::AddUsers { values, .. }
        | I::RemoveUsers { values, .. }
        | I::AddBigSegmentTargets { values, .. }
        | I::RemoveBigSegmentTargets { values, .. } => object.with("values", values.as_slice()),
        I::UpdateName(name) => object.with("value", name.as_str()),
        I::AddTargets {
            context_kind,
            values,
            ..
        }
        | I::RemoveTargets {
            context_kind,
            values,
            ..
        } => object
            .with("contextKind", context_kind.as_str())
            .with("values", values.as_slice()),
        I::AddRule(rule) => write_rule(object, rule),
        I::RemoveRule(rule_id) => object.with("ruleId", rule_id.as_str()),
        I::AddClauses { rule_id, clauses } => object
            .with("ruleId", rule_id.as_str())
            .with("clauses", write_clauses(clauses)),
        I::RemoveClauses {
            rule_id,
            clause_ids,
        } => object
            .with("ruleId", rule_id.as_str())
            .with("clauseIds", texts(clause_ids)),
        I::UpdateClause {
            rule_id,
            clause_id,
            clause,
        } => object
            .with("ruleId", rule_id.as_str())
            .with("clauseId", clause_id.as_str())
            .with("clause", write_clause(clause)),
        I::AddValuesToClause {
            rule_id,
            clause_id,
            values,
        }
        | I::RemoveValuesFromClause {
            rule_id,
            clause_id,
            values,
        } => object
            .with("ruleId", rule_id.as_str())
            .with("clauseId", clause_id.as_str())
            .with("values", values.as_slice()),
        I::ReorderRules(rule_ids) => object.with("ruleIds", texts(rule_ids)),
        I::UpdateRuleDescription {
            rule_id,
            description,
        } => object
            .with("ruleId", rule_id.as_str())
            .with("description", description.as_str()),
        I::UpdateRuleRolloutAndContextKind {
            rule_id,
            weight,
            context_kind,
        } => object
            .with("ruleId", rule_id.as_str())
            .with("weight", weight.thousandths())
            .with("contextKind", context_kind.as_str()),
        I::ProcessBigSegmentImport { import_id } => object.with("importId", import_id.as_str()),
    };
    object.into_value()
}

fn write_rule(object: Object, rule: &Rule) -> Object {
    object
        .with("clauses", write_clauses(&rule.clauses))
        .with_some("description", rule.description.as_deref())
        .with_some("weight", rule.weight)
        .with_some("bucketBy", rule.bucket_by.as_deref())
        .with_some(
            "rolloutContextKind",
            rule.rollout_context_kind.as_ref().map(AsRef::as_ref),
        )
}

fn write_clauses(clauses: &[Clause]) -> Value {
    clauses.iter().map(write_clause).list().into()
}

/// Without the id: the server gives it, or the instruction names it beside the clause.
fn write_clause(clause: &Clause) -> Value {
    let mut value = wire::encode_value(clause);
    if let Value::Object(fields) = &mut value {
        fields.remove("_id");
    }
    value
}

fn texts<T: AsRef<str>>(ids: &[T]) -> Value {
    ids.iter().map(AsRef::as_ref).list().into()
}

/// An instruction being written.
pub(in crate::patch) struct Object(Map<String, Value>);

impl Object {
    pub(in crate::patch) fn of_kind(kind: &str) -> Self {
        Self(Map::new()).with("kind", kind)
    }

    pub(in crate::patch) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    pub(in crate::patch) fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(in crate::patch) fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}
