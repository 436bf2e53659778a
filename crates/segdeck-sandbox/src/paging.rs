//! Pages of a collection.

use std::mem;

use segdeck_core::{
    Invalid,
    model::{Link, Links, Page, Unknown},
    wire::Request,
};

/// How many a page has when the caller does not say.
const DEFAULT_LIMIT: u64 = 20;
/// How many a page has at most. LaunchDarkly documents no maximum.
const GREATEST_LIMIT: u64 = 1_000;

/// Which part of a collection is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// How many at most.
    pub limit: u64,
    /// How many are passed over.
    pub offset: u64,
}

impl Slice {
    /// Everything from the offset on, for callers of an API version without pages.
    pub fn rest(offset: Option<u64>) -> Self {
        Self {
            limit: u64::MAX,
            offset: offset.unwrap_or_default(),
        }
    }

    /// From the query parameters.
    ///
    /// # Errors
    /// When the limit is 0 or more than a page may have.
    pub fn new(limit: Option<u64>, offset: Option<u64>) -> Result<Self, Invalid> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=GREATEST_LIMIT).contains(&limit) {
            return Err(Invalid::new(
                "limit",
                format!("limit must be from 1 to {GREATEST_LIMIT}, not {limit}."),
            ));
        }
        Ok(Self {
            limit,
            offset: offset.unwrap_or_default(),
        })
    }

    /// The limit and the offset to ask for the first page of this size with.
    pub fn first(self) -> (Option<u64>, Option<u64>) {
        (Some(self.limit), Some(0))
    }

    /// A page with these items. `first` asks for the first page, as [`Self::first`] tells.
    pub fn page<T>(self, items: Vec<T>, total: u64, asked: &Request, first: Request) -> Page<T> {
        Page {
            items,
            links: self.links_of(total, asked, first),
            total_count: Some(total),
            unknown: Unknown::new(),
        }
    }

    /// The links of a page: `self` as asked, and those to other pages.
    #[inline(never)]
    pub fn links_of(self, total: u64, asked: &Request, mut first: Request) -> Links {
        let mut links = self.links(total, &mut |offset| {
            for (name, value) in &mut first.query {
                if name == "offset" {
                    *value = offset.to_string();
                }
            }
            first.target()
        });
        links.insert("self".to_owned(), json_link(asked.target()));
        links
    }

    /// `first` and `prev` where something comes before this page, `next` and `last` where something
    /// comes after it. `at` gives the address of the page at an offset.
    fn links(self, total: u64, at: &mut dyn FnMut(u64) -> String) -> Links {
        let mut links = Links::new();
        let mut add = |name: &str, offset| {
            links.insert(name.to_owned(), json_link(at(offset)));
        };
        if self.offset > 0 {
            add("first", 0);
            add("prev", self.offset.saturating_sub(self.limit));
        }
        let next = self.offset.saturating_add(self.limit);
        if next < total {
            add("next", next);
            add("last", next + (total - next - 1) / self.limit * self.limit);
        }
        links
    }
}

/// Links to JSON, by their names.
#[inline(never)]
pub fn json_links(named: &mut [(&str, String)]) -> Links {
    let mut links = Links::new();
    for (name, href) in named {
        links.insert((*name).to_owned(), json_link(mem::take(href)));
    }
    links
}

/// The same with a link to a page.
#[inline(never)]
pub fn links_with_site(named: &mut [(&str, String)], site: String) -> Links {
    let mut links = json_links(named);
    links.insert("site".to_owned(), link(site, "text/html"));
    links
}

/// A link to JSON.
pub fn json_link(href: String) -> Link {
    link(href, segdeck_core::wire::JSON)
}

/// A link to something of that media type.
pub fn link(href: String, media_type: &str) -> Link {
    Link {
        href: Some(href),
        media_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offsets(limit: u64, offset: u64, total: u64) -> Vec<(String, String)> {
        Slice { limit, offset }
            .links(total, &mut |offset| offset.to_string())
            .into_iter()
            .map(|(name, link)| (name, link.href.unwrap()))
            .collect()
    }

    fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, offset)| ((*name).to_owned(), (*offset).to_owned()))
            .collect()
    }

    #[test]
    fn links_lead_only_to_pages_that_exist() {
        assert_eq!(offsets(20, 0, 20), named(&[]));
        assert_eq!(offsets(20, 0, 41), named(&[("last", "40"), ("next", "20")]));
        assert_eq!(offsets(20, 0, 40), named(&[("last", "20"), ("next", "20")]));
        assert_eq!(offsets(20, 20, 40), named(&[("first", "0"), ("prev", "0")]));
        assert_eq!(
            offsets(10, 15, 40),
            named(&[
                ("first", "0"),
                ("last", "35"),
                ("next", "25"),
                ("prev", "5")
            ])
        );
        assert_eq!(offsets(10, 90, 0), named(&[("first", "0"), ("prev", "80")]));
        assert_eq!(
            offsets(1_000, u64::MAX, 5),
            named(&[("first", "0"), ("prev", &(u64::MAX - 1_000).to_string())])
        );
    }

    #[test]
    fn the_limit_has_a_range() {
        assert_eq!(
            Slice::new(None, None).unwrap(),
            Slice {
                limit: 20,
                offset: 0
            }
        );
        assert!(Slice::new(Some(0), None).is_err());
        assert!(Slice::new(Some(1_000), None).is_ok());
        assert!(Slice::new(Some(1_001), None).is_err());
    }
}
