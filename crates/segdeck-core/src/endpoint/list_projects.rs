//! `GET /api/v2/projects`: list projects.

use super::{Endpoint, Operation, read_count, read_expand, read_json, read_text};
use crate::{
    Invalid,
    model::{Page, Project},
    wire::Request,
};

/// Lists projects, 20 a page by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListProjects {
    /// How many a page has at most.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
    /// Comma-separated `field:value`: `query:text`, `tags:one+two` (all of them) and
    /// `keys:one|two` (any of them).
    pub filter: Option<String>,
    /// Comma-separated `name` and `createdOn`, each with a leading `-` for descending.
    pub sort: Option<String>,
    /// Whether each project is to hold its environments.
    pub with_environments: bool,
}

impl ListProjects {
    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
            filter: read_text(request, "filter"),
            sort: read_text(request, "sort"),
            with_environments: read_expand(request, "environments")?,
        })
    }
}

impl Endpoint for ListProjects {
    const OPERATION: Operation = Operation::ListProjects;
    type Answer = Page<Project>;

    fn request(&self) -> Request {
        let request = Self::OPERATION
            .request(&[])
            .with_count("limit", self.limit)
            .with_count("offset", self.offset)
            .with_text("filter", self.filter.as_deref())
            .with_text("sort", self.sort.as_deref());
        if self.with_environments {
            request.with_query("expand", "environments")
        } else {
            request
        }
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListProjects {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .paged()
            .query(
                "filter",
                "Comma-separated field:value, such as query:abc,tags:tag-1+tag-2.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "sort",
                "Comma-separated name and createdOn, each with a leading - for descending.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "expand",
                "environments, for projects that hold their environments.",
                &serde_json::json!({"type": "string", "enum": ["", "environments"]}),
            )
            .answers::<Page<Project>>(200);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_survives_the_way_there() {
        let call = ListProjects {
            limit: Some(5),
            offset: Some(10),
            filter: Some("query:a b,tags:x+y".into()),
            sort: Some("-name".into()),
            with_environments: true,
        };
        assert_eq!(ListProjects::parse(&call.request()).unwrap(), call);
    }

    #[test]
    fn an_unknown_expansion_is_refused() {
        let request = Operation::ListProjects
            .request(&[])
            .with_query("expand", "environments,flags");
        let error = ListProjects::parse(&request).unwrap_err();
        assert_eq!(error.path, "expand");
        assert!(error.reason.contains("flags"), "{error}");
    }
}
