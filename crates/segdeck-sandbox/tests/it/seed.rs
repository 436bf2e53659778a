//! Demo and measurement data.

use std::collections::BTreeSet;

use segdeck_core::{
    model::{Operator, Segment, SegmentKind, TargetList},
    validate::{self, Severity},
};
use serde_json::Value;

use crate::harness::{Harness, NOW};

const PRODUCTION: &str = "/api/v2/segments/default/production";
const TEST: &str = "/api/v2/segments/default/test";

fn all(harness: &Harness, path: &str) -> Vec<Segment> {
    let page = harness.read(&format!("{path}?limit=1000"));
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| Segment::from_value(item).unwrap())
        .collect()
}

fn demo() -> (Harness, Vec<Segment>) {
    let harness = Harness::new();
    harness.sandbox.seed_demo(NOW).unwrap();
    let mut segments = all(&harness, PRODUCTION);
    segments.extend(all(&harness, TEST));
    (harness, segments)
}

#[test]
fn the_demo_has_sixty_sound_segments_of_every_kind() {
    let (_, segments) = demo();
    assert_eq!(segments.len(), 60);
    for segment in &segments {
        for problem in validate::segment(segment) {
            assert_ne!(
                problem.severity,
                Severity::Error,
                "{}: {problem:?}",
                segment.key
            );
        }
        assert!(segment.creation_date <= segment.last_modified_date);
        assert!(segment.last_modified_date <= NOW);
    }
    for kind in [
        SegmentKind::RuleBased,
        SegmentKind::List,
        SegmentKind::Big,
        SegmentKind::Synced,
    ] {
        assert!(
            segments.iter().any(|segment| segment.kind() == kind),
            "{kind:?}"
        );
    }
    let largest = segments
        .iter()
        .map(|segment| {
            segment.target_count(TargetList::Included) + segment.target_count(TargetList::Excluded)
        })
        .max();
    assert_eq!(largest, Some(15_000));
}

#[test]
fn the_demo_shows_every_operator_and_rollout() {
    let (_, segments) = demo();
    let rules: Vec<_> = segments.iter().flat_map(|segment| &segment.rules).collect();
    let operators: BTreeSet<_> = rules
        .iter()
        .flat_map(|rule| &rule.clauses)
        .map(|clause| clause.op.clone())
        .collect();
    assert_eq!(operators, BTreeSet::from(Operator::ALL));
    let kinds: BTreeSet<_> = segments.iter().flat_map(Segment::target_kinds).collect();
    assert!(kinds.len() >= 3, "{kinds:?}");
    assert!(rules.iter().any(|rule| rule.bucket_by.is_some()));
    assert!(rules.iter().any(|rule| {
        rule.weight.is_some()
            && rule
                .rollout_context_kind
                .as_ref()
                .is_some_and(|k| !k.is_user())
    }));
    assert!(
        rules
            .iter()
            .flat_map(|rule| &rule.clauses)
            .any(|clause| clause.negate)
    );
}

#[test]
fn nested_segments_of_the_demo_exist() {
    let harness = Harness::new();
    harness.sandbox.seed_demo(NOW).unwrap();
    for path in [PRODUCTION, TEST] {
        let segments = all(&harness, path);
        let keys: BTreeSet<&str> = segments.iter().map(|s| s.key.as_str()).collect();
        for clause in segments
            .iter()
            .flat_map(|s| &s.rules)
            .flat_map(|r| &r.clauses)
        {
            if clause.op == Operator::SegmentMatch {
                for value in &clause.values {
                    assert!(keys.contains(value.as_str().unwrap()), "{value}");
                }
            }
        }
    }
}

#[test]
fn past_expirations_happen_at_once_and_others_wait() {
    let harness = Harness::new();
    harness.sandbox.seed_demo(NOW).unwrap();
    assert!(harness.sandbox.next_due().unwrap().unwrap() < NOW);
    assert_eq!(harness.sandbox.apply_due(NOW).unwrap(), 4);
    let press = harness.read(&format!("{PRODUCTION}/press-and-analysts"));
    assert!(!press["included"].to_string().contains("press-oldnews"));
    let path = "/api/v2/segments/default/press-and-analysts/expiring-targets/production";
    assert_eq!(harness.read(path)["items"].as_array().unwrap().len(), 3);
    let next = harness.sandbox.next_due().unwrap().unwrap();
    assert!(next > NOW && next < NOW.plus(24 * 3_600_000));
}

#[test]
fn every_expiration_of_the_demo_has_its_target() {
    let (harness, segments) = demo();
    let mut count = 0;
    for segment in segments {
        for environment in ["production", "test"] {
            let path = format!(
                "/api/v2/segments/default/{}/expiring-targets/{environment}",
                segment.key
            );
            let (status, answer) = harness.get(&path);
            let itself = segment.links["self"].href.clone().unwrap();
            if status != 200 || !itself.contains(&format!("/default/{environment}/")) {
                continue;
            }
            for item in answer["items"].as_array().unwrap() {
                let text = |name: &str| item[name].as_str().unwrap().to_owned();
                let list = TargetList::from_name(&text("targetType")).unwrap();
                assert!(
                    segment.has_target(list, &text("contextKind"), &text("contextKey")),
                    "{item}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn the_same_time_gives_the_same_demo() {
    let without_places = |segments: Vec<Segment>| -> Vec<Value> {
        segments
            .into_iter()
            .map(|mut segment| {
                // The environment's id is the database's own.
                segment.unbounded_metadata = None;
                segment.to_value()
            })
            .collect()
    };
    assert_eq!(without_places(demo().1), without_places(demo().1));
}

#[test]
fn a_database_in_use_is_not_seeded() {
    let harness = Harness::with_segment();
    harness.sandbox.seed_demo(NOW).unwrap();
    harness.sandbox.seed_many(5, NOW).unwrap();
    assert_eq!(harness.read(TEST)["totalCount"], 1);
    harness.delete(&format!("{TEST}/a"));
    harness.sandbox.seed_demo(NOW).unwrap();
    assert_eq!(harness.read(TEST)["totalCount"], 0);
    assert_eq!(harness.read(PRODUCTION)["totalCount"], 0);
}

#[test]
fn many_small_segments_can_be_made_for_measurements() {
    let harness = Harness::new();
    harness.sandbox.seed_many(250, NOW).unwrap();
    let page = harness.read(&format!("{PRODUCTION}?limit=1"));
    assert_eq!(page["totalCount"], 250);
    let newest = &page["items"][0];
    assert_eq!(newest["creationDate"], NOW.0);
    assert!(newest["key"].as_str().unwrap().ends_with("-00250"));
}
