//! Instructions as a person reads them. Pure.

use segdeck_core::{
    ContextKind, RuleId,
    model::{Segment, TargetList},
    patch::{Instruction, SegmentInstruction as I},
};
use serde_json::Value;

use crate::{
    format::{percent, plural},
    value_text, wording,
};

/// How many keys or values are named.
const NAMED: usize = 5;

/// What an instruction does, in one sentence without its full stop. Rules are called by their place
/// in `segment`, where they are in it.
#[must_use]
pub fn words(instruction: &Value, segment: &Segment) -> String {
    match I::parse(instruction) {
        Ok(instruction) => of(&instruction, segment),
        // A later version of the API has more of them.
        Err(_) => match instruction.get("kind").and_then(Value::as_str) {
            Some(kind) => format!("{kind}: an instruction that Segdeck does not know"),
            None => "An instruction that Segdeck does not know".to_owned(),
        },
    }
}

/// Whether an instruction adds, removes or changes something: its sign and the state of its row.
#[must_use]
pub fn sign(instruction: &Value) -> (&'static str, &'static str) {
    let kind = instruction.get("kind").and_then(Value::as_str);
    match kind.unwrap_or_default() {
        kind if kind.starts_with("add") => ("+", "added"),
        kind if kind.starts_with("remove") => ("−", "removed"),
        _ => ("~", "changed"),
    }
}

fn of(instruction: &I, segment: &Segment) -> String {
    let rule = |id: &RuleId| rule_name(id, segment);
    match instruction {
        I::AddTags { 0: tags, .. } => format!("Add {}", listed(tags, "tag", "tags")),
        I::RemoveTags { 0: tags, .. } => format!("Remove {}", listed(tags, "tag", "tags")),
        I::UpdateName { 0: name, .. } => format!("Change the name to {name:?}"),
        I::AddTargets {
            list,
            context_kind,
            values,
            ..
        } => format!("{} {}", verb(*list, true), targets(values, context_kind)),
        I::RemoveTargets {
            list,
            context_kind,
            values,
            ..
        } => format!("{} {}", verb(*list, false), targets(values, context_kind)),
        I::AddUsers { list, values, .. } => users(*list, true, values),
        I::RemoveUsers { list, values, .. } => users(*list, false, values),
        I::AddRule { 0: added, .. } => format!("Add a rule: {}", wording::rule(added)),
        I::RemoveRule { 0: id, .. } => format!("Remove {}", rule(id)),
        I::AddClauses {
            rule_id, clauses, ..
        } => {
            let clauses: Vec<String> = clauses.iter().map(wording::clause).collect();
            format!("Add to {}: {}", rule(rule_id), clauses.join(", and "))
        }
        I::RemoveClauses {
            rule_id,
            clause_ids,
            ..
        } => {
            let count = plural(clause_ids.len(), "clause", "clauses");
            format!("Remove {count} from {}", rule(rule_id))
        }
        I::UpdateClause {
            rule_id, clause, ..
        } => format!(
            "Change a clause of {} to: {}",
            rule(rule_id),
            wording::clause(clause)
        ),
        I::AddValuesToClause {
            rule_id, values, ..
        } => format!("Add {} to a clause of {}", shown(values), rule(rule_id)),
        I::RemoveValuesFromClause {
            rule_id, values, ..
        } => format!(
            "Remove {} from a clause of {}",
            shown(values),
            rule(rule_id)
        ),
        I::ReorderRules { 0: ids, .. } => {
            let rules: Vec<String> = ids.iter().map(rule).collect();
            format!("Put the rules in this order: {}", rules.join(", "))
        }
        I::UpdateRuleDescription {
            rule_id,
            description,
            ..
        } => format!(
            "Change the description of {} to {description:?}",
            rule(rule_id)
        ),
        I::UpdateRuleRolloutAndContextKind {
            rule_id,
            weight,
            context_kind,
            ..
        } => format!(
            "Let {} match {} of the {} contexts that it is about",
            rule(rule_id),
            percent((*weight).into()),
            context_kind.as_str()
        ),
        I::AddBigSegmentTargets { list, values, .. } => {
            format!(
                "{} {}",
                verb(*list, true),
                listed(values, "target", "targets")
            )
        }
        I::RemoveBigSegmentTargets { list, values, .. } => {
            format!(
                "{} {}",
                verb(*list, false),
                listed(values, "target", "targets")
            )
        }
        I::ProcessBigSegmentImport { import_id, .. } => format!("Carry out the import {import_id}"),
    }
}

fn verb(list: TargetList, is_added: bool) -> &'static str {
    match (list, is_added) {
        (TargetList::Included, true) => "Include",
        (TargetList::Included, false) => "No longer include",
        (TargetList::Excluded, true) => "Exclude",
        (TargetList::Excluded, false) => "No longer exclude",
    }
}

