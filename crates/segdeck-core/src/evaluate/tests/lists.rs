//! Individual targets, big lists, and the order in which they count.

use super::*;

#[test]
fn included_beats_excluded_and_both_beat_rules() {
    let fields = json!({
        "included": ["both", "in"], "excluded": ["both", "out"],
        "rules": [{"clauses": []}]
    });
    assert_eq!(verdict(fields.clone(), user("both")), Verdict::Included);
    assert_eq!(verdict(fields.clone(), user("in")), Verdict::Included);
    assert_eq!(verdict(fields.clone(), user("out")), Verdict::Excluded);
    assert_eq!(verdict(fields, user("else")), Verdict::Rule(0));
}

#[test]
fn other_kinds_have_lists_of_their_own() {
    let fields = json!({
        "included": ["acme"],
        "includedContexts": [{"contextKind": "org", "values": ["umbrella"]}],
        "excludedContexts": [{"contextKind": "org", "values": ["acme", "umbrella"]}]
    });
    let org = |key: &str| json!({"kind": "org", "key": key});
    assert_eq!(verdict(fields.clone(), org("acme")), Verdict::Excluded);
    assert_eq!(verdict(fields.clone(), org("umbrella")), Verdict::Included);
    assert_eq!(verdict(fields.clone(), org("other")), Verdict::NoRule);
    let both = json!({"kind": "multi", "user": {"key": "acme"}, "org": {"key": "acme"}});
    assert_eq!(verdict(fields, both), Verdict::Included);
}

#[test]
fn any_kind_of_a_multi_context_includes_before_any_excludes() {
    let fields = json!({
        "excluded": ["u"],
        "includedContexts": [
            {"contextKind": "device", "values": ["d"]}, {"contextKind": "org", "values": ["o"]}
        ]
    });
    let context = json!({"kind": "multi", "user": {"key": "u"}, "org": {"key": "o"}});
    assert_eq!(verdict(fields.clone(), context), Verdict::Included);
    let other = json!({"kind": "multi", "user": {"key": "u"}, "org": {"key": "x"}});
    assert_eq!(verdict(fields, other), Verdict::Excluded);
}

#[test]
fn an_entry_for_users_counts_only_beside_another_kind() {
    for kind in [json!("user"), Value::Null] {
        let mut entry = json!({"values": ["u"]});
        if kind.is_string() {
            entry["contextKind"] = kind;
        }
        let fields = json!({"includedContexts": [entry]});
        assert_eq!(verdict(fields.clone(), user("u")), Verdict::NoRule);
        let both = json!({"kind": "multi", "user": {"key": "u"}, "org": {"key": "o"}});
        assert_eq!(verdict(fields, both), Verdict::Included);
    }
}

#[test]
fn a_segment_without_lists_and_rules_has_nobody() {
    assert_eq!(verdict(json!({}), user("a")), Verdict::NoRule);
}

#[test]
fn the_stored_list_of_a_big_segment_decides_before_its_rules() {
    let mut segments = Segments::of([json!({
        "key": "big", "unbounded": true, "unboundedContextKind": "org",
        "included": ["out", "silent"], "excluded": ["in"],
        "excludedContexts": [{"contextKind": "org", "values": ["in"]}],
        "rules": [{"clauses": [{"contextKind": "org", "attribute": "key", "op": "in", "values": ["silent"], "negate": false}]}]
    })]);
    for (key, list) in [("in", TargetList::Included), ("out", TargetList::Excluded)] {
        segments
            .big
            .insert(("big".to_owned(), key.to_owned()), list);
    }
    let org = |key: &str| json!({"kind": "org", "key": key});
    assert_eq!(segments.ask("big", org("in")), Ok(Verdict::Included));
    assert_eq!(segments.ask("big", org("out")), Ok(Verdict::Excluded));
    assert_eq!(segments.ask("big", org("silent")), Ok(Verdict::Rule(0)));
    assert_eq!(segments.ask("big", org("other")), Ok(Verdict::NoRule));
    assert_eq!(segments.ask("big", user("in")), Ok(Verdict::KindMissing));
}

#[test]
fn a_big_segment_without_a_kind_is_about_users() {
    let mut segments = Segments::of([json!({"key": "big", "unbounded": true})]);
    let place = ("big".to_owned(), "ada".to_owned());
    segments.big.insert(place, TargetList::Included);
    assert_eq!(segments.ask("big", user("ada")), Ok(Verdict::Included));
}

#[test]
fn the_first_matching_rule_counts() {
    let named = |name: &str| json!({"clauses": [{"attribute": "name", "op": "in", "values": [name], "negate": false}]});
    let fields = json!({"rules": [named("Ada"), named("Grace"), named("Grace")]});
    let context = json!({"kind": "user", "key": "g", "name": "Grace"});
    assert_eq!(verdict(fields, context), Verdict::Rule(1));
}

#[test]
fn all_clauses_of_a_rule_must_hold() {
    let fields = json!({"rules": [{"clauses": [
        {"contextKind": "user", "attribute": "plan", "op": "in", "values": ["pro"], "negate": false},
        {"contextKind": "org", "attribute": "size", "op": "greaterThan", "values": [10], "negate": false}
    ]}]});
    let context = |plan: &str, size: i64| {
        json!({
            "kind": "multi", "user": {"key": "u", "plan": plan}, "org": {"key": "o", "size": size}
        })
    };
    assert!(verdict(fields.clone(), context("pro", 11)).is_member());
    assert!(!verdict(fields.clone(), context("pro", 10)).is_member());
    assert!(!verdict(fields, context("free", 11)).is_member());
}
