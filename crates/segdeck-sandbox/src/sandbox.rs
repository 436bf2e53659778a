//! The sandbox: one request in, one answer out.

use std::{fmt, path::Path, sync::Arc};

use segdeck_core::{
    IdSource, ProjectKey, UnixMillis,
    endpoint::Operation,
    model::Flag,
    wire::{Request, Response},
};

use crate::{
    OpenError, Question, SandboxError,
    error::Failure,
    evaluation, expirations, flags,
    ids::{RandomIds, SharedIds},
    perform::perform,
    reply::{self, Answer},
    seed::{self, Seed},
    store::{
        Store,
        audit::{Entry, Resource},
        expirations as stored_expirations,
        tokens::{self, Caller},
    },
    versions::ApiVersion,
    work,
};

/// The token of a new database that may change every segment, without approval even where one is
/// required.
pub const DEFAULT_WRITER_TOKEN: &str = "api-sandbox-writer";
/// The token of a new database that may only read.
pub const DEFAULT_READER_TOKEN: &str = "api-sandbox-reader";
/// The token of a new database that may change everything: projects and environments too.
pub const DEFAULT_ADMIN_TOKEN: &str = "api-sandbox-admin";
/// The token of a new database that may change segments, but not without approval where one is
/// required.
pub const DEFAULT_CONTRIBUTOR_TOKEN: &str = "api-sandbox-contributor";
/// The tokens of a new database, which everyone knows.
const DEFAULT_TOKENS: [&str; 4] = [
    DEFAULT_WRITER_TOKEN,
    DEFAULT_READER_TOKEN,
    DEFAULT_ADMIN_TOKEN,
    DEFAULT_CONTRIBUTOR_TOKEN,
];

/// The largest body that is read, in bytes.
pub const BODY_LIMIT: usize = 5 * 1024 * 1024;

/// Told of every failure that an answer keeps to itself.
pub type ErrorSink = Box<dyn Fn(&SandboxError) + Send + Sync>;

/// How a sandbox is opened.
#[derive(Default)]
pub struct Options {
    /// Where the ids of rules, clauses and expiring targets come from; `None` means random
    /// version 4 UUIDs.
    pub ids: Option<Box<dyn IdSource + Send>>,
    /// Is told what went wrong inside when an answer only says that something did (status 500);
    /// `None` tells nobody.
    pub on_failure: Option<ErrorSink>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").finish_non_exhaustive()
    }
}

/// A database with segments, and the API on it. Can be used from several threads at once.
pub struct Sandbox {
    store: Arc<Store>,
    ids: SharedIds,
    prepared: evaluation::Prepared,
    on_failure: Option<ErrorSink>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}

/// What an operation works with.
pub struct Call<'a> {
    /// The database.
    pub store: &'a Arc<Store>,
    /// New ids.
    pub ids: &'a SharedIds,
    /// Segments made ready for evaluation.
    pub prepared: &'a evaluation::Prepared,
    /// Who asks.
    pub caller: &'a Caller,
    /// The time.
    pub now: UnixMillis,
    /// The version of the API that the caller wants.
    pub version: ApiVersion,
}

impl Call<'_> {
    /// An entry of the audit log for what this call did to a resource of that name; the action is
    /// one of LaunchDarkly's policies, such as `createEnvironment`.
    pub fn entry<'a>(
        &'a self,
        resource: Resource,
        name: &'a str,
        action: &'static str,
    ) -> Entry<'a> {
        Entry::new(self.now, Some(self.caller), resource, name, vec![action])
    }
}

impl Sandbox {
    /// Opens a database file, and creates it with a project, two environments and four tokens if it
    /// does not exist or is empty.
    ///
    /// # Errors
    /// When the file is not ours or is newer (it is then untouched), or cannot be opened.
    pub fn open(path: &Path, options: Options) -> Result<Self, OpenError> {
        Self::with(options, &|ids| Store::open(path, ids))
    }

    /// As [`Self::open`], through one connection that no other may stand beside, in the file system
    /// that is `SQLite`'s default: for a browser, which registers one of its own and in which
    /// `path` is a name. A database that it makes is filled with `seed` as of `now` in the same
    /// change, so that one that is there is always whole.
    ///
    /// # Errors
    /// When the file is not ours or is newer (it is then untouched), or cannot be opened or filled.
    pub fn open_alone(
        path: &Path,
        seed: Seed,
        now: UnixMillis,
        options: Options,
    ) -> Result<Self, OpenError> {
        Self::with(options, &|ids| {
            Store::open_alone(path, ids, &|connection| seed::fill(connection, seed, now))
        })
    }

    /// Makes a new database that is gone with the value.
    ///
    /// # Errors
    /// When the database cannot be made.
    pub fn open_in_memory(options: Options) -> Result<Self, OpenError> {
        Self::with(options, &|ids| Store::open_in_memory(ids))
    }

    fn with(
        options: Options,
        open: &dyn Fn(&mut dyn IdSource) -> Result<Store, OpenError>,
    ) -> Result<Self, OpenError> {
        let mut ids = match options.ids {
            Some(ids) => ids,
            None => Box::new(RandomIds::seeded().ok_or(OpenError::Randomness)?),
        };
        Ok(Self {
            store: Arc::new(open(ids.as_mut())?),
            ids: SharedIds::new(ids),
            prepared: evaluation::Prepared::default(),
            on_failure: options.on_failure,
        })
    }

