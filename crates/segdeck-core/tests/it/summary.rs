//! Changes as a person reads them.

use segdeck_core::{
    diff::{ChangeGroup, ChangeKind, change_count, sentence, summarize},
    model::{Clause, Operator, Rule, Segment, SegmentTarget, TargetList},
};
use serde_json::json;

use crate::generate::empty_segment;

fn rule(id: Option<&str>, attribute: &str) -> Rule {
    let mut rule = Rule::new(vec![Clause::new(
        "user",
        attribute,
        Operator::In,
        vec![json!(1)],
    )]);
    rule.id = id.map(Into::into);
    rule
}

fn with_rules(count: usize) -> Segment {
    Segment {
        rules: (0..count)
            .map(|number| rule(Some(&format!("rule-{number}")), "email"))
            .collect(),
        ..empty_segment()
    }
}

fn kinds(before: &Segment, after: &Segment) -> Vec<ChangeKind> {
    summarize(before, after)
        .into_iter()
        .map(|change| change.kind)
        .collect()
}

#[test]
fn everything_at_once_in_its_order() {
    let mut before = with_rules(4);
    before.tags = vec!["a".to_owned(), "b".to_owned()];
    before.included = Some(vec!["ada".to_owned()]);
    let mut after = before.clone();
    after.name = "New".to_owned();
    after.description = Some("What it is for".to_owned());
    after.tags = vec!["c".to_owned(), "b".to_owned()];
    after.rules.remove(1);
    after.rules[0].weight = Some(0);
    after.rules.push(rule(None, "plan"));
    after.included = Some(vec!["grace".to_owned(), "linus".to_owned()]);
    after.excluded_contexts = Some(vec![SegmentTarget::new("device", vec!["d1".to_owned()])]);
    after.unknown.insert("owner".to_owned(), json!("growth"));
    let changes = summarize(&before, &after);
    let groups: Vec<_> = changes.iter().map(|change| change.group).collect();
    assert!(groups.is_sorted(), "{groups:?}");
    assert_eq!(groups.last(), Some(&ChangeGroup::Other));
    assert_eq!(
        sentence(&changes),
        "Name changed, description changed, 1 tag added, 1 tag removed, 1 rule edited, 1 rule \
         added, 1 rule removed, 2 targets included, 1 target no longer included, 1 target \
         excluded, \"owner\" changed"
    );
    assert_eq!(change_count(&changes), 11);
}

#[test]
fn one_moved_rule_is_one_change() {
    let before = with_rules(500);
    let mut after = before.clone();
    let moved = after.rules.remove(2);
    after.rules.insert(480, moved.clone());
    assert_eq!(
        kinds(&before, &after),
        [ChangeKind::RuleMoved {
            from: 2,
            to: 480,
            rule: moved
        }]
    );
}

#[test]
fn an_inserted_or_removed_rule_moves_no_other() {
    let before = with_rules(9);
    let mut after = before.clone();
    let removed = after.rules.remove(0);
    after.rules.insert(4, rule(Some("new"), "plan"));
    assert_eq!(
        kinds(&before, &after),
        [
            ChangeKind::RuleRemoved {
                index: 0,
                rule: removed
            },
            ChangeKind::RuleAdded {
                index: 4,
                rule: rule(Some("new"), "plan")
            },
        ]
    );
}

#[test]
fn a_rule_in_the_place_of_another_is_removed_and_added_and_one_without_id_is_edited() {
    let before = with_rules(3);
    let mut after = before.clone();
    after.rules[1] = rule(None, "plan");
    let names: Vec<_> = kinds(&before, &after)
        .iter()
        .map(|kind| match kind {
            ChangeKind::RuleRemoved { index, .. } => format!("removed {index}"),
            ChangeKind::RuleAdded { index, .. } => format!("added {index}"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["removed 1", "added 1"]);
    let mut edited = after.clone();
    edited.rules[1].weight = Some(5_000);
    assert_eq!(
        kinds(&after, &edited),
        [ChangeKind::RuleEdited {
            index: 1,
            before: after.rules[1].clone(),
            after: edited.rules[1].clone(),
        }]
    );
}

#[test]
fn targets_are_told_by_list_and_kind() {
    let mut before = empty_segment();
    before.included = Some(vec!["ada".to_owned(), "grace".to_owned()]);
    before.included_contexts = Some(vec![SegmentTarget::new("device", vec!["d1".to_owned()])]);
    let mut after = before.clone();
    after.included = Some(vec!["linus".to_owned(), "grace".to_owned()]);
    after.included_contexts = None;
    let change = |is_added: bool, kind: &str, key: &str| {
        let (list, context_kind, keys) = (TargetList::Included, kind.into(), vec![key.to_owned()]);
        if is_added {
            ChangeKind::TargetsAdded {
                list,
                context_kind,
                keys,
            }
        } else {
            ChangeKind::TargetsRemoved {
                list,
                context_kind,
                keys,
            }
        }
    };
    assert_eq!(
        kinds(&before, &after),
        [
            change(true, "user", "linus"),
            change(false, "user", "ada"),
            change(false, "device", "d1"),
        ]
    );
}

#[test]
fn the_same_targets_in_another_form_are_told_by_their_field() {
    let before = empty_segment();
    let mut after = before.clone();
    after.excluded_contexts = Some(vec![SegmentTarget::new("device", vec![])]);
    assert_eq!(
        kinds(&before, &after),
        [ChangeKind::Unknown {
            field: "excludedContexts".to_owned()
        }]
    );
}
