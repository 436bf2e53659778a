//! Verdicts with their reasons.

use super::*;

fn explain(segments: &Segments, key: &str, context: Value) -> Explanation {
    Evaluator::new(&instance(context), segments)
        .explain(&segments.segments[key])
        .unwrap()
}

#[test]
fn a_list_is_told_with_the_kind() {
    let segments = Segments::of([json!({
        "key": "s", "included": ["u"],
        "excludedContexts": [{"contextKind": "org", "values": ["o"]}],
        "rules": [{"clauses": []}]
    })]);
    let by_user = explain(&segments, "s", user("u"));
    assert_eq!(by_user.verdict, Verdict::Included);
    assert_eq!(by_user.kind, Some("user".into()));
    assert!(by_user.rules.is_empty());
    let by_org = explain(&segments, "s", json!({"kind": "org", "key": "o"}));
    assert_eq!(
        (by_org.verdict, by_org.kind),
        (Verdict::Excluded, Some("org".into()))
    );
}

#[test]
fn every_clause_of_the_tried_rules_is_told() {
    let clause = |id: &str, attribute: &str, values: Value, negate: bool| {
        json!({
            "_id": id, "contextKind": "user", "attribute": attribute, "op": "in",
            "values": values, "negate": negate
        })
    };
    let segments = Segments::of([json!({"key": "s", "rules": [
        {"_id": "r0", "clauses": [
            clause("c0", "plan", json!(["free", "pro"]), true),
            clause("c1", "country", json!(["FR"]), true),
            clause("c2", "/", json!(["x"]), false),
            {"_id": "c3", "contextKind": "org", "attribute": "key", "op": "in", "values": [], "negate": true}
        ]},
        {"_id": "r1", "clauses": [clause("c4", "plan", json!(["pro"]), false)], "weight": 100_000},
        {"_id": "r2", "clauses": []}
    ]})]);
    let context = json!({"kind": "user", "key": "u", "plan": "pro"});
    let told = explain(&segments, "s", context);
    assert_eq!(told.verdict, Verdict::Rule(1));
    assert_eq!(told.kind, None);
    assert_eq!(told.rules.len(), 2);
    let first = &told.rules[0];
    assert_eq!(
        (first.index, &first.id, first.is_match),
        (0, &Some("r0".into()), false)
    );
    assert_eq!(first.rollout, None);
    let results: Vec<_> = first
        .clauses
        .iter()
        .map(|clause| {
            let result = clause.result.clone().unwrap();
            (
                clause.id.clone().unwrap().to_string(),
                result.holds,
                result.reason,
            )
        })
        .collect();
    assert_eq!(
        results,
        [
            ("c0".to_owned(), false, ClauseReason::Value(1)),
            ("c1".to_owned(), false, ClauseReason::AttributeMissing),
            ("c2".to_owned(), false, ClauseReason::AttributeMalformed),
            ("c3".to_owned(), false, ClauseReason::KindMissing),
        ]
    );
    let second = &told.rules[1];
    assert!(second.is_match);
    assert!(second.clauses[0].result.as_ref().unwrap().reason.is_tried());
    let Some(RolloutResult::Bucket { bucket, share }) = second.rollout else {
        panic!("{second:?}")
    };
    assert!((bucket - super::bucket("s", "salt", "u")).abs() < f64::EPSILON);
    assert!((share - 1.0).abs() < f64::EPSILON);
}

#[test]
fn a_percentage_that_keeps_somebody_out_is_told() {
    let segments = Segments::of([json!({"key": "s", "rules": [
        {"clauses": [], "weight": 0}, {"clauses": [], "weight": 5, "rolloutContextKind": "org"}
    ]})]);
    let told = explain(&segments, "s", user("u"));
    assert_eq!(told.verdict, Verdict::NoRule);
    let rollouts: Vec<_> = told
        .rules
        .iter()
        .map(|rule| rule.rollout.clone().unwrap())
        .collect();
    assert!(rollouts.iter().all(|rollout| !rollout.is_in()));
    assert_eq!(rollouts[1], RolloutResult::KindMissing("org".into()));
}

#[test]
fn nested_segments_are_told_by_their_place() {
    let clause = |values: Value, negate: bool| json!({"attribute": "", "op": "segmentMatch", "values": values, "negate": negate});
    let segments = Segments::of([
        json!({"key": "a", "included": ["u"]}),
        json!({"key": "s", "rules": [
            {"clauses": [clause(json!(["none", "a"]), true), clause(json!(["loop"]), false)]},
            {"clauses": [clause(json!(["none", "a"]), false)]}
        ]}),
        json!({"key": "loop", "rules": [{"clauses": [clause(json!(["loop"]), false)]}]}),
    ]);
    let told = explain(&segments, "s", user("u"));
    assert_eq!(told.verdict, Verdict::Rule(1));
    let [kept_out, not_reached] = told.rules[0].clauses.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(
        kept_out.result.clone().unwrap().reason,
        ClauseReason::Value(1)
    );
    assert!(matches!(not_reached.result, Err(EvaluationError::Cycle(_))));
    let reached = told.rules[1].clauses[0].result.clone().unwrap();
    assert!(reached.holds);
}

#[test]
fn a_big_segment_tells_what_it_looks_for() {
    let segments =
        Segments::of([json!({"key": "big", "unbounded": true, "unboundedContextKind": "org"})]);
    let told = explain(&segments, "big", user("u"));
    assert_eq!(
        (told.verdict, told.kind),
        (Verdict::KindMissing, Some("org".into()))
    );
}
