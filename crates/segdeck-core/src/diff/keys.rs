//! Which keys join a list and which leave it.

use crate::{gather::Gather, numbers::Numbers};

/// How one set of keys becomes another. A key that is there twice counts once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyChanges<'a> {
    /// Keys that only the later list has, in its order.
    pub(crate) joined: Vec<&'a str>,
    /// Keys that only the earlier list has, in its order.
    pub(crate) left: Vec<&'a str>,
}

/// How far ahead a key is looked for that one list has and the other has not at this place.
const WINDOW: usize = 8;
/// How often that may be in vain: lists that have nothing in common are not walked over in windows.
const PATIENCE: usize = 1_000;

/// Which list a key is on.
const BEFORE: u8 = 1;
const AFTER: u8 = 2;

/// Compares two lists. What stands in the same order is only walked over, and only the rest looked
/// for: most edits of thousands of keys are about a few.
pub(crate) fn key_changes<'a>(before: &[&'a str], after: &[&'a str]) -> KeyChanges<'a> {
    let (old, new) = unmatched(before, after);
    if old.is_empty() && new.is_empty() {
        return KeyChanges::default();
    }
    let mut numbers = Numbers::default();
    let mut lists: Vec<u8> = Vec::new();
    for (keys, indexes, list) in [(before, &old, BEFORE), (after, &new, AFTER)] {
        for key in indexes.iter().filter_map(|index| keys.get(*index)) {
            let (number, is_new) = numbers.add(key);
            if is_new {
                lists.push(list);
            } else if let Some(lists) = lists.get_mut(number) {
                *lists |= list;
            }
        }
    }
    // A key that is there twice may be among what was walked over as well.
    if lists.iter().any(|lists| *lists != BEFORE | AFTER) {
        let mut passed = old.iter().copied().peekable();
        for (index, key) in before.iter().enumerate() {
            if passed.next_if_eq(&index).is_none()
                && let Some(lists) = numbers.find(key).and_then(|number| lists.get_mut(number))
            {
                *lists = BEFORE | AFTER;
            }
        }
    }
    let mut only_on = |keys: &[&'a str], indexes: &[usize], list: u8| -> Vec<&'a str> {
        let keys = indexes.iter().filter_map(|index| keys.get(*index).copied());
        keys.filter(|key| {
            let lists = numbers.find(key).and_then(|number| lists.get_mut(number));
            // Each is told once.
            lists
                .filter(|lists| **lists == list)
                .map(|lists| *lists = 0)
                .is_some()
        })
        .list()
    };
    KeyChanges {
        joined: only_on(after, &new, AFTER),
        left: only_on(before, &old, BEFORE),
    }
}

/// The indexes of the keys of each list that are there more often than in the other: of equal keys,
/// the last. Ascending.
pub(super) fn surplus<'a>(before: &[&'a str], after: &[&'a str]) -> (Vec<usize>, Vec<usize>) {
    let (old, new) = unmatched(before, after);
    if old.is_empty() && new.is_empty() {
        return (old, new);
    }
    // How much more often each key is in the earlier list. Keys that stand beside equal ones do
    // not count: they are as many in both.
    let mut numbers = Numbers::default();
    let mut more: Vec<isize> = Vec::new();
    for (keys, indexes, step) in [(before, &old, 1), (after, &new, -1)] {
        for key in indexes.iter().filter_map(|index| keys.get(*index)) {
            let (number, is_new) = numbers.add(key);
            if is_new {
                more.push(0);
            }
            if let Some(count) = more.get_mut(number) {
                *count += step;
            }
        }
    }
    let mut take = |keys: &[&'a str], step: isize| -> Vec<usize> {
        let mut left: usize = more
            .iter()
            .filter(|count| **count * step > 0)
            .map(|count| count.unsigned_abs())
            .sum();
        let mut taken = Vec::new();
        for (index, key) in keys.iter().enumerate().rev() {
            if left == 0 {
                break;
            }
            if let Some(count) = numbers.find(key).and_then(|number| more.get_mut(number))
                && *count * step > 0
            {
                *count -= step;
                left -= 1;
                taken.push(index);
            }
        }
        taken.reverse();
        taken
    };
    (take(before, 1), take(after, -1))
}

/// Whether two lists hold the same keys as often, in whatever order.
pub(super) fn is_same_bag(left: &[&str], right: &[&str]) -> bool {
    let (gone, new) = surplus(left, right);
    gone.is_empty() && new.is_empty()
}

/// The indexes of the keys of each list that no equal one stands beside.
fn unmatched(before: &[&str], after: &[&str]) -> (Vec<usize>, Vec<usize>) {
    let (mut old, mut new) = (0, 0);
    let (mut only_old, mut only_new) = (Vec::new(), Vec::new());
    let mut patience = PATIENCE;
    while let (Some(first_old), Some(first_new)) = (before.get(old), after.get(new)) {
        if first_old != first_new {
            let ahead = |keys: &[&str], from: usize, key: &str| {
                let mut keys = keys.iter().skip(from + 1).take(WINDOW);
                keys.position(|other| *other == key)
            };
            if patience > 0 {
                if let Some(count) = ahead(before, old, first_new) {
                    only_old.extend(old..=old + count);
                    old += count + 1;
                    continue;
                }
                if let Some(count) = ahead(after, new, first_old) {
                    only_new.extend(new..=new + count);
                    new += count + 1;
                    continue;
                }
                patience -= 1;
            }
            only_old.push(old);
            only_new.push(new);
        }
        old += 1;
        new += 1;
    }
    only_old.extend(old..before.len());
    only_new.extend(new..after.len());
    (only_old, only_new)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;

    const KEYS: &[&str] = &[
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p",
    ];

    #[test]
    fn keys_that_join_and_leave_are_told_once_and_in_order() {
        let changes = key_changes(&["a", "b", "c", "d"], &["a", "x", "d", "c", "y", "x"]);
        assert_eq!(changes.joined, ["x", "y"]);
        assert_eq!(changes.left, ["b"]);
        assert_eq!(key_changes(&["a", "b"], &["b", "a"]), KeyChanges::default());
        assert_eq!(key_changes(&[], &[]), KeyChanges::default());
        let far = key_changes(
            &["a", "b", "c"],
            &["1", "2", "3", "4", "5", "6", "7", "8", "9", "c"],
        );
        assert_eq!((far.joined.len(), far.left.len()), (9, 2));
    }

    proptest! {
        #[test]
        fn joined_and_left_are_the_differences_of_the_sets(
            before in vec(select(KEYS), 0..30),
            after in vec(select(KEYS), 0..30),
        ) {
            let changes = key_changes(&before, &after);
            let set = |keys: &[&'static str]| keys.iter().copied().collect::<BTreeSet<_>>();
            let (old, new) = (set(&before), set(&after));
            prop_assert_eq!(set(&changes.joined), &new - &old);
            prop_assert_eq!(set(&changes.left), &old - &new);
            prop_assert_eq!(changes.joined.len(), set(&changes.joined).len());
            prop_assert_eq!(changes.left.len(), set(&changes.left).len());
        }
    }

    #[test]
    fn a_key_that_is_there_twice_stays_while_one_of_them_does() {
        assert_eq!(
            key_changes(&["a", "b", "a"], &["a", "b"]),
            KeyChanges::default()
        );
        assert_eq!(key_changes(&["a"], &["a", "a"]), KeyChanges::default());
        assert_eq!(key_changes(&["a", "a"], &["b", "b"]).joined, ["b"]);
        assert_eq!(
            key_changes(&["a", "b"], &["a", "a", "b"]),
            KeyChanges::default()
        );
    }
}
