//! Imports and exports of the lists of big segments.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Links, Unknown};
use crate::{SegmentKey, UnixMillis};

macro_rules! wire_text {
    (
        $(#[$doc:meta])*
        $type:ident { $($(#[$variant_doc:meta])* $variant:ident $text:literal,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $type {
            $($(#[$variant_doc])* $variant,)*
            /// Something that this version of Segdeck does not know; kept.
            Unknown(String),
        }

        impl $type {
            /// The wire form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }

            /// What that wire form means.
            #[must_use]
            pub fn from_name(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    text => Self::Unknown(text.to_owned()),
                }
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Ok(Self::from_name(&text))
            }
        }
    };
}

wire_text! {
    /// What an import does with those who are in the list already.
    ImportMode {
        /// They stay.
        Merge "merge",
        /// Those who are not in the file leave.
        Replace "replace",
    }
}

wire_text! {
    /// How far an import has come.
    ImportStatus {
        /// The file is being looked at.
        Preparing "preparing",
        /// The file is good, and somebody has to start the import with the instruction
        /// `processBigSegmentImport`.
        PendingApproval "pending_approval",
        /// Somebody has started it, and it begins soon.
        Ready "ready",
        /// The list is being changed.
        InProgress "in_progress",
        /// All is done.
        Complete "complete",
        /// It ended before it was complete.
        Stopped "stopped",
    }
}

impl ImportStatus {
    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Complete | Self::Stopped)
    }
}

wire_text! {
    /// How far an export has come. LaunchDarkly documents only `complete`.
    ExportStatus {
        /// The file is being written.
        Preparing "preparing",
        /// The file can be fetched.
        Complete "complete",
    }
}

/// `Import` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Import {
    /// The id.
    pub id: String,
    /// The segment whose list is changed.
    pub segment_key: SegmentKey,
    /// When it was sent.
    pub creation_time: UnixMillis,
    /// What it does with those who are in the list already.
    pub mode: ImportMode,
    /// How far it has come.
    pub status: ImportStatus,
    /// The files that were sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<ImportedFile>>,
    /// Links.
    #[serde(rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `FileRep` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportedFile {
    /// The file's name, where the sender told one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// How far it has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// `Export` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Export {
    /// The id.
    pub id: String,
    /// The segment whose list is exported.
    pub segment_key: SegmentKey,
    /// When it was asked for.
    pub creation_time: UnixMillis,
    /// How far it has come.
    pub status: ExportStatus,
    /// How long the file is.
    pub size_bytes: i64,
    /// The same for people: `18 B`.
    pub size: String,
    /// Who asked for it.
    pub initiator: Initiator,
    /// Links; one of them leads to the file.
    #[serde(rename = "_links")]
    pub links: Links,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl Export {
    /// Where the file is. The documents do not name the link; it is the one besides those to
    /// itself and its surroundings.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        let other = |name: &&String| !matches!(name.as_str(), "self" | "parent" | "site");
        let name = self.links.keys().find(|name| *name == "file");
        let name = name.or_else(|| self.links.keys().find(other))?;
        self.links.get(name)?.href.as_deref()
    }
}

/// `InitiatorRep` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Initiator {
    /// The name of the member or token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The member's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn what_is_not_known_is_kept() {
        let text = br#"{"id":"i","segmentKey":"s","creationTime":1,"mode":"append","status":"queued","files":[{"filename":"a.csv","rows":3}],"_links":{},"new":1}"#;
        let import: Import = wire::decode(text).unwrap();
        assert_eq!(import.mode, ImportMode::Unknown("append".to_owned()));
        assert!(!import.status.is_final());
        assert_eq!(wire::encode(&import), text);
        let text = br#"{"id":"i","segmentKey":"s","creationTime":1,"mode":"merge","status":"pending_approval","files":null,"_links":{}}"#;
        let import: Import = wire::decode(text).unwrap();
        assert_eq!(import.status, ImportStatus::PendingApproval);
        assert_eq!(import.files, None);
    }

    #[test]
    fn the_file_of_an_export_is_found_whatever_its_link_is_called() {
        let export = |links: &str| -> Export {
            let text = format!(
                r#"{{"id":"e","segmentKey":"s","creationTime":1,"status":"complete","sizeBytes":18,"size":"18 B","initiator":{{}},"_links":{links}}}"#
            );
            wire::decode(text.as_bytes()).unwrap()
        };
        let of = |links: &str| export(links).file().map(str::to_owned);
        assert_eq!(of(r#"{"self":{"href":"/a"}}"#), None);
        let found = of(r#"{"download":{"href":"/b"},"self":{"href":"/a"}}"#);
        assert_eq!(found.as_deref(), Some("/b"));
        let found = of(r#"{"csv":{"href":"/b"},"file":{"href":"/c"}}"#);
        assert_eq!(found.as_deref(), Some("/c"));
    }
}
