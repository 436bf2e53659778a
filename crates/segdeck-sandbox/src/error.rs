//! What can go wrong, without HTTP in it: `reply.rs` alone picks status and code.

use std::{io, path::PathBuf};

use segdeck_core::{Invalid, wire::Method};

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file exists and is something else. It was not touched.
    #[error("{} is not a Segdeck database. It was not touched; choose another file.", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer Segdeck. It was not touched.
    #[error(
        "{} has database version {found}; this Segdeck knows up to {known}. It was not touched; use a newer Segdeck.",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version that the file has.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The file cannot be read or created.
    #[error("{} cannot be opened: {source}.", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database refused.
    #[error("The database cannot be opened: {0}.")]
    Store(#[from] StoreError),
    /// A new database could not be filled. It was not made.
    #[error("The new database cannot be filled: {0}")]
    Fill(#[source] SandboxError),
    /// The system gave no random numbers, from which ids are made.
    #[error("The system gave no random numbers for new ids. Try again.")]
    Randomness,
}

/// A failure of the database itself: a full disk, a broken file, a lock held too long.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StoreError(#[from] rusqlite::Error);

impl StoreError {
    /// Whether another connection holds what is needed, so that it may work a moment later.
    pub(crate) fn is_busy(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        matches!(
            self.0.sqlite_error_code(),
            Some(DatabaseBusy | DatabaseLocked)
        )
    }
}

/// Why a request or a task could not be carried out. One word wide: nearly every function here can
/// answer with it, and what is wider is moved about in each of them.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct SandboxError(Box<Failure>);

impl SandboxError {
    /// What happened.
    pub(crate) fn failure(&self) -> &Failure {
        &self.0
    }

    /// What the database holds cannot be read.
    pub(crate) fn corrupt(why: Invalid) -> Self {
        Failure::Corrupt(why).into()
    }
}

/// Why a request or a task could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no token, or an unknown one.
    #[error("Invalid access token")]
    Unauthorized,
    /// The token may only read.
    #[error("The access token may only read. Use one that may write.")]
    Forbidden,
    /// Only an administrator may do this.
    #[error("Only an admin may change projects and environments. Use the access token of one.")]
    AdminOnly,
    /// The environment requires an approval of this change, and the token's role cannot do
    /// without. The words are LaunchDarkly's own: programs look for them.
    #[error("approval is required")]
    ApprovalRequired,
    /// The operation is in beta, and the request does not say that it knows.
    #[error("This operation is in beta. Send the header LD-API-Version: beta.")]
    BetaOnly,
    /// Who asks for an approval cannot give it, unless the environment lets them.
    #[error(
        "You asked for this approval, and the environment wants the review of somebody else. You \
         can still comment."
    )]
    OwnReview,
    /// A change that is not approved yet, or that somebody declined.
    #[error("{0}")]
    NotApproved(String),
    /// What the path names does not exist.
    #[error("{0}")]
    NotFound(String),
    /// The path exists, but not with this method.
    #[error("{method} is not possible at {path}.")]
    MethodNotAllowed {
        /// The method.
        method: Method,
        /// The path.
        path: String,
        /// Those that are possible.
        allowed: Vec<Method>,
    },
    /// Something in the request is malformed or refused.
    #[error(transparent)]
    Invalid(Invalid),
    /// The body is larger than the sandbox reads.
    #[error("The body has {size} bytes; at most {limit} are read.")]
    TooLarge {
        /// How many bytes it has.
        size: usize,
        /// How many are read at most.
        limit: usize,
    },
    /// The key of a new thing is taken; holds what kind of thing it is.
    #[error("Duplicate {0} key")]
    KeyTaken(&'static str),
    /// A `test` of a patch failed: somebody else changed the segment.
    #[error("{0}")]
    Conflict(String),
    /// The database refused.
    #[error("The database failed: {0}.")]
    Store(StoreError),
    /// What the database holds cannot be read.
    #[error("The stored segment cannot be read: {0}")]
    Corrupt(Invalid),
}

impl From<Failure> for SandboxError {
    #[inline(never)]
    fn from(failure: Failure) -> Self {
        Self(Box::new(failure))
    }
}

impl From<Invalid> for SandboxError {
    #[inline(never)]
    fn from(error: Invalid) -> Self {
        Failure::Invalid(error).into()
    }
}

impl From<rusqlite::Error> for SandboxError {
    #[inline(never)]
    fn from(error: rusqlite::Error) -> Self {
        Failure::Store(StoreError(error)).into()
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(StoreError(error))
    }
}
