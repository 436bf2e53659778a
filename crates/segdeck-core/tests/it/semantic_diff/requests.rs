//! Changes that take several requests, or that one cannot hold.

use segdeck_core::{
    diff::{SemanticOptions, semantic_patch},
    model::{Rule, Segment, TargetList},
    patch::{SegmentInstruction, semantic::TARGET_OPERATION_LIMIT},
};
use serde_json::json;

use super::{base, check, diff};

fn keys(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| format!("user-{number}")).collect()
}

#[test]
fn many_targets_take_several_requests() {
    let mut before = base();
    before.included = Some(keys(0..10_000));
    before.excluded = Some(keys(10_000..11_000));
    let mut after = before.clone();
    after.included = Some(keys(2_000..10_500));
    after.excluded = Some(keys(10_500..14_000));
    drop(after.rules.remove(0));
    check(&before, &after).unwrap();
    let diff = diff(&before, &after);
    assert!(diff.remainder.is_empty() && diff.is_seamless);
    // 500 keys change lists, 3,000 join and 2,000 leave: 6,000 operations.
    assert_eq!(diff.batches.len(), 4);
    let kinds: Vec<Vec<&str>> = diff
        .batches
        .iter()
        .map(|batch| {
            batch
                .instructions
                .iter()
                .map(SegmentInstruction::kind)
                .collect()
        })
        .collect();
    assert_eq!(kinds[2].last(), Some(&"removeRule"));
    assert_eq!(kinds[3], ["removeIncludedTargets"]);
    for batch in &diff.batches {
        let body = batch.to_value();
        let values = body["instructions"].as_array().unwrap().iter();
        let count: usize = values
            .map(|one| one["values"].as_array().map_or(0, Vec::len))
            .sum();
        assert!(count <= TARGET_OPERATION_LIMIT, "{count}");
    }
}

#[test]
fn a_full_segment_makes_room_as_it_goes() {
    let mut before = base();
    (before.excluded, before.included_contexts) = (None, None);
    before.included = Some(keys(0..15_000));
    let mut after = before.clone();
    after.included = Some(keys(2_000..17_000));
    check(&before, &after).unwrap();
    let full = diff(&before, &after);
    assert!(full.remainder.is_empty() && !full.is_seamless);
    assert_eq!(full.batches.len(), 3);
    // What never fits is left, and said.
    after.included = Some(keys(0..15_001));
    let over = diff(&before, &after);
    assert_eq!(over.remainder.0.len(), 1);
    assert_eq!(over.unsaid[0].reason.code(), "tooLarge");
    assert!(over.unsaid[0].reason.to_string().contains("15000"));
}

#[test]
fn rules_that_one_request_cannot_hold_are_left() {
    let mut before = base();
    before.rules = (0..5_000)
        .map(|number| Rule {
            id: Some(format!("r{number}").into()),
            ..Rule::default()
        })
        .collect();
    let mut after = before.clone();
    after.rules.push(Rule::default());
    after.name = "Other".to_owned();
    let diff = diff(&before, &after);
    assert_eq!(diff.batches.len(), 1);
    assert_eq!(diff.batches[0].instructions.len(), 1);
    assert_eq!(diff.remainder.0.len(), 1);
    assert_eq!(diff.unsaid[0].reason.code(), "tooLarge");
    assert!(diff.unsaid[0].reason.to_string().contains("5000"));
}

#[test]
fn every_batch_bears_environment_and_comment() {
    let mut before = base();
    before.included = Some(keys(0..2_000));
    let after = Segment {
        included: None,
        ..before.clone()
    };
    let options = SemanticOptions {
        environment_key: Some("production".into()),
        comment: Some("Clean up".to_owned()),
    };
    let diff = semantic_patch(&before, &after, &options);
    assert_eq!(diff.batches.len(), 2);
    for batch in &diff.batches {
        let body = batch.to_value();
        assert_eq!(
            (&body["environmentKey"], &body["comment"]),
            (&json!("production"), &json!("Clean up"))
        );
    }
}

#[test]
fn a_change_that_cannot_be_one_step_is_told() {
    let mut before = base();
    let mut after = before.clone();
    after.rules[0].bucket_by = Some("email".to_owned());
    assert!(diff(&before, &after).is_seamless);
    // Joining first is always right.
    after.included.as_mut().unwrap().push("new".to_owned());
    assert!(diff(&before, &after).is_seamless);
    drop(after.rules.remove(2));
    assert!(!diff(&before, &after).is_seamless);
    // Text and order let nobody in or out.
    before.rules[0].bucket_by = Some("email".to_owned());
    after.description = Some("x".to_owned());
    after.rules[0].clauses.reverse();
    let diff = diff(&before, &after);
    assert!(diff.is_seamless && diff.remainder.0.len() == 2);
    assert_eq!(after.target_count(TargetList::Included), 4);
}
