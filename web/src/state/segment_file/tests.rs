use super::*;
use serde_json::{Value, json};

const NOW: UnixMillis = UnixMillis(1_000);

fn segment(more: Value) -> Segment {
    let mut value = json!({
        "key": "beta", "name": "Beta", "description": "For the launch", "tags": ["web"],
        "creationDate": 5, "lastModifiedDate": 6, "version": 7, "generation": 2,
        "included": ["a", "b"], "excluded": ["c"],
        "includedContexts": [{ "contextKind": "org", "values": ["x"] }],
        "rules": [{ "_id": "r", "clauses": [] }],
        "_links": { "self": { "href": "/x" } },
        "_access": { "denied": [], "allowed": [] },
        "_flags": [{ "name": "F", "key": "f" }],
    });
    let Value::Object(more) = more else {
        panic!("{more} is no object");
    };
    value.as_object_mut().unwrap().extend(more);
    Segment::from_value(&value).unwrap()
}

fn items(dates: &[(&str, i64)]) -> Vec<ExpiringTarget> {
    let item = |(key, date): &(&str, i64)| {
        serde_json::from_value(json!({
            "_id": key, "_version": 1, "expirationDate": date, "contextKind": "user",
            "contextKey": key, "targetType": "included",
        }))
        .unwrap()
    };
    dates.iter().map(item).collect()
}

fn file(more: Value, dates: &[(&str, i64)]) -> SegmentFile {
    let place = Place::new("default", "production");
    SegmentFile::new(
        place,
        UnixMillis(1_795_343_400_000),
        segment(more),
        Some(&items(dates)),
    )
}

#[test]
fn what_is_written_is_read() {
    let file = file(json!({}), &[("a", 2_000)]);
    assert_eq!(SegmentFile::read(&file.write()), Ok(file.clone()));
    assert_eq!(file.name(), "beta-2026-11-22.segment.json");
    let untold = SegmentFile {
        expirations: None,
        ..file
    };
    assert_eq!(SegmentFile::read(&untold.write()), Ok(untold));
}

#[test]
fn what_is_about_whoever_read_it_is_not_written() {
    let text = file(json!({}), &[]).write();
    for name in ["_links\": {\n", "_access", "_flags", "href"] {
        assert!(!text.contains(name), "{name}");
    }
}

#[test]
fn any_other_file_is_refused_with_the_reason() {
    let good: Value = serde_json::from_str(&file(json!({}), &[]).write()).unwrap();
    for text in [
        "",
        "[]",
        "{}",
        "null",
        "{\"format\":\"other\",\"formatVersion\":1}",
    ] {
        assert!(
            SegmentFile::read(text).unwrap_err().contains("not a file"),
            "{text}"
        );
    }
    let mut newer = good.clone();
    newer["formatVersion"] = json!(2);
    assert!(
        SegmentFile::read(&newer.to_string())
            .unwrap_err()
            .contains("newer")
    );
    let mut damaged = good;
    damaged["segment"].as_object_mut().unwrap().remove("key");
    assert!(
        SegmentFile::read(&damaged.to_string())
            .unwrap_err()
            .contains("damaged")
    );
}

#[test]
fn everything_comes_back_but_what_the_server_counts() {
    let file = file(json!({}), &[("a", 2_000)]);
    let created = Segment::from_value(&json!({
        "key": "beta", "name": "Beta", "description": "For the launch", "tags": ["web"],
        "creationDate": 900, "lastModifiedDate": 900, "version": 1, "generation": 3,
    }))
    .unwrap();
    let (content, dates) = file.content(&created, NOW);
    assert_eq!((content.version, content.generation), (1, 3));
    assert_eq!(content.creation_date, UnixMillis(900));
    assert!(segdeck_core::diff::is_same(
        &content,
        &Segment {
            version: 1,
            generation: 3,
            ..file.segment.clone()
        }
    ));
    assert_eq!(dates, expirations_of(&items(&[("a", 2_000)])));
    assert_eq!(file.losses(NOW), [Loss::Facts]);
    assert_eq!(file.summary(), "1 rule, 4 targets, 1 expiration");
}

#[test]
fn a_target_that_would_have_left_by_now_does_not_come_back() {
    let file = file(json!({}), &[("a", 1_000), ("b", 1_001)]);
    let (content, dates) = file.content(&segment(json!({ "version": 1 })), NOW);
    assert_eq!(content.included, Some(vec!["b".to_owned()]));
    assert_eq!(dates, expirations_of(&items(&[("b", 1_001)])));
    assert_eq!(file.losses(NOW), [Loss::Facts, Loss::Expired(1)]);
}

#[test]
fn what_cannot_come_back_is_named() {
    let rolled = json!([{ "_id": "r", "clauses": [], "weight": 25_000 }]);
    for (more, expected) in [
        (json!({ "rules": rolled }), Loss::Bucketing),
        (
            json!({ "unbounded": true, "unboundedContextKind": "org" }),
            Loss::Members,
        ),
        (json!({ "_external": "amplitude" }), Loss::Source),
    ] {
        let file = file(more, &[]);
        assert_eq!(file.losses(NOW), [Loss::Facts, expected]);
        assert!(!expected.sentence().is_empty());
    }
    let untold = SegmentFile {
        expirations: None,
        ..file(json!({}), &[])
    };
    assert_eq!(untold.losses(NOW), [Loss::Facts, Loss::Expirations]);
}

#[test]
fn its_content_can_be_that_of_another_segment() {
    let new = NewSegment {
        name: "Other".to_owned(),
        key: "other".into(),
        tags: vec!["mobile".to_owned()],
        ..NewSegment::default()
    };
    let place = Place::new("default", "test");
    let other = file(json!({}), &[("a", 2_000)]).of(place.clone(), new.clone());
    assert_eq!(other.new_segment(), new);
    assert_eq!(other.place, place);
    assert_eq!(other.summary(), "1 rule, 4 targets, 1 expiration");
}

#[test]
fn a_big_segment_is_made_big_and_a_synced_one_plain() {
    let big = file(
        json!({ "unbounded": true, "unboundedContextKind": "org" }),
        &[],
    );
    let new = big.new_segment();
    assert!(new.unbounded);
    assert_eq!(new.unbounded_context_kind, Some("org".into()));
    let synced = file(json!({ "unbounded": true, "_external": "amplitude" }), &[]);
    assert!(!synced.new_segment().unbounded);
}
