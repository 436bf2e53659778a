//! Segments made ready for evaluation and kept, so that a question decodes nothing.
//!
//! What is kept is known by the numbers of changes that the database counts, so it is right
//! whichever process changed a segment, and a change that was taken back is never seen.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use segdeck_core::{
    SegmentKey,
    endpoint::{Endpoint, GetSegment, Place},
    evaluate::PreparedSegment,
    gather::Gather,
    model::{Links, Segment},
    order::{self, Map},
    wire,
};
use serde::Serialize;

use crate::{
    SandboxError,
    paging::json_links,
    store::{
        Connection,
        evaluation::{self, State},
    },
};

/// How much memory everything that is kept may take, in bytes.
const LIMIT: usize = 64 << 20;

/// The environments that are kept.
#[derive(Debug)]
pub struct Prepared {
    limit: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// By row, each with the time of its last use.
    environments: Map<i64, (u64, Arc<Environment>)>,
    /// By row: held while an environment is made ready, so that of many who ask at once only one
    /// does the work.
    loading: Map<i64, Arc<Mutex<()>>>,
    /// Counts uses.
    time: u64,
}

/// The segments of an environment in one state of the database.
#[derive(Debug)]
pub struct Environment {
    revision: i64,
    /// The newest first, then by key.
    pub items: Vec<Arc<Item>>,
    /// How many bytes the beginnings of all items have together.
    pub heads: usize,
    /// The places of the items, by their keys.
    by_key: Vec<usize>,
    size: usize,
}

/// A segment and what the answer says of it whoever asks.
#[derive(Debug)]
pub struct Item {
    /// Which state of the segment this is.
    pub state: State,
    key: SegmentKey,
    created: i64,
    /// The beginning of its item in the answer, up to what depends on the context.
    pub head: Vec<u8>,
    /// `None` if it takes more memory than there is room for: then it is made ready each time.
    segment: Option<Arc<PreparedSegment>>,
    size: usize,
}

impl Default for Prepared {
    fn default() -> Self {
        Self::with_limit(LIMIT)
    }
}

impl Prepared {
    fn with_limit(limit: usize) -> Self {
        Self {
            limit,
            kept: Mutex::default(),
        }
    }

    /// The segments of an environment as this connection sees them.
    pub fn environment(
        &self,
        connection: &Connection,
        place: &Place,
        row: i64,
    ) -> Result<Arc<Environment>, SandboxError> {
        let revision = evaluation::revision(connection, row)?;
        let is_right = |known: &Arc<Environment>| known.revision == revision;
        if let Some(known) = self.kept().find(row).filter(is_right) {
            return Ok(known);
        }
        let turn = Arc::clone(self.kept().loading.get_or_default(row));
        let _held = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.kept().find(row);
        if let Some(known) = known.as_ref().filter(|known| is_right(known)) {
            return Ok(Arc::clone(known));
        }
        let new = Arc::new(load(
            connection,
            place,
            row,
            revision,
            known.as_deref(),
            self.limit,
        )?);
        self.kept().keep(row, &new, self.limit);
        Ok(new)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&mut self, row: i64) -> Option<Arc<Environment>> {
        self.time += 1;
        let (used, environment) = self.environments.get_mut(&row)?;
        *used = self.time;
        Some(Arc::clone(environment))
    }

    /// Keeps an environment, and drops those that were not used for longest.
    fn keep(&mut self, row: i64, environment: &Arc<Environment>, limit: usize) {
        let is_newer = |known: &Environment| known.revision > environment.revision;
        if self
            .environments
            .get(&row)
            .is_some_and(|(_, known)| is_newer(known))
        {
            return;
        }
        self.environments
            .insert(row, (self.time, Arc::clone(environment)));
        while self.size() > limit {
            let oldest = self.environments.iter().min_by_key(|(_, (used, _))| *used);
            let Some(oldest) = oldest.map(|(row, _)| *row) else {
                return;
            };
            self.environments.remove(&oldest);
        }
    }

    fn size(&self) -> usize {
        let environments = self.environments.values();
        environments.map(|(_, environment)| environment.size).sum()
    }
}

impl Environment {
    /// The segment of that key.
    pub fn find(&self, key: &str) -> Option<&Item> {
        let at = self
            .by_key
            .binary_search_by(|place| match self.items.get(*place) {
                Some(item) => item.key.as_str().cmp(key),
                None => std::cmp::Ordering::Less,
            })
            .ok()?;
        let item = self.items.get(*self.by_key.get(at)?)?;
        Some(item)
    }
}

impl Item {
    /// The segment made ready.
    pub fn segment(&self, connection: &Connection) -> Result<Arc<PreparedSegment>, SandboxError> {
        match &self.segment {
            Some(segment) => Ok(Arc::clone(segment)),
            None => Ok(Arc::new(read(connection, self.state.segment)?.1)),
        }
    }
}

fn read(connection: &Connection, row: i64) -> Result<(Segment, PreparedSegment), SandboxError> {
    let stored = evaluation::stored(connection, row)?;
    let segment: Segment = wire::read(stored.document.as_bytes()).map_err(SandboxError::corrupt)?;
    let prepared = PreparedSegment::new(&segment, Some(&stored.salt));
    Ok((segment, prepared))
}

