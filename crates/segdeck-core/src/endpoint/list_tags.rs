//! `GET /api/v2/tags`: list tags.

use super::{Endpoint, Operation, read_count, read_flag, read_json, read_text};
use crate::{Invalid, gather::Gather, model::Page, wire::Request};

/// Lists the tags that resources have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListTags {
    /// Of which resources, such as `segment`; of all where none is named.
    pub kinds: Vec<String>,
    /// What the tags begin with.
    pub prefix: Option<String>,
    /// Whether tags of archived flags count too.
    pub archived: Option<bool>,
    /// How many a page has at most; at most 1,000.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
    /// A moment in the past whose tags to tell.
    pub as_of: Option<String>,
}

impl ListTags {
    /// The tags of this kind of resource.
    pub fn of(kind: impl Into<String>) -> Self {
        Self {
            kinds: vec![kind.into()],
            ..Self::default()
        }
    }

    /// Reads the call out of a request. Several kinds may stand in several parameters, or in one
    /// with commas.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        let named = request.query.iter().filter(|(name, _)| name == "kind");
        Ok(Self {
            kinds: named
                .flat_map(|(_, kinds)| kinds.split(','))
                .map(str::trim)
                .filter(|kind| !kind.is_empty())
                .map(str::to_owned)
                .list(),
            prefix: read_text(request, "pre"),
            archived: read_flag(request, "archived")?,
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
            as_of: read_text(request, "asOf"),
        })
    }
}

impl Endpoint for ListTags {
    const OPERATION: Operation = Operation::ListTags;
    type Answer = Page<String>;

    fn request(&self) -> Request {
        let mut request = Self::OPERATION.request(&[]);
        for kind in &self.kinds {
            request = request.with_query("kind", kind.as_str());
        }
        request
            .with_text("pre", self.prefix.as_deref())
            .with_text(
                "archived",
                self.archived.map(|is| if is { "true" } else { "false" }),
            )
            .with_count("limit", self.limit)
            .with_count("offset", self.offset)
            .with_text("asOf", self.as_of.as_deref())
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListTags {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "kind",
                "Of which resources; of all by default.",
                &serde_json::json!({"type": "array", "items": {"type": "string"}}),
            )
            .query(
                "pre",
                "What the tags begin with.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "archived",
                "Whether tags of archived flags count too.",
                &serde_json::json!({"type": "boolean"}),
            )
            .query(
                "limit",
                "How many a page has at most.",
                &serde_json::json!({"type": "integer", "minimum": 1, "maximum": 1000}),
            )
            .query(
                "offset",
                "How many to pass over.",
                &serde_json::json!({"type": "integer", "minimum": 0, "default": 0}),
            )
            .query(
                "asOf",
                "A moment, as RFC 3339 or milliseconds.",
                &serde_json::json!({"type": "string"}),
            )
            .answers::<Page<String>>(200);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_survives_the_way_there() {
        let call = ListTags {
            kinds: vec!["segment".into(), "flag".into()],
            prefix: Some("be".into()),
            archived: Some(true),
            limit: Some(3),
            offset: Some(6),
            as_of: Some("2027-01-01T00:00:00Z".into()),
        };
        assert_eq!(ListTags::parse(&call.request()).unwrap(), call);
        let one = Operation::ListTags
            .request(&[])
            .with_query("kind", "segment,flag");
        assert_eq!(ListTags::parse(&one).unwrap().kinds, ["segment", "flag"]);
    }
}
