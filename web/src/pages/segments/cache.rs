//! What was loaded, kept while another page is shown, so that coming back is immediate.

use std::{cell::RefCell, rc::Rc};

use segdeck_core::{SegmentKey, endpoint::Place};
use yew::prelude::*;

use super::expiring::Expiring;
use crate::{
    backend::use_backend,
    state::{segment_list::SegmentList, sorted_map::SortedMap},
};

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
    pub lists: RefCell<SortedMap<Place, SegmentList>>,
    pub expiring: RefCell<SortedMap<(Place, SegmentKey), KnownExpiring>>,
}

/// The lists that are kept, for as long as the connection and its token are the same.
#[hook]
pub(super) fn use_list_cache() -> Rc<ListCache> {
    use_backend().client.kept()
}
