//! What holds of every segment and every context.

use std::sync::Arc;

use proptest::{collection::vec, prelude::*};
use segdeck_core::{
    SegmentKey,
    evaluate::{
        ClauseReason, EvaluationError, Evaluator, Explanation, NoSegments, PreparedSegment,
        RolloutResult, SegmentSource, Verdict, bucket,
    },
    model::{Clause, Context, ContextInstance, Operator, Rule, Segment, TargetList},
};
use serde_json::{Value, json};

use crate::generate::{clause, config, empty_segment, json_value, rule, segment, text};

/// A segment that names itself and one that nobody has.
struct Itself(Arc<PreparedSegment>);

impl SegmentSource for Itself {
    type Error = EvaluationError;

    fn segment(&self, key: &str) -> Result<Option<Arc<PreparedSegment>>, EvaluationError> {
        Ok((key.len() % 2 == 1).then(|| Arc::clone(&self.0)))
    }

    fn big_list(
        &self,
        _segment: &SegmentKey,
        context_key: &str,
    ) -> Result<Option<TargetList>, EvaluationError> {
        Ok(context_key.starts_with('a').then_some(TargetList::Included))
    }
}

fn context(kind: &'static str) -> impl Strategy<Value = Context> {
    let attributes = vec((text(1..3), json_value()), 0..4);
    (
        text(1..3),
        prop::option::of(text(0..3)),
        any::<bool>(),
        attributes,
    )
        .prop_map(move |(key, name, anonymous, attributes)| {
            let context = Context::new(kind, key)
                .with("name", name.map_or(Value::Null, Value::from))
                .with("anonymous", anonymous);
            attributes
                .into_iter()
                .fold(context, |context, (name, value)| context.with(&name, value))
        })
}

fn instance() -> impl Strategy<Value = ContextInstance> {
    prop_oneof![
        context("user").prop_map(ContextInstance::from),
        context("organization").prop_map(ContextInstance::from),
        (context("user"), context("device"))
            .prop_map(|(user, device)| ContextInstance::new(vec![device, user]).unwrap()),
    ]
}

fn prepared(segment: &Segment) -> Arc<PreparedSegment> {
    Arc::new(PreparedSegment::new(segment, Some("salt")))
}

fn verdict(segment: &Segment, context: &ContextInstance) -> Verdict {
    Evaluator::new(context, &NoSegments)
        .verdict(&prepared(segment))
        .unwrap()
}

fn of_one_clause(clause: Clause) -> Segment {
    Segment {
        rules: vec![Rule::new(vec![clause])],
        ..empty_segment()
    }
}

fn reason(clause: &Clause, context: &ContextInstance) -> (bool, ClauseReason) {
    let segment = prepared(&of_one_clause(clause.clone()));
    let Explanation { verdict, rules, .. } = Evaluator::new(context, &NoSegments)
        .explain(&segment)
        .unwrap();
    let result = rules[0].clauses[0].result.clone().unwrap();
    assert_eq!(result.holds, verdict.is_member());
    (result.holds, result.reason)
}

