use super::*;
use crate::model::Operator;

fn path_of(built: Result<SegmentInstruction, Invalid>) -> String {
    built.unwrap_err().path.clone()
}

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

#[test]
fn lists_have_something_and_nothing_twice() {
    type Build = fn(Vec<String>) -> Result<SegmentInstruction, Invalid>;
    let builds: [Build; 6] = [
        SegmentInstruction::add_tags,
        SegmentInstruction::remove_tags,
        |keys| SegmentInstruction::add_users(TargetList::Included, keys),
        |keys| SegmentInstruction::add_targets(TargetList::Excluded, "org".into(), keys),
        |keys| SegmentInstruction::add_big_segment_targets(TargetList::Included, keys),
        |keys| SegmentInstruction::remove_big_segment_targets(TargetList::Excluded, keys),
    ];
    for build in builds {
        assert!(build(keys(&["a", "b"])).is_ok());
        assert_eq!(path_of(build(Vec::new())), "values");
        assert_eq!(path_of(build(keys(&["a", ""]))), "values/1");
        assert_eq!(path_of(build(keys(&["a", "b", "a"]))), "values/2");
    }
    let order = SegmentInstruction::reorder_rules(vec!["a".into(), "a".into()]);
    assert_eq!(path_of(order), "ruleIds/1");
    let none = SegmentInstruction::remove_clauses("a".into(), Vec::new());
    assert_eq!(path_of(none), "clauseIds");
    let none = SegmentInstruction::add_values_to_clause("a".into(), "b".into(), Vec::new());
    assert_eq!(path_of(none), "values");
}

#[test]
fn only_the_eight_kinds_for_targets_have_the_limit_of_operations() {
    let many: Vec<String> = (0..=TARGET_OPERATION_LIMIT)
        .map(|n| n.to_string())
        .collect();
    let users = SegmentInstruction::add_users(TargetList::Included, many.clone());
    assert_eq!(path_of(users), "values");
    assert!(SegmentInstruction::add_big_segment_targets(TargetList::Included, many).is_ok());
}

#[test]
fn names_ids_tags_kinds_and_clauses_are_checked() {
    assert_eq!(
        path_of(SegmentInstruction::update_name(" ".to_owned())),
        "value"
    );
    assert_eq!(
        path_of(SegmentInstruction::add_tags(keys(&["a", "b c"]))),
        "values/1"
    );
    assert_eq!(
        path_of(SegmentInstruction::remove_rule("".into())),
        "ruleId"
    );
    let import = SegmentInstruction::process_big_segment_import(String::new());
    assert_eq!(path_of(import), "importId");
    let rollout = SegmentInstruction::update_rule_rollout_and_context_kind(
        "a".into(),
        Weight::FULL,
        "multi".into(),
    );
    assert!(rollout.is_err());
    let mut wrong = Clause::new("user", "email", Operator::In, vec!["a".into()]);
    wrong.attribute = String::new();
    let clauses = SegmentInstruction::add_clauses("a".into(), vec![wrong.clone()]);
    assert!(path_of(clauses).starts_with("clauses/0"));
    let clause = SegmentInstruction::update_clause("a".into(), "b".into(), wrong);
    assert!(path_of(clause).starts_with("clause"));
}
