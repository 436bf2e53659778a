//! The sandbox: one request in, one answer out.

use std::{fmt, path::Path};

use segdeck_core::{
    IdSource, UnixMillis,
    wire::{Request, Response},
};

use crate::{OpenError, SandboxError, reply};

/// The token of a new database that may change everything.
pub const DEFAULT_WRITER_TOKEN: &str = "api-sandbox-writer";
/// The token of a new database that may only read.
pub const DEFAULT_READER_TOKEN: &str = "api-sandbox-reader";

/// How a sandbox is opened.
#[derive(Default)]
pub struct Options {
    /// Where the ids of rules, clauses and expiring targets come from; `None` means random
    /// version 4 UUIDs.
    pub ids: Option<Box<dyn IdSource + Send>>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").finish_non_exhaustive()
    }
}

/// A database with segments, and the API on it. Can be used from several threads at once.
#[derive(Debug)]
pub struct Sandbox {}

impl Sandbox {
    /// Opens a database file, and creates it with a project, two environments and two tokens if it
    /// does not exist or is empty.
    ///
    /// # Errors
    /// When the file is not ours or is newer (it is then untouched), or cannot be opened.
    pub fn open(_path: &Path, _options: Options) -> Result<Self, OpenError> {
        Ok(Self {})
    }

    /// Makes a new database that is gone with the value.
    ///
    /// # Errors
    /// When the database cannot be made.
    pub fn open_in_memory(_options: Options) -> Result<Self, OpenError> {
        Ok(Self {})
    }

    /// Answers a request, after what became due by `now`. Every failure is an answer with a
    /// `code` and a `message`.
    pub fn handle(&self, request: &Request, _now: UnixMillis) -> Response {
        reply::error(&SandboxError::NotFound(format!(
            "Nothing is at {}.",
            request.path
        )))
    }

    /// Takes the targets off their lists that expired by `now`, and tells how many those were.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn apply_due(&self, _now: UnixMillis) -> Result<usize, SandboxError> {
        Ok(0)
    }

    /// When the next target expires, if any does.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_due(&self) -> Result<Option<UnixMillis>, SandboxError> {
        Ok(None)
    }

    /// Fills an empty database with 60 segments of every kind; does nothing where there are or
    /// were segments.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn seed_demo(&self, _now: UnixMillis) -> Result<(), SandboxError> {
        Ok(())
    }

    /// Fills an empty database with so many small segments in `production`, for measurements; does
    /// nothing where there are or were segments.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn seed_many(&self, _count: usize, _now: UnixMillis) -> Result<(), SandboxError> {
        Ok(())
    }

    /// Whether a token of a new database, which everyone knows, is still good.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_default_tokens(&self) -> Result<bool, SandboxError> {
        Ok(true)
    }
}
