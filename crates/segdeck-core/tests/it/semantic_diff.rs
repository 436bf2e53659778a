//! Semantic patches made from two segments, and what is left to JSON Patch, do what they say.

mod requests;

use std::collections::BTreeSet;

use proptest::prelude::*;
use segdeck_core::{
    ClauseId, ContextKind, RuleId,
    diff::{SemanticDiff, SemanticOptions, Unsayable, is_same, semantic_patch},
    ids::CountedIds,
    model::{Clause, Operator, Rule, Segment, SegmentTarget, Weight},
    patch::{SegmentInstruction, SemanticPatch, semantic::apply},
};
use serde_json::{Value, json};

use crate::generate::{config, edited, empty_segment, segment};

fn diff(before: &Segment, after: &Segment) -> SemanticDiff {
    semantic_patch(before, after, &SemanticOptions::default())
}

/// What a server makes of it, that gives ids of its own: the batches as they are sent, then the
/// remainder.
fn arrive(before: &Segment, diff: &SemanticDiff) -> Result<Segment, TestCaseError> {
    let fail = |error: String| TestCaseError::fail(format!("{error}\n{diff:?}"));
    let mut ids = CountedIds::new("from the server");
    let mut state = before.clone();
    for batch in &diff.batches {
        let batch = SemanticPatch::<SegmentInstruction>::parse(&batch.to_value())
            .map_err(|error| fail(error.to_string()))?;
        prop_assert!(!batch.instructions.is_empty());
        state = apply(&state, &batch.instructions, &mut ids)
            .map_err(|error| fail(error.to_string()))?
            .segment;
    }
    diff.remainder
        .apply_to_segment(&state)
        .map_err(|error| fail(error.to_string()))
}

/// The segment without what may differ: ids that `before` does not know, the order of values of
/// clauses that `before` knows, the kind `user` where none is named, entries without keys.
fn told(segment: &Segment, before: &Segment) -> Segment {
    let mut told = segment.clone();
    let mut known: BTreeSet<&RuleId> = before.rules.iter().filter_map(|r| r.id.as_ref()).collect();
    for rule in &mut told.rules {
        let is_known = rule.id.as_ref().is_some_and(|id| known.remove(id));
        let old = before
            .rules
            .iter()
            .find(|old| is_known && old.id == rule.id);
        let mut clauses: BTreeSet<&ClauseId> = old
            .iter()
            .flat_map(|old| &old.clauses)
            .filter_map(|c| c.id.as_ref())
            .collect();
        for clause in &mut rule.clauses {
            if clause.id.as_ref().is_some_and(|id| clauses.remove(id)) {
                clause.values.sort_by_key(Value::to_string);
            } else {
                clause.id = None;
            }
        }
        if !is_known || rule.weight.is_some() {
            rule.rollout_context_kind
                .get_or_insert_with(ContextKind::user);
        }
        if !is_known {
            rule.id = None;
        }
    }
    let lists = [&mut told.included_contexts, &mut told.excluded_contexts];
    for entries in lists.into_iter().flatten() {
        entries.retain(|entry| !entry.values.is_empty() || !entry.unknown.is_empty());
    }
    told
}

