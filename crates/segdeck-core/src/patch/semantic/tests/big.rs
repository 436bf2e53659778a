//! Big segments, whose list is not part of them.

use serde_json::json;

use super::{
    super::{
        BigSegmentChange,
        samples::{documented, standard},
    },
    apply_json, refused,
};
use crate::model::TargetList::{Excluded, Included};

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

#[test]
fn changes_are_gathered_in_order() {
    let segment = standard(json!({"unbounded": true}));
    let instructions = json!([
        {"kind": "addBigSegmentIncludedTargets", "values": ["a", "b"]},
        {"kind": "removeBigSegmentIncludedTargets", "values": ["a"]},
        {"kind": "addBigSegmentExcludedTargets", "values": ["a"]},
        {"kind": "processBigSegmentImport", "importId": "import-1"},
        {"kind": "removeBigSegmentExcludedTargets", "values": ["z"]},
    ]);
    let applied = apply_json(&segment, instructions).unwrap();
    assert_eq!(applied.segment, segment);
    assert_eq!(
        applied.big_segment,
        [
            BigSegmentChange::Add(Included, keys(&["a", "b"])),
            BigSegmentChange::Remove(Included, keys(&["a"])),
            BigSegmentChange::Add(Excluded, keys(&["a"])),
            BigSegmentChange::ProcessImport("import-1".to_owned()),
            BigSegmentChange::Remove(Excluded, keys(&["z"])),
        ]
    );
}

#[test]
fn one_request_cannot_put_a_key_on_both_sides() {
    let segment = standard(json!({"unbounded": true}));
    let instructions = json!([
        {"kind": "addBigSegmentExcludedTargets", "values": ["a", "b"]},
        {"kind": "removeBigSegmentIncludedTargets", "values": ["b"]},
        {"kind": "addBigSegmentIncludedTargets", "values": ["c", "b"]},
    ]);
    refused(
        &segment,
        instructions,
        "instructions/2/values/1",
        &["\"b\""],
    );
}

#[test]
fn more_than_the_batch_limit_is_allowed() {
    let segment = standard(json!({"unbounded": true}));
    let values: Vec<String> = (0..1_501).map(|n| n.to_string()).collect();
    let add = json!([{"kind": "addBigSegmentIncludedTargets", "values": values}]);
    assert!(apply_json(&segment, add).is_ok());
}

#[test]
fn each_kind_of_segment_takes_its_own_instructions() {
    let rule = json!({"_id": "rule-1", "weight": 1, "clauses": [{"_id": "clause-1",
        "attribute": "a", "op": "in", "values": [], "negate": false}]});
    let other = json!({"_id": "rule-2", "clauses": []});
    let standard_one = standard(json!({"rules": [rule, other]}));
    let big = standard(json!({"unbounded": true}));
    for example in documented() {
        let kind = example["kind"].as_str().unwrap().to_owned();
        let instructions = json!([example]);
        let is_for_any = ["addTags", "removeTags", "updateName"].contains(&kind.as_str());
        let is_for_big = kind.contains("BigSegment");
        if is_for_any || !is_for_big {
            assert!(
                apply_json(&standard_one, instructions.clone()).is_ok(),
                "{kind}"
            );
        } else {
            refused(
                &standard_one,
                instructions.clone(),
                "instructions/0/kind",
                &[&kind],
            );
        }
        if is_for_any || is_for_big {
            assert!(apply_json(&big, instructions).is_ok(), "{kind}");
        } else {
            refused(&big, instructions, "instructions/0/kind", &[&kind]);
        }
    }
}
