//! What was loaded, kept while another page is shown, so that coming back is immediate.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use segdeck_core::{SegmentKey, endpoint::Place};
use yew::prelude::*;

use super::expiring::Expiring;
use crate::{backend::use_connection, state::segment_list::SegmentList};

/// The expirations of a segment as they were at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownExpiring {
    pub asked_at: i64,
    pub generation: u32,
    pub expiring: Option<Expiring>,
}

/// Lists by environment, and expirations by segment.
#[derive(Debug, Default)]
pub(super) struct ListCache {
    pub lists: RefCell<BTreeMap<Place, SegmentList>>,
    pub expiring: RefCell<BTreeMap<(Place, SegmentKey), KnownExpiring>>,
}

#[derive(Clone)]
struct SharedCache(Rc<ListCache>);

impl PartialEq for SharedCache {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What a [`ListCacheProvider`] needs.
#[derive(Properties, PartialEq)]
pub struct ListCacheProviderProps {
    /// The page.
    pub children: Html,
}

/// Keeps lists for the pages inside it, for as long as the connection and its token are the same.
#[component]
pub fn ListCacheProvider(props: &ListCacheProviderProps) -> Html {
    let client = use_connection().session.map(|session| session.client);
    let cache = use_memo(client, |_| SharedCache(Rc::default()));
    html! {
        <ContextProvider<SharedCache> context={(*cache).clone()}>
            { props.children.clone() }
        </ContextProvider<SharedCache>>
    }
}

/// The lists that are kept.
#[hook]
#[expect(
    clippy::expect_used,
    reason = "a missing provider is a mistake in the page's code"
)]
pub(super) fn use_list_cache() -> Rc<ListCache> {
    use_context::<SharedCache>()
        .expect("use_list_cache needs a ListCacheProvider around it")
        .0
}
