//! Tests of expiring targets; what is expected comes from the contract.

use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};

use super::*;
use crate::{
    ids::CountedIds,
    model::{ExpiringTarget, ResourceId, Segment},
    patch::{
        SemanticPatch,
        semantic::samples::{any_json, standard},
    },
};

const NOW: UnixMillis = UnixMillis(1_000);

fn segment() -> Segment {
    standard(json!({
        "included": ["a", "b"], "excluded": ["x"],
        "includedContexts": [{"contextKind": "org", "values": ["o"]}],
    }))
}

fn target(list: TargetList, kind: &str, key: &str) -> TargetReference {
    TargetReference {
        list,
        context_kind: kind.into(),
        context_key: key.to_owned(),
    }
}

fn included(key: &str) -> TargetReference {
    target(TargetList::Included, "user", key)
}

fn add(target: TargetReference, value: i64) -> ExpiringTargetInstruction {
    let value = UnixMillis(value);
    ExpiringTargetInstruction::Add { target, value }
}

fn update(target: TargetReference, value: i64, version: Option<i64>) -> ExpiringTargetInstruction {
    let value = UnixMillis(value);
    ExpiringTargetInstruction::Update {
        target,
        value,
        version,
    }
}

fn remove(target: TargetReference) -> ExpiringTargetInstruction {
    ExpiringTargetInstruction::Remove { target }
}

fn item(id: &str, target_type: &str, kind: &str, key: &str, date: i64) -> ExpiringTarget {
    let value = json!({"_id": id, "_version": 4, "expirationDate": date, "contextKind": kind,
        "contextKey": key, "targetType": target_type, "_resourceId": {"key": "beta"}});
    serde_json::from_value(value).unwrap()
}

fn carry_out(
    items: &[ExpiringTarget],
    instructions: &[ExpiringTargetInstruction],
) -> AppliedExpirations {
    let resource = ResourceId {
        kind: Some("segment".to_owned()),
        key: Some("beta".to_owned()),
        ..ResourceId::default()
    };
    let instructions: Vec<_> = instructions.iter().collect();
    let ids = &mut CountedIds::new("new");
    apply(&segment(), &resource, items, &instructions, NOW, ids)
}

fn ids(items: &[ExpiringTarget]) -> Vec<&str> {
    items.iter().map(|item| item.id.as_str()).collect()
}

#[test]
fn both_families_are_read_and_written_back() {
    let by_context = |kind: &str, rest: Value| {
        let mut value = json!({"kind": kind, "targetType": "included", "contextKey": "a",
            "contextKind": "org"});
        value
            .as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        value
    };
    let date = 1_754_092_860_000_i64;
    for value in [
        by_context("addExpiringTarget", json!({"value": date})),
        by_context("updateExpiringTarget", json!({"value": date})),
        by_context("updateExpiringTarget", json!({"value": date, "version": 3})),
        by_context("removeExpiringTarget", json!({})),
    ] {
        let instruction = ExpiringTargetInstruction::parse(&value).unwrap();
        assert_eq!(instruction.to_value(), value);
    }
    for value in [
        json!({"kind": "addExpireUserTargetDate", "targetType": "excluded", "userKey": "u",
            "value": date}),
        json!({"kind": "updateExpireUserTargetDate", "targetType": "excluded", "userKey": "u",
            "value": date}),
        json!({"kind": "updateExpireUserTargetDate", "targetType": "excluded", "userKey": "u",
            "value": date, "version": 1}),
        json!({"kind": "removeExpireUserTargetDate", "targetType": "excluded", "userKey": "u"}),
    ] {
        let instruction = ExpiringUserTargetInstruction::parse(&value).unwrap();
        assert_eq!(instruction.to_value(), value);
        let target = instruction.as_context().target();
        assert_eq!(*target, self::target(TargetList::Excluded, "user", "u"));
    }
}

#[test]
fn a_malformed_instruction_refuses_the_whole_request() {
    let good = json!({"kind": "updateExpiringTarget", "targetType": "included",
        "contextKey": "a", "contextKind": "user", "value": 5, "version": 1});
    for (name, wrong) in [
        ("kind", json!("addExpireUserTargetDate")),
        ("kind", json!("extendExpiringTarget")),
        ("kind", Value::Null),
        ("targetType", json!("variation")),
        ("targetType", Value::Null),
        ("contextKey", json!(1)),
        ("contextKey", json!("")),
        ("contextKey", Value::Null),
        ("contextKind", Value::Null),
        ("value", json!("5")),
        ("value", json!(5.5)),
        ("value", json!("2027-01-31T00:00:00Z")),
        ("value", Value::Null),
        ("version", json!("1")),
    ] {
        let mut bad = good.clone();
        bad[name] = wrong;
        let body = json!({"instructions": [good, bad]});
        let error = SemanticPatch::<ExpiringTargetInstruction>::parse(&body).unwrap_err();
        assert_eq!(error.path, format!("instructions/1/{name}"), "{error}");
        assert!(error.reason.ends_with('.'), "{error}");
    }
    let user = json!({"kind": "addExpireUserTargetDate", "targetType": "included",
        "contextKey": "a", "value": 5});
    let error = ExpiringUserTargetInstruction::parse(&user).unwrap_err();
    assert_eq!(error.path, "userKey");
}

