//! What outlives a call: kept here, and known to JavaScript by a number.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, thread::LocalKey};

/// Things by number. A number is never used twice.
pub struct Shelf<T> {
    things: BTreeMap<u32, Rc<T>>,
    next: u32,
}

impl<T> Shelf<T> {
    pub const fn new() -> Self {
        Self {
            things: BTreeMap::new(),
            next: 1,
        }
    }
}

/// A shelf of this thread; WebAssembly has no other.
pub type Place<T> = LocalKey<RefCell<Shelf<T>>>;

/// Keeps something and gives its number.
pub fn put<T>(place: &'static Place<T>, thing: T) -> u32 {
    place.with_borrow_mut(|shelf| {
        let number = shelf.next;
        shelf.next = shelf.next.wrapping_add(1);
        shelf.things.insert(number, Rc::new(thing));
        number
    })
}

/// What has this number; `None` once it was dropped.
pub fn get<T>(place: &'static Place<T>, number: u32) -> Option<Rc<T>> {
    place.with_borrow(|shelf| shelf.things.get(&number).cloned())
}

/// Lets go of what has this number.
pub fn remove<T>(place: &'static Place<T>, number: u32) -> Option<Rc<T>> {
    place.with_borrow_mut(|shelf| shelf.things.remove(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    thread_local! {
        static WORDS: RefCell<Shelf<&'static str>> = const { RefCell::new(Shelf::new()) };
    }

    #[test]
    fn a_number_is_good_until_its_thing_is_dropped() {
        let first = put(&WORDS, "first");
        let second = put(&WORDS, "second");
        assert_eq!(get(&WORDS, first).as_deref(), Some(&"first"));
        assert_eq!(remove(&WORDS, first).as_deref(), Some(&"first"));
        assert!(get(&WORDS, first).is_none());
        assert!(remove(&WORDS, first).is_none());
        assert!(put(&WORDS, "third") > second);
    }
}
