//! How much work an evaluation may take.

use super::EvaluationError;

/// Work left, in comparisons and characters looked at: about a second of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget(u64);

impl Default for Budget {
    fn default() -> Self {
        Self(200_000_000)
    }
}

impl Budget {
    /// Takes so much away before it is done.
    pub(super) fn spend(&mut self, work: usize) -> Result<(), EvaluationError> {
        let work = u64::try_from(work).unwrap_or(u64::MAX);
        self.0 = self.0.checked_sub(work).ok_or(EvaluationError::TooCostly)?;
        Ok(())
    }
}
