//! Changes that are never left in doubt: sent once, and looked up if no answer came.

use segdeck_core::{
    SegmentKey,
    endpoint::{PatchBody, Place},
    model::{
        ExpiringTarget, NewSegment, PatchedExpiringTargets, PatchedExpiringUserTargets, Segment,
        Unknown,
    },
    patch::{ExpiringTargetInstruction, ExpiringUserTargetInstruction, SemanticPatch},
    wire::Transport,
};

use crate::{
    Client, ClientError,
    decide::{self, Verdict},
};

/// How old, in milliseconds, what a request made can be when the same request comes again.
const RESEND_WINDOW: i64 = 60_000;

/// What became of a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<T> {
    /// It was carried out: the server said so, or what is there now shows it.
    Applied(T),
    /// It got no usable answer, and nothing was changed. It is safe to ask for it again: a request
    /// that is still on its way is kept out by the guard on the version, a taken key or the like.
    NotApplied {
        /// What is there now, where there is something.
        current: Option<T>,
        /// How the request ended.
        error: ClientError,
    },
    /// It got no usable answer, and what is there now is neither the old nor the expected. A
    /// person has to look.
    Unclear {
        /// What is there now, where there is something.
        current: Option<T>,
        /// How the request ended.
        error: ClientError,
    },
}

impl<T> Outcome<T> {
    fn of(verdict: Verdict, current: Option<T>, error: ClientError) -> Self {
        match (verdict, current) {
            (Verdict::Applied, Some(current)) => Self::Applied(current),
            (Verdict::NotApplied, current) => Self::NotApplied { current, error },
            (Verdict::Applied | Verdict::Unclear, current) => Self::Unclear { current, error },
        }
    }
}

/// All of these fail as [`Client::call`] does where the server refused the change. Where it cannot
/// be told what became of it, since reading again fails too, they fail with the error of the
/// change, whose [`ClientError::leaves_outcome_open`] holds.
#[allow(
    clippy::missing_errors_doc,
    reason = "said once, for all of them, above"
)]
impl<T: Transport> Client<T> {
    /// Changes a segment. `before` is what the change is based on, `expected` what it should give.
    pub async fn patch_segment_decided(
        &self,
        place: &Place,
        before: &Segment,
        expected: &Segment,
        patch: PatchBody,
    ) -> Result<Outcome<Segment>, ClientError> {
        let error = match self.patch_segment(place, &before.key, patch).await {
            Ok(segment) => return Ok(Outcome::Applied(segment)),
            Err(error) if error.leaves_outcome_open() || error.is_conflict() => error,
            Err(error) => return Err(error),
        };
        match self.get_segment(place, &before.key).await {
            Ok(current) => match decide::patched(before, expected, &current) {
                // See `Client::create_segment_decided` for how a change can conflict with itself.
                Verdict::NotApplied | Verdict::Unclear if error.is_conflict() => Err(error),
                verdict => Ok(Outcome::of(verdict, Some(current), error)),
            },
            Err(_) if error.is_conflict() => Err(error),
            Err(again) if again.is_not_found() => Ok(Outcome::Unclear {
                current: None,
                error,
            }),
            Err(_) => Err(error),
        }
    }

    /// Creates a segment. A key that was taken within the last minute, by a segment that is just
    /// what was asked for, was taken by this very call: a browser sends a request again by itself
    /// when a connection that it used before breaks off.
    pub async fn create_segment_decided(
        &self,
        place: &Place,
        segment: &NewSegment,
    ) -> Result<Outcome<Segment>, ClientError> {
        let error = match self.create_segment(place, segment.clone()).await {
            Ok(segment) => return Ok(Outcome::Applied(segment)),
            Err(error) if error.leaves_outcome_open() || error.is_key_taken() => error,
            Err(error) => return Err(error),
        };
        let current = match self.get_segment(place, &segment.key).await {
            Ok(current) if error.is_key_taken() => {
                let age = self.transport().now().0 - current.creation_date.0;
                let is_ours = age.abs() <= RESEND_WINDOW
                    && decide::created(segment, Some(&current)) == Verdict::Applied;
                return if is_ours {
                    Ok(Outcome::Applied(current))
                } else {
                    Err(error)
                };
            }
            Ok(current) => Some(current),
            Err(_) if error.is_key_taken() => return Err(error),
            Err(again) if again.is_not_found() => None,
            Err(_) => return Err(error),
        };
        let verdict = decide::created(segment, current.as_ref());
        Ok(Outcome::of(verdict, current, error))
    }

