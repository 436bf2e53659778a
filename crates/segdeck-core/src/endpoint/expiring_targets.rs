//! The two families of expiring targets:
//! `…/{segmentKey}/expiring-targets/{environmentKey}` and, for accounts that use users instead of
//! contexts, `…/expiring-user-targets/…`. The segment stands second in these paths.

use super::{Endpoint, Operation, PathParameters, Place, read_json};
use crate::{
    Invalid, SegmentKey,
    model::{
        ExpiringTargets, ExpiringUserTargets, PatchedExpiringTargets, PatchedExpiringUserTargets,
    },
    patch::{ExpiringTargetInstruction, ExpiringUserTargetInstruction, PatchFormat, SemanticPatch},
    wire::{self, Request},
};

macro_rules! get_family {
    ($(#[$doc:meta])* $name:ident -> $answer:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            /// Where.
            pub place: Place,
            /// Which segment.
            pub segment: SegmentKey,
        }

        impl $name {
            /// Of this segment.
            pub fn new(place: Place, segment: impl Into<SegmentKey>) -> Self {
                Self { place, segment: segment.into() }
            }

            /// Reads the call out of a request.
            #[must_use]
            pub fn parse(parameters: &PathParameters) -> Self {
                Self { place: parameters.place(), segment: parameters.segment() }
            }
        }

        impl Endpoint for $name {
            const OPERATION: Operation = Operation::$name;
            type Answer = $answer;

            fn request(&self) -> Request {
                Self::OPERATION.request(&[
                    self.place.project.as_str(),
                    self.segment.as_str(),
                    self.place.environment.as_str(),
                ])
            }

            fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
                read_json(body)
            }
        }

        #[cfg(feature = "openapi")]
        impl crate::openapi::Described for $name {
            fn describe(description: &mut crate::openapi::Description<'_>) {
                description.answers::<$answer>(200);
            }
        }
    };
}

macro_rules! patch_family {
    ($(#[$doc:meta])* $name:ident($instruction:ident) -> $answer:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            /// Where.
            pub place: Place,
            /// Which segment.
            pub segment: SegmentKey,
            /// The instructions. Each succeeds or fails for itself: look at the answer's `errors`.
            pub patch: SemanticPatch<$instruction>,
        }

        impl $name {
            /// Sends these instructions to this segment.
            pub fn new(
                place: Place,
                segment: impl Into<SegmentKey>,
                patch: SemanticPatch<$instruction>,
            ) -> Self {
                Self { place, segment: segment.into(), patch }
            }

            /// Reads the call out of a request.
            ///
            /// # Errors
            /// Names the instruction or field that is malformed, or the missing media type.
            pub fn parse(parameters: &PathParameters, request: &Request) -> Result<Self, Invalid> {
                let content_type = request.headers.get("Content-Type");
                PatchFormat::require_semantic(content_type)?;
                Ok(Self {
                    place: parameters.place(),
                    segment: parameters.segment(),
                    patch: SemanticPatch::parse(&wire::parse(request.body.as_bytes())?)?,
                })
            }
        }

        impl Endpoint for $name {
            const OPERATION: Operation = Operation::$name;
            type Answer = $answer;

            fn request(&self) -> Request {
                Self::OPERATION
                    .request(&[
                        self.place.project.as_str(),
                        self.segment.as_str(),
                        self.place.environment.as_str(),
                    ])
                    .with_body(
                        PatchFormat::Semantic.content_type(),
                        wire::encode(&self.patch.to_value()),
                    )
            }

            fn read(&self, body: &[u8]) -> Result<Self::Answer, Invalid> {
                read_json(body)
            }
        }

        #[cfg(feature = "openapi")]
        impl crate::openapi::Described for $name {
            fn describe(description: &mut crate::openapi::Description<'_>) {
                description
                    .body_as::<SemanticPatch<$instruction>>(wire::SEMANTIC_PATCH)
                    .answers::<$answer>(200)
                    .refuses(&[409]);
            }
        }
    };
}

get_family! {
    /// Lists the expiring targets of a segment.
    GetExpiringTargets -> ExpiringTargets
}
patch_family! {
    /// Adds, moves and removes expiring targets of a segment.
    PatchExpiringTargets(ExpiringTargetInstruction) -> PatchedExpiringTargets
}
get_family! {
    /// Lists the expiring user targets of a segment.
    GetExpiringUserTargets -> ExpiringUserTargets
}
patch_family! {
    /// Adds, moves and removes expiring user targets of a segment.
    PatchExpiringUserTargets(ExpiringUserTargetInstruction) -> PatchedExpiringUserTargets
}
