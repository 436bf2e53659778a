//! Why a list cannot be read.

use crate::text::quoted;

/// Why a list cannot be read at all. What is wrong with single rows is in the
/// [report](super::TargetListReport) instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetListError {
    /// A quote is opened and never closed, so that the rest of the list is one field.
    #[error(
        "Line {line}: a quote is opened and never closed. Close it, or read the list as text, one \
         key a line."
    )]
    UnclosedQuote {
        /// The line with the quote, from 1.
        line: u32,
    },
    /// The header has no column of this name.
    #[error("The header has no column {name}. It has {}.", listed(columns), name = quoted(name))]
    NoSuchColumn {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        columns: Vec<String>,
    },
    /// A column was asked for by name in a list that was said to have no header.
    #[error(
        "The column {name} cannot be found: the list is said to have no header. Choose the \
         column by its place, or let the header be read.", name = quoted(name))]
    NoHeader {
        /// The name that was asked for.
        name: String,
    },
    /// The list does not fit into memory, or its keys have more than 4 GiB.
    #[error("The list is too large to be held in memory. Split it.")]
    TooLarge,
}

impl TargetListError {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnclosedQuote { .. } => "unclosed_quote",
            Self::NoSuchColumn { .. } => "no_such_column",
            Self::NoHeader { .. } => "no_header",
            Self::TooLarge => "list_too_large",
        }
    }
}

fn listed(columns: &[String]) -> String {
    if columns.is_empty() {
        return "none: the list is empty".to_owned();
    }
    let quoted: Vec<String> = columns.iter().map(quoted).collect();
    quoted.join(", ")
}
