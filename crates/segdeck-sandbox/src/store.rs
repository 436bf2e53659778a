//! The database: one writer, several readers, or one connection for both. SQL stands in this folder
//! only.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::OpenFlags;
use segdeck_core::IdSource;

use crate::{OpenError, SandboxError};

pub mod approval_requests;
pub mod approval_settings;
pub mod audit;
pub mod big_targets;
pub mod contexts;
pub mod environments;
pub mod evaluation;
pub mod expirations;
pub mod exports;
mod file;
mod filter;
pub mod flags;
pub mod imports;
pub mod places;
pub mod projects;
mod rows;
mod schema;
pub mod segments;
pub mod tags;
pub mod tokens;

pub use rusqlite::Connection;

/// How long a connection waits for another process's lock.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to pause before opening a database again that another process is changing.
const PAUSE: Duration = Duration::from_millis(20);
/// How many idle readers are kept: as many as the server has requests at work at once, since to
/// open one takes longer than to answer.
const IDLE_READERS: usize = 16;

/// A database, ready for use.
#[derive(Debug)]
pub struct Store {
    /// `None` where the writer reads too: in memory, and where it is the only connection. Closed before the writer: the
    /// last connection to close tidies the log away, which one that only reads cannot.
    readers: Option<Box<dyn Pool>>,
    writer: Mutex<Connection>,
}

/// Where readers come from. Behind a trait, so that a program has no code for it that opens no
/// database with several connections.
trait Pool: fmt::Debug + Send + Sync {
    /// A reader that sees one state of the database until its end.
    fn begin(&self) -> Result<Connection, SandboxError>;

    /// One that cannot end its transaction is closed.
    fn end(&self, connection: Connection) -> Result<(), SandboxError>;
}

#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens a file, and makes a new database of it if it does not exist or is empty.
    pub fn open(path: &Path, ids: &mut dyn IdSource) -> Result<Self, OpenError> {
        let mut patience = PATIENCE;
        loop {
            file::inspect(path)?;
            match open_writer(path, ids) {
                // While another process changes the journal mode, SQLite does not wait by itself.
                Err(OpenError::Store(error)) if error.is_busy() && !patience.is_zero() => {
                    std::thread::sleep(PAUSE);
                    patience = patience.saturating_sub(PAUSE);
                }
                Err(error) => return Err(error),
                Ok(writer) => {
                    return Ok(Self {
                        writer: Mutex::new(writer),
                        readers: Some(Box::new(Readers {
                            path: path.to_owned(),
                            idle: Mutex::default(),
                        })),
                    });
                }
            }
        }
    }

    /// As [`Self::open`], with one connection that reads and writes, and that no other may stand
    /// beside: for a file system in which files have no locks and no shared memory. A new database
    /// is filled with more in the same change.
    pub fn open_alone(
        path: &Path,
        ids: &mut dyn IdSource,
        fill_more: &dyn Fn(&Connection) -> Result<(), SandboxError>,
    ) -> Result<Self, OpenError> {
        let mut writer = connect_writer(path)?;
        // Never WAL: a file system of a browser reports success, and cannot open the file again.
        pragma(&writer, "locking_mode", "EXCLUSIVE")?;
        file::inspect_opened(&writer, path)?;
        pragma(&writer, "journal_mode", "TRUNCATE")?;
        pragma(&writer, "synchronous", "FULL")?;
        schema::make(&mut writer, path, ids, fill_more)?;
        imports::give_up_uploads(&writer)?;
        Ok(Self {
            writer: Mutex::new(writer),
            readers: None,
        })
    }

    /// Makes a database in memory.
    pub fn open_in_memory(ids: &mut dyn IdSource) -> Result<Self, OpenError> {
        let mut writer = Connection::open_in_memory()?;
        prepare(&writer)?;
        schema::make(&mut writer, Path::new(":memory:"), ids, &|_| Ok(()))?;
        Ok(Self {
            writer: Mutex::new(writer),
            readers: None,
        })
    }

    /// The database as the bytes of a file.
    pub fn copy(&self) -> Result<Vec<u8>, SandboxError> {
        Ok(self.writer().serialize("main")?.to_vec())
    }

    /// Reads one state of the database.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, SandboxError>,
    ) -> Result<T, SandboxError> {
        let reading = self.begin_reading()?;
        let answer = read(reading.connection());
        reading.end()?;
        answer
    }

    /// Makes one change, whole or not at all.
    pub fn write<T>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, SandboxError>,
    ) -> Result<T, SandboxError> {
        let transaction = self.begin()?;
        let answer = change(&transaction.writer);
        transaction.end(answer.is_ok())?;
        answer
    }

    /// Makes a change and takes it back: what it would answer, nothing kept.
    pub fn rehearse<T>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, SandboxError>,
    ) -> Result<T, SandboxError> {
        let transaction = self.begin()?;
        let answer = change(&transaction.writer);
        transaction.take_back()?;
        answer
    }

    // Apart, as the ends are, for they are the same for every kind of answer.
    #[inline(never)]
    fn begin_reading(&self) -> Result<Box<Reading<'_>>, SandboxError> {
        Ok(Box::new(match &self.readers {
            Some(readers) => Reading::Own(readers.as_ref(), readers.begin()?),
            None => Reading::Writer(self.writer()),
        }))
    }

    #[inline(never)]
    fn begin(&self) -> Result<Change<'_>, SandboxError> {
        let writer = self.writer();
        execute(&writer, "BEGIN IMMEDIATE")?;
        Ok(Change { writer })
    }

    /// The writer. A thread that panicked while it held the lock rolled its transaction back, so
    /// the connection is as good as before.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection through which one state of the database is read. In a box, for it is moved about
