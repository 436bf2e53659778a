//! What there is to say about a list.

use serde::Serialize;

use super::{Delimiter, ListFormat};

/// What there is to say about a list: how it was read, what was left out, and which keys deserve a
/// second look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetListReport {
    /// How many keys the list has.
    pub keys: usize,
    /// How it was read; `None` for a list that was not read but made from others.
    pub source: Option<Source>,
    /// Rows without a key.
    pub blanks: Finding,
    /// Keys that were there already, byte for byte. The first stays.
    pub duplicates: Finding,
    /// Keys of more than [`CONTEXT_KEY_LIMIT`](crate::ids::CONTEXT_KEY_LIMIT) bytes; left out.
    pub overlong: Finding,
    /// Keys that are not UTF-8, or not UTF-16; left out.
    pub unreadable: Finding,
    /// Keys in quotes with text behind the closing quote; left out.
    pub misquoted: Finding,
    /// Rows with too few columns to have a key.
    pub missing: Finding,
    /// Keys with control characters, such as NUL, a tab or a line end. They stay.
    pub controls: Finding,
    /// Keys that an earlier one equals but for letter case, in Latin, Greek, Cyrillic and Armenian.
    /// They stay: to LaunchDarkly they are different contexts.
    pub case_twins: Finding,
    /// Keys that an earlier one looks like: equal but for what cannot be seen (zero-width and
    /// direction marks, soft hyphens, variation selectors), kinds of space and of dash, full-width
    /// forms, Cyrillic and Greek letters that look Latin, and composed or decomposed accents. They
    /// stay.
    pub look_alikes: Finding,
}

/// How a list was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// [`ListFormat::Text`] or [`ListFormat::Csv`].
    pub format: ListFormat,
    /// What stood between the columns of CSV.
    pub delimiter: Option<Delimiter>,
    /// The names of the columns, if there was a header.
    pub header: Option<Vec<String>>,
    /// Which column had the keys, from 0.
    pub column: usize,
    /// How many lines there were.
    pub lines: u32,
    /// How many bytes there were.
    pub bytes: u64,
}

/// How often something is, and where at first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How often, all told.
    pub count: u64,
    /// The first places, as many as [`TargetListOptions::places`](super::TargetListOptions::places)
    /// allows.
    pub places: Vec<Place>,
}

/// Where something is. Lines count from 1 and stop counting at 4,294,967,295; indexes in the list
/// count from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The line on which the row begins, if the list was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The index of the key, if it is in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<u32>,
    /// The index of the first key that it equals or looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<u32>,
}

impl Place {
    pub(super) fn at_line(line: u32) -> Self {
        Self {
            line: Some(line),
            ..Self::default()
        }
    }
}

impl Finding {
    pub(super) fn add(&mut self, limit: usize, place: Place) {
        self.count += 1;
        if self.places.len() < limit {
            self.places.push(place);
        }
    }
}
