//! `GET …/environments/{environmentKey}/context-attributes`, with and without a name: the
//! attributes that contexts have, and the values of one.

use super::{Endpoint, Operation, PathParameters, Place, read_count, read_json, read_text};
use crate::{
    Invalid,
    model::{AttributeNames, AttributeValues, ByKind},
    wire::Request,
};

/// Lists the attribute names of an environment's contexts, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListContextAttributes {
    /// Where.
    pub place: Place,
    /// Such as `kind equals "user",name startsWith "em"`.
    pub filter: Option<String>,
    /// How many names at most, 100 by default and at most.
    pub limit: Option<u64>,
}

impl ListContextAttributes {
    /// All names of all kinds.
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
            filter: read_text(request, "filter"),
            limit: read_count(request, "limit")?,
        })
    }
}

impl Endpoint for ListContextAttributes {
    const OPERATION: Operation = Operation::ListContextAttributes;
    type Answer = ByKind<AttributeNames>;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[self.place.project.as_str(), self.place.environment.as_str()])
            .with_text("filter", self.filter.as_deref())
            .with_count("limit", self.limit)
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

/// Lists the values that an attribute has in the contexts of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListContextAttributeValues {
    /// Where.
    pub place: Place,
    /// The attribute's name.
    pub attribute: String,
    /// Must have a kind: `kind equals "user"`; can have `value startsWith "be"`.
    pub filter: Option<String>,
    /// How many values at most: 50 by default, 100 at most.
    pub limit: Option<u64>,
}

impl ListContextAttributeValues {
    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the query parameter that is malformed.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        Ok(Self {
            place: parameters.place(),
            attribute: parameters.get("attributeName").to_owned(),
            filter: read_text(request, "filter"),
            limit: read_count(request, "limit")?,
        })
    }
}

impl Endpoint for ListContextAttributeValues {
    const OPERATION: Operation = Operation::ListContextAttributeValues;
    type Answer = ByKind<AttributeValues>;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[
                self.place.project.as_str(),
                self.place.environment.as_str(),
                &self.attribute,
            ])
            .with_text("filter", self.filter.as_deref())
            .with_count("limit", self.limit)
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListContextAttributes {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "filter",
                "kind equals and name startsWith, with commas between.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "limit",
                "How many names at most.",
                &serde_json::json!({
                    "type": "integer", "minimum": 1, "maximum": 100, "default": 100,
                }),
            )
            .answers::<ByKind<AttributeNames>>(200);
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for ListContextAttributeValues {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .query(
                "filter",
                "kind equals, which must be there, and value startsWith, with commas between.",
                &serde_json::json!({"type": "string"}),
            )
            .query(
                "limit",
                "How many values at most.",
                &serde_json::json!({
                    "type": "integer", "minimum": 1, "maximum": 100, "default": 50,
                }),
            )
            .answers::<ByKind<AttributeValues>>(200);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Route, *};

    #[test]
    fn the_calls_survive_the_way_there() {
        let names = ListContextAttributes {
            place: Place::new("p", "e"),
            filter: Some("kind equals \"user\",name startsWith \"em\"".into()),
            limit: Some(5),
        };
        let values = ListContextAttributeValues {
            place: Place::new("p", "e"),
            attribute: "/address/a~1b é".into(),
            filter: Some("kind equals \"user\"".into()),
            limit: None,
        };
        let request = names.request();
        let Route::Found(_, parameters) = Operation::route(request.method, &request.path) else {
            panic!("no route")
        };
        assert_eq!(
            ListContextAttributes::parse(&parameters, &request).unwrap(),
            names
        );
        let request = values.request();
        let Route::Found(_, parameters) = Operation::route(request.method, &request.path) else {
            panic!("no route")
        };
        let parsed = ListContextAttributeValues::parse(&parameters, &request);
        assert_eq!(parsed.unwrap(), values);
    }
}
