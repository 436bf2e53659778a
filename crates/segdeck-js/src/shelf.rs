//! What outlives a call: kept here, and known to JavaScript by a number.

use std::{any::Any, cell::RefCell, rc::Rc};

#[derive(Default)]
struct Shelf {
    /// By number, ascending. A map would be kilobytes of code.
    things: Vec<(u32, Rc<dyn Any>)>,
    last: u32,
}

impl Shelf {
    fn place(&self, number: u32) -> Option<usize> {
        self.things
            .binary_search_by_key(&number, |(number, _)| *number)
            .ok()
    }
}

thread_local! {
    static SHELF: RefCell<Shelf> = RefCell::default();
}

/// Keeps something and gives its number, which is never given again.
pub fn put<T: 'static>(thing: T) -> u32 {
    let thing: Rc<dyn Any> = Rc::new(thing);
    SHELF.with_borrow_mut(|shelf| {
        // Four thousand million things are more than one instance ever makes.
        shelf.last = shelf.last.saturating_add(1);
        shelf.things.push((shelf.last, thing));
        shelf.last
    })
}

/// What has this number; `None` once it was dropped, or if it is something else.
pub fn get<T: 'static>(number: u32) -> Option<Rc<T>> {
    let thing = SHELF.with_borrow(|shelf| {
        let (_, thing) = shelf.things.get(shelf.place(number)?)?;
        Some(Rc::clone(thing))
    })?;
    thing.downcast().ok()
}

/// Lets go of what has this number.
pub fn remove(number: u32) {
    // Dropped outside: what goes may let go of something else.
    let _thing = SHELF.with_borrow_mut(|shelf| {
        let place = shelf.place(number)?;
        Some(shelf.things.remove(place))
    });
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
