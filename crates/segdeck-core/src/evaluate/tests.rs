#![expect(
    clippy::needless_pass_by_value,
    reason = "helpers of tests take literals"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::model::Segment;

mod circles;
mod clauses;
mod explanations;
mod lists;
mod rollouts;

/// Some segments and the lists of big ones.
#[derive(Default)]
struct Segments {
    segments: BTreeMap<String, Arc<PreparedSegment>>,
    big: BTreeMap<(String, String), TargetList>,
}

impl SegmentSource for Segments {
    type Error = EvaluationError;

    fn segment(&self, key: &str) -> Result<Option<Arc<PreparedSegment>>, EvaluationError> {
        Ok(self.segments.get(key).cloned())
    }

    fn big_list(
        &self,
        segment: &SegmentKey,
        context_key: &str,
    ) -> Result<Option<TargetList>, EvaluationError> {
        let place = (segment.to_string(), context_key.to_owned());
        Ok(self.big.get(&place).copied())
    }
}

impl Segments {
    fn of(segments: impl IntoIterator<Item = Value>) -> Self {
        Self {
            segments: segments
                .into_iter()
                .map(|fields| prepared(&fields))
                .map(|segment| (segment.key().to_string(), segment))
                .collect(),
            big: BTreeMap::new(),
        }
    }

    fn ask(&self, key: &str, context: Value) -> Result<Verdict, EvaluationError> {
        Evaluator::new(&instance(context), self).verdict(&self.segments[key])
    }
}

/// A segment with these fields; its key is `s`, unless they say another, and its salt `salt`.
fn prepared(fields: &Value) -> Arc<PreparedSegment> {
    Arc::new(PreparedSegment::new(&segment(fields), Some("salt")))
}

fn segment(fields: &Value) -> Segment {
    let mut document = json!({
        "key": "s", "name": "S", "tags": [], "creationDate": 1, "lastModifiedDate": 1,
        "version": 1, "rules": [], "_links": {}
    });
    for (name, value) in fields.as_object().unwrap() {
        document[name] = value.clone();
    }
    Segment::from_value(&document).unwrap()
}

fn instance(context: Value) -> ContextInstance {
    ContextInstance::from_value(&context).unwrap()
}

fn verdict(fields: Value, context: Value) -> Verdict {
    Evaluator::new(&instance(context), &NoSegments)
        .verdict(&prepared(&fields))
        .unwrap()
}

/// Whether a rule with this one clause matches.
fn matches(clause: Value, context: Value) -> bool {
    let fields = json!({"rules": [{"clauses": [clause]}]});
    verdict(fields, context).is_member()
}

fn user(key: &str) -> Value {
    json!({"kind": "user", "key": key})
}
