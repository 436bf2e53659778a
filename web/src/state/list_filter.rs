//! What a list of segments is narrowed to and how it is sorted: in the address, in words for the
//! server, and applied here when everything is loaded.

use std::cmp::Ordering;

use segdeck_core::{
    model::{SegmentKind, SegmentSummary},
    url, wire,
};

use crate::platform;

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortField {
    /// When a segment was last changed.
    #[default]
    Modified,
    /// Its name.
    Name,
    /// When it was created.
    Created,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// Whether the last comes first.
    pub is_descending: bool,
}

impl Default for Sort {
    /// The segment that was changed last comes first.
    fn default() -> Self {
        Self::first(SortField::Modified)
    }
}

impl Sort {
    /// The order that a person expects of a field at first: names from A, dates from the newest.
    #[must_use]
    pub fn first(field: SortField) -> Self {
        Self {
            field,
            is_descending: field != SortField::Name,
        }
    }

    /// The order after a click on the head of a column.
    #[must_use]
    pub fn toggled(self, field: SortField) -> Self {
        if self.field == field {
            Self {
                is_descending: !self.is_descending,
                ..self
            }
        } else {
            Self::first(field)
        }
    }

    /// The order as the API writes it.
    #[must_use]
    pub fn to_api(self) -> String {
        let field = match self.field {
            SortField::Modified => "lastModified",
            SortField::Name => "name",
            SortField::Created => "creationDate",
        };
        format!("{}{field}", if self.is_descending { "-" } else { "" })
    }

    /// Reads what [`Sort::to_api`] wrote.
    #[must_use]
    pub fn from_api(text: &str) -> Option<Self> {
        let (is_descending, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let field = match name {
            "lastModified" => SortField::Modified,
            "name" => SortField::Name,
            "creationDate" => SortField::Created,
            _ => return None,
        };
        Some(Self {
            field,
            is_descending,
        })
    }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// A text in name, key or description.
    pub text: String,
    /// What the segments are made of.
    pub kind: Option<SegmentKind>,
    /// Tags of which a segment has at least one.
    pub tags: Vec<String>,
    /// The order.
    pub sort: Sort,
}

const KINDS: [(SegmentKind, &str); 4] = [
    (SegmentKind::RuleBased, "rules"),
    (SegmentKind::List, "list"),
    (SegmentKind::Big, "big"),
    (SegmentKind::Synced, "synced"),
];

/// The name of a kind in an address.
#[must_use]
pub fn kind_name(kind: SegmentKind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("", |(_, name)| name)
}

/// The kind of a name that [`kind_name`] gave.
#[must_use]
pub fn kind_of_name(name: &str) -> Option<SegmentKind> {
    KINDS
        .iter()
        .find(|(_, known)| *known == name)
        .map(|(kind, _)| *kind)
}

impl ListFilter {
    /// Whether anything is left out.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.text.trim().is_empty() || self.kind.is_some() || !self.tags.is_empty()
    }

    /// The same order, with nothing left out.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self {
            sort: self.sort,
            ..Self::default()
        }
    }

    /// The query string of the address, without `?`; empty for the default.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        let mut push = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        if !self.text.trim().is_empty() {
            push("q", self.text.trim());
        }
        if let Some(kind) = self.kind {
            push("kind", kind_name(kind));
        }
        for tag in &self.tags {
            push("tag", tag);
        }
        if self.sort != Sort::default() {
            push("sort", &self.sort.to_api());
        }
        url::write_query(&pairs)
    }

    /// Reads the query string of an address, with or without `?`. What it does not know, it passes
    /// over.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut filter = Self::default();
        let pairs = url::read_query(query.trim_start_matches('?')).unwrap_or_default();
        for (name, value) in pairs {
            match name.as_str() {
                "q" => filter.text = value,
                "kind" => filter.kind = kind_of_name(&value),
                "tag" if !filter.tags.contains(&value) => filter.tags.push(value),
                "sort" => filter.sort = Sort::from_api(&value).unwrap_or_default(),
                _ => {}
            }
        }
        filter
    }

    /// What the server is asked to leave out, in the API's filter language. It cannot tell a list
    /// from rules; [`ListFilter::matches`] does.
    #[must_use]
    pub fn to_api(&self) -> Option<String> {
        let quote = |text: &str| wire::encode_text(&text);
        let mut parts = Vec::new();
        let text = self.text.trim();
        if !text.is_empty() {
            parts.push(format!("query equals {}", quote(text)));
        }
        if !self.tags.is_empty() {
            let tags: Vec<String> = self.tags.iter().map(|tag| quote(tag)).collect();
            parts.push(format!("tags anyOf [{}]", tags.join(",")));
        }
        match self.kind {
            Some(SegmentKind::Big) => parts.push("unbounded equals true".to_owned()),
            Some(SegmentKind::Synced) => parts.push("external exists true".to_owned()),
            Some(SegmentKind::RuleBased | SegmentKind::List) => {
                parts.push("unbounded equals false".to_owned());
            }
            None => {}
        }
        (!parts.is_empty()).then(|| parts.join(","))
    }
}

/// A segment of the list, with what searching and sorting need worked out once.
#[derive(Debug, PartialEq)]
pub struct Row {
    /// The segment.
    pub summary: SegmentSummary,
    haystack: String,
    sort_name: String,
}

impl Row {
    /// The row of a segment.
    #[must_use]
    pub fn new(summary: SegmentSummary) -> Self {
        let sort_name = platform::lowercase(&summary.name);
        let mut haystack = sort_name.clone();
        for text in [Some(summary.key.as_str()), summary.description.as_deref()] {
            haystack.push('\n');
            haystack.push_str(&platform::lowercase(text.unwrap_or_default()));
        }
        Self {
            summary,
            haystack,
            sort_name,
        }
    }
}

/// A [`ListFilter`] made ready to be applied to many rows.
#[derive(Debug)]
pub struct Matcher<'a> {
    filter: &'a ListFilter,
    text: String,
}

impl<'a> Matcher<'a> {
    /// Prepares a filter.
    #[must_use]
    pub fn new(filter: &'a ListFilter) -> Self {
        Self {
            filter,
            text: platform::lowercase(filter.text.trim()),
        }
    }

    /// Whether a row passes everything.
    #[must_use]
    pub fn passes(&self, row: &Row) -> bool {
        self.has_kind(row)
            && row.haystack.contains(&self.text)
            && (self.filter.tags.is_empty()
                || self
                    .filter
                    .tags
                    .iter()
                    .any(|tag| row.summary.tags.contains(tag)))
    }

    /// Whether a row passes what the server cannot tell.
    #[must_use]
    pub fn has_kind(&self, row: &Row) -> bool {
        self.filter
            .kind
            .is_none_or(|kind| row.summary.kind() == kind)
    }
}

/// Compares two rows in this order; equal ones by key, so that the order never changes by itself.
#[must_use]
pub fn compare(sort: Sort, left: &Row, right: &Row) -> Ordering {
    let (a, b) = (&left.summary, &right.summary);
    let order = match sort.field {
        SortField::Modified => a.last_modified_date.cmp(&b.last_modified_date),
        SortField::Created => a.creation_date.cmp(&b.creation_date),
        SortField::Name => left.sort_name.cmp(&right.sort_name),
    };
    let order = if sort.is_descending {
        order.reverse()
    } else {
        order
    };
    order.then_with(|| a.key.cmp(&b.key))
}

#[cfg(test)]
mod tests;
