//! `GET /api/v2/segments/{projectKey}/{environmentKey}`: list segments.

use super::{Endpoint, Operation, PathParameters, Place, read_count, read_json, read_text};
use crate::{
    Invalid,
    model::{Page, SegmentSummary},
    wire::Request,
};

/// Lists segments, page by page. From API version 20240415 on the default is 20 a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListSegments {
    /// Where.
    pub place: Place,
    /// How many a page has at most.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
    /// Comma-separated fields among `creationDate`, `name` and `lastModified`, each with a leading
    /// `-` for descending.
    pub sort: Option<String>,
    /// A filter expression, such as `tags anyOf ["beta"],query equals "toggle"`.
    pub filter: Option<String>,
}

impl ListSegments {
    /// The first page of an environment.
    #[must_use]
    pub fn new(place: Place) -> Self {
        Self {
            place,
            ..Self::default()
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            place: parameters.place(),
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
            sort: read_text(request, "sort"),
            filter: read_text(request, "filter"),
        })
    }
}

impl Endpoint for ListSegments {
    const OPERATION: Operation = Operation::ListSegments;
    type Answer = Page<SegmentSummary>;

    fn request(&self) -> Request {
        let mut request = Self::OPERATION
            .request(&[self.place.project.as_str(), self.place.environment.as_str()]);
        let counts = [("limit", self.limit), ("offset", self.offset)];
        for (name, count) in counts {
            if let Some(count) = count {
                request = request.with_query(name, count.to_string());
            }
        }
        for (name, text) in [("sort", &self.sort), ("filter", &self.filter)] {
            if let Some(text) = text {
                request = request.with_query(name, text);
            }
        }
        request
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListSegments {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .paged()
            .query(
                "sort",
                "Fields in order, each with - before it for descending.",
                &serde_json::json!({
                    "type": "string",
                    "pattern": "^-?(creationDate|name|lastModified)(,-?(creationDate|name|lastModified))*$",
                }),
            )
            .query(
                "filter",
                "Conditions such as tags anyOf [\"beta\"],query equals \"toggle\".",
                &serde_json::json!({"type": "string"}),
            )
            .answers::<Page<crate::model::Segment>>(200);
    }
}
