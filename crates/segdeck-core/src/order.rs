//! Sorting and sets, small in WebAssembly.
//!
//! The standard library's sort is several kilobytes of code for every type that is sorted, and so
//! is collecting into its ordered sets and maps, which sorts first. Here the type shows only in
//! moving elements; the sort itself exists once.

mod map;
mod places;

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    mem,
};

pub use map::{IntoIter, Items, Iter, Map, Set};

/// Sorts stably.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts stably by what `compare` says.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = sorted_indexes(items.len(), &mut |left, right| match (
        items.get(left),
        items.get(right),
    ) {
        (Some(left), Some(right)) => compare(left, right),
        _ => Ordering::Equal,
    });
    for (one, other) in swaps(order) {
        items.swap(one, other);
    }
}

/// What to swap, one pair after the other, so that the element at `order[index]` gets to `index`.
fn swaps(mut order: Vec<usize>) -> Vec<(usize, usize)> {
    let mut swaps = Vec::with_capacity(order.len());
    for start in 0..order.len() {
        let mut place = start;
        while let Some(from) = order.get_mut(place) {
            // What stood here is where it should be, or goes on to the next place of the circle.
            let next = mem::replace(from, place);
            if next == start || next == place {
                break;
            }
            swaps.push((place, next));
            place = next;
        }
    }
    swaps
}

/// By merging runs that are twice as long each time.
fn sorted_indexes(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut run = 1;
    while run < count {
        let mut start = 0;
        while start < count {
            let middle = count.min(start + run);
            let end = count.min(middle + run);
            let (mut left, mut right) = (start, middle);
            loop {
                let next = match (order.get(left..middle), order.get(right..end)) {
                    (Some([one, ..]), Some([other, ..])) => {
                        if compare(*one, *other) == Ordering::Greater {
                            right += 1;
                            *other
                        } else {
                            left += 1;
                            *one
                        }
                    }
                    (Some([one, ..]), _) => {
                        left += 1;
                        *one
                    }
                    (_, Some([other, ..])) => {
                        right += 1;
                        *other
                    }
                    _ => break,
                };
                merged.push(next);
            }
            start = end;
        }
        mem::swap(&mut order, &mut merged);
        merged.clear();
        run *= 2;
    }
    order
}

/// The set of these elements.
pub fn set_of<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

/// The map of these pairs; of two with the same key the last one counts.
pub fn map_of<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    map
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn equal_elements_keep_their_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        sort_by(&mut items, |left, right| left.0.cmp(&right.0));
        assert_eq!(items, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        sort(&mut items);
        assert!(items.is_sorted());
        let mut none: Vec<String> = Vec::new();
        sort(&mut none);
        assert!(none.is_empty());
    }

    proptest! {
        #[test]
        fn it_is_as_the_standard_librarys(numbers in vec(0..50_u8, 0..200)) {
            let mut known: Vec<(u8, usize)> = numbers.into_iter().zip(0..).collect();
            let mut items = known.clone();
            sort_by(&mut items, |left, right| left.0.cmp(&right.0));
            known.sort_by_key(|item| item.0);
            prop_assert_eq!(items, known);
        }
    }

    #[test]
    fn the_last_of_equal_keys_counts() {
        let map = map_of([("a", 1), ("b", 2), ("a", 3)]);
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [("a", 3), ("b", 2)]);
        assert_eq!(set_of([2, 1, 2]).into_iter().collect::<Vec<_>>(), [1, 2]);
    }
}
