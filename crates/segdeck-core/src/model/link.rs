//! Links and pages of a collection.

use serde::{Deserialize, Serialize, Serializer};

use super::Unknown;
use crate::wire::{Document, Members, Reading, document_model, through_document};

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

/// Links by name. There are a handful, so they stand in a list: a map would be kilobytes of code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links(Vec<(String, Link)>);

impl Links {
    /// No links.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The link of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Link> {
        let (_, link) = self.0.iter().find(|(known, _)| known == name)?;
        Some(link)
    }

    /// Whether there is a link of that name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The names, ascending.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(name, _)| name)
    }

    /// Gives a name a link, in place of the one that it had.
    pub fn insert(&mut self, name: String, link: Link) {
        let place = self.0.partition_point(|(known, _)| *known < name);
        match self.0.get_mut(place) {
            Some((known, old)) if *known == name => *old = link,
            _ => self.0.insert(place, (name, link)),
        }
    }
}

impl<const COUNT: usize> From<[(String, Link); COUNT]> for Links {
    fn from(links: [(String, Link); COUNT]) -> Self {
        let mut all = Self::new();
        for (name, link) in links {
            all.insert(name, link);
        }
        all
    }
}

impl IntoIterator for Links {
    type Item = (String, Link);
    type IntoIter = std::vec::IntoIter<(String, Link)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Serialize for Links {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, link)| (name, link)))
    }
}

impl Document for Links {
    fn read(document: serde_json::Value, reading: &mut Reading) -> Self {
        // The members of an object come in the order of their names.
        Self(Members::of(document, reading).each())
    }
}

through_document!(Links);

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for Links {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Links".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, Link>::json_schema(generator)
    }
}

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
