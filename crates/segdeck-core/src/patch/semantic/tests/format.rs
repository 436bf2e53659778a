//! Reading and writing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::{Instruction, SegmentInstruction, SemanticPatch, samples::documented};
use crate::{EnvironmentKey, model::TargetList};

/// The kinds as the contract's table names them.
const CONTRACT: &str = "addTags removeTags updateName \
    addIncludedTargets addExcludedTargets removeIncludedTargets removeExcludedTargets \
    addIncludedUsers addExcludedUsers removeIncludedUsers removeExcludedUsers \
    addRule removeRule addClauses removeClauses updateClause \
    addValuesToClause removeValuesFromClause reorderRules updateRuleDescription \
    updateRuleRolloutAndContextKind addBigSegmentIncludedTargets addBigSegmentExcludedTargets \
    removeBigSegmentIncludedTargets removeBigSegmentExcludedTargets processBigSegmentImport";

#[test]
fn the_kinds_are_exactly_the_documented_26() {
    let contract: BTreeSet<&str> = CONTRACT.split_whitespace().collect();
    assert_eq!(contract.len(), 26);
    assert_eq!(BTreeSet::from(SegmentInstruction::KINDS), contract);
    let examples = documented();
    let kinds: BTreeSet<&str> = examples
        .iter()
        .map(|example| SegmentInstruction::parse(example).unwrap().kind())
        .collect();
    assert_eq!(kinds, contract);
}

#[test]
fn documented_examples_are_read_and_written_back() {
    for example in documented() {
        let instruction = SegmentInstruction::parse(&example).unwrap();
        assert_eq!(instruction.to_value(), example);
    }
}

#[test]
fn every_parameter_is_needed_and_has_its_type() {
    let optional = ["description", "weight", "rolloutContextKind", "bucketBy"];
    for example in documented() {
        let kind = example["kind"].as_str().unwrap();
        for name in example.as_object().unwrap().keys() {
            let may_lack = (kind == "addRule" && optional.contains(&name.as_str()))
                || (kind.ends_with("cludedTargets") && name == "contextKind");
            let mut lacking = example.clone();
            lacking.as_object_mut().unwrap().remove(name);
            let mut null = example.clone();
            null[name] = Value::Null;
            for value in [&lacking, &null] {
                let outcome = SegmentInstruction::parse(value);
                assert_eq!(outcome.is_ok(), may_lack, "{value}");
                if let Err(error) = outcome {
                    assert_eq!(&error.path, name);
                    assert!(error.reason.contains("missing"), "{error}");
                }
            }
            let mut wrong = example.clone();
            wrong[name] = json!([{}]);
            match SegmentInstruction::parse(&wrong) {
                // Any JSON is a clause value.
                Ok(_) => assert!(kind.contains("Clause") && name == "values", "{wrong}"),
                Err(error) => assert!(error.path.starts_with(name.as_str()), "{error}"),
            }
        }
    }
}

#[test]
fn a_malformed_instruction_is_named() {
    let good = json!({"kind": "updateName", "value": "x"});
    for (bad, path) in [
        (json!({"kind": "archive"}), "instructions/2/kind"),
        (json!({"kind": "ADDTAGS"}), "instructions/2/kind"),
        (json!({"kind": 7}), "instructions/2/kind"),
        (json!({}), "instructions/2/kind"),
        (json!("addTags"), "instructions/2"),
        (
            json!({"kind": "addTags", "values": ["a", 1]}),
            "instructions/2/values/1",
        ),
        (
            json!({"kind": "removeRule", "ruleId": ""}),
            "instructions/2/ruleId",
        ),
        (
            json!({"kind": "addRule", "clauses": [{"attribute": "a", "op": 1}]}),
            "instructions/2/clauses/0/op",
        ),
        (
            json!({"kind": "addRule", "clauses": [{"op": "in", "values": []}]}),
            "instructions/2/clauses/0",
        ),
        (
            json!({"kind": "addRule", "clauses": ["a"]}),
            "instructions/2/clauses/0",
        ),
    ] {
        let body = json!({"instructions": [good, good, bad]});
        let error = SemanticPatch::<SegmentInstruction>::parse(&body).unwrap_err();
        assert_eq!(error.path, path, "{error}");
        assert!(error.reason.ends_with('.'), "{error}");
    }
}

#[test]
fn a_kind_in_the_wrong_case_is_told_its_spelling() {
    let error = SegmentInstruction::parse(&json!({"kind": "AddTags"})).unwrap_err();
    assert!(error.reason.contains("addTags"), "{error}");
    assert!(error.reason.contains("case-sensitive"), "{error}");
}