/// in every reader.
enum Reading<'a> {
    /// One that only reads.
    Own(&'a dyn Pool, Connection),
    /// The writer, where it reads too.
    Writer(MutexGuard<'a, Connection>),
}

impl Reading<'_> {
    #[inline(never)]
    fn connection(&self) -> &Connection {
        match self {
            Self::Own(_, connection) => connection,
            Self::Writer(writer) => writer,
        }
    }

    #[expect(
        clippy::boxed_local,
        reason = "to open the box here, and not at every call"
    )]
    #[inline(never)]
    fn end(self: Box<Self>) -> Result<(), SandboxError> {
        match *self {
            Self::Own(readers, connection) => readers.end(connection),
            Self::Writer(_) => Ok(()),
        }
    }
}

/// The writer within a change, which is taken back as this goes unless it was kept.
struct Change<'a> {
    writer: MutexGuard<'a, Connection>,
}

impl Change<'_> {
    #[inline(never)]
    fn end(self, is_kept: bool) -> Result<(), SandboxError> {
        if is_kept {
            execute(&self.writer, "COMMIT")?;
        }
        Ok(())
    }

    fn take_back(&self) -> rusqlite::Result<()> {
        // SQLite does it by itself after some failures.
        if self.writer.is_autocommit() {
            return Ok(());
        }
        execute(&self.writer, "ROLLBACK")
    }
}

impl Drop for Change<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        // What failed is told already.
        let _ = self.take_back();
    }
}

impl Pool for Readers {
    fn begin(&self) -> Result<Connection, SandboxError> {
        let connection = self.take()?;
        execute(&connection, "BEGIN")?;
        Ok(connection)
    }

    fn end(&self, connection: Connection) -> Result<(), SandboxError> {
        execute(&connection, "COMMIT")?;
        self.give_back(connection);
        Ok(())
    }
}

impl Readers {
    fn take(&self) -> Result<Connection, SandboxError> {
        if let Some(connection) = self.idle().pop() {
            return Ok(connection);
        }
        let connection = Connection::open_with_flags(
            &self.path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        prepare(&connection)?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle();
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Carries out a statement without parsing it anew.
fn execute(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(statement)?.execute([]).map(drop)
}

fn open_writer(path: &Path, ids: &mut dyn IdSource) -> Result<Connection, OpenError> {
    let mut writer = connect_writer(path)?;
    // Before the switch to WAL, so that the file's header tells from the first commit on whose
    // file it is.
    schema::migrate(&mut writer, path, ids)?;
    imports::give_up_uploads(&writer)?;
    pragma(&writer, "journal_mode", "WAL")?;
    pragma(&writer, "synchronous", "FULL")?;
    Ok(writer)
}

fn connect_writer(path: &Path) -> rusqlite::Result<Connection> {
    let writer = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    prepare(&writer)?;
    Ok(writer)
}

/// Sets what may answer with the value that it then has. It is told in text: `rusqlite`'s own way
/// writes values of every type, and comes with all that prints floats.
fn pragma(connection: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("PRAGMA {name} = {value}"))
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    pragma(connection, "foreign_keys", "ON")?;
    pragma(connection, "trusted_schema", "OFF")?;
    pragma(connection, "temp_store", "MEMORY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use segdeck_core::ids::CountedIds;

    fn value<T: rusqlite::types::FromSql>(connection: &Connection, name: &str) -> T {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_committed_change_survives_a_power_cut() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a.db"), &mut CountedIds::new("id")).unwrap();
        let writer = store.writer();
        assert_eq!(value::<String>(&writer, "journal_mode"), "wal");
        assert_eq!(value::<i64>(&writer, "synchronous"), 2);
        assert_eq!(value::<i64>(&writer, "foreign_keys"), 1);
    }

    #[test]
    fn readers_cannot_write_and_go_on_while_a_change_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a.db"), &mut CountedIds::new("id")).unwrap();
        store
            .write(|_| {
                let count = store.read(|reader| {
                    assert!(reader.execute("DELETE FROM token", []).is_err());
                    Ok(reader
                        .query_row("SELECT count(*) FROM token", [], |row| row.get::<_, i64>(0))?)
                })?;
                assert_eq!(count, 4);
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_panic_during_a_change_leaves_the_store_usable_and_unchanged() {
        let store = Store::open_in_memory(&mut CountedIds::new("id")).unwrap();
        let panicked = std::thread::scope(|scope| {
            scope
                .spawn(|| {
                    store.write(|transaction| -> Result<(), SandboxError> {
                        transaction.execute("DELETE FROM token", [])?;
                        panic!("on purpose")
                    })
                })
                .join()
        });
        assert!(panicked.is_err());
        let count = store
            .read(|reader| {
                Ok(reader
                    .query_row("SELECT count(*) FROM token", [], |row| row.get::<_, i64>(0))?)
            })
            .unwrap();
        assert_eq!(count, 4);
    }
}
