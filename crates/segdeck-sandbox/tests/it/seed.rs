//! Demo and measurement data.

use std::collections::BTreeSet;

use segdeck_core::{
    model::{Operator, Segment, SegmentKind, TargetList},
    validate::{self, Severity},
};
use serde_json::{Value, json};

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
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
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
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
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

/// What the demo's rules ask for: kind, attribute, operator and values of every condition.
fn conditions(harness: &Harness, path: &str) -> Vec<(String, String, Operator, Vec<Value>)> {
    let rules = all(harness, path).into_iter().flat_map(|s| s.rules);
    rules
        .flat_map(|rule| rule.clauses)
        .filter(|clause| clause.op != Operator::SegmentMatch)
        // Anonymous contexts are not remembered.
        .filter(|clause| clause.attribute != "anonymous")
        .map(|clause| {
            let kind = clause
                .context_kind
                .map_or("user".into(), |kind| kind.to_string());
            (kind, clause.attribute, clause.op, clause.values)
        })
        .collect()
}

#[test]
fn attributes_and_values_of_the_demos_rules_can_be_completed() {
    let harness = Harness::new();
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
    for (path, environment) in [(PRODUCTION, "production"), (TEST, "test")] {
        let place = format!("/api/v2/projects/default/environments/{environment}");
        let names = harness.read(&format!("{place}/context-attributes"));
        for (kind, attribute, op, values) in conditions(&harness, path) {
            let of_kind = names["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|item| item["kind"] == *kind)
                .unwrap_or_else(|| panic!("{environment} has no {kind}"));
            assert!(
                of_kind["names"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|name| name["name"] == *attribute),
                "{environment}: {kind} {attribute}"
            );
            if op == Operator::In {
                let offered = harness.read(&format!(
                    "{place}/context-attributes/{}?limit=100&filter={}",
                    segdeck_core::url::encode(&attribute),
                    segdeck_core::url::encode(&format!("kind equals \"{kind}\""))
                ));
                let offered = offered["items"][0]["values"].as_array().unwrap();
                assert!(
                    values
                        .iter()
                        .any(|value| offered.iter().any(|offer| offer["name"] == *value)),
                    "{environment}: {kind} {attribute} {values:?}"
                );
            }
        }
    }
}

/// All contexts of an environment, page by page.
fn contexts(harness: &Harness, place: &str) -> Vec<Value> {
    let path = format!("{place}/contexts/search");
    let mut found = Vec::new();
    let mut body = json!({"limit": 50});
    loop {
        let (status, page) = harness.post(&path, body.clone());
        assert_eq!(status, 200, "{page}");
        let items = page["items"].as_array().unwrap();
        found.extend(items.iter().map(|item| item["context"].clone()));
        match &page["continuationToken"] {
            Value::Null => return found,
            token => body["continuationToken"] = token.clone(),
        }
    }
}

#[test]
fn the_demos_contexts_are_in_its_segments() {
    let harness = Harness::new();
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
    let place = "/api/v2/projects/default/environments/production";
    let contexts = contexts(&harness, place);
    assert!((200..400).contains(&contexts.len()), "{}", contexts.len());
    let (mut filled, mut members, mut kinds) = (BTreeSet::new(), 0, BTreeSet::new());
    for context in &contexts {
        kinds.insert(context["kind"].as_str().unwrap().to_owned());
        let (status, answer) = harness.post(&format!("{place}/segments/evaluate"), context.clone());
        assert_eq!(status, 200, "{answer}");
        let items = answer["items"].as_array().unwrap();
        let found = items.iter().filter(|item| item["isMember"] == true);
        let keys: Vec<String> = found
            .map(|item| item["key"].as_str().unwrap().to_owned())
            .collect();
        members += usize::from(!keys.is_empty());
        filled.extend(keys);
    }
    let expected = ["device", "org", "request", "session", "user"];
    assert!(kinds.iter().eq(expected.iter()), "{kinds:?}");
    let missing: Vec<String> = all(&harness, PRODUCTION)
        .into_iter()
        .map(|s| s.key.to_string())
        .filter(|key| !filled.contains(key))
        .collect();
    assert!(missing.len() < 5, "{missing:?}");
    assert!(
        members * 10 > contexts.len() * 9,
        "{members} of {}",
        contexts.len()
    );
}

#[test]
fn past_expirations_happen_at_once_and_others_wait() {
    let harness = Harness::new();
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
    let log = harness.read("/api/v2/auditlog?limit=20");
    let told = log["items"].as_array().unwrap().iter().filter(|entry| {
        let title = entry["titleVerb"].as_str().unwrap_or_default();
        title.contains("removed the expired targets")
    });
    assert_eq!(told.count(), 4, "{log}");
    assert_eq!(harness.sandbox.apply_due(NOW).unwrap(), 0);
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
            let itself = segment.links.get("self").unwrap().href.clone().unwrap();
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
fn some_segments_of_the_demo_have_a_history_that_leads_to_what_they_are() {
    let (harness, segments) = demo();
    let mut told = 0;
    for key in ["beta-testers", "enterprise-accounts", "paying-customers"] {
        let now = segments.iter().find(|segment| segment.key.as_str() == key);
        let now = now.unwrap();
        let target =
            format!("/api/v2/auditlog?spec=proj/default:env/production:segment/{key}&limit=20");
        let page = harness.read(&target);
        let mut after = now.clone();
        // What belongs to the answer for one segment is no part of the log.
        (after.flags, after.access) = (None, None);
        for item in page["items"].as_array().unwrap() {
            let path = format!("/api/v2/auditlog/{}", item["_id"].as_str().unwrap());
            let entry = harness.read(&path);
            let mut current = entry["currentVersion"].clone();
            let expiring = current.as_object_mut().unwrap().remove("_expiringTargets");
            assert_eq!(expiring.is_some(), key == "beta-testers");
            assert_eq!(Segment::from_value(&current).unwrap(), after, "{key}");
            assert_eq!(entry["date"], after.last_modified_date.0);
            assert!(entry["date"].as_i64().unwrap() >= now.creation_date.0);
            let member = &entry["member"];
            let address = member["email"].as_str().unwrap();
            let name = format!(
                "{} {}",
                member["firstName"].as_str().unwrap(),
                member["lastName"].as_str().unwrap()
            );
            assert_eq!(entry["subject"]["name"], name);
            assert_eq!(entry.get("token"), None);
            let theirs = harness.read(&format!("{target}&member={address}"));
            let mut ids = theirs["items"].as_array().unwrap().iter();
            assert!(ids.any(|theirs| theirs["_id"] == item["_id"]));
            told += 1;
            match entry
                .get("previousVersion")
                .filter(|before| !before.is_null())
            {
                Some(before) => {
                    let mut before = before.clone();
                    before.as_object_mut().unwrap().remove("_expiringTargets");
                    after = Segment::from_value(&before).unwrap();
                    assert_ne!(entry["accesses"], json!([]), "{key}: {entry}");
                }
                None => assert_eq!(
                    (after.version, &entry["accesses"][0]["action"]),
                    (1, &json!("createSegment"))
                ),
            }
        }
    }
    assert_eq!(told, 8);
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
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Many(5), NOW)
        .unwrap();
    assert_eq!(harness.read(TEST)["totalCount"], 1);
    harness.delete(&format!("{TEST}/a"));
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, NOW)
        .unwrap();
    assert_eq!(harness.read(TEST)["totalCount"], 0);
    assert_eq!(harness.read(PRODUCTION)["totalCount"], 0);
}

#[test]
fn many_small_segments_can_be_made_for_measurements() {
    let harness = Harness::new();
    harness
        .sandbox
        .seed(segdeck_sandbox::Seed::Many(250), NOW)
        .unwrap();
    let page = harness.read(&format!("{PRODUCTION}?limit=1"));
    assert_eq!(page["totalCount"], 250);
    let newest = &page["items"][0];
    assert_eq!(newest["creationDate"], NOW.0);
    assert!(newest["key"].as_str().unwrap().ends_with("-00250"));
}