#[test]
fn a_weight_is_read_from_text_and_written_as_an_integer() {
    let instruction = |weight: Value| {
        json!({"kind": "updateRuleRolloutAndContextKind", "ruleId": "r", "weight": weight,
            "contextKind": "device"})
    };
    let read = SegmentInstruction::parse(&instruction(json!("20000"))).unwrap();
    assert_eq!(read.to_value(), instruction(json!(20_000)));
    for bad in [
        json!(-1),
        json!(100_001),
        json!("x"),
        json!(1.5),
        json!(""),
        json!(true),
    ] {
        let error = SegmentInstruction::parse(&instruction(bad)).unwrap_err();
        assert_eq!(error.path, "weight");
    }
    for good in [json!(0), json!(100_000), json!("0")] {
        assert!(SegmentInstruction::parse(&instruction(good)).is_ok());
    }
    let rule = json!({"kind": "addRule", "clauses": [], "weight": "150000"});
    assert_eq!(SegmentInstruction::parse(&rule).unwrap_err().path, "weight");
}

#[test]
fn targets_without_a_context_kind_are_users() {
    let value = json!({"kind": "addIncludedTargets", "values": ["a"]});
    assert_eq!(
        SegmentInstruction::parse(&value).unwrap(),
        SegmentInstruction::add_targets(
            TargetList::Included,
            crate::ContextKind::user(),
            vec!["a".to_owned()]
        )
        .unwrap()
    );
}

#[test]
fn members_that_no_instruction_asks_for_are_ignored() {
    let value = json!({"kind": "updateName", "value": "x", "extra": [1]});
    assert_eq!(
        SegmentInstruction::parse(&value).unwrap(),
        SegmentInstruction::UpdateName("x".to_owned())
    );
}

#[test]
fn new_clauses_bear_no_id() {
    let clause =
        json!({"_id": "mine", "attribute": "a", "op": "in", "values": [], "negate": false});
    let value = json!({"kind": "addRule", "_id": "mine", "clauses": [clause]});
    let written = SegmentInstruction::parse(&value).unwrap().to_value();
    assert!(!written.to_string().contains("mine"), "{written}");
}

#[test]
fn the_body_is_read_and_written_back() {
    for body in [
        json!({"environmentKey": "test", "instructions": documented(), "comment": "Why"}),
        json!({"instructions": []}),
    ] {
        let patch = SemanticPatch::<SegmentInstruction>::parse(&body).unwrap();
        assert_eq!(patch.to_value(), body);
    }
    let body = json!({"environmentKey": "test", "instructions": []});
    let patch = SemanticPatch::<SegmentInstruction>::parse(&body).unwrap();
    assert_eq!(patch.environment_key, Some(EnvironmentKey::from("test")));
}

#[test]
fn a_malformed_body_is_named() {
    for (body, path) in [
        (json!([]), ""),
        (json!("x"), ""),
        (json!({}), "instructions"),
        (json!({"instructions": null}), "instructions"),
        (json!({"instructions": {}}), "instructions"),
        (json!({"instructions": [], "comment": 1}), "comment"),
        (
            json!({"instructions": [], "environmentKey": []}),
            "environmentKey",
        ),
    ] {
        let error = SemanticPatch::<SegmentInstruction>::parse(&body).unwrap_err();
        assert_eq!(error.path, path, "{body}");
    }
}

#[test]
fn builders_refuse_empty_and_double_keys() {
    type Build = fn(Vec<String>) -> Result<SegmentInstruction, crate::Invalid>;
    let builders: [Build; 4] = [
        |keys| SegmentInstruction::add_targets(TargetList::Included, "org".into(), keys),
        |keys| SegmentInstruction::remove_targets(TargetList::Excluded, "org".into(), keys),
        |keys| SegmentInstruction::add_users(TargetList::Excluded, keys),
        |keys| SegmentInstruction::remove_users(TargetList::Included, keys),
    ];
    let many = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
    for build in builders {
        assert!(build(many(1_500)).is_ok());
        for bad in [
            many(0),
            many(1_501),
            vec![String::new()],
            vec!["a".into(), "a".into()],
        ] {
            assert!(build(bad).unwrap_err().path.starts_with("values"));
        }
    }
    let reserved =
        SegmentInstruction::add_targets(TargetList::Included, "kind".into(), vec!["a".into()]);
    assert_eq!(reserved.unwrap_err().path, "contextKind");
}
