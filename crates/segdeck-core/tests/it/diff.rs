//! Patches made from two segments do what they say, and are small.

use proptest::prelude::*;
use segdeck_core::{
    diff::{ChangeKind, DiffOptions, Granularity, document_patch, is_same, json_patch, summarize},
    model::{Clause, Operator, Rule, Segment, SegmentTarget},
    patch::{JsonPatch, PatchOperation, is_read_only},
};
use serde_json::{Value, json};

use crate::generate::{Edit, config, edit, edited, empty_segment, segment};

const GRANULARITIES: [Granularity; 3] =
    [Granularity::Element, Granularity::Rule, Granularity::Field];

fn patch(before: &Segment, after: &Segment) -> JsonPatch {
    json_patch(before, after, DiffOptions::default())
}

/// The patch as a person writes it, one line for each operation.
fn lines(before: &Segment, after: &Segment) -> Vec<String> {
    let operations = patch(before, after).0;
    operations
        .iter()
        .map(|operation| operation.to_value().to_string())
        .collect()
}

fn check(before: &Segment, after: &Segment) -> Result<(), TestCaseError> {
    for granularity in GRANULARITIES {
        for is_guarded in [false, true] {
            let patch = json_patch(
                before,
                after,
                DiffOptions {
                    granularity,
                    is_guarded,
                },
            );
            let result = patch.apply_to_segment(before);
            let result =
                result.map_err(|error| TestCaseError::fail(format!("{error} {patch:?}")))?;
            prop_assert!(is_same(&result, after), "{patch:?}\n{result:?}");
            // What has an order, and what is read-only, is compared strictly.
            prop_assert_eq!(&result.rules, &after.rules);
            prop_assert_eq!(&result.name, &after.name);
            prop_assert_eq!(&result.description, &after.description);
            prop_assert_eq!(&result.unknown, &after.unknown);
            prop_assert_eq!(result.version, before.version);
            prop_assert_eq!(patch.is_empty(), is_same(before, after));
            let is_test = |operation: &PatchOperation| operation.name() == "test";
            let tests = patch
                .0
                .iter()
                .filter(|operation| is_test(operation))
                .count();
            prop_assert_eq!(tests, usize::from(is_guarded && !patch.is_empty()));
            prop_assert_eq!(&JsonPatch::parse(&patch.to_value()).unwrap(), &patch);
            prop_assert_eq!(serde_json::to_value(&patch).unwrap(), patch.to_value());
        }
    }
    prop_assert_eq!(summarize(before, after).is_empty(), is_same(before, after));
    check_length(before, after)
}

