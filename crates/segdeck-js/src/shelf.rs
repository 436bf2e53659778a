//! What outlives a call: kept here, and known to JavaScript by a number.

use std::{any::Any, cell::RefCell, collections::BTreeMap, rc::Rc};

#[derive(Default)]
struct Shelf {
    // One kind of map for all things: each further kind is kilobytes of code.
    things: BTreeMap<u32, Rc<dyn Any>>,
    last: u32,
}

thread_local! {
    static SHELF: RefCell<Shelf> = RefCell::default();
}

/// Keeps something and gives its number, which is never given again.
pub fn put<T: 'static>(thing: T) -> u32 {
    let thing: Rc<dyn Any> = Rc::new(thing);
    SHELF.with_borrow_mut(|shelf| {
        shelf.last = shelf.last.wrapping_add(1);
        shelf.things.insert(shelf.last, thing);
        shelf.last
    })
}

/// What has this number; `None` once it was dropped, or if it is something else.
pub fn get<T: 'static>(number: u32) -> Option<Rc<T>> {
    let thing = SHELF.with_borrow(|shelf| shelf.things.get(&number).cloned())?;
    thing.downcast().ok()
}

/// Lets go of what has this number.
pub fn remove(number: u32) {
    // Dropped outside: what goes may let go of something else.
    let _thing = SHELF.with_borrow_mut(|shelf| shelf.things.remove(&number));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_good_until_its_thing_is_dropped() {
        let first = put("first");
        let second = put(2_u8);
        assert_eq!(get::<&str>(first).as_deref(), Some(&"first"));
        assert_eq!(get::<u8>(second).as_deref(), Some(&2));
        assert_eq!(get::<u8>(first), None);
        remove(first);
        assert_eq!(get::<&str>(first), None);
        assert!(put("third") > second);
    }
}
