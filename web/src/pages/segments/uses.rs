//! What uses a segment: flags, which the segment itself tells, and segments whose rules name it.

use segdeck_client::{ClientError, Paged, Pager};
use segdeck_core::{
    Invalid, SegmentKey,
    endpoint::{Endpoint, ListSegments, Operation, Place},
    model::{Operator, Page, Rule},
    wire::{self, Request},
};
use serde::Deserialize;

use crate::backend::ApiClient;

const PAGE_SIZE: u64 = 100;

/// A segment with a rule that names another one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Nesting {
    /// Its key.
    pub key: SegmentKey,
    /// Its name.
    pub name: String,
    #[serde(default)]
    rules: Vec<Rule>,
}

impl Nesting {
    fn names(&self, key: &SegmentKey) -> bool {
        let mut clauses = self.rules.iter().flat_map(|rule| &rule.clauses);
        clauses.any(|clause| {
            clause.op == Operator::SegmentMatch
                && clause.values.iter().any(|value| value == key.as_str())
        })
    }
}

/// The list of segments, of which only the rules are read.
#[derive(Clone)]
struct RulesOf(ListSegments);

impl Endpoint for RulesOf {
    const OPERATION: Operation = Operation::ListSegments;
    type Answer = Page<Nesting>;

    fn request(&self) -> Request {
        self.0.request()
    }

    fn read(&self, body: &[u8]) -> Result<Page<Nesting>, Invalid> {
        wire::decode(body)
    }
}

impl Paged for RulesOf {
    type Item = Nesting;
    type Key = SegmentKey;

    fn at(&self, limit: u64, offset: u64) -> Self {
        Self(self.0.at(limit, offset))
    }

    fn key(item: &Nesting) -> &SegmentKey {
        &item.key
    }
}

/// The segments of the environment with a rule that names this one.
pub async fn nestings(
    client: ApiClient,
    (place, key): (Place, SegmentKey),
) -> Result<Vec<Nesting>, ClientError> {
    let mut pager = Pager::new(RulesOf(ListSegments::new(place)), PAGE_SIZE);
    let mut found = Vec::new();
    while let Some(page) = client.next_page(&mut pager).await? {
        found.extend(page.items.into_iter().filter(|item| item.names(&key)));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_nests_another_where_a_clause_names_it() {
        let with = |op: &str, values: &[&str]| {
            let clause = serde_json::json!({ "contextKind": "", "attribute": "segmentMatch",
                "op": op, "negate": false, "values": values });
            let item = serde_json::json!({ "key": "a", "name": "A",
                "rules": [{ "clauses": [] }, { "clauses": [clause] }] });
            serde_json::from_value::<Nesting>(item).unwrap()
        };
        assert!(with("segmentMatch", &["x", "beta"]).names(&"beta".into()));
        assert!(!with("segmentMatch", &["beta-2"]).names(&"beta".into()));
        assert!(!with("in", &["beta"]).names(&"beta".into()));
    }
}
