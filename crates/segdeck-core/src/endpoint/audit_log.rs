//! `/api/v2/auditlog`: list entries of the audit log, search them, and get one.

use super::{Endpoint, Operation, PathParameters, read_count, read_document, read_json, read_text};
use crate::text::quoted;
use crate::{
    Invalid, UnixMillis,
    gather::Gather,
    model::{AuditEntry, AuditPage, PolicyStatement},
    wire::{self, Request},
};

/// Which entries of the audit log are asked for, whatever they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only what happened before.
    pub before: Option<UnixMillis>,
    /// Only what happened after.
    pub after: Option<UnixMillis>,
    /// Only what has this text in it, such as a part of the resource's name.
    pub text: Option<String>,
    /// How many at most, 1 to 20; 10 by default.
    pub limit: Option<u64>,
    /// Only what one of these members did, by their ids.
    pub members: Vec<String>,
    /// Only what was done with one of these tokens, by their ids.
    pub tokens: Vec<String>,
}

impl AuditFilter {
    fn parse(request: &Request) -> Result<Self, Invalid> {
        let all = |name: &str| {
            let values = request.query.iter().filter(|(known, _)| known == name);
            values.map(|(_, value)| value.clone()).list()
        };
        Ok(Self {
            before: read_time(request, "before")?,
            after: read_time(request, "after")?,
            text: read_text(request, "q"),
            limit: read_count(request, "limit")?,
            members: all("member"),
            tokens: all("token"),
        })
    }

    fn write(&self, mut request: Request) -> Request {
        for (name, time) in [("before", self.before), ("after", self.after)] {
            if let Some(time) = time {
                request = request.with_query(name, time.0.to_string());
            }
        }
        if let Some(text) = &self.text {
            request = request.with_query("q", text);
        }
        if let Some(limit) = self.limit {
            request = request.with_query("limit", limit.to_string());
        }
        for (name, ids) in [("member", &self.members), ("token", &self.tokens)] {
            for id in ids {
                request = request.with_query(name, id);
            }
        }
        request
    }
}

fn read_time(request: &Request, name: &str) -> Result<Option<UnixMillis>, Invalid> {
    request
        .query(name)
        .map(|text| {
            text.parse().map(UnixMillis).map_err(|_| {
                Invalid::new(
                    name,
                    format!(
                        "{name} must be a time in Unix milliseconds, not {text}.",
                        text = quoted(text)
                    ),
                )
            })
        })
        .transpose()
}

/// Lists entries of the audit log, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListAuditLog {
    /// Which resources they are about, as a resource specifier: `proj/default:env/test:segment/*`.
    pub spec: Option<String>,
    /// Which of those.
    pub filter: AuditFilter,
}

impl ListAuditLog {
    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            spec: read_text(request, "spec"),
            filter: AuditFilter::parse(request)?,
        })
    }
}

impl Endpoint for ListAuditLog {
    const OPERATION: Operation = Operation::ListAuditLog;
    type Answer = AuditPage;

    fn request(&self) -> Request {
        let mut request = Self::OPERATION.request(&[]);
        if let Some(spec) = &self.spec {
            request = request.with_query("spec", spec);
        }
        self.filter.write(request)
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

/// Lists entries of the audit log about the resources and actions that statements name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchAuditLog {
    /// The statements, as in a policy; none means everything.
    pub statements: Vec<PolicyStatement>,
    /// Which of those.
    pub filter: AuditFilter,
}

impl SearchAuditLog {
    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter or the statement that is malformed.
    pub fn parse(request: &Request) -> Result<Self, Invalid> {
        let body = request.body.as_bytes();
        Ok(Self {
            // The document does not require a body.
            statements: if body.is_empty() {
                Vec::new()
            } else {
                read_document(body)?
            },
            filter: AuditFilter::parse(request)?,
        })
    }
}

impl Endpoint for SearchAuditLog {
    const OPERATION: Operation = Operation::SearchAuditLog;
    type Answer = AuditPage;

    fn request(&self) -> Request {
        let request = self.filter.write(Self::OPERATION.request(&[]));
        request.with_body(wire::JSON, wire::encode(&self.statements))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

/// Gets one entry of the audit log, with what was before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetAuditLogEntry {
    /// Its id.
    pub id: String,
}

impl GetAuditLogEntry {
    /// The entry of that id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }

