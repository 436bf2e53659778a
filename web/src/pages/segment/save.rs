//! Saving a draft: a fresh look, one JSON Patch for the segment, then one request for its
//! expirations. No component in it, so that it is tested against the sandbox without a browser.

mod doubled;
mod dry_run;
mod expirations;
mod plan;

use std::{collections::BTreeMap, rc::Rc};

use segdeck_client::{Client, ClientError, Outcome, decide};
use segdeck_core::{
    diff::Change,
    endpoint::Place,
    merge::{self, Choice},
    model::{ExpiringTarget, Segment},
    patch::{ExpiringTargetInstruction, expiration::TargetReference},
    wire::Transport,
};

pub use self::expirations::read_expirations;
use self::expirations::save_expirations;
pub use self::{
    dry_run::{DryRun, WouldBe, dry_run, may_be_its_form},
    plan::{SavePlan, SegmentRequest, Way},
};
use crate::state::{draft::DraftState, newer};

/// Which family of operations an account uses for its expirations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TargetFamily {
    /// Contexts of any kind.
    #[default]
    Contexts,
    /// Users, for accounts that do not use contexts.
    Users,
}

/// How far saving is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SaveStep {
    /// Reading the segment once more.
    Check,
    /// Sending this request for the segment itself, counted from 1.
    Segment(usize),
    /// Sending the changes of its expirations.
    Expirations,
}

/// Why saving stopped. The draft keeps whatever was not saved.
#[derive(Clone, Debug, PartialEq)]
pub enum SaveError {
    /// Somebody else changed the segment since it was loaded.
    Conflict(Rc<Segment>),
    /// The server refused, or could not be reached; nothing was changed by this step.
    Refused(Rc<ClientError>),
    /// No answer came, and what is there now is neither the old nor the expected.
    Unclear(Rc<ClientError>),
    /// After a request that was not the last one, the segment is other than it should be: somebody
    /// saved in between. Here is what differs from the preview.
    Diverged(Rc<[Change]>),
    /// A request was carried out twice, since the browser sent it again by itself. Here is what the
    /// second time did; the draft takes it back.
    Doubled(Rc<[Change]>),
}

/// A change of an expiration that the server did not carry out.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedExpiration {
    /// What was asked for.
    pub instruction: ExpiringTargetInstruction,
    /// The server's reason.
    pub reason: String,
}

/// What saving did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SaveReport {
    /// The segment after the last request for it that was carried out.
    pub segment: Option<Rc<Segment>>,
    /// What is still to be saved of the segment, if only some of its requests were carried out:
    /// the segment as it is wanted, on top of what is saved.
    pub rest: Option<Rc<Segment>>,
    /// How many requests for the segment were carried out, and how many there are.
    pub requests: (usize, usize),
    /// Where the saved segment is other than the preview.
    pub differences: Vec<Change>,
    /// All expirations afterwards, if their request was carried out.
    pub expirations: Option<Rc<Vec<ExpiringTarget>>>,
    /// Changes of expirations that failed.
    pub failed: Vec<FailedExpiration>,
    /// Why saving stopped, if it did.
    pub error: Option<SaveError>,
}

/// Saves a draft. Nothing is sent over a version that was not looked at, and nothing twice.
pub async fn save<T: Transport>(
    client: &Client<T>,
    place: &Place,
    draft: &DraftState,
    family: TargetFamily,
    way: Way,
    comment: &str,
    on_step: impl Fn(SaveStep),
) -> SaveReport {
    let plan = SavePlan::by(draft, way);
    let comment = Some(comment.trim()).filter(|comment| !comment.is_empty());
    let mut report = SaveReport::default();
    on_step(SaveStep::Check);
    let current = match client.get_segment(place, &draft.base.key).await {
        Err(error) => return stopped(report, SaveError::Refused(Rc::new(error))),
        Ok(current) => current,
    };
    let mut is_other = current.version != draft.base.version;
    if !is_other && !plan.expirations.is_empty() {
        // Dates have no part in the segment's version.
        match read_expirations(client, place, &draft.base.key, family).await {
            Err(error) => return stopped(report, SaveError::Refused(Rc::new(error))),
            Ok(items) => is_other = newer::are_other(&items, &draft.base_expirations),
        }
    }
    if is_other {
        return stopped(report, SaveError::Conflict(Rc::new(current)));
    }
    if let Err(error) =
        save_segment(client, place, draft, &plan, comment, &on_step, &mut report).await
    {
        if let Some(saved) = &report.segment {
            let mut rest = rest(draft, saved);
            if matches!(error, SaveError::Doubled(_)) {
                rest = doubled::without_doubles(&draft.base, &draft.outgoing(), rest);
            }
            report.rest = Some(Rc::new(rest));
        }
        return stopped(report, error);
    }
    if !plan.expirations.is_empty() {
        on_step(SaveStep::Expirations);
        save_expirations(
            client,
            place,
            draft,
            family,
            comment.map(str::to_owned),
            plan.expirations,
            &mut report,
        )
        .await;
    }
    report
}