#[test]
fn buckets_are_those_of_the_server_sdk() {
    let recorded: Value = serde_json::from_str(include_str!("recorded/buckets.json")).unwrap();
    for row in recorded["buckets"].as_array().unwrap() {
        let text = |place: usize| row[place].as_str().unwrap();
        let found = bucket(text(0), text(1), text(2));
        let expected = row[3].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-15, "{row}: {found}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_question_has_an_answer(segment in segment(), context in instance()) {
        let is_big = segment.name.len() % 2 == 0;
        let segment = prepared(&Segment { unbounded: Some(is_big), ..segment });
        let source = Itself(Arc::clone(&segment));
        let mut evaluator = Evaluator::new(&context, &source);
        match evaluator.verdict(&segment) {
            Ok(verdict) => {
                let told = evaluator.explain(&segment).unwrap();
                prop_assert_eq!(told.verdict, verdict);
                for rule in &told.rules {
                    prop_assert_eq!(rule.is_match, verdict == Verdict::Rule(rule.index));
                    let all_hold = rule.clauses.iter()
                        .all(|clause| clause.result.as_ref().is_ok_and(|result| result.holds));
                    let is_in = rule.rollout.as_ref().is_none_or(RolloutResult::is_in);
                    prop_assert_eq!(rule.is_match, all_hold && is_in);
                }
            }
            Err(error) => prop_assert!(matches!(error, EvaluationError::Cycle(_)), "{error}"),
        }
    }

    #[test]
    fn an_included_key_is_in_whatever_the_rest_says(segment in segment(), context in instance()) {
        let mut segment = segment;
        let first = &context.contexts()[0];
        if first.kind.is_user() {
            // Not by `add_targets`, which is content with an entry among the other kinds.
            segment.included.get_or_insert_default().push(first.key.clone());
        } else {
            segment.add_targets(TargetList::Included, &first.kind, std::slice::from_ref(&first.key));
        }
        prop_assert_eq!(verdict(&segment, &context), Verdict::Included);
    }

    #[test]
    fn an_excluded_key_is_out_unless_it_is_included(rules in vec(rule(), 0..3), context in instance()) {
        let mut segment = Segment { rules, ..empty_segment() };
        let first = &context.contexts()[0];
        segment.add_targets(TargetList::Excluded, &first.kind, std::slice::from_ref(&first.key));
        prop_assert_eq!(verdict(&segment, &context), Verdict::Excluded);
    }

    #[test]
    fn the_order_of_values_and_clauses_means_nothing(
        segment in segment(), context in instance(), turn in 0..5_usize
    ) {
        let mut turned = segment.clone();
        for rule in &mut turned.rules {
            rule.clauses.reverse();
            for clause in &mut rule.clauses {
                let turn = turn.min(clause.values.len());
                clause.values.rotate_left(turn);
            }
        }
        prop_assert_eq!(verdict(&segment, &context), verdict(&turned, &context));
    }

    #[test]
    fn negation_turns_the_result_round_unless_there_is_nothing_to_look_at(
        clause in clause(), context in instance()
    ) {
        let other = Clause { negate: !clause.negate, ..clause.clone() };
        let (holds, why) = reason(&clause, &context);
        let (other_holds, other_why) = reason(&other, &context);
        prop_assert_eq!(why, other_why);
        if why.is_tried() {
            prop_assert_ne!(holds, other_holds);
        } else {
            prop_assert!(!holds && !other_holds);
        }
    }

    #[test]
    fn a_value_that_is_told_matches_alone(clause in clause(), context in instance()) {
        if let (_, ClauseReason::Value(place)) = reason(&clause, &context) {
            let alone = Clause { values: vec![clause.values[place].clone()], ..clause };
            prop_assert_eq!(reason(&alone, &context).1, ClauseReason::Value(0));
        }
    }

    #[test]
    fn everyone_equals_themselves(context in instance()) {
        for one in context.contexts() {
            let is_me = Clause::new(one.kind.clone(), "key", Operator::In, vec![json!(one.key)]);
            prop_assert!(verdict(&of_one_clause(is_me), &context).is_member());
        }
    }

    #[test]
    fn a_greater_share_takes_nobody_out(context in instance(), smaller in 0..100_000_i64, more in 0..1_000_i64) {
        let share = |weight| {
            let rule = Rule { weight: Some(weight), ..Rule::default() };
            verdict(&Segment { rules: vec![rule], ..empty_segment() }, &context).is_member()
        };
        prop_assert!(!share(smaller) || share(smaller + more));
    }

    #[test]
    fn any_json_is_a_context_or_is_refused(
        value in json_value(), kind in prop::sample::select(vec![json!("user"), json!("multi"), json!(5)])
    ) {
        drop(ContextInstance::from_value(&value));
        let mut fields = json!({"kind": kind, "key": "a", "user": value, "name": null});
        for _ in 0..2 {
            if let Ok(instance) = ContextInstance::from_value(&fields) {
                prop_assert_eq!(ContextInstance::from_value(&instance.to_value()).unwrap(), instance);
            }
            drop(fields.as_object_mut().unwrap().remove("key"));
        }
    }
}