fn check(before: &Segment, after: &Segment) -> Result<(), TestCaseError> {
    let diff = diff(before, after);
    let result = arrive(before, &diff)?;
    let (result, wanted) = (told(&result, before), told(after, before));
    prop_assert!(
        is_same(&result, &wanted),
        "{result:#?}\n{wanted:#?}\n{diff:#?}"
    );
    let explained: Vec<usize> = diff.unsaid.iter().map(|unsaid| unsaid.operation).collect();
    let mut places = explained.clone();
    places.dedup();
    prop_assert_eq!(places, (0..diff.remainder.0.len()).collect::<Vec<_>>());
    prop_assert!(explained.is_sorted());
    for unsaid in &diff.unsaid {
        let sentence = unsaid.reason.to_string();
        prop_assert!(sentence.ends_with('.'), "{sentence}");
        prop_assert!(!matches!(unsaid.reason, Unsayable::TooLarge(_)));
    }
    if is_same(before, after) {
        prop_assert_eq!(diff.batches, vec![]);
        prop_assert!(diff.remainder.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn instructions_lead_to_the_edited_segment_and_back((before, after) in edited()) {
        check(&before, &after)?;
        check(&after, &before)?;
    }

    #[test]
    fn instructions_lead_to_any_other_segment(before in segment(), after in segment()) {
        check(&before, &after)?;
    }

    #[test]
    fn equal_segments_give_nothing(segment in segment()) {
        let nothing = SemanticDiff { is_seamless: true, ..SemanticDiff::default() };
        prop_assert_eq!(diff(&segment, &segment), nothing);
    }
}

/// Two rules with two clauses each, and targets of two kinds.
fn base() -> Segment {
    let clause = |id: &str, attribute: &str| Clause {
        id: Some(id.into()),
        ..Clause::new(
            "user",
            attribute,
            Operator::In,
            vec![json!("a"), json!(1), json!("c")],
        )
    };
    let rule = |id: &str, weight: Option<i64>| Rule {
        id: Some(id.into()),
        weight,
        rollout_context_kind: Some(ContextKind::user()),
        ..Rule::new(vec![
            clause(&format!("{id}-x"), "x"),
            clause(&format!("{id}-y"), "y"),
        ])
    };
    Segment {
        tags: vec!["beta".to_owned(), "web".to_owned()],
        included: Some(vec!["ada".to_owned(), "grace".to_owned()]),
        excluded: Some(vec!["linus".to_owned()]),
        included_contexts: Some(vec![SegmentTarget::new("org", vec!["acme".to_owned()])]),
        rules: vec![
            rule("one", None),
            rule("two", Some(10_000)),
            rule("three", None),
        ],
        ..empty_segment()
    }
}

fn instructions(edit: impl Fn(&mut Segment)) -> (Vec<Value>, Vec<(Value, Vec<&'static str>)>) {
    let before = base();
    let mut after = before.clone();
    edit(&mut after);
    check(&before, &after).unwrap();
    let diff = diff(&before, &after);
    assert!(diff.batches.len() <= 1);
    let body = diff
        .batches
        .first()
        .map(SemanticPatch::to_value)
        .unwrap_or_default();
    let instructions = body["instructions"].as_array().cloned().unwrap_or_default();
    let remainder = diff
        .remainder
        .0
        .iter()
        .enumerate()
        .map(|(index, operation)| {
            let of_this = diff
                .unsaid
                .iter()
                .filter(|unsaid| unsaid.operation == index);
            (
                operation.to_value(),
                of_this.map(|unsaid| unsaid.reason.code()).collect(),
            )
        });
    (instructions, remainder.collect())
}

fn said(edit: impl Fn(&mut Segment)) -> Value {
    let (instructions, remainder) = instructions(edit);
    assert_eq!(remainder, vec![], "{instructions:?}");
    Value::from(instructions)
}

fn unsaid(edit: impl Fn(&mut Segment)) -> Vec<(Value, Vec<&'static str>)> {
    let (instructions, remainder) = instructions(edit);
    assert_eq!(instructions, Vec::<Value>::new(), "{remainder:?}");
    remainder
}

#[test]
fn one_edit_is_one_instruction() {
    let of_clause = |kind: &str, values: Value| json!([{"kind": kind, "ruleId": "one", "clauseId": "one-y", "values": values}]);
    assert_eq!(
        said(|s| s.rules[0].clauses[1].values.push(json!("d"))),
        of_clause("addValuesToClause", json!(["d"]))
    );
    assert_eq!(
        said(|s| drop(s.rules[0].clauses[1].values.remove(1))),
        of_clause("removeValuesFromClause", json!([1]))
    );
    assert_eq!(
        said(|s| s.rules[0].clauses[1].values.clear()),
        of_clause("removeValuesFromClause", json!(["a", 1, "c"]))
    );
    assert_eq!(
        said(|s| drop(s.rules.remove(1))),
        json!([{"kind": "removeRule", "ruleId": "two"}])
    );
    assert_eq!(
        said(|s| s.rules.rotate_left(1)),
        json!([{"kind": "reorderRules", "ruleIds": ["two", "three", "one"]}])
    );
    assert_eq!(
        said(|s| s.rules[2].description = Some("Staff".to_owned())),
        json!([{"kind": "updateRuleDescription", "ruleId": "three", "description": "Staff"}])
    );
    assert_eq!(
        said(|s| s.rules[1].weight = Some(Weight::FULL.thousandths())),
        json!([{"kind": "updateRuleRolloutAndContextKind", "ruleId": "two", "weight": 100_000,
            "contextKind": "user"}])
    );
    assert_eq!(
        said(|s| drop(s.rules[0].clauses.remove(0))),
        json!([{"kind": "removeClauses", "ruleId": "one", "clauseIds": ["one-x"]}])
    );
    let clause = json!({"attribute": "country", "contextKind": "org", "negate": false, "op": "in",
        "values": ["FR"]});
    let country = || Clause::new("org", "country", Operator::In, vec![json!("FR")]);
    assert_eq!(
        said(|s| s.rules[0].clauses.push(country())),
        json!([{"kind": "addClauses", "ruleId": "one", "clauses": [clause]}])
    );
    assert_eq!(
        said(|s| s.rules.push(Rule {
            weight: Some(5),
            ..Rule::new(vec![country()])
        })),
        json!([{"kind": "addRule", "clauses": [clause], "weight": 5}])
    );
    assert_eq!(
        said(|s| s.name = "B".to_owned()),
        json!([{"kind": "updateName", "value": "B"}])
    );
    assert_eq!(
        said(|s| s.tags.push("ios".to_owned())),
        json!([{"kind": "addTags", "values": ["ios"]}])
    );
    assert_eq!(
        said(|s| s.tags.clear()),
        json!([{"kind": "removeTags", "values": ["beta", "web"]}])
    );
    assert_eq!(
        said(|s| s.included = None),
        json!([{"kind": "removeIncludedTargets", "contextKind": "user",
            "values": ["ada", "grace"]}])
    );
    assert_eq!(
        said(|s| s.excluded_contexts = Some(vec![SegmentTarget::new("org", vec!["b".to_owned()])])),
        json!([{"kind": "addExcludedTargets", "contextKind": "org", "values": ["b"]}])
    );
    assert_eq!(
        said(|s| s.included_contexts = Some(Vec::new())),
        json!([{"kind": "removeIncludedTargets", "contextKind": "org", "values": ["acme"]}])
    );
}

#[test]
fn a_clause_that_becomes_another_is_replaced() {
    let replaced = |edit: fn(&mut Clause)| {
        let instructions = said(|s| edit(&mut s.rules[0].clauses[0]));
        assert_eq!(instructions.as_array().unwrap().len(), 1, "{instructions}");
        assert_eq!(instructions[0]["clauseId"], "one-x");
        assert_eq!(instructions[0]["kind"], "updateClause");
        instructions[0]["clause"]["values"].clone()
    };
    assert_eq!(
        replaced(|clause| clause.negate = true),
        json!(["a", 1, "c"])
    );
    assert_eq!(
        replaced(|clause| clause.attribute.push('x')),
        json!(["a", 1, "c"])
    );
    // Values in another order, one twice, or none of the old ones.
    assert_eq!(
        replaced(|clause| clause.values.reverse()),
        json!(["c", 1, "a"])
    );
    assert_eq!(
        replaced(|clause| clause.values.push(json!("a"))),
        json!(["a", 1, "c", "a"])
    );
    assert_eq!(
        replaced(|clause| clause.values = vec![json!("z")]),
        json!(["z"])
    );
    // 1 and 1.0 are the same value, written otherwise.
    assert_eq!(
        replaced(|clause| clause.values[1] = json!(1.0)),
        json!(["a", 1.0, "c"])
    );
}

#[test]
fn a_target_that_changes_lists_leaves_one_and_joins_the_other() {
    assert_eq!(
        said(|s| {
            s.excluded = Some(Vec::new());
            s.included.as_mut().unwrap().push("linus".to_owned());
        }),
        json!([
            {"kind": "removeExcludedTargets", "contextKind": "user", "values": ["linus"]},
            {"kind": "addIncludedTargets", "contextKind": "user", "values": ["linus"]},
        ])
    );
}

#[test]
fn what_has_no_instruction_is_left_and_told() {
    let replace = |path: &str, value: Value| json!({"op": "replace", "path": path, "value": value});
    let add = |path: &str, value: Value| json!({"op": "add", "path": path, "value": value});
    assert_eq!(
        unsaid(|s| s.description = Some("For all".to_owned())),
        [(add("/description", json!("For all")), vec!["description"])]
    );
    assert_eq!(
        unsaid(|s| s.rules[1].bucket_by = Some("email".to_owned())),
        [(add("/rules/1/bucketBy", json!("email")), vec!["bucketBy"])]
    );
    assert_eq!(
        unsaid(|s| s.rules[0].weight = Some(7)),
        [(add("/rules/0/weight", json!(7)), vec!["percentageGiven"])]
    );
    assert_eq!(
        unsaid(|s| s.rules[1].weight = None),
        [(
            json!({"op": "remove", "path": "/rules/1/weight"}),
            vec!["percentageTaken"]
        )]
    );
    assert_eq!(
        unsaid(|s| s.rules[1].weight = Some(100_001)),
        [(
            replace("/rules/1/weight", json!(100_001)),
            vec!["percentageInvalid"]
        )]
    );
    assert_eq!(
        unsaid(|s| s.rules[0].rollout_context_kind = Some("org".into())),
        [(
            replace("/rules/0/rolloutContextKind", json!("org")),
            vec!["rolloutKind"]
        )]
    );
    assert_eq!(
        unsaid(|s| s.rules[0].clauses.reverse()),
        [(
            json!({"op": "move", "from": "/rules/0/clauses/1", "path": "/rules/0/clauses/0"}),
            vec!["clauseOrder"]
        )]
    );
    assert_eq!(
        unsaid(|s| s.excluded.as_mut().unwrap().push("ada".to_owned())),
        [(add("/excluded/-", json!("ada")), vec!["bothLists"])]
    );
    assert_eq!(
        unsaid(|s| s.included.as_mut().unwrap().push("ada".to_owned())),
        [(add("/included/-", json!("ada")), vec!["targetForm"])]
    );
    assert_eq!(
        unsaid(|s| s.tags.push("a b".to_owned())),
        [(add("/tags/-", json!("a b")), vec!["tag"])]
    );
    assert_eq!(
        unsaid(|s| s.name = " ".to_owned()),
        [(replace("/name", json!(" ")), vec!["name"])]
    );
    assert_eq!(
        unsaid(|s| drop(s.unknown.insert("colour".to_owned(), json!("red")))),
        [(add("/colour", json!("red")), vec!["unknownField"])]
    );
}

#[test]
fn a_new_rule_is_added_last_and_then_moved() {
    let rule = || Rule::new(vec![Clause::new("user", "z", Operator::In, vec![json!(1)])]);
    let (instructions, remainder) = instructions(|s| s.rules.insert(1, rule()));
    assert_eq!(instructions.len(), 1);
    assert_eq!(instructions[0]["kind"], "addRule");
    assert_eq!(
        remainder,
        [(
            json!({"op": "move", "from": "/rules/3", "path": "/rules/1"}),
            vec!["ruleOrder"]
        )]
    );
    // Ids that nobody has given yet are in no patch.
    let bucketed = Rule {
        bucket_by: Some("email".to_owned()),
        ..rule()
    };
    let left = unsaid(|s| s.rules.insert(0, bucketed.clone()));
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].0["path"], "/rules/0");
    assert_eq!(left[0].0["value"]["_id"], Value::Null);
    assert_eq!(left[0].1, ["bucketBy"]);
}

#[test]
fn rules_and_clauses_without_ids_are_left() {
    let mut before = base();
    before.rules[0].id = None;
    before.rules[1].clauses[0].id = None;
    let mut after = before.clone();
    after.rules[0].clauses[0].negate = true;
    after.rules[1].clauses[0].negate = true;
    after.rules.rotate_left(1);
    check(&before, &after).unwrap();
    let diff = diff(&before, &after);
    assert_eq!(diff.batches, vec![]);
    let codes: BTreeSet<&str> = diff
        .unsaid
        .iter()
        .map(|unsaid| unsaid.reason.code())
        .collect();
    assert!(
        codes.contains("ruleId") && codes.contains("clauseId"),
        "{codes:?}"
    );
}

#[test]
fn of_a_big_segment_only_name_and_tags_are_said() {
    let mut before = base();
    before.unbounded = Some(true);
    let mut after = before.clone();
    after.name = "Big".to_owned();
    after.rules.clear();
    after.included.as_mut().unwrap().clear();
    check(&before, &after).unwrap();
    let diff = diff(&before, &after);
    assert_eq!(
        diff.batches[0].to_value(),
        json!({"instructions": [{"kind": "updateName", "value": "Big"}]})
    );
    assert!(
        diff.unsaid
            .iter()
            .all(|unsaid| unsaid.reason == Unsayable::BigSegment)
    );
}