/// Several operations on one field are never longer than replacing the field.
fn check_length(before: &Segment, after: &Segment) -> Result<(), TestCaseError> {
    let of_field = |granularity, field: &str| {
        let options = DiffOptions {
            granularity,
            is_guarded: false,
        };
        let operations = json_patch(before, after, options).0;
        let about = |operation: &PatchOperation| {
            operation.path().tokens().first().map(String::as_str) == Some(field)
        };
        let operations: Vec<Value> = operations
            .iter()
            .filter(|operation| about(operation))
            .map(PatchOperation::to_value)
            .collect();
        (operations.len(), Value::from(operations).to_string().len())
    };
    for field in ["rules", "tags", "included", "includedContexts"] {
        let (_, longest) = of_field(Granularity::Field, field);
        for granularity in [Granularity::Element, Granularity::Rule] {
            let (count, length) = of_field(granularity, field);
            prop_assert!(
                count <= 1 || length <= longest,
                "{field}: {length} > {longest}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_patch_leads_to_the_edited_segment_and_back((before, after) in edited()) {
        check(&before, &after)?;
        check(&after, &before)?;
    }

    #[test]
    fn segments_and_their_documents_have_the_same_patch((before, after) in edited()) {
        for granularity in GRANULARITIES {
            let options = DiffOptions { granularity, is_guarded: true };
            let patch = json_patch(&before, &after, options);
            let (old, new) = (before.to_value(), after.to_value());
            let documents = (old.as_object().unwrap(), new.as_object().unwrap());
            prop_assert_eq!(document_patch(documents.0, documents.1, options), patch);
        }
    }

    #[test]
    fn a_patch_leads_to_any_other_segment(before in segment(), after in segment()) {
        check(&before, &after)?;
    }

    #[test]
    fn one_edit_is_one_operation(before in segment(), edit in edit()) {
        let mut before = before;
        make_ids_unique(&mut before);
        let mut after = before.clone();
        edit.apply(&mut after);
        let is_copy = matches!(edit, Edit::Entries(..) | Edit::Rules(_) | Edit::Clauses(..));
        prop_assume!(!is_copy || has_unique_ids(&after));
        let patch = patch(&before, &after);
        prop_assert!(patch.0.len() <= 1, "{edit:?}\n{patch:?}");
    }

    #[test]
    fn the_order_of_targets_and_tags_means_nothing((before, after) in (
        segment().prop_flat_map(|before| (Just(before.clone()), shuffled(before)))
    )) {
        prop_assert!(is_same(&before, &after));
        prop_assert_eq!(lines(&before, &after), Vec::<String>::new());
        prop_assert_eq!(summarize(&before, &after), vec![]);
    }

    #[test]
    fn what_is_read_only_is_passed_over(segment in segment()) {
        let mut other = segment.clone();
        other.key = "another".into();
        other.version += 1;
        other.generation = 4;
        other.deleted = true;
        other.unbounded = Some(true);
        other.external = Some("amplitude".to_owned());
        other.unknown.insert("_new".to_owned(), json!(1));
        prop_assert!(is_same(&segment, &other));
        prop_assert!(patch(&segment, &other).is_empty());
        prop_assert!(is_read_only("_new"));
    }
}

fn shuffled(segment: Segment) -> impl Strategy<Value = Segment> {
    fn of(keys: Option<Vec<String>>) -> BoxedStrategy<Option<Vec<String>>> {
        match keys {
            Some(keys) => Just(keys).prop_shuffle().prop_map(Some).boxed(),
            None => Just(None).boxed(),
        }
    }
    fn of_entries(
        entries: Option<Vec<SegmentTarget>>,
    ) -> BoxedStrategy<Option<Vec<SegmentTarget>>> {
        let Some(entries) = entries else {
            return Just(None).boxed();
        };
        let entries: Vec<_> = entries
            .into_iter()
            .map(|entry| {
                let rest = entry.clone();
                let values = Just(entry.values).prop_shuffle();
                values.prop_map(move |values| SegmentTarget {
                    values,
                    ..rest.clone()
                })
            })
            .collect();
        entries.prop_shuffle().prop_map(Some).boxed()
    }
    (
        Just(segment.tags.clone()).prop_shuffle(),
        of(segment.included.clone()),
        of(segment.excluded.clone()),
        of_entries(segment.included_contexts.clone()),
        of_entries(segment.excluded_contexts.clone()),
    )
        .prop_map(
            move |(tags, included, excluded, included_contexts, excluded_contexts)| Segment {
                tags,
                included,
                excluded,
                included_contexts,
                excluded_contexts,
                ..segment.clone()
            },
        )
}

fn make_ids_unique(segment: &mut Segment) {
    for (index, rule) in segment.rules.iter_mut().enumerate() {
        rule.id = Some(format!("r{index}").into());
        for (index, clause) in rule.clauses.iter_mut().enumerate() {
            clause.id = Some(format!("c{index}").into());
        }
    }
    for entries in [
        &mut segment.included_contexts,
        &mut segment.excluded_contexts,
    ] {
        let entries = entries.get_or_insert_default();
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.context_kind = Some(format!("kind-{index}").into());
        }
    }
}

fn has_unique_ids(segment: &Segment) -> bool {
    fn is_unique<T: Ord>(mut ids: Vec<T>) -> bool {
        let count = ids.len();
        ids.sort();
        ids.dedup();
        ids.len() == count
    }
    is_unique(segment.rules.iter().map(|rule| rule.id.clone()).collect())
        && segment.rules.iter().all(|rule| {
            is_unique(
                rule.clauses
                    .iter()
                    .map(|clause| clause.id.clone())
                    .collect(),
            )
        })
        && [&segment.included_contexts, &segment.excluded_contexts]
            .into_iter()
            .flatten()
            .all(|entries| is_unique(entries.iter().map(SegmentTarget::context_kind).collect()))
}

fn rule(number: usize) -> Rule {
    let mut clause = Clause::new(
        "user",
        "email",
        Operator::EndsWith,
        vec![
            json!(format!("@{number}.example.com")),
            json!("@example.org"),
        ],
    );
    clause.id = Some(format!("clause-{number}").into());
    let mut rule = Rule::new(vec![clause]);
    rule.id = Some(format!("rule-{number}").into());
    rule
}

fn with_rules(count: usize) -> Segment {
    Segment {
        rules: (0..count).map(rule).collect(),
        ..empty_segment()
    }
}

fn keys(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("user-{number:05}"))
        .collect()
}

