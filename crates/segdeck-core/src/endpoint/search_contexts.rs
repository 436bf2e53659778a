//! `POST …/environments/{environmentKey}/contexts/search`: search contexts.

use serde::Serialize;

use super::{
    Endpoint, Operation, PathParameters, Place, read_count, read_flag, read_json, read_text,
    require_json,
};
use crate::{
    Invalid,
    model::ContextPage,
    wire::{self, Request, document_model},
};

/// Searches the contexts of an environment; they come by kind and key, 20 a page by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchContexts {
    /// Where.
    pub place: Place,
    /// Such as `kind equals "user",user.email startsWith "ada"`.
    pub filter: Option<String>,
    /// How many a page has at most; at most 50.
    pub limit: Option<u64>,
    /// From the page before.
    pub continuation_token: Option<String>,
    /// Whether to leave out how many match.
    pub without_total_count: bool,
}

/// `ContextSearch` in LaunchDarkly's OpenAPI document: the body.
#[derive(Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct ContextSearch {
    /// Such as `kind equals "user",user.email startsWith "ada"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    filter: Option<String>,
    /// Refused: the order cannot be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
    /// How many a page has at most; at most 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    /// From the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    continuation_token: Option<String>,
}

document_model!(ContextSearch {
    optional filter = "filter",
    optional sort = "sort",
    optional limit = "limit",
    optional continuation_token = "continuationToken",
});

impl SearchContexts {
    /// The first page of all contexts.
    #[must_use]
    pub fn new(place: Place) -> Self {
        Self {
            place,
            ..Self::default()
        }
    }

    /// Reads the call out of a request. What to search for stands either in the query or in the
    /// body; `includeTotalCount` always in the query.
    ///
    /// # Errors
    /// Names what is malformed, `sort`, and a search that stands in both.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        require_json(request)?;
        let of_body: ContextSearch = match request.body.as_bytes() {
            [] => ContextSearch::default(),
            body => wire::read(body)?,
        };
        let of_query = ContextSearch {
            filter: read_text(request, "filter"),
            sort: read_text(request, "sort"),
            limit: read_count(request, "limit")?,
            continuation_token: read_text(request, "continuationToken"),
        };
        refuse_sort(of_query.sort.as_ref().or(of_body.sort.as_ref()).is_some())?;
        let nothing = ContextSearch::default();
        let search = match (of_query == nothing, of_body == nothing) {
            (_, true) => of_query,
            (true, false) => of_body,
            (false, false) => {
                return Err(Invalid::new(
                    "filter",
                    "Say what to search for in the query or in the body, not in both.",
                ));
            }
        };
        Ok(Self {
            place: parameters.place(),
            filter: search.filter,
            limit: search.limit,
            continuation_token: search.continuation_token,
            without_total_count: read_flag(request, "includeTotalCount")? == Some(false),
        })
    }

    /// The same search with all of it in the address, as links have it.
    #[must_use]
    pub fn link(&self) -> String {
        let request = Self::OPERATION
            .request(&[self.place.project.as_str(), self.place.environment.as_str()])
            .with_text("filter", self.filter.as_deref())
            .with_count("limit", self.limit)
            .with_text("continuationToken", self.continuation_token.as_deref());
        self.counted(request).target()
    }

    fn counted(&self, request: Request) -> Request {
        if self.without_total_count {
            request.with_query("includeTotalCount", "false")
        } else {
            request
        }
    }
}

/// The order is always by kind and key; a caller who wants another is told.
pub(super) fn refuse_sort(is_asked: bool) -> Result<(), Invalid> {
    if is_asked {
        return Err(Invalid::new(
            "sort",
            "Contexts cannot be sorted: they come by kind and key. Leave sort out.",
        ));
    }
    Ok(())
}

impl Endpoint for SearchContexts {
    const OPERATION: Operation = Operation::SearchContexts;
    type Answer = ContextPage;

    fn request(&self) -> Request {
        let body = ContextSearch {
            filter: self.filter.clone(),
            sort: None,
            limit: self.limit,
            continuation_token: self.continuation_token.clone(),
        };
        let request = Self::OPERATION
            .request(&[self.place.project.as_str(), self.place.environment.as_str()])
            .with_body(wire::JSON, wire::encode(&body));
        self.counted(request)
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for SearchContexts {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "filter",
                "What to search for, unless it stands in the body.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "limit",
                "How many a page has at most, unless it stands in the body.",
                &serde_json::json!({
                    "type": "integer", "minimum": 1, "maximum": 50, "default": 20,
                }),
            )
            .query(
                "continuationToken",
                "From the page before, unless it stands in the body.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "includeTotalCount",
                "Whether to tell how many match.",
                &serde_json::json!({"type": "boolean", "default": true}),
            )
            .body::<ContextSearch>()
            .body_is_optional()
            .answers::<ContextPage>(200);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Route, *};

    fn parse(request: &Request) -> Result<SearchContexts, Invalid> {
        let Route::Found(_, parameters) = Operation::route(request.method, &request.path) else {
            panic!("no route")
        };
        SearchContexts::parse(&parameters, request)
    }

    fn call() -> SearchContexts {
        SearchContexts {
            place: Place::new("p", "e"),
            filter: Some("user.email startsWith \"a b\"".into()),
            limit: Some(5),
            continuation_token: Some("abc".into()),
            without_total_count: true,
        }
    }

    #[test]
    fn the_call_survives_the_way_there_in_the_body_and_in_a_link() {
        assert_eq!(parse(&call().request()).unwrap(), call());
        let link = call().link();
        let (path, query) = link.split_once('?').unwrap();
        let mut request = Request::new(crate::wire::Method::Post, path);
        request.query = crate::url::read_query(query).unwrap();
        assert_eq!(parse(&request).unwrap(), call());
    }

    #[test]
    fn an_order_and_a_search_in_both_places_are_refused() {
        let mut request = call().request();
        request = request.with_query("limit", "5");
        assert_eq!(parse(&request).unwrap_err().path, "filter");
        let sorted = SearchContexts::new(Place::new("p", "e"))
            .request()
            .with_query("sort", "-ts");
        assert_eq!(parse(&sorted).unwrap_err().path, "sort");
        let sorted = Operation::SearchContexts
            .request(&["p", "e"])
            .with_body(wire::JSON, br#"{"sort":"ts"}"#.to_vec());
        assert_eq!(parse(&sorted).unwrap_err().path, "sort");
    }
}
