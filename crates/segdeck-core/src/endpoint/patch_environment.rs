//! `PATCH /api/v2/projects/{projectKey}/environments/{environmentKey}`: change the settings of an
//! environment.

use serde_json::{Value, json};

use super::{Endpoint, Operation, PathParameters, Place, read_json, require_json};
use crate::{
    Invalid,
    model::Environment,
    patch::JsonPatch,
    wire::{self, Request},
};

/// Changes the settings of an environment, all of the patch or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchEnvironment {
    /// Which.
    pub place: Place,
    /// The change.
    pub patch: JsonPatch,
    /// For the audit log.
    pub comment: Option<String>,
}

impl PatchEnvironment {
    /// Sends this change to this environment.
    #[must_use]
    pub fn new(place: Place, patch: JsonPatch) -> Self {
        Self {
            place,
            patch,
            comment: None,
        }
    }

    /// Reads the call out of a request: an array of operations, or an object with `patch` and
    /// `comment`, which all resources that can be patched understand.
    ///
    /// # Errors
    /// Names the operation that is malformed, or a media type other than JSON.
    pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
        require_json(request)?;
        let body = wire::parse(request.body.as_bytes())?;
        let place = parameters.place();
        let Some(patch) = body.get("patch") else {
            return Ok(Self::new(place, JsonPatch::parse(&body)?));
        };
        let comment = match body.get("comment") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => return Err(Invalid::new("comment", "The comment must be text.")),
        };
        let patch = JsonPatch::parse(patch).map_err(|error| error.within("patch"))?;
        Ok(Self {
            place,
            patch,
            comment,
        })
    }
}

impl Endpoint for PatchEnvironment {
    const OPERATION: Operation = Operation::PatchEnvironment;
    type Answer = Environment;

    fn request(&self) -> Request {
        let body = match &self.comment {
            Some(comment) => json!({"comment": comment, "patch": self.patch.to_value()}),
            None => self.patch.to_value(),
        };
        Self::OPERATION
            .request(&[self.place.project.as_str(), self.place.environment.as_str()])
            .with_body(wire::JSON, wire::encode(&body))
    }

    fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
        read_json(body)
    }
}

#[cfg(feature = "openapi")]
impl crate::openapi::Described for PatchEnvironment {
    fn describe(description: &mut crate::openapi::Description<'_>) {
        description
            .body::<JsonPatch>()
            .answers::<Environment>(200)
            .refuses(&[409]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_survives_the_way_there_with_and_without_a_comment() {
        let patch = JsonPatch::parse(&json!([{"op": "replace", "path": "/name", "value": "N"}]));
        let mut call = PatchEnvironment::new(Place::new("p", "e"), patch.unwrap());
        for comment in [None, Some("why".to_owned())] {
            call.comment = comment;
            let request = call.request();
            let super::super::Route::Found(_, parameters) =
                Operation::route(request.method, &request.path)
            else {
                panic!("no route")
            };
            assert_eq!(
                PatchEnvironment::parse(&parameters, &request).unwrap(),
                call
            );
        }
    }

    #[test]
    fn a_malformed_operation_is_named() {
        for (body, path) in [
            (r#"[{"op":"replace","path":"name"}]"#, "0"),
            (r#"{"patch":[{"op":"wrong","path":"/name"}]}"#, "patch/0"),
            (r#"{"patch":[],"comment":1}"#, "comment"),
            (r#"{"name":"N"}"#, ""),
        ] {
            let request = Operation::PatchEnvironment
                .request(&["p", "e"])
                .with_body(wire::JSON, body.into());
            let error = PatchEnvironment::parse(&PathParameters::default(), &request).unwrap_err();
            assert!(error.path.starts_with(path), "{body}: {error}");
        }
    }
}
