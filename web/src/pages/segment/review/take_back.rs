//! Taking one change back out of a draft, and nothing else.

use std::collections::BTreeSet;

use segdeck_core::{
    RuleId,
    diff::{Change, ChangeKind},
    model::{Rule, Segment, TargetList},
};

/// The edited segment without one of its changes from `base`; `None` where that cannot be done by
/// itself. `changes` are all of them.
#[must_use]
pub fn take_back(
    base: &Segment,
    edited: &Segment,
    changes: &[Change],
    change: &Change,
) -> Option<Segment> {
    let mut segment = edited.clone();
    match &change.kind {
        ChangeKind::Text { field: "name", .. } => segment.name.clone_from(&base.name),
        ChangeKind::Text {
            field: "description",
            ..
        } => segment.description.clone_from(&base.description),
        ChangeKind::Text { .. } => return None,
        ChangeKind::Tags { added, removed } => {
            segment.tags.retain(|tag| !added.contains(tag));
            segment.tags.extend(removed.iter().cloned());
        }
        ChangeKind::RuleAdded { index, .. } => {
            segment.rules.get(*index)?;
            segment.rules.remove(*index);
        }
        ChangeKind::RuleRemoved { rule, .. } => {
            put_back(&mut segment.rules, rule.clone(), base, changes)?;
        }
        ChangeKind::RuleMoved { to, .. } => {
            segment.rules.get(*to)?;
            let rule = segment.rules.remove(*to);
            put_back(&mut segment.rules, rule, base, changes)?;
        }
        ChangeKind::RuleEdited { index, before, .. } => {
            *segment.rules.get_mut(*index)? = before.clone();
        }
        ChangeKind::TargetsAdded {
            list,
            context_kind,
            keys,
        } => {
            segment.remove_targets(*list, context_kind, keys);
        }
        ChangeKind::TargetsRemoved {
            list,
            context_kind,
            keys,
        } => {
            segment.add_targets(*list, context_kind, keys);
        }
        ChangeKind::Unknown { field } => match base.unknown.get(field) {
            Some(value) => {
                segment.unknown.insert(field.clone(), value.clone());
            }
            None => {
                segment.unknown.remove(field)?;
            }
        },
    }
    Some(segment)
}

/// Puts a rule where it stood: behind the nearest one before it that is still in its place, or
/// first of all.
fn put_back(rules: &mut Vec<Rule>, rule: Rule, base: &Segment, changes: &[Change]) -> Option<()> {
    let id = rule.id.as_ref()?;
    let moved: BTreeSet<&RuleId> = changes
        .iter()
        .filter_map(|change| match &change.kind {
            ChangeKind::RuleMoved { rule, .. } => rule.id.as_ref(),
            _ => None,
        })
        .collect();
    let at = base
        .rules
        .iter()
        .position(|one| one.id.as_ref() == Some(id))?;
    let before = base.rules.get(..at)?.iter().rev();
    let anchor = before
        .filter_map(|one| one.id.as_ref())
        .filter(|id| !moved.contains(id))
        .find_map(|id| rules.iter().position(|one| one.id.as_ref() == Some(id)));
    rules.insert(anchor.map_or(0, |anchor| anchor + 1), rule);
    Some(())
}

/// The targets that a change takes off a list, of which the dates go too.
#[must_use]
pub fn taken_off(change: &Change) -> Option<(TargetList, &str, &[String])> {
    match &change.kind {
        ChangeKind::TargetsRemoved {
            list,
            context_kind,
            keys,
        } => Some((*list, context_kind.as_str(), keys)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::{ContextKind, diff::summarize};
    use serde_json::json;

    use super::*;

    fn segment(rules: &[&str]) -> Segment {
        let rules: Vec<_> = rules
            .iter()
            .map(|id| {
                json!({ "_id": id, "description": id, "clauses": [
                    { "_id": format!("{id}-c"), "attribute": "key", "op": "in", "negate": false,
                      "contextKind": "user", "values": [id] }
                ] })
            })
            .collect();
        serde_json::from_value(json!({
            "key": "s", "name": "S", "tags": ["old", "kept"], "creationDate": 1,
            "lastModifiedDate": 1, "version": 3, "included": ["a", "b"], "excluded": ["c"],
            "description": "Before", "rules": rules, "_links": {}, "fresh": 1,
        }))
        .unwrap()
    }

    /// Everything that can change at once: each change is taken back by itself, and all the others
    /// stay what they were.
    #[test]
    fn each_change_is_taken_back_alone() {
        let base = segment(&["r1", "r2", "r3", "r4", "r5", "r6"]);
        let mut edited = base.clone();
        edited.name = "Other".to_owned();
        edited.description = None;
        edited.tags = vec!["kept".to_owned(), "new".to_owned()];
        edited.add_targets(
            TargetList::Included,
            &ContextKind::user(),
            &["d".to_owned()],
        );
        edited.remove_targets(
            TargetList::Included,
            &ContextKind::user(),
            &["a".to_owned()],
        );
        edited.remove_targets(
            TargetList::Excluded,
            &ContextKind::user(),
            &["c".to_owned()],
        );
        edited.unknown.insert("fresh".to_owned(), json!(2));
        edited.rules.remove(1);
        let last = edited.rules.pop().unwrap();
        edited.rules.insert(0, last);
        edited.rules[2].description = Some("Edited".to_owned());
        let mut added = edited.rules[1].clone();
        added.id = Some("local:1".into());
        added.description = Some("Added".to_owned());
        added.clauses[0].id = Some("local:2".into());
        edited.rules.insert(3, added);
        let changes = summarize(&base, &edited);
        assert_eq!(changes.len(), 11, "{changes:?}");
        for (index, change) in changes.iter().enumerate() {
            let without = take_back(&base, &edited, &changes, change).unwrap();
            let left: Vec<_> = summarize(&base, &without).iter().map(word).collect();
            let mut expected: Vec<_> = changes.iter().map(word).collect();
            expected.remove(index);
            assert_eq!(left, expected, "without {change:?}");
        }
    }

    /// A change without the places, which shift when another one is taken back.
    fn word(change: &Change) -> String {
        match &change.kind {
            ChangeKind::RuleAdded { rule, .. } => format!("added {:?}", rule.description),
            ChangeKind::RuleRemoved { rule, .. } => format!("removed {:?}", rule.id),
            ChangeKind::RuleMoved { rule, .. } => format!("moved {:?}", rule.id),
            ChangeKind::RuleEdited { before, .. } => format!("edited {:?}", before.id),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn all_taken_back_one_after_another_leave_nothing() {
        let base = segment(&["r1", "r2", "r3", "r4"]);
        let mut edited = base.clone();
        edited.rules.reverse();
        edited.rules.remove(1);
        edited.name = "Other".to_owned();
        for _ in 0..10 {
            let changes = summarize(&base, &edited);
            let Some(change) = changes.first() else { break };
            edited = take_back(&base, &edited, &changes, change).unwrap();
        }
        assert_eq!(summarize(&base, &edited), []);
    }
}
