//! Answers shaped after real ones, and random segments, are read without loss: what is written
//! back is what came. Field order aside, which JSON does not give a meaning.

use proptest::prelude::*;
use segdeck_core::{
    model::{
        ExpiringTargets, Page, PatchedExpiringUserTargets, Segment, SegmentKind, SegmentSummary,
        TargetList, TargetType,
    },
    wire,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::generate::{config, segment};

const SEGMENTS_PAGE: &str = include_str!("recorded/segments_page.json");
const SYNCED_SEGMENT: &str = include_str!("recorded/synced_segment.json");
const SEGMENT_OF_TOMORROW: &str = include_str!("recorded/segment_of_tomorrow.json");

/// Reads an answer, checks that writing it loses nothing, and gives what was read.
fn round_trip<T: DeserializeOwned + Serialize>(text: &str) -> T {
    let read: T = wire::decode(text.as_bytes()).unwrap();
    let written: Value = serde_json::from_slice(&wire::encode(&read)).unwrap();
    let original: Value = serde_json::from_str(text).unwrap();
    assert_eq!(written.to_string(), original.to_string());
    read
}

#[test]
fn a_page_of_segments() {
    let page: Page<Segment> = round_trip(SEGMENTS_PAGE);
    assert_eq!(
        page.next(),
        Some("/api/v2/segments/shop/staging?limit=3&offset=3")
    );
    assert_eq!(page.total_count, Some(5));
    let kinds: Vec<_> = page.items.iter().map(Segment::kind).collect();
    assert_eq!(
        kinds,
        [SegmentKind::List, SegmentKind::RuleBased, SegmentKind::Big]
    );
    let partners = &page.items[1];
    assert_eq!(partners.rules[1].weight, Some(10_000));
    assert_eq!(partners.rules[1].clauses[1].context_kind(), "user");
    let devices: Vec<&str> = partners.targets(TargetList::Included, "device").collect();
    assert_eq!(devices, ["d/1", "d 2", "d@3"]);
    assert_eq!(page.items[2].included, None);
}

#[test]
fn a_synced_segment() {
    let segment: Segment = round_trip(SYNCED_SEGMENT);
    assert_eq!(segment.kind(), SegmentKind::Synced);
    assert_eq!(segment.flags.unwrap().len(), 2);
    assert_eq!(segment.access.unwrap().denied[0].action, "updateIncluded");
}

#[test]
fn a_segment_with_much_that_is_not_known() {
    let segment: Segment = round_trip(SEGMENT_OF_TOMORROW);
    assert_eq!(segment.unknown.len(), 3);
    let clause = &segment.rules[0].clauses[0];
    assert!(!clause.op.is_known());
    assert_eq!(clause.op.as_str(), "withinPolygon");
}

#[test]
fn expiring_targets() {
    let targets: ExpiringTargets = round_trip(include_str!("recorded/expiring_targets.json"));
    let lists: Vec<_> = targets
        .items
        .iter()
        .map(|item| item.target_type.as_ref().and_then(TargetType::list))
        .collect();
    assert_eq!(lists, [Some(TargetList::Included), None, None]);
    let patched: PatchedExpiringUserTargets =
        round_trip(include_str!("recorded/patched_expiring_user_targets.json"));
    assert_eq!(patched.errors.unwrap()[0].instruction_index, 1);
}

#[test]
fn a_summary_counts_what_it_does_not_keep() {
    let page: Page<SegmentSummary> = wire::decode(SEGMENTS_PAGE.as_bytes()).unwrap();
    let facts: Vec<_> = page
        .items
        .iter()
        .map(|summary| {
            (
                summary.kind(),
                summary.rule_count(),
                summary.target_count(TargetList::Included),
                summary.target_count(TargetList::Excluded),
            )
        })
        .collect();
    assert_eq!(
        facts,
        [
            (SegmentKind::List, 0, Some(2), Some(1)),
            (SegmentKind::RuleBased, 2, Some(5), Some(0)),
            (SegmentKind::Big, 0, Some(1_250_000), Some(0)),
        ]
    );
    let synced: SegmentSummary = wire::decode(SYNCED_SEGMENT.as_bytes()).unwrap();
    assert_eq!(synced.kind(), SegmentKind::Synced);
    assert_eq!(synced.target_count(TargetList::Included), None);
    let tomorrow: SegmentSummary = wire::decode(SEGMENT_OF_TOMORROW.as_bytes()).unwrap();
    assert_eq!(tomorrow.target_count(TargetList::Included), Some(2));
}

#[test]
fn what_is_missing_or_of_a_wrong_type_is_named() {
    let changed = |edit: &dyn Fn(&mut Value)| {
        let mut document: Value = serde_json::from_str(SEGMENT_OF_TOMORROW).unwrap();
        edit(&mut document);
        wire::decode::<Segment>(document.to_string().as_bytes()).unwrap_err()
    };
    let error = changed(&|segment| segment["rules"][0]["clauses"][0]["op"] = Value::from(5));
    assert_eq!(error.path, "rules/0/clauses/0/op");
    let error = changed(&|segment| segment["version"] = Value::from("1"));
    assert_eq!(error.path, "version");
    let error = changed(&|segment| drop(segment.as_object_mut().unwrap().remove("key")));
    assert!(error.reason.contains("`key`"), "{error}");
    let cut = SEGMENT_OF_TOMORROW.get(..700).unwrap_or_default();
    let error = wire::decode::<Segment>(cut.as_bytes()).unwrap_err();
    assert!(error.reason.contains("line"), "{error}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_segment(segment in segment()) {
        let text = wire::encode(&segment);
        prop_assert_eq!(&wire::decode::<Segment>(&text).unwrap(), &segment);
        let value = segment.to_value();
        prop_assert_eq!(&serde_json::from_slice::<Value>(&text).unwrap(), &value);
        prop_assert_eq!(&Segment::from_value(&value).unwrap(), &segment);
        prop_assert_eq!(wire::pretty(&segment), serde_json::to_string_pretty(&segment).unwrap());
        let summary: SegmentSummary = wire::decode(&text).unwrap();
        prop_assert_eq!(summary, SegmentSummary::from(&segment));
    }
}