#[test]
fn the_user_family_names_users_only() {
    assert!(ExpiringUserTargetInstruction::new(remove(included("a"))).is_ok());
    let org = remove(target(TargetList::Included, "org", "o"));
    let error = ExpiringUserTargetInstruction::new(org).unwrap_err();
    assert_eq!(error.path, "contextKind");
}

#[test]
fn a_new_item_has_an_id_version_1_and_its_resource() {
    let applied = carry_out(&[], &[add(target(TargetList::Included, "org", "o"), 1_001)]);
    assert_eq!(applied.errors, []);
    assert_eq!(
        serde_json::to_value(applied.items).unwrap(),
        json!([{"_id": "new-1", "_version": 1, "expirationDate": 1001, "contextKind": "org",
            "contextKey": "o", "targetType": "included",
            "_resourceId": {"kind": "segment", "key": "beta"}}])
    );
}

#[test]
fn another_date_raises_the_version() {
    let items = [item("1", "included", "user", "a", 5_000)];
    for version in [None, Some(4)] {
        let applied = carry_out(&items, &[update(included("a"), 6_000, version)]);
        assert_eq!(applied.errors, []);
        assert_eq!(applied.items[0].version, 5);
        assert_eq!(applied.items[0].expiration_date, UnixMillis(6_000));
        assert_eq!(applied.items[0].id, "1");
        let same = carry_out(&items, &[update(included("a"), 5_000, version)]);
        assert_eq!(same.errors, []);
        assert_eq!(same.items, items);
    }
}

