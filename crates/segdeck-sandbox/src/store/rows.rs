//! All rows of a statement.

use rusqlite::{Params, Row, Rows, Statement};

/// A statement whose rows are wanted all at once.
///
/// To collect the library's iterator of rows is a kilobyte of code for each type; this is little.
pub trait All {
    /// What `read` makes of every row.
    fn all<T>(
        &mut self,
        parameters: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>>;
}

impl All for Statement<'_> {
    fn all<T>(
        &mut self,
        parameters: impl Params,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let mut all = Vec::new();
        each(self.query(parameters)?, &mut |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }
}

#[inline(never)]
fn each(
    mut rows: Rows<'_>,
    read: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    while let Some(row) = rows.next()? {
        read(row)?;
    }
    Ok(())
}
