//! The lists of big segments: `…/{segmentKey}/contexts`, and `…/users`, its older twin for
//! segments of users.

use super::{Endpoint, Operation, PathParameters, Place, read_json};
use crate::{
    Invalid, SegmentKey,
    model::{BigSegmentTarget, SegmentUserState},
    patch::PatchFormat,
    wire::{self, Request},
};

macro_rules! update_targets {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            /// Where.
            pub place: Place,
            /// Which segment.
            pub segment: SegmentKey,
            /// What changes: all of it or nothing.
            pub change: SegmentUserState,
        }

        impl $name {
            /// Sends this change to this segment.
            pub fn new(
                place: Place,
                segment: impl Into<SegmentKey>,
                change: SegmentUserState,
            ) -> Self {
                Self { place, segment: segment.into(), change }
            }

            /// Reads the call out of a request.
            ///
            /// # Errors
            /// Names the field that is of the wrong type, or a media type other than JSON.
            pub fn parse(
                parameters: &PathParameters,
                request: &Request,
            ) -> Result<Self, Invalid> {
                let content_type = request.headers.get("Content-Type");
                if PatchFormat::of_content_type(content_type)? == Some(PatchFormat::Semantic) {
                    return Err(Invalid::new(
                        "Content-Type",
                        "This operation takes plain JSON, not a semantic patch.",
                    ));
                }
                Ok(Self {
                    place: parameters.place(),
                    segment: parameters.segment(),
                    change: wire::read(request.body.as_bytes())?,
                })
            }
        }

        impl Endpoint for $name {
            const OPERATION: Operation = Operation::$name;
            type Answer = ();

            fn request(&self) -> Request {
                Self::OPERATION
                    .request(&[
                        self.place.project.as_str(),
                        self.place.environment.as_str(),
                        self.segment.as_str(),
                    ])
                    .with_body(wire::JSON, wire::encode(&self.change))
            }

            fn read(&self, _body: &[u8]) -> Result<Self::Answer, Invalid> {
                Ok(())
            }
        }

        #[cfg(feature = "openapi")]
        impl crate::openapi::Described for $name {
            fn describe(description: &mut crate::openapi::Description<'_>) {
                description
                    .body::<SegmentUserState>()
                    .answers_nothing(204);
            }
        }
    };
}

macro_rules! get_membership {
    ($(#[$doc:meta])* $name:ident $parameter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            /// Where.
            pub place: Place,
            /// Which segment.
            pub segment: SegmentKey,
            /// The key that is looked up.
            pub key: String,
        }

        impl $name {
            /// Looks this key up in this segment.
            pub fn new(
                place: Place,
                segment: impl Into<SegmentKey>,
                key: impl Into<String>,
            ) -> Self {
                Self { place, segment: segment.into(), key: key.into() }
            }

            /// Reads the call out of a request.
            #[must_use]
            pub fn parse(parameters: &PathParameters) -> Self {
                Self {
                    place: parameters.place(),
                    segment: parameters.segment(),
                    key: parameters.get($parameter).to_owned(),
                }
            }
        }

        impl Endpoint for $name {
            const OPERATION: Operation = Operation::$name;
            type Answer = BigSegmentTarget;

            fn request(&self) -> Request {
                Self::OPERATION.request(&[
                    self.place.project.as_str(),
                    self.place.environment.as_str(),
                    self.segment.as_str(),
                    &self.key,
                ])
            }

            fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
                read_json(body)
            }
        }

        #[cfg(feature = "openapi")]
        impl crate::openapi::Described for $name {
            fn describe(description: &mut crate::openapi::Description<'_>) {
                description.answers::<BigSegmentTarget>(200);
            }
        }
    };
}

update_targets! {
    /// Adds contexts to the lists of a big segment, and takes them off. They are of the segment's
    /// one kind.
    UpdateContextTargets
}

update_targets! {
    /// Adds users to the lists of a big segment of users, and takes them off.
    UpdateUserTargets
}

get_membership! {
    /// Asks whether a context of the segment's kind is in the lists of a big segment.
    GetContextMembership "contextKey"
}

get_membership! {
    /// Asks whether a user is in the lists of a big segment of users.
    GetUserMembership "userKey"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{endpoint::Route, model::TargetList, wire::Method};

    fn place() -> Place {
        Place::new("p", "e")
    }

    #[test]
    fn a_change_is_plain_json_and_read_back() {
        let change = SegmentUserState::default()
            .adding(TargetList::Included, vec!["a/b".to_owned()])
            .removing(TargetList::Excluded, vec!["c".to_owned()]);
        let call = UpdateContextTargets::new(place(), "s", change.clone());
        let request = call.request();
        assert_eq!(request.method, Method::Post);
        assert_eq!(request.path, "/api/v2/segments/p/e/s/contexts");
        assert_eq!(
            request.headers.get("Content-Type"),
            Some("application/json")
        );
        assert_eq!(
            request.body.as_bytes(),
            br#"{"included":{"add":["a/b"]},"excluded":{"remove":["c"]}}"#
        );
        let Route::Found(operation, parameters) = Operation::route(request.method, &request.path)
        else {
            panic!("no route")
        };
        assert_eq!(operation, Operation::UpdateContextTargets);
        assert_eq!(UpdateContextTargets::parse(&parameters, &request), Ok(call));
        let users = UpdateUserTargets::new(place(), "s", change).request();
        assert_eq!(users.path, "/api/v2/segments/p/e/s/users");
    }

    #[test]
    fn a_semantic_patch_and_a_list_that_is_none_are_refused() {
        let parse = |content_type: &str, body: &str| {
            let request = Operation::UpdateUserTargets
                .request(&["p", "e", "s"])
                .with_body(content_type, body.into());
            UpdateUserTargets::parse(&PathParameters::default(), &request)
        };
        let error = parse(wire::SEMANTIC_PATCH, "{}").unwrap_err();
        assert_eq!(error.path, "Content-Type");
        let error = parse(wire::JSON, r#"{"included":{"add":"a"}}"#).unwrap_err();
        assert_eq!(error.path, "included/add");
        let error = parse(wire::JSON, r#"{"excluded":{"remove":[1]}}"#).unwrap_err();
        assert_eq!(error.path, "excluded/remove/0");
    }

    #[test]
    fn a_key_may_have_any_character() {
        let call = GetContextMembership::new(place(), "s", "a/b c@d");
        let request = call.request();
        assert_eq!(
            request.path,
            "/api/v2/segments/p/e/s/contexts/a%2Fb%20c%40d"
        );
        let Route::Found(_, parameters) = Operation::route(request.method, &request.path) else {
            panic!("no route")
        };
        assert_eq!(GetContextMembership::parse(&parameters), call);
        let answer = call
            .read(br#"{"userKey":"a","included":true,"excluded":false,"new":1}"#)
            .unwrap();
        assert!(answer.included && !answer.excluded);
        assert_eq!(answer.unknown.len(), 1);
        let error = call
            .read(br#"{"userKey":"a","included":true}"#)
            .unwrap_err();
        assert!(error.reason.contains("excluded"), "{error}");
    }
}
