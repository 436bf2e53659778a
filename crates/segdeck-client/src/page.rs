//! Walking through the pages of a collection.

use segdeck_core::text::split_once;
use segdeck_core::{
    EnvironmentKey, ProjectKey, SegmentKey,
    endpoint::{Endpoint, ListEnvironments, ListFlags, ListProjects, ListSegments, Place},
    model::{Environment, Flag, Page, Project, SegmentSummary},
    order::Set,
    url,
    wire::{Request, Transport},
};

use crate::{Client, ClientError, client};

/// A list operation that is answered page by page.
pub trait Paged: Endpoint<Answer = Page<Self::Item>> {
    /// What a page holds.
    type Item;
    /// What no two items share.
    type Key: Clone + Ord;

    /// The same call for another page.
    #[must_use]
    fn at(&self, limit: u64, offset: u64) -> Self;

    /// The item's key.
    fn key(item: &Self::Item) -> &Self::Key;
}

macro_rules! paged {
    ($name:ident, $item:ident, $key:ident) => {
        impl Paged for $name {
            type Item = $item;
            type Key = $key;

            fn at(&self, limit: u64, offset: u64) -> Self {
                Self {
                    limit: Some(limit),
                    offset: Some(offset),
                    ..self.clone()
                }
            }

            fn key(item: &Self::Item) -> &Self::Key {
                &item.key
            }
        }
    };
}

paged!(ListSegments, SegmentSummary, SegmentKey);
paged!(ListEnvironments, Environment, EnvironmentKey);
paged!(ListProjects, Project, ProjectKey);
paged!(ListFlags, Flag, String);

/// Where a walk through the pages stands.
///
/// The server's `next` link is followed where there is one; else the offset advances, until it
/// reaches `totalCount` or, without one, until a page is short. A server that sends the same page
/// again ends the walk.
#[derive(Clone, Debug)]
pub struct Pager<E: Paged> {
    call: E,
    page_size: u64,
    next: Option<Request>,
    offset: u64,
    visited: Set<String>,
    last_first_key: Option<E::Key>,
}

impl<E: Paged> Pager<E> {
    /// A walk from the first page on, `page_size` items a page, at least 1.
    pub fn new(call: E, page_size: u64) -> Self {
        let page_size = page_size.max(1);
        Self {
            next: Some(call.at(page_size, 0).request()),
            call,
            page_size,
            offset: 0,
            visited: Set::new(),
            last_first_key: None,
        }
    }

    /// Whether all pages were walked through.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.next.is_none()
    }

    /// Takes note of a page; false if it is the one before once more.
    fn accept(&mut self, page: &Page<E::Item>) -> bool {
        let asked = self.next.take();
        let count = page.items.len() as u64;
        let first_key = page.items.first().map(E::key);
        if first_key.is_none() {
            return true;
        }
        if self.last_first_key.as_ref() == first_key {
            return false;
        }
        self.last_first_key = first_key.cloned();
        self.offset += count;
        if let Some(asked) = asked {
            self.visited.insert(asked.target());
        }
        let linked = page.next().and_then(|href| follow(&self.call, href));
        let is_more_to_come = match page.total_count {
            Some(total) => self.offset < total,
            None => count >= self.page_size,
        };
        let next = linked.or_else(|| {
            is_more_to_come.then(|| self.call.at(self.page_size, self.offset).request())
        });
        self.next = next.filter(|next| !self.visited.contains(&next.target()));
        true
    }
}

/// The request of a link, if it leads to the same collection. Only its path and query are used,
/// never its host: the token goes nowhere else.
fn follow<E: Endpoint>(call: &E, href: &str) -> Option<Request> {
    let target = match split_once(href, "://") {
        Some((_, rest)) => rest.get(rest.find('/')?..)?,
        None => href,
    };
    let target = target.split('#').next()?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let own = call.request();
    // A server may encode more characters than it must.
    let is_same_collection = path
        .split('/')
        .map(url::decode)
        .eq(own.path.split('/').map(url::decode));
    let query = url::read_query(query)?;
    is_same_collection.then_some(Request { query, ..own })
}

impl<T: Transport> Client<T> {
    /// Gets the next page of a walk; `None` after the last one. A page that failed is asked for
    /// again by the next call.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn next_page<E: Paged>(
        &self,
        pager: &mut Pager<E>,
    ) -> Result<Option<Page<E::Item>>, ClientError> {
        let Some(request) = pager.next.clone() else {
            return Ok(None);
        };
        let response = self.exchange(E::OPERATION, request).await?;
        let page = client::read(&pager.call, &response)?;
        Ok(pager.accept(&page).then_some(page))
    }

    /// Gets all segments of an environment, page by page, and hands over each page as it comes.
    /// Returns how many there were.
    ///
    /// # Errors
    /// As [`Client::call`]; pages handed over before stay valid.
    pub async fn all_segments(
        &self,
        place: &Place,
        filter: Option<&str>,
        sort: Option<&str>,
        page_size: u64,
        mut on_page: impl FnMut(Page<SegmentSummary>),
    ) -> Result<u64, ClientError> {
        let call = ListSegments {
            place: place.clone(),
            filter: filter.map(str::to_owned),
            sort: sort.map(str::to_owned),
            ..ListSegments::default()
        };
        let mut pager = Pager::new(call, page_size);
        let mut count = 0;
        while let Some(page) = self.next_page(&mut pager).await? {
            count += page.items.len() as u64;
            on_page(page);
        }
        Ok(count)
    }
}
