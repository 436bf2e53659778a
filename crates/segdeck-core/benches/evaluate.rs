//! How long evaluation takes: `cargo bench -p segdeck-core --bench evaluate`.

#![expect(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a benchmark takes literals, and may stop at what it does not expect"
)]

use std::{
    collections::BTreeMap,
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use segdeck_core::{
    SegmentKey,
    evaluate::{EvaluationError, Evaluator, PreparedSegment, SegmentSource, Verdict},
    model::{Context, ContextInstance, Segment, TargetList},
};
use serde_json::{Value, json};

/// How long each is measured.
const TIME: Duration = Duration::from_millis(500);

struct Segments(BTreeMap<String, Arc<PreparedSegment>>);

impl SegmentSource for Segments {
    type Error = EvaluationError;

    fn segment(&self, key: &str) -> Result<Option<Arc<PreparedSegment>>, EvaluationError> {
        Ok(self.0.get(key).cloned())
    }

    fn big_list(
        &self,
        _segment: &SegmentKey,
        _context_key: &str,
    ) -> Result<Option<TargetList>, EvaluationError> {
        Ok(None)
    }
}

fn main() {
    let context = ContextInstance::from(
        Context::new("user", "user-7")
            .with("email", "ada@example.com")
            .with("plan", "pro")
            .with("version", "2.4.1")
            .with("age", 36),
    );
    let keys = |count: usize| -> Vec<String> {
        (0..count)
            .map(|number| format!("target-{number}"))
            .collect()
    };
    let clause = |op: &str, attribute: &str, values: Value| json!({"contextKind": "user", "attribute": attribute, "op": op, "values": values, "negate": false});
    let rule = |clauses: Value| json!([{ "clauses": clauses }]);
    measure(
        "15,000 targets",
        &context,
        json!({"included": keys(15_000)}),
    );
    measure(
        "one of 50,000 values",
        &context,
        json!({"rules": rule(json!([clause("in", "plan", json!(keys(50_000)))]))}),
    );
    for (name, of_rule) in [
        ("in", clause("in", "plan", json!(["pro", "team"]))),
        (
            "endsWith",
            clause("endsWith", "email", json!(["@example.com"])),
        ),
        (
            "matches",
            clause("matches", "email", json!([r"^\w+@example\.(com|org)$"])),
        ),
        (
            "semVerGreaterThan",
            clause("semVerGreaterThan", "version", json!(["2.4"])),
        ),
        ("greaterThan", clause("greaterThan", "age", json!([18]))),
    ] {
        measure(name, &context, json!({"rules": rule(json!([of_rule]))}));
    }
    measure(
        "half of everyone",
        &context,
        json!({"rules": [{"clauses": [], "weight": 50_000}]}),
    );
    let failing = json!({"clauses": [clause("in", "plan", json!(["free"]))]});
    measure(
        "5,000 rules that fail",
        &context,
        json!({"rules": vec![failing; 5_000]}),
    );
    whole_environment(&context);
}

/// 10,000 segments of two rules each, every tenth naming the one before it.
fn whole_environment(context: &ContextInstance) {
    let segments: Vec<Arc<PreparedSegment>> = (0..10_000)
        .map(|number| {
            let mut fields = json!({"key": format!("s{number}"), "rules": [
                {"clauses": [{"contextKind": "user", "attribute": "plan", "op": "in", "values": ["free"], "negate": false}]},
                {"clauses": [{"contextKind": "user", "attribute": "email", "op": "endsWith", "values": ["@example.com"], "negate": false}], "weight": 50_000}
            ]});
            if number % 10 == 9 {
                fields["rules"] = json!([{"clauses": [{"attribute": "", "op": "segmentMatch", "values": [format!("s{}", number - 1)], "negate": false}]}]);
            }
            prepared(&fields)
        })
        .collect();
    let by_key = segments
        .iter()
        .map(|segment| (segment.key().to_string(), Arc::clone(segment)));
    let source = Segments(by_key.collect());
    let each = time(|| {
        let mut evaluator = Evaluator::new(context, &source);
        segments
            .iter()
            .filter(|segment| evaluator.verdict(segment).is_ok_and(Verdict::is_member))
            .count()
    });
    println!(
        "{:<24} {each:>10.2?} each time, {:>12.0} segments a second",
        "10,000 segments",
        10_000.0 / each.as_secs_f64()
    );
}

fn measure(name: &str, context: &ContextInstance, fields: Value) {
    let segment = prepared(&fields);
    let source = Segments(BTreeMap::new());
    let verdict = time(|| Evaluator::new(context, &source).verdict(&segment));
    let explain = time(|| Evaluator::new(context, &source).explain(&segment));
    println!(
        "{name:<24} verdict {verdict:>10.2?} ({:>12.0} a second)  explain {explain:>10.2?}  \
         {:>8} bytes",
        1.0 / verdict.as_secs_f64(),
        segment.size()
    );
}

fn prepared(fields: &Value) -> Arc<PreparedSegment> {
    let mut document = json!({
        "key": "s", "name": "S", "tags": [], "creationDate": 0, "lastModifiedDate": 0,
        "version": 1, "rules": [], "_links": {}
    });
    for (name, value) in fields.as_object().into_iter().flatten() {
        document[name] = value.clone();
    }
    match Segment::from_value(&document) {
        Ok(segment) => Arc::new(PreparedSegment::new(&segment, Some("salt"))),
        Err(error) => unreachable!("the document is a segment: {error}"),
    }
}

/// How long one run takes, on average.
fn time<T>(run: impl Fn() -> T) -> Duration {
    let start = Instant::now();
    let mut runs = 0;
    while start.elapsed() < TIME {
        for _ in 0..10 {
            black_box(run());
        }
        runs += 10;
    }
    start.elapsed() / runs
}
