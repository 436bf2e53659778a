//! Saving what changed in the expirations: one request for all of them.

use std::rc::Rc;

use segdeck_client::{Client, ClientError, Outcome};
use segdeck_core::{
    SegmentKey,
    endpoint::Place,
    model::{ExpiringTarget, ExpiringTargetError},
    patch::{ExpiringTargetInstruction, ExpiringUserTargetInstruction, SemanticPatch},
    wire::Transport,
};

use super::{FailedExpiration, SaveError, SaveReport, TargetFamily};
use crate::state::draft::DraftState;

/// Reads all expirations, in the family that the account uses.
///
/// # Errors
/// As [`Client::call`] does.
pub async fn read_expirations<T: Transport>(
    client: &Client<T>,
    place: &Place,
    key: &SegmentKey,
    family: TargetFamily,
) -> Result<Vec<ExpiringTarget>, ClientError> {
    Ok(match family {
        TargetFamily::Contexts => client.expiring_targets(place, key).await?.items,
        TargetFamily::Users => {
            let users = client.expiring_user_targets(place, key).await?;
            users.items.into_iter().map(ExpiringTarget::from).collect()
        }
    })
}

/// Sends the instructions and notes in the report what became of them.
pub(super) async fn save_expirations<T: Transport>(
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
                        reason: invalid.into_reason(),
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