/// Makes an environment's segments ready, except for those that are already.
fn load(
    connection: &Connection,
    place: &Place,
    row: i64,
    revision: i64,
    known: Option<&Environment>,
    limit: usize,
) -> Result<Environment, SandboxError> {
    let known = known
        .map(|known| known.items.as_slice())
        .unwrap_or_default();
    let known = Map::of(known.iter().map(|item| (item.state, item)));
    let mut items: Vec<Arc<Item>> = Vec::new();
    let mut size = size_of::<Environment>();
    for state in evaluation::states(connection, row)? {
        let item = match known.get(&state) {
            // One for which there was no room may have some now.
            Some(item) if item.segment.is_some() => Arc::clone(item),
            _ => Arc::new(make(connection, place, state, limit.saturating_sub(size))?),
        };
        size += item.size;
        items.push(item);
    }
    order::sort_by(&mut items, |left, right| {
        let newest = right.created.cmp(&left.created);
        newest.then_with(|| left.key.cmp(&right.key))
    });
    let mut by_key: Vec<usize> = (0..items.len()).list();
    let key = |place: &usize| items.get(*place).map(|item| &item.key);
    order::sort_by(&mut by_key, |left, right| key(left).cmp(&key(right)));
    Ok(Environment {
        revision,
        heads: items.iter().map(|item| item.head.len()).sum(),
        items,
        by_key,
        size,
    })
}

#[derive(Serialize)]
struct Head<'a> {
    name: &'a str,
    key: &'a SegmentKey,
    description: &'a str,
    unbounded: bool,
    external: &'a str,
    #[serde(rename = "_links")]
    links: Links,
}

fn make(
    connection: &Connection,
    place: &Place,
    state: State,
    room: usize,
) -> Result<Item, SandboxError> {
    let (segment, prepared) = read(connection, state.segment)?;
    let itself = GetSegment::new(place.clone(), segment.key.clone());
    let mut head = wire::encode(&Head {
        name: &segment.name,
        key: &segment.key,
        description: segment.description.as_deref().unwrap_or_default(),
        unbounded: segment.is_big(),
        external: segment.external.as_deref().unwrap_or_default(),
        links: json_links(&mut [("self", itself.request().path)]),
    });
    head.pop();
    head.push(b',');
    head.shrink_to_fit();
    let without = size_of::<Item>() + head.len() + segment.key.as_str().len() + size_of::<usize>();
    let size = without + prepared.size();
    let is_kept = size <= room;
    Ok(Item {
        state,
        key: segment.key,
        created: segment.creation_date.0,
        head,
        segment: is_kept.then(|| Arc::new(prepared)),
        size: if is_kept { size } else { without },
    })
}

#[cfg(test)]
mod tests {
    use segdeck_core::{UnixMillis, ids::CountedIds};

    use super::*;
    use crate::{
        seed,
        store::{Store, places},
    };

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    fn store() -> Store {
        let store = Store::open_in_memory(&mut CountedIds::new("id")).unwrap();
        seed::fill_untouched(&store, seed::Seed::Demo, NOW).unwrap();
        store
    }

    fn ask(store: &Store, prepared: &Prepared, environment: &str) -> Arc<Environment> {
        let place = Place::new("default", environment);
        store
            .read(|connection| {
                let row = places::require(connection, &place)?.id;
                let found = prepared.environment(connection, &place, row)?;
                for item in &found.items {
                    assert_eq!(item.segment(connection)?.key(), &item.key);
                    assert_eq!(found.find(item.key.as_str()).unwrap().state, item.state);
                }
                Ok(found)
            })
            .unwrap()
    }

    #[test]
    fn what_did_not_change_is_not_made_ready_again() {
        let (store, prepared) = (store(), Prepared::default());
        let first = ask(&store, &prepared, "production");
        assert!(Arc::ptr_eq(&first, &ask(&store, &prepared, "production")));
        let changed = first.items[3].state.segment;
        store
            .write(|connection| {
                let segment = crate::store::segments::by_id(connection, changed)?;
                crate::store::segments::update(connection, changed, &segment)
            })
            .unwrap();
        let second = ask(&store, &prepared, "production");
        assert!(second.revision > first.revision);
        assert_eq!(second.items.len(), first.items.len());
        for (old, new) in first.items.iter().zip(&second.items) {
            assert_eq!(Arc::ptr_eq(old, new), old.state.segment != changed);
        }
    }

    #[test]
    fn what_is_kept_has_a_limit_and_the_rest_is_found_all_the_same() {
        let store = store();
        let all = ask(&store, &Prepared::default(), "production");
        for limit in [0, 10_000, 200_000, all.size - 1, LIMIT] {
            let prepared = Prepared::with_limit(limit);
            for _ in 0..2 {
                for environment in ["production", "test"] {
                    let found = ask(&store, &prepared, environment);
                    if environment == "production" {
                        assert_eq!(found.items.len(), all.items.len());
                    }
                    assert!(prepared.kept().size() <= limit, "{limit}");
                }
            }
            assert_eq!(
                prepared.kept().environments.is_empty(),
                limit < all.heads,
                "{limit}"
            );
        }
    }

    #[test]
    fn of_many_who_ask_at_once_one_does_the_work() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let store = Store::open(&path, &mut CountedIds::new("id")).unwrap();
        seed::fill_untouched(&store, seed::Seed::Demo, NOW).unwrap();
        let prepared = Prepared::default();
        let found: Vec<_> = std::thread::scope(|scope| {
            let ask = || scope.spawn(|| ask(&store, &prepared, "production"));
            let threads: Vec<_> = (0..8).map(|_| ask()).collect();
            let answers = threads.into_iter().map(|thread| thread.join().unwrap());
            answers.collect()
        });
        assert!(found.iter().all(|other| Arc::ptr_eq(other, &found[0])));
    }

    #[test]
    fn a_change_that_is_taken_back_is_never_seen() {
        let (store, prepared) = (store(), Prepared::default());
        let before = ask(&store, &prepared, "test");
        let row = before.items[0].state.segment;
        let rehearsed = store.rehearse(|connection| {
            crate::store::segments::delete(connection, row)?;
            Ok(())
        });
        rehearsed.unwrap();
        assert!(Arc::ptr_eq(&before, &ask(&store, &prepared, "test")));
    }
}
