//! `POST /api/v2/projects/{projectKey}/environments/{environmentKey}/segments/evaluate`: which
//! segments a context instance is in. It stands under `projects`, unlike the other segment
//! operations.

use super::{Endpoint, Operation, PathParameters, Place, read_json};
use crate::{
    Invalid,
    model::{ContextInstance, SegmentMemberships},
    patch::PatchFormat,
    wire::{self, Request},
};

/// Asks which segments of an environment a context instance is in. The answer has every segment,
/// without pages.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluateSegments {
    /// Where.
    pub place: Place,
    /// Who.
    pub context: ContextInstance,
}

impl EvaluateSegments {
    /// Asks about this context instance there.
    #[must_use]
    pub fn new(place: Place, context: impl Into<ContextInstance>) -> Self {
        let context = context.into();
        Self { place, context }
    }

    /// Reads the call out of a request.
    ///
    /// # Errors
    /// Names the field of the context that is missing, of the wrong type or refused, or a media
    /// type other than JSON.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        let content_type = request.headers.get("Content-Type");
        if PatchFormat::of_content_type(content_type)? == Some(PatchFormat::Semantic) {
            return Err(Invalid::new(
                "Content-Type",
                "This operation takes a context as plain JSON, not a semantic patch.",
            ));
        }
        Ok(Self {
            place: parameters.place(),
            context: ContextInstance::parse(request.body.as_bytes())?,
        })
    }
}

impl Endpoint for EvaluateSegments {
    const OPERATION: Operation = Operation::EvaluateSegments;
    type Answer = SegmentMemberships;

    fn request(&self) -> Request {
        Self::OPERATION
            .request(&[self.place.project.as_str(), self.place.environment.as_str()])
            .with_body(wire::JSON, wire::encode(&self.context))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for EvaluateSegments {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body::<ContextInstance>()
            .answers::<SegmentMemberships>(200);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{endpoint::Route, model::Context};

    fn parsed(request: &Request) -> Result<EvaluateSegments, Invalid> {
        let Route::Found(operation, parameters) = Operation::route(request.method, &request.path)
        else {
            panic!("no route for {}", request.path)
        };
        assert_eq!(operation, Operation::EvaluateSegments);
        EvaluateSegments::parse(&parameters, request)
    }

    #[test]
    fn the_request_is_read_as_it_was_written() {
        let contexts = vec![
            Context::new("user", "a/b").with("plan", "pro"),
            Context::new("org", "acme").with("name", "Acme"),
        ];
        let call = EvaluateSegments::new(
            Place::new("p", "e f"),
            ContextInstance::new(contexts).unwrap(),
        );
        let request = call.request();
        assert_eq!(
            request.path,
            "/api/v2/projects/p/environments/e%20f/segments/evaluate"
        );
        let body: Value = wire::decode(request.body.as_bytes()).unwrap();
        assert_eq!(
            body,
            json!({
                "kind": "multi", "user": {"key": "a/b", "plan": "pro"},
                "org": {"key": "acme", "name": "Acme"}
            })
        );
        assert_eq!(parsed(&request).unwrap(), call);
    }

    #[test]
    fn a_malformed_context_or_media_type_is_refused() {
        let request = |content_type: &str, body: &str| {
            EvaluateSegments::new(Place::new("p", "e"), Context::new("user", "a"))
                .request()
                .with_body(content_type, body.as_bytes().to_vec())
        };
        assert_eq!(
            parsed(&request(wire::JSON, r#"{"kind": "user"}"#))
                .unwrap_err()
                .path,
            "key"
        );
        assert!(parsed(&request(wire::JSON, "")).is_err());
        let context = r#"{"kind": "user", "key": "a"}"#;
        assert!(parsed(&request(wire::SEMANTIC_PATCH, context)).is_err());
        assert!(parsed(&request("text/plain", context)).is_err());
    }

    #[test]
    fn the_answer_of_the_documents_is_read() {
        // The example of LaunchDarkly's OpenAPI document.
        let body = json!({
            "items": [{
                "_links": {}, "description": "Segment description",
                "external": "https://amplitude.com/myCohort", "isIndividuallyTargeted": true,
                "isMember": true, "isRuleTargeted": false, "key": "segment-key-123abc",
                "name": "Segment Name", "unbounded": false
            }],
            "_links": {}, "tomorrow": 1
        });
        let call = EvaluateSegments::new(Place::new("p", "e"), Context::new("user", "a"));
        let answer = call.read(body.to_string().as_bytes()).unwrap();
        assert_eq!(answer.items.len(), 1);
        assert!(answer.items[0].is_member && answer.items[0].is_individually_targeted);
        assert_eq!(wire::encode_value(&answer), body);
        assert!(call.read(b"{\"items\": [{}]}").is_err());
    }
}