fn stopped(mut report: SaveReport, error: SaveError) -> SaveReport {
    report.error = Some(error);
    report
}

/// Sends the requests for the segment itself, each on top of the answer to the one before.
async fn save_segment<T: Transport>(
    client: &Client<T>,
    place: &Place,
    draft: &DraftState,
    plan: &SavePlan,
    comment: Option<&str>,
    on_step: &impl Fn(SaveStep),
    report: &mut SaveReport,
) -> Result<(), SaveError> {
    let requests = plan.segment_requests();
    report.requests = (0, requests.len());
    let mut before = draft.base.clone();
    for (index, request) in requests.iter().enumerate() {
        on_step(SaveStep::Segment(index + 1));
        let is_last = index + 1 == requests.len();
        let expected = dry_run::after_request(draft, &before, request)
            .map_err(|invalid| SaveError::Refused(Rc::new(invalid.into())))?;
        let body = request.body(place, before.version, comment);
        let saved = Rc::new(send(client, place, &before, &expected, body).await?);
        report.segment = Some(saved.clone());
        report.requests.0 = index + 1;
        let differences = decide::differences(&before, &expected, &saved);
        if !differences.is_empty() && doubled::is_doubled(&before, &expected, request, &saved) {
            return Err(SaveError::Doubled(differences.into()));
        }
        if is_last {
            report.differences = differences;
        } else if !differences.is_empty() {
            return Err(SaveError::Diverged(differences.into()));
        }
        before = saved;
    }
    Ok(())
}

/// Sends one request and gives the segment afterwards.
async fn send<T: Transport>(
    client: &Client<T>,
    place: &Place,
    before: &Segment,
    expected: &Segment,
    body: segdeck_core::endpoint::PatchBody,
) -> Result<Segment, SaveError> {
    match client
        .patch_segment_decided(place, before, expected, body)
        .await
    {
        Ok(Outcome::Applied(segment)) => Ok(segment),
        Ok(Outcome::Unclear { error, .. }) => Err(SaveError::Unclear(Rc::new(error))),
        Err(error) if error.is_conflict() => {
            Err(match client.get_segment(place, &before.key).await {
                Ok(current) if current.version != before.version => {
                    SaveError::Conflict(Rc::new(current))
                }
                _ => SaveError::Refused(Rc::new(error)),
            })
        }
        Err(error) if error.leaves_outcome_open() => Err(SaveError::Unclear(Rc::new(error))),
        Ok(Outcome::NotApplied { error, .. }) | Err(error) => {
            Err(SaveError::Refused(Rc::new(error)))
        }
    }
}

/// What is wanted, on top of what of it is saved. Where somebody else changed the same meanwhile,
/// the wish stays: it is reviewed against what is saved before anything is sent again.
fn rest(draft: &DraftState, saved: &Segment) -> Segment {
    let wanted = draft.outgoing();
    let merged = merge::merge(&draft.base, saved, &wanted);
    if merged.conflicts.is_empty() {
        return merged.segment;
    }
    let mine: BTreeMap<_, _> = merged
        .conflicts
        .into_iter()
        .map(|conflict| (conflict.place, Choice::Mine))
        .collect();
    merge::resolve(&draft.base, saved, &wanted, &mine).segment
}

/// The target of an instruction.
#[must_use]
pub fn target_of(instruction: &ExpiringTargetInstruction) -> &TargetReference {
    match instruction {
        ExpiringTargetInstruction::Add { target, .. }
        | ExpiringTargetInstruction::Update { target, .. }
        | ExpiringTargetInstruction::Remove { target, .. } => target,
    }
}
