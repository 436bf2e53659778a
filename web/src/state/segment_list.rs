//! The segments loaded so far, page by page.

use std::rc::Rc;

use segdeck_client::ClientError;
use segdeck_core::{SegmentKey, model::SegmentSummary, order};
use yew::Reducible;

use super::{
    list_filter::{ListFilter, Matcher, Row, Sort, compare},
    sorted_map::SortedMap,
};

/// What the server is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRequest {
    /// What to leave out, in the API's filter language.
    pub filter: Option<String>,
    /// The order.
    pub sort: Sort,
}

impl ListRequest {
    /// What the server is asked for to show this.
    #[must_use]
    pub fn of(filter: &ListFilter) -> Self {
        Self {
            filter: filter.to_api(),
            sort: filter.sort,
        }
    }
}

/// What is under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loading {
    /// Nothing.
    #[default]
    Idle,
    /// The list from its start.
    Start,
    /// The next page.
    More,
}

/// The segments loaded so far.
#[derive(Clone, Debug, Default)]
pub struct SegmentList {
    /// The rows, in the server's order.
    pub rows: Rc<[Rc<Row>]>,
    /// What they are the answer to; absent before the first answer.
    pub request: Option<ListRequest>,
    /// Every tag that was seen on a segment, in order.
    pub tags: Rc<Vec<String>>,
    /// How many there are on all pages, if the server says so.
    pub total: Option<u64>,
    /// Whether all pages are loaded.
    pub is_complete: bool,
    /// What is under way.
    pub loading: Loading,
    /// Why the latest page did not come.
    pub error: Option<Rc<ClientError>>,
    /// When the newest page came, in Unix milliseconds.
    pub updated_at: Option<i64>,
}

impl PartialEq for SegmentList {
    /// Rows are compared by identity: there may be thousands.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows)
            && self.request == other.request
            && self.total == other.total
            && self.is_complete == other.is_complete
            && self.loading == other.loading
            && self.error == other.error
            && self.updated_at == other.updated_at
    }
}

/// Pages that came.
#[derive(Debug)]
pub struct Loaded {
    /// Their segments.
    pub segments: Vec<SegmentSummary>,
    /// How many there are on all pages.
    pub total: Option<u64>,
    /// Whether the last page is among them.
    pub is_complete: bool,
    /// When they came, in Unix milliseconds.
    pub at: i64,
}

/// What happens to the list.
#[derive(Debug)]
pub enum ListAction {
    /// It is being loaded.
    Begin(Loading),
    /// The list from its start.
    Start(ListRequest, Loaded),
    /// The next page.
    More(Loaded),
    /// A page did not come.
    Failed(ClientError),
    /// A segment is gone.
    Removed(SegmentKey),
}

impl SegmentList {
    /// Whether every segment of the environment is here, so that search and sort need no server.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_complete
            && self
                .request
                .as_ref()
                .is_some_and(|request| request.filter.is_none())
    }

    /// The rows to show. While pages are missing, the server has left out and sorted; only what it
    /// cannot tell is left out here.
    #[must_use]
    pub fn visible(&self, filter: &ListFilter) -> Rc<[Rc<Row>]> {
        let matcher = Matcher::new(filter);
        if self.is_whole() {
            let mut rows: Vec<Rc<Row>> = self
                .rows
                .iter()
                .filter(|row| matcher.passes(row))
                .cloned()
                .collect();
            // The server has sorted already; only another order is made here.
            if self.request.as_ref().map(|request| request.sort) != Some(filter.sort) {
                order::sort_by(&mut rows, |left, right| compare(filter.sort, left, right));
            }
            rows.into()
        } else if filter.kind.is_some() {
            self.rows
                .iter()
                .filter(|row| matcher.has_kind(row))
                .cloned()
                .collect()
        } else {
            self.rows.clone()
        }
    }

    fn take(&mut self, loaded: Loaded, keeps_rows: bool) {
        let mut added: SortedMap<SegmentKey, Rc<Row>> = SortedMap::default();
        let mut order = Vec::with_capacity(loaded.segments.len());
        for summary in loaded.segments {
            order.push(summary.key.clone());
            added.insert(summary.key.clone(), Rc::new(Row::new(summary)));
        }
        if keeps_rows {
            // A segment that moved while the pages came comes twice; it stays where it was.
            for row in self.rows.iter() {
                added.remove(&row.summary.key);
            }
        }
        // A narrowed list must not hide the tags that it can be narrowed by.
        let is_narrowed = self
            .request
            .as_ref()
            .is_some_and(|request| request.filter.is_some());
        let mut tags = if keeps_rows || is_narrowed {
            (*self.tags).clone()
        } else {
            Vec::new()
        };
        for tag in added.values().flat_map(|row| &row.summary.tags) {
            if let Err(index) = tags.binary_search(tag) {
                tags.insert(index, tag.clone());
            }
        }
        if tags != *self.tags {
            self.tags = Rc::new(tags);
        }
        let kept = if keeps_rows { &*self.rows } else { &[] };
        let new = order.iter().filter_map(|key| added.remove(key));
        self.rows = kept.iter().cloned().chain(new).collect();
        self.total = loaded.total;
        self.is_complete = loaded.is_complete;
        self.loading = Loading::Idle;
        self.error = None;
        self.updated_at = Some(loaded.at);
    }
}