    /// Deletes a segment: if it is gone, that is what was asked for.
    pub async fn delete_segment_decided(
        &self,
        place: &Place,
        segment: &SegmentKey,
    ) -> Result<Outcome<()>, ClientError> {
        let error = match self.delete_segment(place, segment).await {
            Ok(()) => return Ok(Outcome::Applied(())),
            Err(error) if error.is_not_found() => return Ok(Outcome::Applied(())),
            Err(error) if error.leaves_outcome_open() => error,
            Err(error) => return Err(error),
        };
        match self.get_segment(place, segment).await {
            Ok(_) => Ok(Outcome::NotApplied {
                current: Some(()),
                error,
            }),
            Err(again) if again.is_not_found() => Ok(Outcome::Applied(())),
            Err(_) => Err(error),
        }
    }

    /// Changes expiring targets.
    pub async fn patch_expiring_targets_decided(
        &self,
        place: &Place,
        segment: &SegmentKey,
        patch: SemanticPatch<ExpiringTargetInstruction>,
    ) -> Result<Outcome<PatchedExpiringTargets>, ClientError> {
        let sent = self
            .patch_expiring_targets(place, segment, patch.clone())
            .await;
        let error = match sent {
            Ok(answer) => return Ok(Outcome::Applied(answer)),
            Err(error) if error.leaves_outcome_open() => error,
            Err(error) => return Err(error),
        };
        let Ok(now) = self.expiring_targets(place, segment).await else {
            return Err(error);
        };
        let instructions: Vec<_> = patch.instructions.iter().collect();
        let verdict = decide::expirations(&instructions, &now.items);
        let current = PatchedExpiringTargets {
            items: now.items,
            links: now.links,
            total_instructions: None,
            successful_instructions: None,
            failed_instructions: None,
            errors: None,
            unknown: Unknown::new(),
        };
        Ok(Outcome::of(verdict, Some(current), error))
    }

    /// Changes expiring user targets, for accounts that use users.
    pub async fn patch_expiring_user_targets_decided(
        &self,
        place: &Place,
        segment: &SegmentKey,
        patch: SemanticPatch<ExpiringUserTargetInstruction>,
    ) -> Result<Outcome<PatchedExpiringUserTargets>, ClientError> {
        let sent = self
            .patch_expiring_user_targets(place, segment, patch.clone())
            .await;
        let error = match sent {
            Ok(answer) => return Ok(Outcome::Applied(answer)),
            Err(error) if error.leaves_outcome_open() => error,
            Err(error) => return Err(error),
        };
        let Ok(now) = self.expiring_user_targets(place, segment).await else {
            return Err(error);
        };
        let instructions: Vec<_> = patch
            .instructions
            .iter()
            .map(ExpiringUserTargetInstruction::as_context)
            .collect();
        let items: Vec<ExpiringTarget> = now
            .items
            .iter()
            .cloned()
            .map(ExpiringTarget::from)
            .collect();
        let verdict = decide::expirations(&instructions, &items);
        let current = PatchedExpiringUserTargets {
            items: now.items,
            links: now.links,
            total_instructions: None,
            successful_instructions: None,
            failed_instructions: None,
            errors: None,
            unknown: Unknown::new(),
        };
        Ok(Outcome::of(verdict, Some(current), error))
    }
}
