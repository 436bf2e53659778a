//! Saving a draft: a fresh look, one JSON Patch for the segment, then one request for its
//! expirations. No component in it, so that it is tested against the sandbox without a browser.

use std::rc::Rc;

use segdeck_client::{Client, ClientError, Outcome};
use segdeck_core::{
    diff::{self, DiffOptions, Granularity},
    endpoint::{PatchBody, Place},
    model::{ExpiringTarget, ExpiringTargetError, Segment},
    patch::{
        ExpiringTargetInstruction, ExpiringUserTargetInstruction, JsonPatch, SemanticPatch,
        expiration::{self, TargetReference},
    },
    wire::Transport,
};

use crate::state::{draft::DraftState, target_set::TargetSet};

/// Which family of operations an account uses for its expirations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TargetFamily {
    /// Contexts of any kind.
    #[default]
    Contexts,
    /// Users, for accounts that do not use contexts.
    Users,
}

/// What will be sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SavePlan {
    /// The change of the segment, guarded by its version; empty if the segment is not edited.
    pub patch: JsonPatch,
    /// The changes of its expirations.
    pub expirations: Vec<ExpiringTargetInstruction>,
}

impl SavePlan {
    /// What saving this draft sends.
    #[must_use]
    pub fn of(draft: &DraftState) -> Self {
        let options = DiffOptions {
            granularity: Granularity::Element,
            is_guarded: true,
        };
        let patch = if draft.is_segment_untouched() {
            JsonPatch::default()
        } else {
            diff::json_patch(&draft.base, &draft.outgoing(), options)
        };
        let after: Vec<_> = draft
            .expirations()
            .iter()
            .map(|(target, date)| (target.clone(), *date))
            .collect();
        // The server drops the expirations of targets that leave their list with the target.
        let (saved, sent) = (TargetSet::of(&draft.base), TargetSet::of(draft.segment()));
        let before: Vec<ExpiringTarget> = draft
            .base_expirations
            .iter()
            .filter(|item| {
                TargetReference::of(item)
                    .is_none_or(|target| sent.has(&target) || !saved.has(&target))
            })
            .cloned()
            .collect();
        Self {
            patch,
            expirations: expiration::plan(&before, &after),
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patch.0.is_empty() && self.expirations.is_empty()
    }

    /// The requests, as a person reads them.
    #[must_use]
    pub fn describe(&self) -> String {
        let operations = self.patch.0.len();
        let instructions = self.expirations.len();
        let patch = format!(
            "JSON Patch, {}",
            crate::format::plural(operations, "operation", "operations")
        );
        let expirations = format!(
            "expirations, {}",
            crate::format::plural(instructions, "instruction", "instructions")
        );
        match (operations, instructions) {
            (0, 0) => "Nothing to send".to_owned(),
            (_, 0) => format!("1 request: {patch}"),
            (0, _) => format!("1 request: {expirations}"),
            _ => format!("2 requests: {patch}; {expirations}"),
        }
    }
}

/// How far saving is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SaveStep {
    /// Reading the segment once more.
    Check,
    /// Sending the change of the segment.
    Segment,
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
    /// The segment afterwards, if its change was carried out.
    pub segment: Option<Rc<Segment>>,
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
    comment: &str,
    on_step: impl Fn(SaveStep),
) -> SaveReport {
    let plan = SavePlan::of(draft);
    let comment = (!comment.trim().is_empty()).then(|| comment.trim().to_owned());
    let mut report = SaveReport::default();
    on_step(SaveStep::Check);
    match client.get_segment(place, &draft.base.key).await {
        Err(error) => return stopped(report, SaveError::Refused(Rc::new(error))),
        Ok(current) if current.version != draft.base.version => {
            return stopped(report, SaveError::Conflict(Rc::new(current)));
        }
        Ok(_) => {}
    }
    if !plan.patch.0.is_empty() {
        on_step(SaveStep::Segment);
        let body = PatchBody::Json {
            patch: plan.patch,
            comment: comment.clone(),
        };
        let expected = draft.outgoing();
        match client
            .patch_segment_decided(place, &draft.base, &expected, body)
            .await
        {
            Ok(Outcome::Applied(segment)) => report.segment = Some(Rc::new(segment)),
            Ok(Outcome::NotApplied { error, .. }) => {
                return stopped(report, SaveError::Refused(Rc::new(error)));
            }
            Ok(Outcome::Unclear { error, .. }) => {
                return stopped(report, SaveError::Unclear(Rc::new(error)));
            }
            Err(error) if error.is_conflict() => {
                let error = match client.get_segment(place, &draft.base.key).await {
                    Ok(current) if current.version != draft.base.version => {
                        SaveError::Conflict(Rc::new(current))
                    }
                    _ => SaveError::Refused(Rc::new(error)),
                };
                return stopped(report, error);
            }
            Err(error) if error.leaves_outcome_open() => {
                return stopped(report, SaveError::Unclear(Rc::new(error)));
            }
            Err(error) => return stopped(report, SaveError::Refused(Rc::new(error))),
        }
    }
    if !plan.expirations.is_empty() {
        on_step(SaveStep::Expirations);
        save_expirations(
            client,
            place,
            draft,
            family,
            comment,
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

async fn save_expirations<T: Transport>(
    client: &Client<T>,
    place: &Place,
    draft: &DraftState,
    family: TargetFamily,
    comment: Option<String>,
    instructions: Vec<ExpiringTargetInstruction>,
    report: &mut SaveReport,
) {
    let key = &draft.base.key;
    let (sent, answer) = match family {
        TargetFamily::Contexts => {
            let mut patch = SemanticPatch::new(instructions.clone());
            patch.comment = comment;
            let answer = client
                .patch_expiring_targets_decided(place, key, patch)
                .await
                .map(|outcome| map(outcome, |answer| (answer.items, answer.errors)));
            (instructions, answer)
        }
        TargetFamily::Users => {
            let (mut sent, mut users) = (Vec::new(), Vec::new());
            for instruction in instructions {
                match ExpiringUserTargetInstruction::new(instruction.clone()) {
                    Ok(user) => {
                        users.push(user);
                        sent.push(instruction);
                    }
                    Err(invalid) => report.failed.push(FailedExpiration {
                        instruction,
                        reason: invalid.reason,
                    }),
                }
            }
            let mut patch = SemanticPatch::new(users);
            patch.comment = comment;
            let answer = client
                .patch_expiring_user_targets_decided(place, key, patch)
                .await
                .map(|outcome| {
                    map(outcome, |answer| {
                        let items = answer.items.into_iter().map(ExpiringTarget::from).collect();
                        (items, answer.errors)
                    })
                });
            (sent, answer)
        }
    };
    match answer {
        Ok(Outcome::Applied((items, errors))) => {
            report
                .failed
                .extend(failures(&sent, errors.unwrap_or_default()));
            report.expirations = Some(Rc::new(items));
        }
        Ok(Outcome::Unclear { error, .. }) => {
            report.error = Some(SaveError::Unclear(Rc::new(error)));
        }
        Err(error) if error.leaves_outcome_open() => {
            report.error = Some(SaveError::Unclear(Rc::new(error)));
        }
        Ok(Outcome::NotApplied { error, .. }) | Err(error) => {
            report.error = Some(SaveError::Refused(Rc::new(error)));
        }
    }
}

fn map<A, B>(outcome: Outcome<A>, change: impl Fn(A) -> B) -> Outcome<B> {
    match outcome {
        Outcome::Applied(answer) => Outcome::Applied(change(answer)),
        Outcome::NotApplied { current, error } => Outcome::NotApplied {
            current: current.map(change),
            error,
        },
        Outcome::Unclear { current, error } => Outcome::Unclear {
            current: current.map(change),
            error,
        },
    }
}

fn failures(
    sent: &[ExpiringTargetInstruction],
    errors: Vec<ExpiringTargetError>,
) -> impl Iterator<Item = FailedExpiration> {
    errors.into_iter().filter_map(|error| {
        let index = usize::try_from(error.instruction_index).ok()?;
        let instruction = sent.get(index)?.clone();
        Some(FailedExpiration {
            instruction,
            reason: error.message,
        })
    })
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
