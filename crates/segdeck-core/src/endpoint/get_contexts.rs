//! `GET …/environments/{environmentKey}/contexts/{kind}/{key}`: get a context.

use super::{
    Endpoint, Operation, PathParameters, Place, read_count, read_flag, read_json, read_text,
    search_contexts::refuse_sort,
};
use crate::{ContextKind, Invalid, model::ContextPage, wire::Request};

/// Gets a context by its kind and key, once for each application that asked about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetContexts {
    /// Where.
    pub place: Place,
    /// The kind.
    pub kind: ContextKind,
    /// The key.
    pub key: String,
    /// Only `applicationId`, such as `applicationId equals "GoSDK/1.2"`.
    pub filter: Option<String>,
    /// How many a page has at most; at most 50.
    pub limit: Option<u64>,
    /// From the page before.
    pub continuation_token: Option<String>,
    /// Whether to leave out how many there are.
    pub without_total_count: bool,
}

impl GetContexts {
    /// Gets this context.
    pub fn new(place: Place, kind: impl Into<ContextKind>, key: impl Into<String>) -> Self {
        Self {
            place,
            kind: kind.into(),
            key: key.into(),
            ..Self::default()
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed, and `sort`.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        refuse_sort(request.query("sort").is_some())?;
        Ok(Self {
            place: parameters.place(),
            kind: parameters.get("kind").into(),
            key: parameters.get("key").to_owned(),
            filter: read_text(request, "filter"),
            limit: read_count(request, "limit")?,
            continuation_token: read_text(request, "continuationToken"),
            without_total_count: read_flag(request, "includeTotalCount")? == Some(false),
        })
    }
}

impl Endpoint for GetContexts {
    const OPERATION: Operation = Operation::GetContexts;
    type Answer = ContextPage;

    fn request(&self) -> Request {
        let request = Self::OPERATION
            .request(&[
                self.place.project.as_str(),
                self.place.environment.as_str(),
                self.kind.as_str(),
                &self.key,
            ])
            .with_text("filter", self.filter.as_deref())
            .with_count("limit", self.limit)
            .with_text("continuationToken", self.continuation_token.as_deref());
        if self.without_total_count {
            request.with_query("includeTotalCount", "false")
        } else {
            request
        }
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for GetContexts {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "filter",
                "Only applicationId.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "limit",
                "How many a page has at most.",
                &serde_json::json!({
                    "type": "integer", "minimum": 1, "maximum": 50, "default": 20,
                }),
            )
            .query(
                "continuationToken",
                "From the page before.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "includeTotalCount",
                "Whether to tell how many there are.",
                &serde_json::json!({"type": "boolean", "default": true}),
            )
            .answers::<ContextPage>(200);
    }
}