fn users(list: TargetList, is_added: bool, keys: &[String]) -> String {
    let targets = targets(keys, &ContextKind::user());
    format!("{} {targets}", verb(list, is_added))
}

fn targets(keys: &[String], kind: &ContextKind) -> String {
    let one = format!("{} target", kind.as_str());
    listed(keys, &one, &format!("{one}s"))
}

/// "1 tag: a" or "7 tags: a, b, c, d, e and 2 more".
fn listed(texts: &[String], one: &str, many: &str) -> String {
    let named: Vec<&str> = texts.iter().take(NAMED).map(String::as_str).collect();
    let more = texts.len().saturating_sub(NAMED);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!(
        "{}: {}{rest}",
        plural(texts.len(), one, many),
        named.join(", ")
    )
}

fn shown(values: &[Value]) -> String {
    let texts: Vec<String> = values.iter().map(value_text::show).collect();
    listed(&texts, "value", "values")
}

/// "rule 2 (Beta users)", or the rule's id where there is no such rule any more.
fn rule_name(id: &RuleId, segment: &Segment) -> String {
    let mut rules = segment.rules.iter().enumerate();
    match rules.find(|(_, rule)| rule.id.as_ref() == Some(id)) {
        Some((index, rule)) => match rule.description.as_deref().filter(|text| !text.is_empty()) {
            Some(description) => format!("rule {} ({description})", index + 1),
            None => format!("rule {}", index + 1),
        },
        None => format!("the rule {}, which is not there any more", id.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn segment() -> Segment {
        serde_json::from_value(json!({
            "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
            "version": 3, "_links": {}, "rules": [
                { "_id": "r1", "clauses": [] },
                { "_id": "r2", "description": "Beta", "clauses": [] },
            ]
        }))
        .unwrap()
    }

    #[test]
    fn each_instruction_has_words() {
        let clause = json!({
            "contextKind": "user", "attribute": "plan", "op": "in", "negate": false,
            "values": ["pro"],
        });
        for (instruction, said) in [
            (
                json!({ "kind": "addTags", "values": ["a"] }),
                "Add 1 tag: a",
            ),
            (
                json!({ "kind": "removeTags", "values": ["a", "b"] }),
                "Remove 2 tags: a, b",
            ),
            (
                json!({ "kind": "updateName", "value": "N" }),
                "Change the name to \"N\"",
            ),
            (
                json!({ "kind": "addIncludedTargets", "contextKind": "org",
                    "values": ["1", "2", "3", "4", "5", "6", "7"] }),
                "Include 7 org targets: 1, 2, 3, 4, 5 and 2 more",
            ),
            (
                json!({ "kind": "removeExcludedUsers", "values": ["u"] }),
                "No longer exclude 1 user target: u",
            ),
            (
                json!({ "kind": "removeRule", "ruleId": "r2" }),
                "Remove rule 2 (Beta)",
            ),
            (
                json!({ "kind": "removeRule", "ruleId": "r9" }),
                "Remove the rule r9, which is not there any more",
            ),
            (
                json!({ "kind": "addClauses", "ruleId": "r1", "clauses": [clause] }),
                "Add to rule 1: user.plan is one of pro",
            ),
            (
                json!({ "kind": "addValuesToClause", "ruleId": "r1", "clauseId": "c",
                    "values": ["x", 1] }),
                "Add 2 values: x, 1 to a clause of rule 1",
            ),
            (
                json!({ "kind": "reorderRules", "ruleIds": ["r2", "r1"] }),
                "Put the rules in this order: rule 2 (Beta), rule 1",
            ),
            (
                json!({ "kind": "updateRuleDescription", "ruleId": "r1", "description": "D" }),
                "Change the description of rule 1 to \"D\"",
            ),
        ] {
            assert_eq!(words(&instruction, &segment()), said, "{instruction}");
        }
        let added = words(
            &json!({ "kind": "addRule", "clauses": [clause] }),
            &segment(),
        );
        assert!(added.starts_with("Add a rule: "), "{added}");
    }

    #[test]
    fn what_a_later_version_brings_is_named() {
        let signs = ["addTags", "removeRule", "updateName", "turnAround"];
        let signs = signs.map(|kind| sign(&json!({ "kind": kind })).0);
        assert_eq!(signs, ["+", "−", "~", "~"]);
        let later = json!({ "kind": "turnAround", "by": 1 });
        let said = words(&later, &segment());
        assert!(said.starts_with("turnAround:"), "{said}");
        assert!(words(&json!([]), &segment()).starts_with("An instruction"));
    }
}
