//! Approvals: what an environment asks for before a change, and changes that ask for it.

mod request;
mod resource;
mod review;
mod settings;

pub use request::{
    ApplyNote, ApprovalConflict, ApprovalRequest, ApprovalRequests, ApprovalResource,
    ApprovalStatus, ExpandedApprovalRequest, NewApprovalRequest,
};
pub use resource::SegmentResource;
pub use review::{ApprovalReview, NewReview, ReviewKind, ReviewStatus};
pub use settings::{ApprovalSettings, ProjectApprovalSettings, ResourceApprovalSettings};

/// A word of the API, of which later versions may have more: unknown ones are kept.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
            /// Something that this version of Segdeck does not know; kept.
            Unknown(String),
        }

        impl $name {
            /// The wire form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$word => $text,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$word,)*
                    _ => Self::Unknown(text),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl crate::wire::Document for $name {
            fn read(document: serde_json::Value, reading: &mut crate::wire::Reading) -> Self {
                String::read(document, reading).into()
            }
        }

        crate::wire::through_document!($name);

        #[cfg(feature = "openapi")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "enum": [$($text),*]})
            }
        }
    };
}
use words;
