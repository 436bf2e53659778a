//! Statements and their rows.
//!
//! The library's own functions are code for every kind of parameters and of row, and an error as
//! wide as theirs is moved about after every column. Here a statement is carried out in one place,
//! a row notes its first failure, and an error is one word.

use rusqlite::{
    Connection, Row, ToSql,
    types::{FromSql, Value},
};

use crate::SandboxError;

/// Statements with their parameters, parsed once and kept.
pub trait Sql {
    /// Carries out what answers with nothing, and tells how many rows it changed.
    fn change(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<usize, SandboxError>;

    /// Hands over so many rows at most, one after the other.
    fn each(
        &self,
        sql: &str,
        parameters: &[&dyn ToSql],
        at_most: usize,
        take: &mut dyn FnMut(&mut Columns<'_>) -> Result<(), SandboxError>,
    ) -> Result<(), SandboxError>;

    /// Carries out what answers with nothing.
    fn run(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<(), SandboxError> {
        self.change(sql, parameters).map(drop)
    }

    /// What is read of the first row, if there is any.
    fn first<T>(
        &self,
        sql: &str,
        parameters: &[&dyn ToSql],
        mut read: impl FnMut(&mut Columns<'_>) -> T,
    ) -> Result<Option<T>, SandboxError> {
        let mut first = None;
        self.each(sql, parameters, 1, &mut |row| {
            first = Some(read(row));
            Ok(())
        })?;
        Ok(first)
    }

    /// What is read of the first row, which there must be.
    fn one<T>(
        &self,
        sql: &str,
        parameters: &[&dyn ToSql],
        read: impl FnMut(&mut Columns<'_>) -> T,
    ) -> Result<T, SandboxError> {
        self.first(sql, parameters, read)?.ok_or_else(missing)
    }

    /// What is read of every row.
    fn all<T>(
        &self,
        sql: &str,
        parameters: &[&dyn ToSql],
        mut read: impl FnMut(&mut Columns<'_>) -> T,
    ) -> Result<Vec<T>, SandboxError> {
        let mut all = Vec::new();
        self.each(sql, parameters, usize::MAX, &mut |row| {
            all.push(read(row));
            Ok(())
        })?;
        Ok(all)
    }
}

#[inline(never)]
fn missing() -> SandboxError {
    rusqlite::Error::QueryReturnedNoRows.into()
}

impl Sql for Connection {
    #[inline(never)]
    fn change(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<usize, SandboxError> {
        Ok(self.prepare_cached(sql)?.execute(parameters)?)
    }

    #[inline(never)]
    fn each(
        &self,
        sql: &str,
        parameters: &[&dyn ToSql],
        at_most: usize,
        take: &mut dyn FnMut(&mut Columns<'_>) -> Result<(), SandboxError>,
    ) -> Result<(), SandboxError> {
        let mut statement = self.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        for _ in 0..at_most {
            let Some(row) = rows.next()? else {
                break;
            };
            let mut columns = Columns::new(row);
            let taken = take(&mut columns);
            columns.finish()?;
            taken?;
        }
        Ok(())
    }
}

/// The columns of a row. One that cannot be read is empty, and whoever handed the row over fails
/// afterwards.
pub struct Columns<'a> {
    row: &'a Row<'a>,
    failure: Option<SandboxError>,
}

impl<'a> Columns<'a> {
    /// Those of a row. Call [`Self::finish`] when they are read.
    pub fn new(row: &'a Row<'a>) -> Self {
        Self { row, failure: None }
    }

    /// One column.
    pub fn get<T: Column>(&mut self, index: usize) -> T {
        T::read(self, index)
    }

    /// One column with text that need not be kept.
    #[inline(never)]
    pub fn text(&mut self, index: usize) -> &'a str {
        let text = self.row.get_ref(index);
        self.noted(text.and_then(|value| Ok(value.as_str()?)))
    }

    /// Tells whether all of them could be read.
    pub fn finish(self) -> Result<(), SandboxError> {
        self.failure.map_or(Ok(()), Err)
    }

    fn noted<T: Default>(&mut self, read: rusqlite::Result<T>) -> T {
        read.unwrap_or_else(|error| {
            self.failure.get_or_insert_with(|| error.into());
            T::default()
        })
    }

    fn value<T: FromSql + Default>(&mut self, index: usize) -> T {
        let value = self.row.get(index);
        self.noted(value)
    }
}

/// What a column may hold.
pub trait Column {
    /// Reads it.
    fn read(columns: &mut Columns<'_>, index: usize) -> Self;
}

macro_rules! column {
    ($($type:ty),*) => {
        $(impl Column for $type {
            #[inline(never)]
            fn read(columns: &mut Columns<'_>, index: usize) -> Self {
                columns.value(index)
            }
        })*
    };
}

column!(i64, Option<i64>, bool, Vec<u8>);

impl Column for String {
    #[inline(never)]
    fn read(columns: &mut Columns<'_>, index: usize) -> Self {
        columns.text(index).to_owned()
    }
}

impl Column for Option<String> {
    #[inline(never)]
    fn read(columns: &mut Columns<'_>, index: usize) -> Self {
        let text = columns.row.get_ref(index);
        let text = columns.noted(text.and_then(|value| Ok(value.as_str_or_null()?)));
        text.map(str::to_owned)
    }
}

/// Values that are put together while the program runs, as parameters.
pub fn bound(values: &[Value]) -> Vec<&dyn ToSql> {
    let mut parameters: Vec<&dyn ToSql> = Vec::with_capacity(values.len());
    for value in values {
        parameters.push(value);
    }
    parameters
}
