//! What can go wrong with a call.

use std::time::Duration;

use segdeck_core::{
    Invalid,
    endpoint::Operation,
    wire::{ApiError, TransportError},
};

/// A call that did not succeed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ClientError {
    /// The call was refused before anything was sent.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// There was no answer, and nothing was changed.
    #[error("{request} got no answer: {error}")]
    Transport {
        /// Method and path of the request.
        request: String,
        /// What happened.
        error: TransportError,
    },
    /// The server answered with an error.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// The server answered with a success that cannot be read. If the call was a change, it was
    /// carried out.
    #[error("The answer to {} cannot be read{}: {reason}", .operation.id(), at(.path))]
    Decode {
        /// Which operation.
        operation: Operation,
        /// The field, as a path from the root; empty for the whole answer.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A change was sent and got no answer: it may have been carried out. It was not sent again.
    #[error("{request} got no answer, so it may or may not have been carried out: {error}")]
    OutcomeUnknown {
        /// Which operation.
        operation: Operation,
        /// Method and path of the request.
        request: String,
        /// What happened.
        error: TransportError,
    },
}

fn at(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!(" at {path}")
    }
}

impl ClientError {
    /// The server's answer, if it is one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the resource does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.api().is_some_and(ApiError::is_not_found)
    }

    /// Whether somebody else changed the resource meanwhile, or the key is taken.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.api().is_some_and(ApiError::is_conflict)
    }

    /// Whether the key of a new segment is taken.
    #[must_use]
    pub fn is_key_taken(&self) -> bool {
        self.api().is_some_and(ApiError::is_key_taken)
    }

    /// Whether the environment wants an approval of this change, which the token cannot do without.
    #[must_use]
    pub fn is_approval_required(&self) -> bool {
        self.api().is_some_and(ApiError::is_approval_required)
    }

    /// Whether the server asks to wait, after all tries.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.api().is_some_and(ApiError::is_rate_limited)
    }

    /// Whether the token was refused.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.api().is_some_and(|error| error.status == 401)
    }

    /// Whether no answer came at all.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        matches!(self, Self::Transport { .. } | Self::OutcomeUnknown { .. })
    }

    /// How long the server asks to wait, where it says so and it can be read.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.api().and_then(|error| error.retry_after)
    }

    /// Whether a change that ended so may have been carried out all the same: there was no answer,
    /// or one that does not say (a status from 500 up, often from something in between).
    #[must_use]
    pub fn leaves_outcome_open(&self) -> bool {
        match self {
            Self::OutcomeUnknown { .. } | Self::Decode { .. } => true,
            Self::Api(error) => error.status >= 500,
            Self::Invalid(_) | Self::Transport { .. } => false,
        }
    }
}