    /// Answers a request, after what became due by `now`. Every failure is an answer with a
    /// `code` and a `message`.
    pub fn handle(&self, request: &Request, now: UnixMillis) -> Response {
        match self.ask(request) {
            Ok(question) => self.answer(&question, now),
            Err(refused) => refused,
        }
    }

    /// Finds out who asks and for what, which needs no body.
    ///
    /// # Errors
    /// The answer to somebody unknown.
    pub fn ask<'a>(&self, request: &'a Request) -> Result<Question<'a>, Response> {
        let known = self.identify(request);
        known
            .map(|(caller, due)| Question::new(caller, due, request))
            .map_err(|error| self.reply(Err(error)))
    }

    /// Answers a question, after what became due by `now`.
    pub fn answer(&self, question: &Question<'_>, now: UnixMillis) -> Response {
        self.reply(self.carry_out(question, now))
    }

    /// Refuses a question that can be refused without its body, so that a large one need not be
    /// taken in vain. `None` means nothing yet: [`Self::answer`] may still refuse it.
    pub fn refuse_early(&self, question: &Question<'_>) -> Option<Response> {
        let error = question.admit().err()?;
        Some(self.reply(Err(error)))
    }

    fn reply(&self, result: Result<Answer, SandboxError>) -> Response {
        if let (Err(error), Some(tell)) = (&result, &self.on_failure)
            && matches!(error.failure(), Failure::Store(_) | Failure::Corrupt(_))
        {
            tell(error);
        }
        reply::reply(result)
    }

    fn carry_out(&self, question: &Question<'_>, now: UnixMillis) -> Result<Answer, SandboxError> {
        self.apply(question.due, now)?;
        let (operation, parameters, version) = question.admit()?;
        let request = &question.request;
        let size = request.body.as_bytes().len();
        // A file has limits of its own.
        if size > BODY_LIMIT && operation != Operation::CreateImport {
            return Err(SandboxError::from(Failure::TooLarge {
                size,
                limit: BODY_LIMIT,
            }));
        }
        let call = Call {
            store: &self.store,
            ids: &self.ids,
            prepared: &self.prepared,
            caller: &question.caller,
            now,
            version,
        };
        perform(&call, operation, parameters, request)
    }

    /// LaunchDarkly takes the raw token, without `Bearer`. Tells also when the next target expires,
    /// which every request needs to know.
    fn identify(&self, request: &Request) -> Result<(Caller, Option<UnixMillis>), SandboxError> {
        let token = request
            .headers
            .get("Authorization")
            .ok_or(SandboxError::from(Failure::Unauthorized))?;
        self.store.read(|connection| {
            let caller = tokens::find(connection, token)?
                .ok_or(SandboxError::from(Failure::Unauthorized))?;
            Ok((caller, stored_expirations::next_due(connection)?))
        })
    }

    /// Takes the targets off their lists that expired by `now`, and tells how many those were.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn apply_due(&self, now: UnixMillis) -> Result<usize, SandboxError> {
        self.apply(self.next_due()?, now)
    }

    fn apply(&self, due: Option<UnixMillis>, now: UnixMillis) -> Result<usize, SandboxError> {
        match due {
            Some(due) if due <= now => self
                .store
                .write(|connection| expirations::apply_due(connection, now)),
            _ => Ok(0),
        }
    }

    /// When the next target expires, if any does.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_due(&self) -> Result<Option<UnixMillis>, SandboxError> {
        self.store.read(stored_expirations::next_due)
    }

    /// Does one slice of the work that requests leave behind, and tells whether there is more: call
    /// it again then, after letting others have their turn. Each slice is one small change of the
    /// database, so that work goes on where it was when the program was killed.
    ///
    /// # Errors
    /// When the database fails; then the slice was not done.
    pub fn work(&self, now: UnixMillis) -> Result<bool, SandboxError> {
        work::slice(&self.store, now)
    }

    /// Fills an empty database; does nothing where there are or were segments.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn seed(&self, seed: Seed, now: UnixMillis) -> Result<(), SandboxError> {
        seed::fill_untouched(&self.store, seed, now)
    }

    /// Puts a flag into a project, in the place of one of that key: the API of the sandbox only
    /// reads flags. `environments` says what it does where; the segments that its rules name tell
    /// of it from then on. Links are made.
    ///
    /// # Errors
    /// When the project or an environment does not exist, or the database fails; then nothing was
    /// changed.
    pub fn put_flag(&self, project: &ProjectKey, flag: &Flag) -> Result<(), SandboxError> {
        self.store
            .write(|connection| flags::put(connection, project, flag))
    }

    /// The whole database as the bytes of a file that any `SQLite`, and [`Self::open`], can open.
    ///
    /// # Errors
    /// When the database fails, or is larger than the memory that is left.
    pub fn copy(&self) -> Result<Vec<u8>, SandboxError> {
        self.store.copy()
    }

    /// Whether a token of a new database, which everyone knows, is still good.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_default_tokens(&self) -> Result<bool, SandboxError> {
        self.store
            .read(|connection| tokens::has_any(connection, &DEFAULT_TOKENS))
    }
}
