//! Segments in segments, and circles of them.

use super::*;

fn nesting(key: &str, keys: &[&str], negate: bool) -> Value {
    json!({
        "key": key,
        "rules": [{"clauses": [
            {"attribute": "segmentMatch", "op": "segmentMatch", "values": keys, "negate": negate}
        ]}]
    })
}

#[test]
fn a_segment_can_contain_others() {
    let segments = Segments::of([
        json!({"key": "a", "included": ["ada"]}),
        json!({"key": "b", "included": ["bea"], "excluded": ["ada"]}),
        nesting("any", &["a", "b"], false),
        nesting("neither", &["a", "b"], true),
        nesting("twice", &["any"], false),
        nesting("gone", &["no-such-segment"], false),
        nesting("not-gone", &["no-such-segment"], true),
    ]);
    for (key, ada, bea, eve) in [
        ("any", true, true, false),
        ("neither", false, false, true),
        ("twice", true, true, false),
        ("gone", false, false, false),
        ("not-gone", true, true, true),
    ] {
        for (name, expected) in [("ada", ada), ("bea", bea), ("eve", eve)] {
            let verdict = segments.ask(key, user(name)).unwrap();
            assert_eq!(verdict.is_member(), expected, "{name} in {key}");
        }
    }
}

#[test]
fn a_nested_segment_looks_at_contexts_by_itself() {
    let mut segments = Segments::of([
        json!({"key": "org", "unbounded": true, "unboundedContextKind": "org"}),
        nesting("in", &["org"], false),
        nesting("out", &["org"], true),
    ]);
    let place = ("org".to_owned(), "acme".to_owned());
    segments.big.insert(place, TargetList::Included);
    let both = json!({"kind": "multi", "user": {"key": "u"}, "org": {"key": "acme"}});
    assert_eq!(segments.ask("in", both.clone()), Ok(Verdict::Rule(0)));
    assert_eq!(segments.ask("out", both), Ok(Verdict::NoRule));
    assert_eq!(segments.ask("out", user("u")), Ok(Verdict::Rule(0)));
}

#[test]
fn a_circle_is_an_error_that_names_it() {
    let segments = Segments::of([
        nesting("start", &["a"], false),
        nesting("a", &["b"], false),
        nesting("b", &["c"], true),
        nesting("c", &["a"], false),
        nesting("itself", &["itself"], false),
    ]);
    let circle = |keys: &[&str]| {
        Err(EvaluationError::Cycle(
            keys.iter().map(|key| SegmentKey::from(*key)).collect(),
        ))
    };
    assert_eq!(
        segments.ask("start", user("u")),
        circle(&["a", "b", "c", "a"])
    );
    assert_eq!(segments.ask("b", user("u")), circle(&["b", "c", "a", "b"]));
    assert_eq!(
        segments.ask("itself", user("u")),
        circle(&["itself", "itself"])
    );
    let text = segments.ask("start", user("u")).unwrap_err().to_string();
    assert!(text.contains("a > b > c > a"), "{text}");
}

#[test]
fn a_circle_that_is_not_gone_round_does_no_harm() {
    let mut first = nesting("a", &["b"], false);
    first["included"] = json!(["ada"]);
    let segments = Segments::of([first, nesting("b", &["a"], false)]);
    assert_eq!(segments.ask("b", user("ada")), Ok(Verdict::Rule(0)));
    assert!(segments.ask("b", user("bea")).is_err());
}

#[test]
fn after_an_error_the_same_questions_have_the_same_answers() {
    let segments = Segments::of([
        nesting("a", &["b"], false),
        nesting("b", &["a"], false),
        nesting("c", &["d"], false),
        json!({"key": "d", "included": ["u"]}),
    ]);
    let context = instance(user("u"));
    let mut evaluator = Evaluator::new(&context, &segments);
    for _ in 0..2 {
        assert!(evaluator.verdict(&segments.segments["a"]).is_err());
        assert_eq!(
            evaluator.verdict(&segments.segments["c"]),
            Ok(Verdict::Rule(0))
        );
        assert_eq!(
            evaluator.verdict(&segments.segments["d"]),
            Ok(Verdict::Included)
        );
    }
}

#[test]
fn a_chain_can_be_as_long_as_it_likes() {
    const LENGTH: usize = 20_000;
    let mut segments: Vec<Value> = (0..LENGTH)
        .map(|number| nesting(&format!("s{number}"), &[&format!("s{}", number + 1)], false))
        .collect();
    segments.push(json!({"key": format!("s{LENGTH}"), "included": ["u"]}));
    let segments = Segments::of(segments);
    assert_eq!(segments.ask("s0", user("u")), Ok(Verdict::Rule(0)));
    assert_eq!(segments.ask("s0", user("x")), Ok(Verdict::NoRule));
}

#[test]
fn a_segment_that_many_name_is_looked_at_once() {
    // Twice as many ways on each level: 2 to the 60th in all.
    let mut segments = vec![json!({"key": "l60", "included": ["u"]})];
    for level in 0..60 {
        let next = format!("l{}", level + 1);
        let clause =
            json!({"attribute": "", "op": "segmentMatch", "values": [next], "negate": true});
        segments.push(json!({"key": format!("l{level}"), "rules": [
            {"clauses": [clause]}, {"clauses": [clause]}
        ]}));
    }
    assert_eq!(
        Segments::of(segments).ask("l0", user("x")),
        Ok(Verdict::NoRule)
    );
}
