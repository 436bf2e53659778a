//! One condition of a rule.

use serde::Serialize;
use serde_json::Value;

use super::{Operator, Unknown};
use crate::{ClauseId, ContextKind, wire::document_model};

/// `Clause` in LaunchDarkly's OpenAPI document: a test of one attribute of one context kind. Its
/// values are alternatives; the clauses of a rule must all hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Clause {
    /// Given by the server; a new clause has none.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<ClauseId>,
    /// The kind of context that is looked at. Absent means `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<ContextKind>,
    /// The attribute's name, or a path such as `/address/city` when a context kind is given. Empty
    /// for `segmentMatch`.
    pub attribute: String,
    /// How the attribute is compared.
    pub op: Operator,
    /// What it is compared with: any JSON values.
    #[serde(default)]
    pub values: Vec<Value>,
    /// Whether the result is turned round.
    #[serde(default)]
    pub negate: bool,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(Clause {
    optional id = "_id",
    optional context_kind = "contextKind",
    required attribute = "attribute",
    required op = "op",
    optional values = "values",
    optional negate = "negate",
} rest unknown);

impl Clause {
    /// A new clause, not yet known to a server.
    pub fn new(
        context_kind: impl Into<ContextKind>,
        attribute: impl Into<String>,
        op: Operator,
        values: Vec<Value>,
    ) -> Self {
        Self {
            id: None,
            context_kind: Some(context_kind.into()),
            attribute: attribute.into(),
            op,
            values,
            negate: false,
            unknown: Unknown::new(),
        }
    }

    /// The kind of context that is looked at, `user` where the clause names none.
    #[must_use]
    pub fn context_kind(&self) -> &str {
        self.context_kind
            .as_ref()
            .map_or(ContextKind::USER, ContextKind::as_str)
    }
}