#[test]
fn one_rule_among_500_is_one_operation() {
    let before = with_rules(500);
    let change = |edit: &dyn Fn(&mut Vec<Rule>)| {
        let mut after = before.clone();
        edit(&mut after.rules);
        lines(&before, &after)
    };
    assert_eq!(
        change(&|rules| {
            let rule = rules.remove(3);
            rules.insert(490, rule);
        }),
        [r#"{"from":"/rules/3","op":"move","path":"/rules/490"}"#]
    );
    assert_eq!(
        change(&|rules| {
            let rule = rules.remove(499);
            rules.insert(0, rule);
        }),
        [r#"{"from":"/rules/499","op":"move","path":"/rules/0"}"#]
    );
    assert_eq!(
        change(&|rules| drop(rules.remove(250))),
        [r#"{"op":"remove","path":"/rules/250"}"#]
    );
    let inserted = change(&|rules| rules.insert(250, Rule::new(Vec::new())));
    assert_eq!(
        inserted,
        [r#"{"op":"add","path":"/rules/250","value":{"clauses":[]}}"#]
    );
    let appended = change(&|rules| rules.push(Rule::new(Vec::new())));
    assert_eq!(
        appended,
        [r#"{"op":"add","path":"/rules/-","value":{"clauses":[]}}"#]
    );
    assert_eq!(
        change(&|rules| drop(rules[7].clauses[0].values.remove(1))),
        [r#"{"op":"remove","path":"/rules/7/clauses/0/values/1"}"#]
    );
}

#[test]
fn one_target_of_15_000_is_one_operation_in_whatever_array() {
    let mut before = with_rules(3);
    let entry = |kind: &str, count| SegmentTarget::new(kind, keys(count));
    before.included = Some(keys(15_000));
    before.excluded = Some(keys(15_000));
    before.included_contexts = Some(vec![entry("device", 2), entry("organization", 15_000)]);
    before.excluded_contexts = Some(vec![entry("device", 15_000)]);
    before.tags = keys(15_000);
    before.rules[1].clauses[0].values = keys(15_000).into_iter().map(Value::from).collect();
    let change = |edit: &dyn Fn(&mut Segment)| {
        let mut after = before.clone();
        edit(&mut after);
        lines(&before, &after)
    };
    let removed = |path: &str| vec![format!(r#"{{"op":"remove","path":"{path}"}}"#)];
    let list = |list: &mut Option<Vec<String>>| drop(list.as_mut().unwrap().swap_remove(5_000));
    let entries = |list: &mut Option<Vec<SegmentTarget>>, index: usize| {
        drop(list.as_mut().unwrap()[index].values.swap_remove(5_000));
    };
    assert_eq!(
        change(&|s| list(&mut s.included)),
        removed("/included/5000")
    );
    assert_eq!(
        change(&|s| list(&mut s.excluded)),
        removed("/excluded/5000")
    );
    assert_eq!(
        change(&|s| entries(&mut s.included_contexts, 1)),
        removed("/includedContexts/1/values/5000")
    );
    assert_eq!(
        change(&|s| entries(&mut s.excluded_contexts, 0)),
        removed("/excludedContexts/0/values/5000")
    );
    assert_eq!(
        change(&|s| drop(s.tags.swap_remove(5_000))),
        removed("/tags/5000")
    );
    assert_eq!(
        change(&|s| drop(s.rules[1].clauses[0].values.remove(5_000))),
        removed("/rules/1/clauses/0/values/5000")
    );
}

#[test]
fn sets_take_as_many_operations_as_the_larger_side() {
    let mut before = empty_segment();
    before.included = Some(keys(30));
    let mut after = before.clone();
    let included = after.included.as_mut().unwrap();
    included.retain(|key| key != "user-00004" && key != "user-00009" && key != "user-00020");
    included.insert(0, "new".to_owned());
    assert_eq!(
        lines(&before, &after),
        [
            r#"{"op":"replace","path":"/included/4","value":"new"}"#,
            r#"{"op":"remove","path":"/included/20"}"#,
            r#"{"op":"remove","path":"/included/9"}"#,
        ]
    );
    assert_eq!(
        lines(&after, &before),
        [
            r#"{"op":"replace","path":"/included/0","value":"user-00004"}"#,
            r#"{"op":"add","path":"/included/-","value":"user-00009"}"#,
            r#"{"op":"add","path":"/included/-","value":"user-00020"}"#,
        ]
    );
}

#[test]
fn entries_of_targets_are_matched_by_their_kind() {
    let mut before = empty_segment();
    before.included_contexts = Some(vec![
        SegmentTarget::new("organization", keys(20)),
        SegmentTarget::new("device", keys(3)),
    ]);
    let mut after = before.clone();
    let entries = after.included_contexts.as_mut().unwrap();
    entries.reverse();
    entries[1].values.push("acme".to_owned());
    assert_eq!(
        lines(&before, &after),
        [r#"{"op":"add","path":"/includedContexts/0/values/-","value":"acme"}"#]
    );
    after.included_contexts.as_mut().unwrap().remove(0);
    assert_eq!(
        lines(&before, &after),
        [
            r#"{"op":"add","path":"/includedContexts/0/values/-","value":"acme"}"#,
            r#"{"op":"remove","path":"/includedContexts/1"}"#,
        ]
    );
}

#[test]
fn no_list_and_an_empty_list_say_the_same() {
    let empty = empty_segment();
    let none = Segment {
        included: None,
        excluded: None,
        included_contexts: None,
        excluded_contexts: None,
        ..empty_segment()
    };
    assert!(is_same(&empty, &none));
    assert!(patch(&empty, &none).is_empty());
    assert!(patch(&none, &empty).is_empty());
    let mut after = none.clone();
    after.included = Some(vec!["ada".to_owned()]);
    assert_eq!(
        lines(&none, &after),
        [r#"{"op":"add","path":"/included","value":["ada"]}"#]
    );
    assert_eq!(
        lines(&after, &none),
        [r#"{"op":"remove","path":"/included/0"}"#]
    );
}

#[test]
fn the_order_of_rules_clauses_and_values_matters() {
    let before = with_rules(2);
    let mut after = before.clone();
    after.rules.reverse();
    assert!(!is_same(&before, &after));
    let mut after = before.clone();
    after.rules[0].clauses[0].values.reverse();
    assert!(!is_same(&before, &after));
    assert_eq!(patch(&before, &after).0.len(), 1);
}

#[test]
fn a_rule_that_is_moved_and_edited_is_edited_where_it_stood() {
    let before = with_rules(9);
    let mut after = before.clone();
    let mut moved = after.rules.remove(8);
    moved.weight = Some(25_000);
    after.rules.insert(1, moved);
    assert_eq!(
        lines(&before, &after),
        [
            r#"{"op":"add","path":"/rules/8/weight","value":25000}"#,
            r#"{"from":"/rules/8","op":"move","path":"/rules/1"}"#,
        ]
    );
    let kinds: Vec<_> = summarize(&before, &after)
        .into_iter()
        .map(|change| change.kind)
        .collect();
    let [
        ChangeKind::RuleMoved { from: 8, to: 1, .. },
        ChangeKind::RuleEdited { index: 1, .. },
    ] = kinds.as_slice()
    else {
        panic!("{kinds:?}");
    };
}

#[test]
fn a_rule_in_the_place_of_another_is_one_replacement() {
    let before = with_rules(5);
    let mut after = before.clone();
    after.rules[2] = Rule::new(Vec::new());
    assert_eq!(
        lines(&before, &after),
        [r#"{"op":"replace","path":"/rules/2","value":{"clauses":[]}}"#]
    );
}

#[test]
fn what_would_be_longer_than_a_replacement_is_one() {
    let mut before = empty_segment();
    before.tags = vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
    let mut after = before.clone();
    after.tags = vec!["d".to_owned(), "e".to_owned()];
    assert_eq!(
        lines(&before, &after),
        [r#"{"op":"replace","path":"/tags","value":["d","e"]}"#]
    );
    // One element stays one operation, even where the array would be shorter.
    after.tags = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(
        lines(&before, &after),
        [r#"{"op":"remove","path":"/tags/2"}"#]
    );
}

#[test]
fn fifty_thousand_values_in_another_order_are_one_replacement() {
    let mut before = with_rules(1);
    let values = (0..50_000_u64).map(|number| Value::from(number * 7_919 % 50_000));
    before.rules[0].clauses[0].values = values.collect();
    let mut after = before.clone();
    let values = (0..50_000_u64).map(|number| Value::from(number * 104_729 % 50_000));
    after.rules[0].clauses[0].values = values.collect();
    let patch = patch(&before, &after);
    assert_eq!(patch.0.len(), 1);
    assert_eq!(patch.0[0].path().to_string(), "/rules/0/clauses/0/values");
}

#[test]
fn granularity_says_how_deep_a_patch_reaches() {
    let before = with_rules(4);
    let mut after = before.clone();
    after.rules[3].clauses[0].negate = true;
    let paths = |granularity| -> Vec<String> {
        let options = DiffOptions {
            granularity,
            is_guarded: true,
        };
        let patch = json_patch(&before, &after, options);
        patch
            .0
            .iter()
            .map(|operation| format!("{} {}", operation.name(), operation.path()))
            .collect()
    };
    assert_eq!(
        paths(Granularity::Element),
        ["test /version", "replace /rules/3/clauses/0/negate"]
    );
    assert_eq!(
        paths(Granularity::Rule),
        ["test /version", "replace /rules/3"]
    );
    assert_eq!(
        paths(Granularity::Field),
        ["test /version", "replace /rules"]
    );
}

#[test]
fn a_description_is_added_and_removed_by_one_operation() {
    let before = empty_segment();
    let mut after = before.clone();
    after.description = Some("Who tries things first.".to_owned());
    assert_eq!(
        lines(&before, &after),
        [r#"{"op":"add","path":"/description","value":"Who tries things first."}"#]
    );
    assert_eq!(
        lines(&after, &before),
        [r#"{"op":"remove","path":"/description"}"#]
    );
}
