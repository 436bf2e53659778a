//! How many targets of the visible segments expire, and when the next one does.

use std::{cell::RefCell, collections::VecDeque, rc::Rc, time::Duration};

use segdeck_client::ClientError;
use segdeck_core::{
    Invalid, SegmentKey, UnixMillis,
    endpoint::{Endpoint, GetExpiringTargets, GetExpiringUserTargets, Operation, Place},
    model::TargetList,
    wire::{self, Request},
};
use serde::Deserialize;
use yew::prelude::*;

use super::cache::{KnownExpiring, ListCache, use_list_cache};
use crate::{
    backend::{ApiClient, use_backend, use_freshness},
    hooks::Task,
    platform,
    state::list_filter::Row,
};

/// The answer of one segment is good for five minutes.
const GOOD_FOR: i64 = 300_000;
/// How many requests are made at a time.
const AT_ONCE: usize = 4;
/// Rows that only fly past are not asked for.
const SCROLLING_PAUSE: Duration = Duration::from_millis(150);

/// The expirations of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expiring {
    /// How many targets expire.
    pub count: usize,
    /// When the next one does, in Unix milliseconds.
    pub next: i64,
}

/// What is known of a segment's expirations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpiringState {
    /// There can be none: it has no individual targets of its own.
    NotApplicable,
    /// Not asked yet.
    Unknown,
    /// The answer: none, or some.
    Known(Option<Expiring>),
}

/// Whether a segment can have expiring targets.
fn is_applicable(row: &Row) -> bool {
    row.summary.unbounded != Some(true)
        && TargetList::ALL.into_iter().any(|list| {
            row.summary
                .target_count(list)
                .is_some_and(|count| count > 0)
        })
}

/// The expirations of the visible rows; asks for those that are not known.
#[hook]
pub(super) fn use_expiring(
    place: &Place,
    rows: &Rc<[Rc<Row>]>,
    range: (usize, usize),
) -> ExpiringLookup {
    let session = use_backend();
    let (client, uses_users) = (session.client, session.uses_users);
    let operation = if uses_users {
        Operation::GetExpiringUserTargets
    } else {
        Operation::GetExpiringTargets
    };
    let generation = use_freshness().generation(operation);
    let cache = use_list_cache();
    let answers = use_state_eq(|| 0_u64);
    let count = use_mut_ref(|| 0_u64);
    let visible: Vec<SegmentKey> = rows
        .get(range.0..range.1.min(rows.len()))
        .unwrap_or_default()
        .iter()
        .filter(|row| is_applicable(row))
        .map(|row| row.summary.key.clone())
        .collect();
    {
        let (cache, place, answers) = (cache.clone(), place.clone(), answers.setter());
        let deps = (visible, client, uses_users, generation);
        use_effect_with(deps, move |(visible, client, _, _)| {
            let now = platform::now_millis();
            let wanted: VecDeque<SegmentKey> = visible
                .iter()
                .filter(|key| known(&cache, &place, key, generation, now) == ExpiringState::Unknown)
                .cloned()
                .collect();
            let queue = Rc::new(RefCell::new(wanted));
            let tasks: Vec<Task> = (0..AT_ONCE.min(queue.borrow().len()))
                .map(|_| {
                    let (queue, cache, client) = (queue.clone(), cache.clone(), client.clone());
                    let (place, answers, count) = (place.clone(), answers.clone(), count.clone());
                    Task::spawn(async move {
                        gloo_timers::future::sleep(SCROLLING_PAUSE).await;
                        loop {
                            let Some(key) = queue.borrow_mut().pop_front() else {
                                return;
                            };
                            // What cannot be read stays unknown: the list itself is not harmed.
                            if let Ok(expiring) = ask(&client, &place, &key, uses_users).await {
                                let asked_at = platform::now_millis();
                                let found = KnownExpiring {
                                    asked_at,
                                    generation,
                                    expiring,
                                };
                                let place_and_key = (place.clone(), key);
                                cache.expiring.borrow_mut().insert(place_and_key, found);
                                *count.borrow_mut() += 1;
                                answers.set(*count.borrow());
                            }
                        }
                    })
                })
                .collect();
            move || drop(tasks)
        });
    }
    ExpiringLookup {
        cache,
        place: place.clone(),
        generation,
        answers: *answers,
    }
}