    /// Reads the call out of a path.
    #[must_use]
    pub fn parse(parameters: &PathParameters) -> Self {
        Self::new(parameters.get("id"))
    }
}

impl Endpoint for GetAuditLogEntry {
    const OPERATION: Operation = Operation::GetAuditLogEntry;
    type Answer = AuditEntry;

    fn request(&self) -> Request {
        Self::OPERATION.request(&[&self.id])
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
mod described {
    use serde_json::json;

    use super::{AuditEntry, AuditPage, GetAuditLogEntry, ListAuditLog, SearchAuditLog};
    use crate::{
        model::PolicyStatement,
        openapi::{Described, Description},
    };

    fn describe_filter<'d, 'a>(description: &'d mut Description<'a>) -> &'d mut Description<'a> {
        let time = json!({"type": "integer", "format": "int64"});
        let ids = json!({"type": "array", "items": {"type": "string"}});
        description
            .query(
                "before",
                "Only what happened before, in Unix milliseconds.",
                &time,
            )
            .query(
                "after",
                "Only what happened after, in Unix milliseconds.",
                &time,
            )
            .query("q", "A text to search for.", &json!({"type": "string"}))
            .query(
                "limit",
                "How many at most.",
                &json!({"type": "integer", "minimum": 1, "maximum": 20}),
            )
            .query("member", "Ids of members; may be repeated.", &ids)
            .query("token", "Ids of tokens; may be repeated.", &ids)
    }

    impl Described for ListAuditLog {
        fn describe(description: &mut Description<'_>) {
            describe_filter(description)
                .query(
                    "spec",
                    "A resource specifier such as proj/default:env/test:segment/*.",
                    &json!({"type": "string"}),
                )
                .answers::<AuditPage>(200);
        }
    }

    impl Described for SearchAuditLog {
        fn describe(description: &mut Description<'_>) {
            describe_filter(description)
                .body::<Vec<PolicyStatement>>()
                .body_is_optional()
                .answers::<AuditPage>(200);
        }
    }

    impl Described for GetAuditLogEntry {
        fn describe(description: &mut Description<'_>) {
            description.answers::<AuditEntry>(200);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Effect, wire::Method};

    fn filter() -> AuditFilter {
        AuditFilter {
            before: Some(UnixMillis(20)),
            after: Some(UnixMillis(-10)),
            text: Some("a & b".to_owned()),
            limit: Some(20),
            members: vec!["m1".to_owned(), "m2".to_owned()],
            tokens: vec!["t".to_owned()],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let list = ListAuditLog {
            spec: Some("proj/*:env/*:segment/a;b".to_owned()),
            filter: filter(),
        };
        let request = list.request();
        assert_eq!(
            request.target(),
            "/api/v2/auditlog?spec=proj%2F%2A%3Aenv%2F%2A%3Asegment%2Fa%3Bb&before=20&after=-10\
             &q=a%20%26%20b&limit=20&member=m1&member=m2&token=t"
        );
        assert_eq!(ListAuditLog::parse(&request), Ok(list));

        let search = SearchAuditLog {
            statements: vec![PolicyStatement {
                effect: Effect::Allow,
                resources: vec!["proj/*".to_owned()],
                actions: vec!["*".to_owned()],
                ..PolicyStatement::default()
            }],
            filter: filter(),
        };
        assert_eq!(search.request().method, Method::Post);
        assert_eq!(SearchAuditLog::parse(&search.request()), Ok(search));
    }

    #[test]
    fn a_malformed_parameter_is_named() {
        for (name, value) in [("before", "today"), ("after", "1.5"), ("limit", "-1")] {
            let request = ListAuditLog::default().request().with_query(name, value);
            assert_eq!(ListAuditLog::parse(&request).unwrap_err().path, name);
        }
        let mut request = SearchAuditLog::default().request();
        request = request.with_body(wire::JSON, br#"[{"effect": "maybe"}]"#.to_vec());
        assert_eq!(
            SearchAuditLog::parse(&request).unwrap_err().path,
            "0/effect"
        );
    }
}
