//! The first row: whether it is a header, and which column has the keys.

use super::{Column, Header, TargetListError, TargetListOptions, collect::FIELD_LIMIT, detect};
use crate::text::lossy;

/// How much of the first row is kept, in bytes.
const ROW_LIMIT: usize = 2 * FIELD_LIMIT;

/// A field of a row.
pub(super) struct Field {
    pub(super) content: Vec<u8>,
    /// Whether text follows the closing quote.
    pub(super) is_misquoted: bool,
}

/// The fields of the first row that is not blank, and what is to be made of them.
pub(super) struct FirstRow {
    header: Header,
    column: Column,
    fields: Vec<Field>,
    size: usize,
}

/// What the first row told.
pub(super) struct Resolved {
    pub(super) column: usize,
    /// The names of the columns, if this is a header.
    pub(super) header: Option<Vec<String>>,
    /// The field with the key, if it is none.
    pub(super) key: Option<Field>,
}

impl FirstRow {
    pub(super) fn new(options: &TargetListOptions) -> Result<Self, TargetListError> {
        if let (Header::Absent, Column::Name(name)) = (options.header, &options.column) {
            return Err(TargetListError::NoHeader { name: name.clone() });
        }
        Ok(Self {
            header: options.header,
            column: options.column.clone(),
            fields: Vec::new(),
            size: 0,
        })
    }

    pub(super) fn push(&mut self, field: Field) {
        self.size = self.size.saturating_add(field.content.len() + 1);
        if self.size <= ROW_LIMIT {
            self.fields.push(field);
        }
    }

    pub(super) fn clear(&mut self) {
        self.fields.clear();
        self.size = 0;
    }

    pub(super) fn resolve(mut self) -> Result<Resolved, TargetListError> {
        let names: Vec<String> = self.fields.iter().map(name_of).collect();
        let ranks = names.iter().enumerate().filter_map(|(column, name)| {
            let rank = detect::rank(name)?;
            Some((rank, column))
        });
        let best = ranks.min();
        let is_header = match (self.header, &self.column) {
            (Header::Present, _) | (Header::Auto, Column::Name(_)) => true,
            (Header::Absent, _) => false,
            (Header::Auto, _) => best.is_some(),
        };
        let column = match &self.column {
            Column::Index(index) => *index,
            Column::Name(name) => match find(&names, name) {
                Some(column) => column,
                None => return Err(no_such_column(name, names)),
            },
            Column::Auto if is_header => best.map_or(0, |(_, column)| column),
            Column::Auto => 0,
        };
        let key =
            (!is_header && column < self.fields.len()).then(|| self.fields.swap_remove(column));
        Ok(Resolved {
            column,
            header: is_header.then_some(names),
            key,
        })
    }

    /// A column that is asked for by name is not in a list without rows.
    pub(super) fn refuse_missing(self) -> Result<(), TargetListError> {
        match self.column {
            Column::Name(name) => Err(no_such_column(&name, Vec::new())),
            Column::Auto | Column::Index(_) => Ok(()),
        }
    }
}

/// How many names an error tells.
const NAMES_TOLD: usize = 50;

fn no_such_column(name: &str, mut columns: Vec<String>) -> TargetListError {
    columns.truncate(NAMES_TOLD);
    TargetListError::NoSuchColumn {
        name: name.to_owned(),
        columns,
    }
}

fn name_of(field: &Field) -> String {
    lossy(&field.content).trim().to_owned()
}

fn find(names: &[String], wanted: &str) -> Option<usize> {
    let wanted = wanted.trim();
    let exact = names.iter().position(|name| name == wanted);
    exact.or_else(|| {
        names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(wanted))
    })
}
