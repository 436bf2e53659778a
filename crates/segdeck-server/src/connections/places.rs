//! How many connections there are at once. When no place is free, the connection that has been idle
//! for the longest time makes room; one on which a request is in flight never does.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{sync::Notify, time::timeout};

#[derive(Debug)]
pub struct Places {
    limit: usize,
    /// How long a connection may be idle before it has to make room: a client that has just come
    /// is about to ask something.
    grace: Duration,
    state: Mutex<State>,
    /// Told when a place may be free, or its connection idle.
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    taken: usize,
    /// Counts how often a connection has become idle, so that the lowest number is the oldest.
    ticket: u64,
    idle: BTreeMap<u64, Idle>,
}

#[derive(Debug)]
struct Idle {
    since: Instant,
    leave: Arc<Notify>,
}

impl Places {
    pub fn new(limit: usize, grace: Duration) -> Arc<Self> {
        Arc::new(Self {
            limit,
            grace,
            state: Mutex::default(),
            changed: Notify::new(),
        })
    }

    /// Waits until there is a place, and takes it.
    pub async fn take(self: &Arc<Self>) -> Place {
        loop {
            match self.try_take() {
                Ok(place) => return place,
                Err(wait) => drop(timeout(wait, self.changed.notified()).await),
            }
        }
    }

    /// Takes a place, else asks for one. `Err` tells after how long it is worth another try, unless
    /// something changes before.
    fn try_take(self: &Arc<Self>) -> Result<Place, Duration> {
        let mut state = self.state();
        if state.taken >= self.limit {
            if let Some(oldest) = state.idle.first_entry() {
                let left = self.grace.saturating_sub(oldest.get().since.elapsed());
                if !left.is_zero() {
                    return Err(left);
                }
                oldest.remove().leave.notify_one();
            }
            return Err(Duration::MAX);
        }
        state.taken += 1;
        drop(state);
        let place = Place {
            places: Arc::clone(self),
            leave: Arc::default(),
            idle: Mutex::default(),
        };
        place.set_idle();
        Ok(place)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one connection, free again when this value goes.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    leave: Arc<Notify>,
    /// Since when it is idle, if it is.
    idle: Mutex<Option<u64>>,
}

impl Place {
    /// Ends when the connection is to make room.
    pub async fn given_up(&self) {
        self.leave.notified().await;
    }

    pub fn set_busy(&self) {
        if let Some(ticket) = self.idle().take() {
            self.places.state().idle.remove(&ticket);
        }
    }

    pub fn set_idle(&self) {
        let mut state = self.places.state();
        state.ticket += 1;
        let ticket = state.ticket;
        let idle = Idle {
            since: Instant::now(),
            leave: Arc::clone(&self.leave),
        };
        state.idle.insert(ticket, idle);
        drop(state);
        *self.idle() = Some(ticket);
        self.places.changed.notify_one();
    }

    fn idle(&self) -> MutexGuard<'_, Option<u64>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.set_busy();
        let mut state = self.places.state();
        state.taken = state.taken.saturating_sub(1);
        drop(state);
        self.places.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_given_up(place: &Place) -> bool {
        let leave = place.leave.notified();
        tokio::pin!(leave);
        leave.enable()
    }

    #[test]
    fn the_one_that_is_idle_the_longest_makes_room() {
        let places = Places::new(3, Duration::ZERO);
        let [first, second, third] = [(); 3].map(|()| places.try_take().unwrap());
        first.set_busy();
        second.set_busy();
        second.set_idle();
        assert!(places.try_take().is_err());
        assert!(is_given_up(&third));
        assert!(!is_given_up(&first) && !is_given_up(&second));
        drop(third);
        let fourth = places.try_take().unwrap();
        assert!(places.try_take().is_err());
        assert!(is_given_up(&second));
        assert!(!is_given_up(&first) && !is_given_up(&fourth));
    }

    #[test]
    fn one_that_has_just_come_need_not_leave() {
        let places = Places::new(1, Duration::from_hours(1));
        let first = places.try_take().unwrap();
        let wait = places.try_take().unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_hours(1));
        assert!(!is_given_up(&first));
    }

    #[tokio::test]
    async fn when_all_are_busy_the_next_waits() {
        let places = Places::new(1, Duration::ZERO);
        let first = places.take().await;
        first.set_busy();
        let next = tokio::spawn({
            let places = Arc::clone(&places);
            async move { places.take().await }
        });
        tokio::task::yield_now().await;
        assert!(!next.is_finished());
        first.set_idle();
        first.given_up().await;
        drop(first);
        next.await.unwrap();
        assert_eq!(places.state().idle.len(), 0);
        assert_eq!(places.state().taken, 0);
    }
}
