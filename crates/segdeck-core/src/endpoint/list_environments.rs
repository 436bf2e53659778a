//! `GET /api/v2/projects/{projectKey}/environments`: list the environments of a project.

use super::{Endpoint, Operation, PathParameters, read_count, read_json, read_text};
use crate::{
    Invalid, ProjectKey,
    model::{Environment, Page},
    wire::Request,
};

/// Lists the environments of a project, 20 a page by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListEnvironments {
    /// The project.
    pub project: ProjectKey,
    /// How many a page has at most.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
    /// Comma-separated `field:value`: `query:text`, `tags:one+two` (all of them) and
    /// `critical:true`.
    pub filter: Option<String>,
    /// Comma-separated `name`, `createdOn` and `critical`, each with a leading `-` for descending.
    pub sort: Option<String>,
}

impl ListEnvironments {
    /// The first page of a project's environments.
    pub fn new(project: impl Into<ProjectKey>) -> Self {
        Self {
            project: project.into(),
            ..Self::default()
        }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            project: parameters.project(),
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
            filter: read_text(request, "filter"),
            sort: read_text(request, "sort"),
        })
    }
}

impl Endpoint for ListEnvironments {
    const OPERATION: Operation = Operation::ListEnvironments;
    type Answer = Page<Environment>;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[self.project.as_str()])
            .with_count("limit", self.limit)
            .with_count("offset", self.offset)
            .with_text("filter", self.filter.as_deref())
            .with_text("sort", self.sort.as_deref())
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListEnvironments {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .paged()
            .query(
                "filter",
                "Comma-separated field:value, such as query:abc,critical:true.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "sort",
                "Comma-separated name, createdOn and critical, each with a leading - for \
                 descending.",
                &serde_json::json!({"type": "string"}),
            )
            .answers::<Page<Environment>>(200);
    }
}