#[test]
fn a_failed_instruction_is_told_and_the_others_go_on() {
    let items = [item("1", "included", "user", "a", 5_000)];
    let excluded = target(TargetList::Excluded, "user", "x");
    let applied = carry_out(
        &items,
        &[
            add(included("x"), 5_000),
            add(included("a"), 6_000),
            add(excluded.clone(), 1_000),
            update(included("b"), 5_000, None),
            update(included("a"), 6_000, Some(3)),
            update(included("a"), 999, Some(4)),
            remove(excluded.clone()),
            add(target(TargetList::Included, "device", "a"), 5_000),
            add(excluded.clone(), 1_001),
            remove(included("a")),
            remove(included("a")),
        ],
    );
    let told: Vec<_> = applied
        .errors
        .iter()
        .map(|error| (error.instruction_index, error.message.as_str()))
        .collect();
    let expected = [
        (0, "not an individual target"),
        (1, "already has an expiration; use update"),
        (2, "not in the future"),
        (3, "has no expiration"),
        (4, "version 4, not 3"),
        (5, "not in the future"),
        (6, "has no expiration"),
        (7, "not an individual target"),
        (10, "has no expiration"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((index, message), (expected_index, words)) in told.into_iter().zip(expected) {
        assert_eq!(index, expected_index);
        assert!(message.contains(words), "{message} lacks {words:?}");
        assert!(message.ends_with('.'), "{message}");
    }
    assert_eq!(ids(&applied.items), ["new-1"]);
    assert_eq!(TargetReference::of(&applied.items[0]), Some(excluded));
}

#[test]
fn all_items_come_back_the_next_to_leave_first() {
    let items = [
        item("late", "included", "user", "b", 9_000),
        item("odd", "variation", "user", "zz", 2_000),
        item("soon", "excluded", "user", "x", 2_000),
    ];
    let org = add(target(TargetList::Included, "org", "o"), 2_000);
    let applied = carry_out(&items, &[org]);
    assert_eq!(ids(&applied.items), ["new-1", "soon", "odd", "late"]);
}

#[test]
fn items_are_due_at_their_date() {
    let items = vec![
        item("before", "included", "user", "a", 999),
        item("at", "included", "user", "b", 1_000),
        item("after", "excluded", "user", "x", 1_001),
    ];
    let (due, rest) = due(items, NOW);
    assert_eq!(ids(&due), ["before", "at"]);
    assert_eq!(ids(&rest), ["after"]);
}

#[test]
fn due_targets_leave_their_own_list_only() {
    let segment = standard(json!({
        "included": ["a", "b"], "excluded": ["x"], "rules": [{"_id": "r", "clauses": []}],
        "includedContexts": [{"contextKind": "org", "values": ["o", "p"]}],
    }));
    let due = [
        item("1", "included", "user", "a", 1),
        item("2", "included", "org", "o", 1),
        item("3", "included", "user", "x", 1),
        item("4", "variation", "user", "b", 1),
    ];
    let expected = standard(json!({
        "included": ["b"], "excluded": ["x"], "rules": [{"_id": "r", "clauses": []}],
        "includedContexts": [{"contextKind": "org", "values": ["p"]}],
    }));
    assert_eq!(apply_due(&segment, &due), expected);
    assert_eq!(apply_due(&segment, &[]), segment);
}

#[test]
fn an_expiration_goes_with_its_target() {
    let items = vec![
        item("kept", "included", "user", "a", 1),
        item("other list", "excluded", "user", "a", 1),
        item("other kind", "included", "org", "a", 1),
        item("org", "included", "org", "o", 1),
        item("unknown list", "variation", "user", "zz", 1),
    ];
    let kept = remove_orphans(&segment(), items);
    assert_eq!(ids(&kept), ["kept", "org", "unknown list"]);
}

#[test]
fn a_plan_says_only_what_changed() {
    let saved = [
        item("1", "included", "user", "a", 5_000),
        item("2", "included", "user", "b", 5_000),
        item("3", "excluded", "user", "x", 5_000),
        item("4", "variation", "user", "x", 5_000),
    ];
    let edited = [
        (target(TargetList::Included, "org", "o"), UnixMillis(7_000)),
        (included("b"), UnixMillis(6_000)),
        (included("a"), UnixMillis(5_000)),
    ];
    assert_eq!(
        plan(&saved, &edited),
        [
            remove(target(TargetList::Excluded, "user", "x")),
            update(included("b"), 6_000, Some(4)),
            add(target(TargetList::Included, "org", "o"), 7_000),
        ]
    );
    assert_eq!(plan(&[], &[]), []);
}

fn any_reference() -> impl Strategy<Value = TargetReference> {
    (
        any::<bool>(),
        prop_oneof![Just("user"), Just("org")],
        "[abox]",
    )
        .prop_map(|(is_included, kind, key)| {
            let list = if is_included {
                TargetList::Included
            } else {
                TargetList::Excluded
            };
            target(list, kind, &key)
        })
}

fn any_instruction() -> impl Strategy<Value = ExpiringTargetInstruction> {
    let target = any_reference();
    (0..3_u8, target, any::<i64>(), option::of(any::<i64>())).prop_map(
        |(which, target, value, version)| match which {
            0 => add(target, value),
            1 => update(target, value, version),
            _ => remove(target),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(instruction in any_instruction()) {
        let value = instruction.to_value();
        prop_assert_eq!(ExpiringTargetInstruction::parse(&value), Ok(instruction.clone()));
        if let Ok(of_user) = ExpiringUserTargetInstruction::new(instruction) {
            let value = of_user.to_value();
            prop_assert_eq!(ExpiringUserTargetInstruction::parse(&value), Ok(of_user));
        }
    }

    #[test]
    fn any_json_is_read_or_refused(value in any_json()) {
        let _ = ExpiringTargetInstruction::parse(&value);
        let _ = ExpiringUserTargetInstruction::parse(&value);
        let _ = SemanticPatch::<ExpiringTargetInstruction>::parse(&value);
    }

    #[test]
    fn each_instruction_succeeds_or_is_told(instructions in vec(any_instruction(), 0..12)) {
        let applied = carry_out(&[item("1", "included", "user", "a", 5_000)], &instructions);
        let failed: Vec<_> = applied.errors.iter().map(|error| error.instruction_index).collect();
        prop_assert!(failed.is_sorted_by(|left, right| left < right));
        prop_assert_eq!(remove_orphans(&segment(), applied.items.clone()), applied.items.clone());
        prop_assert!(applied.items.iter().all(|item| item.expiration_date > NOW));
    }

    #[test]
    fn a_plan_carried_out_gives_the_edited_set(
        saved in proptest::collection::btree_map(any_target(), 1_001..9_000_i64, 0..4),
        edited in proptest::collection::btree_map(any_target(), 1_001..9_000_i64, 0..4),
    ) {
        let saved: Vec<_> = saved
            .iter()
            .map(|(target, date)| {
                let list = target.list.as_str();
                item("1", list, target.context_kind.as_str(), &target.context_key, *date)
            })
            .collect();
        let edited: Vec<_> = edited.into_iter().map(|(t, date)| (t, UnixMillis(date))).collect();
        let applied = carry_out(&saved, &plan(&saved, &edited));
        prop_assert_eq!(&applied.errors, &[]);
        let mut after: Vec<_> = applied
            .items
            .iter()
            .map(|item| (TargetReference::of(item).unwrap(), item.expiration_date))
            .collect();
        after.sort();
        prop_assert_eq!(&after, &edited);
        prop_assert_eq!(plan(&applied.items, &edited), []);
    }
}

/// A target that the segment of these tests has.
fn any_target() -> impl Strategy<Value = TargetReference> {
    prop_oneof![
        Just(included("a")),
        Just(included("b")),
        Just(target(TargetList::Excluded, "user", "x")),
        Just(target(TargetList::Included, "org", "o")),
    ]
}
