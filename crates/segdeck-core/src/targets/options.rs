//! How a list is to be read.

use serde::{Deserialize, Serialize};

/// How a list is to be read. The default finds out by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetListOptions {
    /// Whether it is text or CSV.
    pub format: ListFormat,
    /// What stands between the columns of CSV; `None` finds out. Text has none.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row that is not blank names the columns.
    pub header: Header,
    /// Which column has the keys.
    pub column: Column,
    /// Whether white space around a key goes, also inside quotes: what Unicode calls white space,
    /// and U+FEFF. `true` by default.
    pub trim: bool,
    /// How many places of each kind the report keeps: 100 by default, at most
    /// [`Self::MOST_PLACES`]. Counts are always whole.
    pub places: usize,
    /// How many bytes will come, if that is known: room is then made once. Only a hint.
    pub expected_bytes: Option<u64>,
    /// The seed of the index. Give a random one where strangers write lists: they cannot then write
    /// one that is slow to read.
    pub seed: u64,
}

impl TargetListOptions {
    /// The most places of each kind that a report keeps.
    pub const MOST_PLACES: usize = 1_000;
}

impl Default for TargetListOptions {
    fn default() -> Self {
        Self {
            format: ListFormat::Auto,
            delimiter: None,
            header: Header::Auto,
            column: Column::Auto,
            trim: true,
            places: 100,
            expected_bytes: None,
            seed: 0,
        }
    }
}

/// How keys are written in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListFormat {
    /// CSV if the first 64 KiB have columns or keys in quotes in every row; else text.
    #[default]
    Auto,
    /// One key a line. Lines end with LF, CR LF, CR, U+2028 or U+2029; quotes and commas are
    /// ordinary.
    Text,
    /// RFC 4180: fields may stand in quotes, quotes in quotes are written twice, and rows end with
    /// LF, CR LF or CR.
    Csv,
}

/// What stands between two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`, as spreadsheets write where the comma is the decimal sign.
    Semicolon,
    /// A tab, as spreadsheets put into the clipboard.
    Tab,
    /// `|`; never found out, only given.
    Pipe,
}

impl Delimiter {
    /// The byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

/// Whether the first row names the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Header {
    /// It does if one of its fields is a usual name of the key's column, such as `key`, `user_id`
    /// or `Context key`, or if [`Column::Name`] asks for a name.
    #[default]
    Auto,
    /// It does.
    Present,
    /// It is the first key.
    Absent,
}

/// Which column has the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The one with the most telling name in the header; the first if there is none.
    #[default]
    Auto,
    /// By place, from 0.
    Index(usize),
    /// By the name that the header gives it; letter case counts only if two names differ in
    /// nothing else.
    Name(String),
}