impl Reducible for SegmentList {
    type Action = ListAction;

    fn reduce(self: Rc<Self>, action: ListAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            ListAction::Begin(loading) => {
                next.loading = loading;
                next.error = None;
            }
            ListAction::Start(request, loaded) => {
                next.request = Some(request);
                next.take(loaded, false);
            }
            ListAction::More(loaded) => next.take(loaded, true),
            ListAction::Failed(error) => {
                next.loading = Loading::Idle;
                next.error = Some(Rc::new(error));
            }
            ListAction::Removed(key) => {
                let count = next.rows.len();
                next.rows = next
                    .rows
                    .iter()
                    .filter(|row| row.summary.key != key)
                    .cloned()
                    .collect();
                if next.rows.len() < count {
                    next.total = next.total.map(|total| total.saturating_sub(1));
                }
            }
        }
        next.into()
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::{Invalid, model::SegmentKind};
    use serde_json::json;

    use super::*;
    use crate::state::list_filter::SortField;

    fn summary(number: i64) -> SegmentSummary {
        serde_json::from_value(json!({
            "key": format!("s{number}"), "name": format!("Segment {number}"), "tags": ["t"],
            "creationDate": number, "lastModifiedDate": number, "version": 1,
            "rules": if number % 2 == 0 { json!([{}]) } else { json!([]) },
        }))
        .unwrap()
    }

    fn loaded(numbers: std::ops::Range<i64>, total: u64, is_complete: bool) -> Loaded {
        Loaded {
            segments: numbers.map(summary).collect(),
            total: Some(total),
            is_complete,
            at: 9,
        }
    }

    fn keys(rows: &[Rc<Row>]) -> Vec<String> {
        rows.iter().map(|row| row.summary.key.to_string()).collect()
    }

    fn started(filter: &ListFilter, page: Loaded) -> Rc<SegmentList> {
        Rc::new(SegmentList::default()).reduce(ListAction::Start(ListRequest::of(filter), page))
    }

    #[test]
    fn pages_are_put_together_without_repetition() {
        let list = started(&ListFilter::default(), loaded(0..3, 5, false));
        assert!(!list.is_whole());
        let list = list.reduce(ListAction::More(loaded(2..5, 5, true)));
        assert_eq!(keys(&list.rows), ["s0", "s1", "s2", "s3", "s4"]);
        assert!(list.is_whole());
        assert_eq!(list.tags.iter().collect::<Vec<_>>(), ["t"]);
    }

    #[test]
    fn while_pages_are_missing_the_servers_order_and_choice_stand() {
        let filter = ListFilter {
            text: "nothing here has this".to_owned(),
            ..ListFilter::default()
        };
        let list = started(&filter, loaded(0..3, 5, false));
        assert_eq!(keys(&list.visible(&filter)), ["s0", "s1", "s2"]);
        let rules = ListFilter {
            kind: Some(SegmentKind::RuleBased),
            ..filter
        };
        assert_eq!(keys(&list.visible(&rules)), ["s0", "s2"]);
    }

    #[test]
    fn when_all_is_loaded_search_and_sort_happen_here() {
        let list = started(&ListFilter::default(), loaded(0..4, 4, true));
        let filter = ListFilter {
            text: "SEGMENT".to_owned(),
            kind: Some(SegmentKind::List),
            ..ListFilter::default()
        };
        assert_eq!(keys(&list.visible(&filter)), ["s1", "s3"]);
        let newest = ListFilter {
            sort: Sort::first(SortField::Created),
            ..filter
        };
        assert_eq!(keys(&list.visible(&newest)), ["s3", "s1"]);
    }

    #[test]
    fn a_filtered_answer_is_not_the_whole_list() {
        let filter = ListFilter {
            tags: vec!["t".to_owned()],
            ..ListFilter::default()
        };
        assert!(!started(&filter, loaded(0..4, 4, true)).is_whole());
    }

    #[test]
    fn a_failure_keeps_what_was_loaded() {
        let list = started(&ListFilter::default(), loaded(0..2, 4, false));
        let list = list.reduce(ListAction::Begin(Loading::More));
        let list = list.reduce(ListAction::Failed(Invalid::new("", "No.").into()));
        assert_eq!(list.rows.len(), 2);
        assert!(list.error.is_some() && list.loading == Loading::Idle);
    }

    #[test]
    fn a_deleted_segment_leaves_at_once() {
        let list = started(&ListFilter::default(), loaded(0..3, 3, true));
        let list = list.reduce(ListAction::Removed("s1".into()));
        assert_eq!(keys(&list.rows), ["s0", "s2"]);
        assert_eq!(list.total, Some(2));
        assert_eq!(list.reduce(ListAction::Removed("x".into())).total, Some(2));
    }

    #[test]
    fn ten_thousand_segments_are_searched_and_sorted() {
        let list = started(&ListFilter::default(), loaded(0..10_000, 10_000, true));
        let filter = ListFilter {
            text: "segment 99".to_owned(),
            ..ListFilter::default()
        };
        // 99, 990 to 999 and 9900 to 9999.
        assert_eq!(list.visible(&filter).len(), 111);
        assert_eq!(list.visible(&ListFilter::default()).len(), 10_000);
    }
}
