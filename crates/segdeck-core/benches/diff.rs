//! How long a diff and a merge take at the documented limits: `cargo bench -p segdeck-core`.

mod median;

use segdeck_core::{
    diff::{DiffOptions, SemanticOptions, is_same, json_patch, semantic_patch, summarize},
    merge::merge,
    model::{Clause, Operator, Rule, Segment},
};
use serde_json::{Value, json};

use median::median;

const RUNS: usize = 15;

fn main() {
    let base = segment();
    let report = |name: &str, edit: &dyn Fn(&mut Segment)| {
        let mut after = base.clone();
        edit(&mut after);
        let patch = json_patch(&base, &after, DiffOptions::default());
        let operations = patch.0.len();
        let diff = median(RUNS, || json_patch(&base, &after, DiffOptions::default()));
        let same = median(RUNS, || is_same(&base, &after));
        let summary = median(RUNS, || summarize(&base, &after));
        let apply = median(RUNS, || patch.apply_to_segment(&base));
        let options = SemanticOptions::default();
        let semantic = median(RUNS, || semantic_patch(&base, &after, &options));
        let mut theirs = base.clone();
        theirs.tags.push("theirs".to_owned());
        theirs
            .included
            .iter_mut()
            .for_each(|keys| keys.push("theirs".to_owned()));
        theirs
            .rules
            .iter_mut()
            .for_each(|rule| rule.description = Some("Theirs".to_owned()));
        let merge = median(RUNS, || merge(&base, &theirs, &after));
        println!(
            "{name:<30} {operations:>6} operations  diff {diff:>9.2?}  is_same {same:>9.2?}  \
             summarize {summary:>9.2?}  apply {apply:>9.2?}  semantic {semantic:>9.2?}  \
             merge {merge:>9.2?}"
        );
    };
    report("nothing", &|_| {});
    report("one target of 15,000 removed", &|segment| {
        drop(segment.included.as_mut().map(|keys| keys.swap_remove(700)));
    });
    report("all targets in another order", &|segment| {
        if let Some(keys) = &mut segment.included {
            keys.reverse();
        }
    });
    report("all targets others", &|segment| {
        for key in segment.included.iter_mut().flatten() {
            key.push('x');
        }
    });
    report("one rule of 500 moved", &|segment| {
        let rule = segment.rules.remove(3);
        segment.rules.push(rule);
    });
    report("500 rules in another order", &|segment| {
        segment.rules.reverse();
    });
    report("50,000 values in another order", &|segment| {
        for clause in segment.rules.iter_mut().flat_map(|rule| &mut rule.clauses) {
            clause.values.reverse();
        }
    });
}

/// 15,000 targets and 500 rules with 100 values each.
fn segment() -> Segment {
    let rules: Vec<Rule> = (0..500)
        .map(|number| {
            let values = (0..100).map(|value| json!(format!("value-{number}-{value}")));
            let clause = Clause::new("user", "plan", Operator::In, values.collect());
            Rule {
                id: Some(format!("rule-{number}").into()),
                ..Rule::new(vec![clause])
            }
        })
        .collect();
    let keys: Vec<String> = (0..15_000).map(|number| format!("user-{number}")).collect();
    let document: Value = json!({
        "key": "large", "name": "Large", "tags": [], "creationDate": 0, "lastModifiedDate": 0,
        "version": 1, "included": keys, "rules": rules, "_links": {}
    });
    match Segment::from_value(&document) {
        Ok(segment) => segment,
        Err(error) => unreachable!("the document is a segment: {error}"),
    }
}
