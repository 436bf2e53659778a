//! `/api/v2/flags/{projectKey}`: list the flags of a project, and get one.

use super::{Endpoint, Operation, PathParameters, read_count, read_json, read_text};
use crate::text::quoted;
use crate::{
    Invalid, ProjectKey,
    gather::Gather,
    model::{Flag, Page},
    wire::Request,
};

/// Lists the flags of a project. From API version 20240415 on the default is 20 a page, and what
/// a flag does in an environment comes only where that environment is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFlags {
    /// The project.
    pub project: ProjectKey,
    /// Environments of which the flags' configurations are wanted.
    pub environments: Vec<String>,
    /// Only flags with this tag.
    pub tag: Option<String>,
    /// How many a page has at most.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
    /// Only flags that are archived, or only others. Deprecated.
    pub archived: Option<bool>,
    /// False for rules, targets and prerequisites too; true, which is the default, for how many
    /// there are.
    pub summary: Option<bool>,
    /// Comma-separated `field:value`.
    pub filter: Option<String>,
    /// Comma-separated fields, each with a leading `-` for descending.
    pub sort: Option<String>,
}

impl ListFlags {
    /// The first page of a project's flags.
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
            environments: read_environments(request),
            tag: read_text(request, "tag"),
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
            archived: read_flag(request, "archived")?,
            summary: read_flag(request, "summary")?,
            filter: read_text(request, "filter"),
            sort: read_text(request, "sort"),
        })
    }
}

fn read_environments(request: &Request) -> Vec<String> {
    let values = request.query.iter().filter(|(name, _)| name == "env");
    values.map(|(_, value)| value.clone()).list()
}

/// LaunchDarkly's own examples write `summary=0`.
fn read_flag(request: &Request, name: &str) -> Result<Option<bool>, Invalid> {
    request
        .query(name)
        .map(|text| match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Invalid::new(
                name,
                format!(
                    "{name} must be true or false, not {text}.",
                    text = quoted(text)
                ),
            )),
        })
        .transpose()
}

fn with_environments(request: Request, environments: &[String]) -> Request {
    environments
        .iter()
        .fold(request, |request, key| request.with_query("env", key))
}

impl Endpoint for ListFlags {
    const OPERATION: Operation = Operation::ListFlags;
    type Answer = Page<Flag>;

    fn request(&self) -> Request {
        let request = Self::OPERATION.request(&[self.project.as_str()]);
        with_environments(request, &self.environments)
            .with_text("tag", self.tag.as_deref())
            .with_count("limit", self.limit)
            .with_count("offset", self.offset)
            .with_text("archived", self.archived.map(truth))
            .with_text("summary", self.summary.map(truth))
            .with_text("filter", self.filter.as_deref())
            .with_text("sort", self.sort.as_deref())
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Gets one flag, in all environments or only those named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetFlag {
    /// The project.
    pub project: ProjectKey,
    /// The flag.
    pub flag: String,
    /// Environments; none means all.
    pub environments: Vec<String>,
}

impl GetFlag {
    /// That flag, in all environments.
    pub fn new(project: impl Into<ProjectKey>, flag: impl Into<String>) -> Self {
        Self {
            project: project.into(),
            flag: flag.into(),
            environments: Vec::new(),
        }
    }

    /// Reads the call out of a request.
    #[must_use]
    pub fn parse(parameters: &PathParameters, request: &Request) -> Self {
        Self {
            project: parameters.project(),
            flag: parameters.get("featureFlagKey").to_owned(),
            environments: read_environments(request),
        }
    }
}

impl Endpoint for GetFlag {
    const OPERATION: Operation = Operation::GetFlag;
    type Answer = Flag;

    fn request(&self) -> Request {
        let request = Self::OPERATION.request(&[self.project.as_str(), &self.flag]);
        with_environments(request, &self.environments)
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
mod described {
    use serde_json::json;

    use super::{GetFlag, ListFlags};
    use crate::{
        model::{Flag, Page},
        openapi::{Described, Description},
    };

    fn describe_environments<'d, 'a>(
        description: &'d mut Description<'a>,
    ) -> &'d mut Description<'a> {
        description.query(
            "env",
            "Keys of environments; may be repeated.",
            &json!({"type": "array", "items": {"type": "string"}}),
        )
    }

    impl Described for ListFlags {
        fn describe(description: &mut Description<'_>) {
            let text = json!({"type": "string"});
            let truth = json!({"type": "boolean"});
            describe_environments(description)
                .paged()
                .query("tag", "Only flags with this tag.", &text)
                .query("archived", "Only archived flags, or only others.", &truth)
                .query(
                    "summary",
                    "Whether only counts of rules and targets are told.",
                    &truth,
                )
                .query("filter", "Comma-separated field:value.", &text)
                .query(
                    "sort",
                    "Comma-separated fields, each with a leading - for descending.",
                    &text,
                )
                .answers::<Page<Flag>>(200);
        }
    }

    impl Described for GetFlag {
        fn describe(description: &mut Description<'_>) {
            describe_environments(description).answers::<Flag>(200);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Route;

    #[test]
    fn what_is_written_is_read() {
        let list = ListFlags {
            environments: vec!["test".to_owned(), "production".to_owned()],
            tag: Some("a b".to_owned()),
            limit: Some(5),
            offset: Some(10),
            archived: Some(true),
            summary: Some(false),
            filter: Some("query:dark-mode,tags:beta+test".to_owned()),
            sort: Some("-name".to_owned()),
            ..ListFlags::new("p")
        };
        let request = list.request();
        let Route::Found(_, parameters) = Operation::route(request.method, &request.path) else {
            panic!("no route")
        };
        assert_eq!(ListFlags::parse(&parameters, &request), Ok(list));
        let get = GetFlag {
            environments: vec!["test".to_owned()],
            ..GetFlag::new("p", "dark.mode")
        };
        assert_eq!(get.request().target(), "/api/v2/flags/p/dark.mode?env=test");
    }

    #[test]
    fn truths_are_words_or_digits() {
        let parameters = PathParameters::default();
        for (text, value) in [("0", Some(false)), ("true", Some(true)), ("yes", None)] {
            let request = ListFlags::new("p").request().with_query("summary", text);
            let read = ListFlags::parse(&parameters, &request);
            match value {
                Some(_) => assert_eq!(read.unwrap().summary, value),
                None => assert_eq!(read.unwrap_err().path, "summary"),
            }
        }
    }
}
