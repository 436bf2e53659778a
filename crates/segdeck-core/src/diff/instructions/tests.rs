//! What happens between the requests.

use std::sync::Arc;

use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::{Limits, SemanticOptions, within};
use crate::{
    evaluate::{Evaluator, NoSegments, PreparedSegment},
    ids::CountedIds,
    model::{Context, ContextInstance, Segment},
    patch::semantic::{apply, samples::standard},
};

const KEYS: [&str; 4] = ["a", "b", "c", "d"];

fn keys() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(KEYS.to_vec(), 0..=KEYS.len()).prop_shuffle()
}

/// Keys of one kind that are on one list at most.
fn lists() -> impl Strategy<Value = (Vec<&'static str>, Vec<&'static str>)> {
    (keys(), 0..=KEYS.len()).prop_map(|(mut keys, at)| {
        let excluded = keys.split_off(at.min(keys.len()));
        (keys, excluded)
    })
}

fn clause(id: u8) -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(vec!["user", "org"]);
    (kind, keys(), any::<bool>()).prop_map(move |(kind, values, negate)| {
        json!({"_id": format!("clause-{id}"), "contextKind": kind, "attribute": "key", "op": "in",
            "values": values, "negate": negate})
    })
}

fn rule() -> impl Strategy<Value = Value> {
    let weight = prop::sample::select(vec![Value::Null, json!(0), json!(50_000), json!(100_000)]);
    let bucket_by = prop::sample::select(vec![Value::Null, Value::Null, json!("key"), json!("x")]);
    (clause(1), clause(2), any::<bool>(), weight, bucket_by).prop_map(
        |(first, second, has_two, weight, bucket_by)| {
            let clauses = if has_two {
                vec![first, second]
            } else {
                vec![first]
            };
            json!({"clauses": clauses, "weight": weight, "bucketBy": bucket_by,
                "rolloutContextKind": "user"})
        },
    )
}

/// Segments whose rules have ids of few.
fn segment() -> impl Strategy<Value = Segment> {
    let ids = prop::sample::subsequence(vec!["r1", "r2", "r3"], 0..=3).prop_shuffle();
    (lists(), lists(), ids, vec(rule(), 3)).prop_map(|(users, orgs, ids, mut rules)| {
        rules.truncate(ids.len());
        for (rule, id) in rules.iter_mut().zip(ids) {
            rule["_id"] = id.into();
        }
        let entry = |keys: Vec<&str>| {
            if keys.is_empty() {
                json!([])
            } else {
                json!([{"contextKind": "org", "values": keys}])
            }
        };
        standard(json!({
            "included": users.0, "excluded": users.1, "rules": rules,
            "includedContexts": entry(orgs.0), "excludedContexts": entry(orgs.1),
        }))
    })
}

/// The later one keeps some of the earlier one's rules.
fn pair() -> impl Strategy<Value = (Segment, Segment)> {
    (segment(), segment(), vec(any::<bool>(), 3)).prop_map(|(before, mut after, keeps)| {
        for (rule, keeps) in after.rules.iter_mut().zip(keeps) {
            let same = before.rules.iter().find(|old| old.id == rule.id);
            if let Some(same) = same.filter(|_| keeps) {
                rule.clone_from(same);
            }
        }
        (before, after)
    })
}

fn everybody() -> Vec<ContextInstance> {
    let one = |kind: &'static str| KEYS.iter().map(move |key| Context::new(kind, *key));
    let both = one("user").flat_map(|user| {
        one("org").map(move |org| ContextInstance::new(vec![org, user.clone()]).unwrap())
    });
    one("user")
        .chain(one("org"))
        .map(ContextInstance::from)
        .chain(both)
        .collect()
}

fn members(segment: &Segment) -> Vec<bool> {
    let prepared = Arc::new(PreparedSegment::new(segment, Some("salt")));
    everybody()
        .iter()
        .map(|context| {
            let verdict = Evaluator::new(context, &NoSegments).verdict(&prepared);
            verdict.unwrap().is_member()
        })
        .collect()
}

proptest! {
    #[test]
    fn nobody_changes_sides_twice((before, after) in pair(), operations in 2..5_usize) {
        let limits = Limits { operations, targets: 100 };
        let diff = within(&before, &after, &SemanticOptions::default(), limits);
        let mut ids = CountedIds::new("from the server");
        let mut state = before.clone();
        let mut history = vec![members(&before)];
        for batch in &diff.batches {
            state = apply(&state, &batch.instructions, &mut ids).unwrap().segment;
            history.push(members(&state));
        }
        let last = diff.remainder.apply_to_segment(&state).unwrap();
        history.push(members(&last));
        prop_assert_eq!(history.last(), Some(&members(&after)));
        if diff.is_seamless {
            for person in 0..everybody().len() {
                let course: Vec<bool> = history.iter().map(|step| step[person]).collect();
                let changes = course.windows(2).filter(|pair| pair[0] != pair[1]).count();
                prop_assert!(changes <= 1, "{:?}: {course:?}\n{diff:#?}", everybody()[person]);
            }
        }
        if diff.remainder.is_empty() {
            prop_assert!(diff.is_seamless);
        }
    }

    #[test]
    fn no_request_passes_a_limit(
        (before, after) in pair(),
        operations in 2..5_usize,
        targets in 0..10_usize,
    ) {
        let limits = Limits { operations, targets };
        let diff = within(&before, &after, &SemanticOptions::default(), limits);
        let count = |segment: &Segment| -> usize {
            crate::model::TargetList::ALL.map(|list| segment.target_count(list)).iter().sum()
        };
        let mut state = before.clone();
        for batch in &diff.batches {
            let body = batch.to_value();
            let lists = body["instructions"].as_array().unwrap().iter();
            let lists = lists.filter(|one| one["kind"].as_str().unwrap().ends_with("Targets"));
            let sent: usize = lists.map(|one| one["values"].as_array().unwrap().len()).sum();
            prop_assert!(sent <= operations);
            let next = apply(&state, &batch.instructions, &mut CountedIds::new("x")).unwrap();
            prop_assert!(count(&next.segment) <= targets.max(count(&state)));
            state = next.segment;
        }
        let last = diff.remainder.apply_to_segment(&state).unwrap();
        prop_assert_eq!(members(&last), members(&after));
        if count(&after) <= targets {
            let is_about_targets = |path: String| path.starts_with("/inc") || path.starts_with("/exc");
            let mut left = diff.remainder.0.iter();
            prop_assert!(!left.any(|one| is_about_targets(one.path().to_string())));
        }
    }
}
