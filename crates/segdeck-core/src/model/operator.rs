//! The operators of a clause.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::wire::{Document, Reading, through_document};

/// How a clause compares an attribute with its values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// Equal to one of the values, type and all.
    In,
    /// Text that starts with one of the values.
    StartsWith,
    /// Text that ends with one of the values.
    EndsWith,
    /// Text that holds one of the values.
    Contains,
    /// Text in which a regular expression is found.
    Matches,
    /// A smaller number.
    LessThan,
    /// A smaller or equal number.
    LessThanOrEqual,
    /// A greater number.
    GreaterThan,
    /// A greater or equal number.
    GreaterThanOrEqual,
    /// An earlier date: Unix milliseconds or RFC 3339 text.
    Before,
    /// A later date: Unix milliseconds or RFC 3339 text.
    After,
    /// The same semantic version.
    SemVerEqual,
    /// An older semantic version.
    SemVerLessThan,
    /// A newer semantic version.
    SemVerGreaterThan,
    /// Membership in one of the segments whose keys are the values.
    SegmentMatch,
    /// An operator that this version of Segdeck does not know: kept, and never a match.
    Unknown(String),
}

impl Operator {
    /// All known operators, in the order in which a person is offered them.
    pub const ALL: [Self; 15] = [
        Self::In,
        Self::StartsWith,
        Self::EndsWith,
        Self::Contains,
        Self::Matches,
        Self::LessThan,
        Self::LessThanOrEqual,
        Self::GreaterThan,
        Self::GreaterThanOrEqual,
        Self::Before,
        Self::After,
        Self::SemVerEqual,
        Self::SemVerLessThan,
        Self::SemVerGreaterThan,
        Self::SegmentMatch,
    ];

    /// The wire form; case-sensitive.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::In => "in",
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
            Self::Contains => "contains",
            Self::Matches => "matches",
            Self::LessThan => "lessThan",
            Self::LessThanOrEqual => "lessThanOrEqual",
            Self::GreaterThan => "greaterThan",
            Self::GreaterThanOrEqual => "greaterThanOrEqual",
            Self::Before => "before",
            Self::After => "after",
            Self::SemVerEqual => "semVerEqual",
            Self::SemVerLessThan => "semVerLessThan",
            Self::SemVerGreaterThan => "semVerGreaterThan",
            Self::SegmentMatch => "segmentMatch",
            Self::Unknown(name) => name,
        }
    }

    /// Whether this version of Segdeck knows the operator.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

impl From<&str> for Operator {
    fn from(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|operator| operator.as_str() == name)
            .unwrap_or_else(|| Self::Unknown(name.to_owned()))
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Operator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Document for Operator {
    fn read(document: Value, reading: &mut Reading) -> Self {
        Self::from(String::read(document, reading).as_str())
    }
}

through_document!(Operator);
