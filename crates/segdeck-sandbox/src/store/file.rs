//! Whose file it is, told before anything is written to it. From its first 100 bytes where they can
//! be read, so that a foreign file is not even opened as a database.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use rusqlite::{Connection, ErrorCode};

use super::schema::{APPLICATION_ID, VERSION};
use crate::OpenError;

/// Refuses a file that is not ours or is newer; a file that is missing or empty is fine.
///
/// The fields are those of SQLite's file format, section 1.3: the header string, the schema cookie
/// at 40, the user version at 60 and the application id at 68.
pub fn inspect(path: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::File {
        path: path.to_owned(),
        source,
    };
    let not_ours = || OpenError::NotOurs {
        path: path.to_owned(),
    };
    let mut header = Vec::new();
    match File::open(path) {
        Ok(file) => file
            .take(100)
            .read_to_end(&mut header)
            .map_err(failed)
            .map(drop)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    }
    if header.is_empty() {
        return Ok(());
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(not_ours());
    }
    let number = |at: usize| {
        header
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u32::from_be_bytes)
            .ok_or_else(not_ours)
    };
    Signature {
        schema_cookie: number(40)?,
        version: number(60)?,
        application: number(68)?,
    }
    .judge(path)
}

/// The same through a connection that has not written yet, for files that only `SQLite` can read.
pub fn inspect_opened(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let number = |name: &str| -> Result<u32, OpenError> {
        connection
            .query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
            .map_err(|error| match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) => OpenError::NotOurs {
                    path: path.to_owned(),
                },
                _ => error.into(),
            })
    };
    Signature {
        schema_cookie: number("schema_version")?,
        version: number("user_version")?,
        application: number("application_id")?,
    }
    .judge(path)
}

/// What a database says of itself in its header.
struct Signature {
    schema_cookie: u32,
    version: u32,
    application: u32,
}

impl Signature {
    fn judge(&self, path: &Path) -> Result<(), OpenError> {
        if self.application == APPLICATION_ID {
            return refuse_newer(path, self.version);
        }
        // A database without a single table that nobody has signed yet: empty in all but size.
        if (self.schema_cookie, self.version, self.application) == (0, 0, 0) {
            return Ok(());
        }
        Err(OpenError::NotOurs {
            path: path.to_owned(),
        })
    }
}

/// Refuses a version that this program does not know.
pub fn refuse_newer(path: &Path, found: u32) -> Result<(), OpenError> {
    if found > VERSION {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known: VERSION,
        });
    }
    Ok(())
}
