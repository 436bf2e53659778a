//! Which segments a context instance is in.

use std::sync::Arc;

use segdeck_core::{
    SegmentKey,
    endpoint::{Endpoint, EvaluateSegments},
    evaluate::{EvaluationError, Evaluator, PreparedSegment, SegmentSource, Verdict},
    model::TargetList,
    wire,
};

use crate::{
    SandboxError, contexts,
    paging::json_links,
    places::environment_path,
    reply::Answer,
    sandbox::Call,
    store::{Connection, big_targets, places},
};

mod prepared;

use prepared::Environment;
pub use prepared::Prepared;

/// Tells of every segment, newest first, whether the context instance is in it, and remembers who
/// was asked about.
pub fn evaluate(call: &Call<'_>, request: &EvaluateSegments) -> Result<Answer, SandboxError> {
    let mut text = b"{\"items\":[".to_vec();
    let row = call.store.read(|connection| {
        let row = places::require(connection, &request.place)?.id;
        let environment = call.prepared.environment(connection, &request.place, row)?;
        let source = Source {
            connection,
            environment: &environment,
        };
        text.reserve(environment.heads + environment.items.len() * (LONGEST_TAIL + 1));
        let mut evaluator = Evaluator::new(&request.context, &source);
        for (index, item) in environment.items.iter().enumerate() {
            let verdict = evaluator.verdict(&item.segment(connection)?)?;
            if index > 0 {
                text.push(b',');
            }
            text.extend_from_slice(&item.head);
            text.extend_from_slice(tail(verdict));
        }
        Ok(row)
    })?;
    contexts::remember(call, row, &request.context)?;
    let links = json_links(&mut [
        ("self", request.request().path),
        ("parent", environment_path(&request.place)),
    ]);
    text.extend_from_slice(b"],\"_links\":");
    text.extend_from_slice(&wire::encode(&links));
    text.push(b'}');
    Ok(Answer::Found(text))
}

/// How many bytes the end of an item has at most.
const LONGEST_TAIL: usize = 80;

/// The end of an item.
fn tail(verdict: Verdict) -> &'static [u8] {
    match verdict {
        Verdict::Included => {
            br#""isMember":true,"isIndividuallyTargeted":true,"isRuleTargeted":false}"#
        }
        Verdict::Rule(_) => {
            br#""isMember":true,"isIndividuallyTargeted":false,"isRuleTargeted":true}"#
        }
        Verdict::Excluded | Verdict::NoRule | Verdict::KindMissing => {
            br#""isMember":false,"isIndividuallyTargeted":false,"isRuleTargeted":false}"#
        }
    }
}

/// The other segments of the environment, and the lists of big ones.
struct Source<'a> {
    connection: &'a Connection,
    environment: &'a Environment,
}

impl SegmentSource for Source<'_> {
    type Error = SandboxError;

    fn segment(&self, key: &str) -> Result<Option<Arc<PreparedSegment>>, SandboxError> {
        let item = self.environment.find(key);
        item.map(|item| item.segment(self.connection)).transpose()
    }

    fn big_list(
        &self,
        segment: &SegmentKey,
        context_key: &str,
    ) -> Result<Option<TargetList>, SandboxError> {
        match self.environment.find(segment.as_str()) {
            Some(item) => {
                let row = item.state.segment;
                Ok(big_targets::find(self.connection, row, context_key)?)
            }
            None => Ok(None),
        }
    }
}

impl From<EvaluationError> for SandboxError {
    fn from(error: EvaluationError) -> Self {
        segdeck_core::Invalid::new("", error.to_string()).into()
    }
}
