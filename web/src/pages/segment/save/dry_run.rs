//! Asking the server what a save would give, without saving.

use std::rc::Rc;

use segdeck_client::{Client, ClientError, decide};
use segdeck_core::{
    Invalid,
    diff::Change,
    endpoint::Place,
    ids::CountedIds,
    model::Segment,
    patch::{Dialect, JsonPatch, SegmentInstruction, SemanticPatch, semantic},
    wire::Transport,
};

use super::{SaveError, SavePlan, SegmentRequest, Way};
use crate::state::draft::DraftState;

/// What the server would make of a save.
#[derive(Clone, Debug, PartialEq)]
pub struct WouldBe {
    /// How the change was said.
    pub way: Way,
    /// The segment as it would be.
    pub segment: Rc<Segment>,
    /// Where it is other than the preview.
    pub differences: Rc<[Change]>,
    /// How many requests the save takes for the segment; only the first was tried.
    pub requests: usize,
    /// The version that is saved now, if it is another than before: the server took the trial for
    /// a change.
    pub saved_as: Option<i64>,
}

/// How a dry run ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DryRun {
    /// The ways that the server refused, and why, in the order in which they were tried.
    pub refused: Vec<(Way, Rc<ClientError>)>,
    /// The first way that it took.
    pub accepted: Option<WouldBe>,
}

/// Tries a save. Where the server refuses the form of a JSON Patch, coarser ones are tried until it
/// takes one: some hosts know no deep path, and some no `test`.
///
/// # Errors
/// When the segment is not what the draft started from, or cannot be read.
pub async fn dry_run<T: Transport>(
    client: &Client<T>,
    place: &Place,
    draft: &DraftState,
    way: Way,
) -> Result<DryRun, SaveError> {
    let key = &draft.base.key;
    let current = read(client, place, draft).await?;
    if current.version != draft.base.version {
        return Err(SaveError::Conflict(Rc::new(current)));
    }
    let mut run = DryRun::default();
    let mut tried: Vec<JsonPatch> = Vec::new();
    for way in std::iter::once(way).chain(way.coarser()) {
        let plan = SavePlan::by(draft, way);
        let requests = plan.segment_requests();
        let Some(first) = requests.first() else { break };
        if tried.contains(&plan.patch) {
            continue;
        }
        tried.push(plan.patch.clone());
        let body = first.body(place, draft.base.version, None);
        match client.preview_segment_patch(place, key, body).await {
            Ok(segment) => {
                let now = read(client, place, draft).await?.version;
                let differences = after_request(draft, &draft.base, first)
                    .map(|expected| decide::differences(&draft.base, &expected, &segment))
                    .unwrap_or_default();
                run.accepted = Some(WouldBe {
                    way,
                    segment: Rc::new(segment),
                    differences: differences.into(),
                    requests: requests.len(),
                    saved_as: (now != draft.base.version).then_some(now),
                });
                break;
            }
            Err(error) => {
                let may_be_its_form = may_be_its_form(&error);
                run.refused.push((way, Rc::new(error)));
                if !may_be_its_form {
                    break;
                }
            }
        }
    }
    Ok(run)
}

async fn read<T: Transport>(
    client: &Client<T>,
    place: &Place,
    draft: &DraftState,
) -> Result<Segment, SaveError> {
    let answer = client.get_segment(place, &draft.base.key).await;
    answer.map_err(|error| SaveError::Refused(Rc::new(error)))
}

/// The segment after one of the requests of a save.
///
/// # Errors
/// When the request cannot be carried out on that segment.
pub(super) fn after_request(
    draft: &DraftState,
    before: &Segment,
    request: &SegmentRequest<'_>,
) -> Result<Segment, Invalid> {
    match request {
        SegmentRequest::Patch(_) => Ok(draft.outgoing()),
        SegmentRequest::Batch(batch) => after_batch(before, batch, "expected:"),
        SegmentRequest::Remainder(patch) => {
            let document = patch
                .apply(&before.to_value(), Dialect::Strict)
                .map_err(|error| Invalid::new("", error.to_string()))?;
            Segment::from_value(&document)
        }
    }
}

/// The segment after instructions; what is new in it has ids that begin with `ids`.
pub(super) fn after_batch(
    before: &Segment,
    batch: &SemanticPatch<SegmentInstruction>,
    ids: &'static str,
) -> Result<Segment, Invalid> {
    let mut ids = CountedIds::new(ids);
    Ok(semantic::apply(before, &batch.instructions, &mut ids)?.segment)
}

/// Whether another form of the same change may be taken.
#[must_use]
pub fn may_be_its_form(error: &ClientError) -> bool {
    let status = error.api().map(|error| error.status);
    status.is_some_and(|status| matches!(status, 400 | 405 | 409 | 415 | 422 | 501))
}
