//! Editing step by step.

use super::*;
use segdeck_core::model::Clause;

/// A draft of a segment without anything in it.
pub(crate) fn untouched() -> Rc<DraftState> {
    let segment = serde_json::from_value(serde_json::json!({
        "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
        "version": 3, "_links": {}, "rules": []
    }));
    Rc::new(DraftState::new(
        Rc::new(segment.unwrap()),
        Rc::new(Vec::new()),
    ))
}

fn segment() -> Segment {
    serde_json::from_value(serde_json::json!({
        "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
        "version": 3, "deleted": false, "generation": 1, "_links": {},
        "included": ["a", "b"], "excluded": [], "includedContexts": [], "excludedContexts": [],
        "rules": [{ "_id": "r1", "clauses": [] }, { "_id": "r2", "clauses": [] }]
    }))
    .unwrap()
}

fn draft() -> Rc<DraftState> {
    Rc::new(DraftState::new(Rc::new(segment()), Rc::new(Vec::new())))
}

fn named(name: &str) -> DraftAction {
    DraftAction::SetDetails {
        name: name.to_owned(),
        description: String::new(),
        tags: Vec::new(),
    }
}

fn target(key: &str) -> TargetReference {
    TargetReference {
        list: TargetList::Included,
        context_kind: ContextKind::user(),
        context_key: key.to_owned(),
    }
}

#[test]
fn a_step_that_changes_nothing_is_no_step() {
    let before = draft();
    let after = before.clone().reduce(named("S"));
    assert!(Rc::ptr_eq(&before, &after));
    assert!(!after.can_undo());
}

#[test]
fn moving_back_and_forth_leaves_nothing_to_save() {
    let moved = draft().reduce(DraftAction::MoveRule(0, 1));
    assert!(moved.is_segment_edited());
    assert!(
        !moved
            .reduce(DraftAction::MoveRule(1, 0))
            .is_segment_edited()
    );
}

#[test]
fn removing_a_target_takes_its_expiration_along_and_undo_brings_both_back() {
    let set = draft().reduce(DraftAction::SetExpirations(
        vec![target("a")],
        UnixMillis(9),
    ));
    assert!(set.are_expirations_edited());
    let removed = set.reduce(DraftAction::RemoveTargets(
        TargetList::Included,
        ContextKind::user(),
        vec!["a".to_owned()],
    ));
    assert!(removed.expirations().is_empty());
    let undone = removed.reduce(DraftAction::Undo);
    assert_eq!(undone.expirations().get(&target("a")), Some(&UnixMillis(9)));
    assert!(
        undone
            .segment()
            .has_target(TargetList::Included, "user", "a")
    );
}

#[test]
fn edits_that_were_carried_out_elsewhere_are_done() {
    let edited = draft()
        .reduce(named("New"))
        .reduce(DraftAction::InsertRule(2, local_id::rule(Rule::default())));
    let saved = |name: &str| {
        let mut segment = edited.outgoing();
        for rule in &mut segment.rules {
            rule.id.get_or_insert_with(|| "r3".into());
        }
        segment.name = name.to_owned();
        segment.version += 1;
        DraftAction::Loaded(Rc::new(segment), Rc::new(Vec::new()))
    };
    let done = edited.clone().reduce(saved("New"));
    assert!(!done.is_edited());
    assert_eq!(done.base.version, edited.base.version + 1);
    let other = edited.clone().reduce(saved("Newer"));
    assert!(other.is_edited());
    assert_eq!(other.base.version, edited.base.version);
}

#[test]
fn a_target_that_was_saved_away_leaves_no_date_to_save() {
    let item: ExpiringTarget = serde_json::from_value(serde_json::json!({
        "_id": "1", "_version": 1, "expirationDate": 9, "contextKind": "user",
        "contextKey": "a", "targetType": "included",
    }))
    .unwrap();
    let draft = Rc::new(DraftState::new(Rc::new(segment()), Rc::new(vec![item])));
    let removed = draft.reduce(DraftAction::RemoveTargets(
        TargetList::Included,
        ContextKind::user(),
        vec!["a".to_owned()],
    ));
    assert!(removed.are_expirations_edited());
    let answer = Rc::new(removed.outgoing());
    let saved = removed.reduce(DraftAction::Saved(answer));
    assert!(!saved.is_edited());
}

#[test]
fn a_reload_does_not_change_what_is_being_edited() {
    let edited = draft().reduce(named("Mine"));
    let mut newer = segment();
    newer.version = 4;
    let after = edited.reduce(DraftAction::Loaded(Rc::new(newer), Rc::new(Vec::new())));
    assert_eq!(after.base.version, 3);
    assert_eq!(after.segment().name, "Mine");
}

#[test]
fn local_ids_do_not_leave_the_page() {
    let rule = local_id::rule(Rule::new(vec![Clause::new(
        "user",
        "key",
        segdeck_core::model::Operator::In,
        vec!["x".into()],
    )]));
    let edited = draft().reduce(DraftAction::InsertRule(2, rule));
    let outgoing = edited.outgoing();
    let rule = outgoing.rules.last().unwrap();
    assert_eq!(rule.id, None);
    assert_eq!(rule.clauses.first().unwrap().id, None);
    assert!(edited.segment().rules.last().unwrap().id.is_some());
}
