//! `GET /api/v2/tokens`: list access tokens.

use super::{Endpoint, Operation, read_count, read_json};
use crate::text::quoted;
use crate::{
    Invalid,
    model::{AccessToken, Page},
    wire::Request,
};

/// Lists access tokens without their secrets, 25 a page by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListTokens {
    /// Whether to list those of all members, for which the caller must be an admin.
    pub show_all: bool,
    /// How many a page has at most.
    pub limit: Option<u64>,
    /// How many to pass over.
    pub offset: Option<u64>,
}

impl ListTokens {
    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            show_all: match request.query("showAll") {
                None => false,
                Some(text) if text.eq_ignore_ascii_case("true") => true,
                Some(text) if text.eq_ignore_ascii_case("false") => false,
                Some(text) => {
                    return Err(Invalid::new(
                        "showAll",
                        format!(
                            "showAll must be true or false, not {text}.",
                            text = quoted(text)
                        ),
                    ));
                }
            },
            limit: read_count(request, "limit")?,
            offset: read_count(request, "offset")?,
        })
    }
}

impl Endpoint for ListTokens {
    const OPERATION: Operation = Operation::ListTokens;
    type Answer = Page<AccessToken>;

    fn request(&self) -> Request {
        let mut request = Self::OPERATION.request(&[]);
        if self.show_all {
            request = request.with_query("showAll", "true");
        }
        for (name, count) in [("limit", self.limit), ("offset", self.offset)] {
            if let Some(count) = count {
                request = request.with_query(name, count.to_string());
            }
        }
        request
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListTokens {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .paged()
            .query(
                "showAll",
                "Whether to list those of all members, for admins.",
                &serde_json::json!({"type": "boolean"}),
            )
            .answers::<Page<AccessToken>>(200);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{GetRoot, GetToken, GetVersions};

    #[test]
    fn tokens_are_asked_for_as_documented() {
        let tokens = ListTokens {
            show_all: true,
            ..ListTokens::default()
        };
        assert_eq!(tokens.request().target(), "/api/v2/tokens?showAll=true");
        assert_eq!(ListTokens::parse(&tokens.request()), Ok(tokens));
        let wrong = Operation::ListTokens
            .request(&[])
            .with_query("showAll", "1");
        assert_eq!(ListTokens::parse(&wrong).unwrap_err().path, "showAll");
        assert_eq!(GetRoot.request().path, "/api/v2");
        assert_eq!(GetVersions.request().path, "/api/v2/versions");
        assert_eq!(GetToken::new("t").request().path, "/api/v2/tokens/t");
    }
}
