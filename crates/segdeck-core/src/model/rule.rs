//! A rule of a segment.

use serde::{Deserialize, Serialize};

use super::{Clause, Unknown};
use crate::{ContextKind, Invalid, RuleId, wire::document_model};

/// `UserSegmentRule` in LaunchDarkly's OpenAPI document: whoever meets all clauses is in the
/// segment, or a percentage of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Given by the server; a new rule has none.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<RuleId>,
    /// What the rule is for, in a person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The conditions; all must hold.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// The share of matching contexts that is let in, in thousandths of a percent (0 to 100,000).
    /// Absent means all of them; 0 means nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
    /// The attribute that decides who is in the share. Absent means `key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_by: Option<String>,
    /// The kind of context that the share is taken of. Absent means `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout_context_kind: Option<ContextKind>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(Rule {
    optional id = "_id",
    optional description = "description",
    optional clauses = "clauses",
    optional weight = "weight",
    optional bucket_by = "bucketBy",
    optional rollout_context_kind = "rolloutContextKind",
} rest unknown);

impl Rule {
    /// A new rule with these clauses for everyone who meets them, not yet known to a server.
    #[must_use]
    pub fn new(clauses: Vec<Clause>) -> Self {
        Self {
            clauses,
            ..Self::default()
        }
    }
}

/// A share of contexts in thousandths of a percent, 0 to 100,000: `25_000` is 25 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Weight(u32);

impl Weight {
    /// Everyone.
    pub const FULL: Self = Self(100_000);

    /// Takes a share in thousandths of a percent.
    ///
    /// # Errors
    /// When it is below 0 or above 100,000.
    pub fn new(thousandths: i64) -> Result<Self, Invalid> {
        u32::try_from(thousandths)
            .ok()
            .filter(|value| *value <= Self::FULL.0)
            .map(Self)
            .ok_or_else(|| {
                Invalid::new(
                    "weight",
                    format!("The weight {thousandths} is outside 0 to 100000 (thousandths of a percent)."),
                )
            })
    }

    /// The share in thousandths of a percent.
    #[must_use]
    pub fn thousandths(self) -> i64 {
        i64::from(self.0)
    }
}

impl TryFrom<i64> for Weight {
    type Error = Invalid;

    fn try_from(thousandths: i64) -> Result<Self, Invalid> {
        Self::new(thousandths)
    }
}

impl From<Weight> for i64 {
    fn from(weight: Weight) -> Self {
        weight.thousandths()
    }
}
