//! Links and pages of a collection.

use serde::{Deserialize, Serialize};

use super::{Named, Unknown};
use crate::wire::{Document, Members, Reading, document_model};

/// `Link` in LaunchDarkly's OpenAPI document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Link {
    /// Usually relative to the host (`/api/v2/…`), sometimes absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// The media type behind it.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

document_model!(Link {
    optional href = "href",
    optional media_type = "type",
} rest unknown);

/// Links by name.
pub type Links = Named<Link>;

/// One page of a collection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "PageOf{T}")
)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// What the page holds.
    #[serde(default = "Vec::<T>::new")]
    pub items: Vec<T>,
    /// `next`, `prev`, `first` and `last` where such a page exists.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// How many there are on all pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_count: Option<u64>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl<T: Document> Document for Page<T> {
    fn read(document: serde_json::Value, reading: &mut Reading) -> Self {
        let mut members = Members::of(document, reading);
        Self {
            items: members.optional("items"),
            links: members.optional("_links"),
            total_count: members.optional("totalCount"),
            unknown: members.rest(),
        }
    }
}

impl<T> Page<T> {
    /// Where the next page is, if the server says so.
    #[must_use]
    pub fn next(&self) -> Option<&str> {
        self.links.get("next").and_then(|link| link.href.as_deref())
    }
}
