//! Answers that are passed on as they came, once what they must have is there.
//!
//! Only segments are read into their model here: patches are made of them. For the rest, a model
//! would be kilobytes of code that takes an answer apart to put the same together again.

use segdeck_client::{ClientError, unreadable};
use segdeck_core::text::lossy;
use segdeck_core::{Invalid, endpoint::Operation, wire, wire::Response};
use serde_json::Value;

/// The members that an answer must have, and those of each of its `items`.
pub struct Members {
    pub own: &'static [Member],
    pub items: &'static [Member],
}

/// A member's name and type.
pub type Member = (&'static str, Kind);

#[derive(Clone, Copy)]
pub enum Kind {
    Text,
    Integer,
    Flag,
    Object,
    Array,
}

pub const EXPIRING: Members = Members {
    own: &[("items", Kind::Array)],
    items: &[
        ("_id", Kind::Text),
        ("_version", Kind::Integer),
        ("expirationDate", Kind::Integer),
        ("contextKind", Kind::Text),
        ("contextKey", Kind::Text),
    ],
};

pub const EXPIRING_USERS: Members = Members {
    own: &[("items", Kind::Array)],
    items: &[
        ("_id", Kind::Text),
        ("_version", Kind::Integer),
        ("expirationDate", Kind::Integer),
        ("userKey", Kind::Text),
    ],
};

pub const MEMBERSHIP: Members = Members {
    own: &[
        ("userKey", Kind::Text),
        ("included", Kind::Flag),
        ("excluded", Kind::Flag),
    ],
    items: &[],
};

pub const IMPORT: Members = Members {
    own: &[
        ("id", Kind::Text),
        ("segmentKey", Kind::Text),
        ("creationTime", Kind::Integer),
        ("mode", Kind::Text),
        ("status", Kind::Text),
        ("_links", Kind::Object),
    ],
    items: &[],
};

pub const EXPORT: Members = Members {
    own: &[
        ("id", Kind::Text),
        ("segmentKey", Kind::Text),
        ("creationTime", Kind::Integer),
        ("status", Kind::Text),
        ("sizeBytes", Kind::Integer),
        ("size", Kind::Text),
        ("initiator", Kind::Object),
        ("_links", Kind::Object),
    ],
    items: &[],
};

pub const MEMBERSHIPS: Members = Members {
    own: &[("items", Kind::Array)],
    items: &[("key", Kind::Text), ("isMember", Kind::Flag)],
};

/// The answer's text, if it has these members.
pub fn passed_on(
    operation: Operation,
    response: &Response,
    members: &Members,
) -> Result<String, ClientError> {
    let text = response.body.as_bytes();
    let check = || -> Result<String, Invalid> {
        let answer = wire::parse(text)?;
        require(&answer, members.own)?;
        let items = answer.get("items").and_then(Value::as_array);
        for (index, item) in items.into_iter().flatten().enumerate() {
            require(item, members.items)
                .map_err(|error| error.within(&format!("items/{index}")))?;
        }
        Ok(lossy(text))
    };
    check().map_err(|invalid| unreadable(operation, response, invalid))
}

fn require(value: &Value, members: &[Member]) -> Result<(), Invalid> {
    for (name, kind) in members {
        let member = value.get(name);
        let (fits, wanted) = match kind {
            Kind::Text => (member.is_some_and(Value::is_string), "text"),
            Kind::Integer => (member.is_some_and(Value::is_i64), "a whole number"),
            Kind::Flag => (member.is_some_and(Value::is_boolean), "true or false"),
            Kind::Object => (member.is_some_and(Value::is_object), "an object"),
            Kind::Array => (member.is_some_and(Value::is_array), "an array"),
        };
        if !fits {
            let reason = format!("{name} is missing, or it is not {wanted}.");
            return Err(Invalid::new(*name, reason));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use segdeck_core::wire::{Body, Headers};

    use super::*;

    fn passed(text: &str, members: &Members) -> Result<String, String> {
        let response = Response {
            status: 200,
            headers: Headers::default(),
            body: Body::Bytes(text.as_bytes().to_vec()),
        };
        passed_on(Operation::GetImport, &response, members).map_err(|error| error.to_string())
    }

    #[test]
    fn an_answer_stays_as_it_is() {
        let text = r#"{"userKey": "a", "included": true, "excluded": false, "new": 1.50}"#;
        assert_eq!(passed(text, &MEMBERSHIP), Ok(text.to_owned()));
        assert_eq!(
            passed(r#"{"items": []}"#, &EXPIRING),
            Ok(r#"{"items": []}"#.to_owned())
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let item = r#"{"items": [{"key": "a", "isMember": true}, {"key": "b"}]}"#;
        let error = passed(item, &MEMBERSHIPS).unwrap_err();
        assert!(error.contains("items/1/isMember"), "{error}");
        for text in ["[]", "{}", "5", "null", r#"{"items": {}}"#] {
            assert!(passed(text, &EXPIRING).is_err(), "{text}");
        }
        let error = passed(" <html>", &IMPORT).unwrap_err();
        assert!(error.contains("web page"), "{error}");
    }
}