/// Looks up what is known; a new value whenever an answer came.
#[derive(Clone)]
pub(super) struct ExpiringLookup {
    cache: Rc<ListCache>,
    place: Place,
    generation: u32,
    answers: u64,
}

impl PartialEq for ExpiringLookup {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.cache, &other.cache)
            && self.place == other.place
            && self.generation == other.generation
            && self.answers == other.answers
    }
}

impl ExpiringLookup {
    /// What is known of a row.
    pub fn of(&self, row: &Row) -> ExpiringState {
        if !is_applicable(row) {
            return ExpiringState::NotApplicable;
        }
        let now = platform::now_millis();
        known(
            &self.cache,
            &self.place,
            &row.summary.key,
            self.generation,
            now,
        )
    }
}

fn known(
    cache: &ListCache,
    place: &Place,
    key: &SegmentKey,
    generation: u32,
    now: i64,
) -> ExpiringState {
    let known = cache.expiring.borrow();
    match known.get(&(place.clone(), key.clone())) {
        Some(found) if found.generation == generation && now - found.asked_at < GOOD_FOR => {
            ExpiringState::Known(found.expiring)
        }
        _ => ExpiringState::Unknown,
    }
}

async fn ask(
    client: &ApiClient,
    place: &Place,
    key: &SegmentKey,
    uses_users: bool,
) -> Result<Option<Expiring>, ClientError> {
    let (place, key) = (place.clone(), key.clone());
    let dates = if uses_users {
        let call = DatesOf(GetExpiringUserTargets::new(place, key));
        client.call(&call).await?
    } else {
        client
            .call(&DatesOf(GetExpiringTargets::new(place, key)))
            .await?
    };
    Ok(dates.iter().copied().min().map(|next| Expiring {
        count: dates.len(),
        next,
    }))
}

/// The same call, of whose answer only the dates are read: the list shows nothing else.
struct DatesOf<E>(E);

impl<E: Endpoint> Endpoint for DatesOf<E> {
    const OPERATION: Operation = E::OPERATION;
    type Answer = Vec<i64>;

    fn request(&self) -> Request {
        self.0.request()
    }

    fn read(&self, body: &[u8]) -> Result<Vec<i64>, Invalid> {
        let answer: DatedItems = wire::decode(body)?;
        let dates = answer.items.into_iter().map(|item| item.expiration_date.0);
        Ok(dates.collect())
    }
}

#[derive(Deserialize)]
struct DatedItems {
    items: Vec<Dated>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dated {
    expiration_date: UnixMillis,
}

#[cfg(test)]
mod tests {
    use super::*;
    use segdeck_core::model::{ExpiringTarget, ExpiringTargets};

    #[test]
    fn the_dates_are_those_of_the_whole_answer() {
        let body = serde_json::json!({ "items": [{
            "_id": "12ab3c45de678910abc12345",
            "_version": 1,
            "expirationDate": 1_754_092_860_000_i64,
            "contextKind": "user",
            "contextKey": "user@email.com",
            "targetType": "included",
            "_resourceId": { "kind": "segment", "key": "beta" },
        }] })
        .to_string();
        let place = Place::new("default", "test");
        let call = GetExpiringTargets::new(place, "beta");
        let whole: ExpiringTargets = call.read(body.as_bytes()).unwrap();
        let dates: Vec<i64> = whole
            .items
            .iter()
            .map(|item: &ExpiringTarget| item.expiration_date.0)
            .collect();
        assert_eq!(dates, [1_754_092_860_000]);
        assert_eq!(DatesOf(call).read(body.as_bytes()).unwrap(), dates);
    }
}
