//! Reading the 26 instructions for a segment.

use crate::text::contains;
use serde_json::Value;

use super::SegmentInstruction;
use crate::{
    ClauseId, Invalid, RuleId,
    gather::Gather,
    model::{
        Rule,
        TargetList::{Excluded, Included},
        Weight,
    },
    patch::parameters::Parameters,
};

pub(super) fn parse(value: &Value) -> Result<SegmentInstruction, Invalid> {
    let parameters = Parameters::of(value)?;
    let kind = parameters.kind(&SegmentInstruction::KINDS)?;
    match kind {
        "addTags" | "removeTags" | "updateName" => details(kind, &parameters),
        "addRule"
        | "removeRule"
        | "reorderRules"
        | "updateRuleDescription"
        | "updateRuleRolloutAndContextKind" => rules(kind, &parameters),
        "addClauses"
        | "removeClauses"
        | "updateClause"
        | "addValuesToClause"
        | "removeValuesFromClause" => clauses(kind, &parameters),
        _ => targets(kind, &parameters),
    }
}

fn details(kind: &str, parameters: &Parameters) -> Result<SegmentInstruction, Invalid> {
    Ok(match kind {
        "addTags" => SegmentInstruction::AddTags(parameters.texts("values")?),
        "removeTags" => SegmentInstruction::RemoveTags(parameters.texts("values")?),
        _ => SegmentInstruction::UpdateName(parameters.text("value")?.to_owned()),
    })
}

fn targets(kind: &str, parameters: &Parameters) -> Result<SegmentInstruction, Invalid> {
    if kind == "processBigSegmentImport" {
        let import_id = parameters.name("importId")?.to_owned();
        return Ok(SegmentInstruction::ProcessBigSegmentImport { import_id });
    }
    let list = if contains(kind, "Included") {
        Included
    } else {
        Excluded
    };
    let is_add = kind.starts_with("add");
    let values = parameters.texts("values")?;
    if contains(kind, "BigSegment") {
        return Ok(if is_add {
            SegmentInstruction::AddBigSegmentTargets { list, values }
        } else {
            SegmentInstruction::RemoveBigSegmentTargets { list, values }
        });
    }
    if kind.ends_with("Users") {
        return Ok(if is_add {
            SegmentInstruction::AddUsers { list, values }
        } else {
            SegmentInstruction::RemoveUsers { list, values }
        });
    }
    let context_kind = parameters.context_kind_or_user("contextKind")?;
    Ok(if is_add {
        SegmentInstruction::AddTargets {
            list,
            context_kind,
            values,
        }
    } else {
        SegmentInstruction::RemoveTargets {
            list,
            context_kind,
            values,
        }
    })
}

fn rules(kind: &str, parameters: &Parameters) -> Result<SegmentInstruction, Invalid> {
    Ok(match kind {
        "addRule" => SegmentInstruction::AddRule(Rule {
            clauses: parameters.clauses("clauses")?,
            description: parameters.optional_text("description")?.map(str::to_owned),
            weight: parameters
                .optional_weight("weight")?
                .map(Weight::thousandths),
            bucket_by: parameters.optional_text("bucketBy")?.map(str::to_owned),
            rollout_context_kind: parameters
                .optional_text("rolloutContextKind")?
                .map(Into::into),
            ..Rule::default()
        }),
        "removeRule" => SegmentInstruction::RemoveRule(rule_id(parameters)?),
        "reorderRules" => {
            let ids = parameters.texts("ruleIds")?;
            SegmentInstruction::ReorderRules(ids.into_iter().map(RuleId::from).list())
        }
        "updateRuleDescription" => SegmentInstruction::UpdateRuleDescription {
            rule_id: rule_id(parameters)?,
            description: parameters.text("description")?.to_owned(),
        },
        _ => SegmentInstruction::UpdateRuleRolloutAndContextKind {
            rule_id: rule_id(parameters)?,
            weight: parameters.weight("weight")?,
            context_kind: parameters.name("contextKind")?.into(),
        },
    })
}

fn clauses(kind: &str, parameters: &Parameters) -> Result<SegmentInstruction, Invalid> {
    let rule_id = rule_id(parameters)?;
    if kind == "addClauses" {
        let clauses = parameters.clauses("clauses")?;
        return Ok(SegmentInstruction::AddClauses { rule_id, clauses });
    }
    if kind == "removeClauses" {
        let ids = parameters.texts("clauseIds")?;
        let clause_ids = ids.into_iter().map(ClauseId::from).list();
        return Ok(SegmentInstruction::RemoveClauses {
            rule_id,
            clause_ids,
        });
    }
    let clause_id = ClauseId::from(parameters.name("clauseId")?);
    Ok(match kind {
        "updateClause" => SegmentInstruction::UpdateClause {
            rule_id,
            clause_id,
            clause: parameters.clause("clause")?,
        },
        "addValuesToClause" => SegmentInstruction::AddValuesToClause {
            rule_id,
            clause_id,
            values: parameters.array("values")?.to_vec(),
        },
        _ => SegmentInstruction::RemoveValuesFromClause {
            rule_id,
            clause_id,
            values: parameters.array("values")?.to_vec(),
        },
    })
}

fn rule_id(parameters: &Parameters) -> Result<RuleId, Invalid> {
    parameters.name("ruleId").map(RuleId::from)
}
