//! Which keys join a list and which leave it.

use std::collections::BTreeSet;

use crate::order;

/// How one set of keys becomes another. A key that is there twice counts once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyChanges<'a> {
    /// Keys that only the later list has, in its order.
    pub(crate) joined: Vec<&'a str>,
    /// Keys that only the earlier list has, in its order.
    pub(crate) left: Vec<&'a str>,
}

/// Compares two lists. What they begin and end with alike is only walked over: most edits of
/// thousands of keys are about a few.
pub(crate) fn key_changes<'a>(before: &[&'a str], after: &[&'a str]) -> KeyChanges<'a> {
    let same_at_start = before.iter().zip(after).take_while(|(b, a)| b == a).count();
    let rest = before.len().min(after.len()) - same_at_start;
    let same_at_end = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(rest)
        .take_while(|(b, a)| b == a)
        .count();
    let middle = |keys: &[&'a str]| -> Vec<&'a str> {
        let count = keys.len() - same_at_start - same_at_end;
        keys.iter()
            .skip(same_at_start)
            .take(count)
            .copied()
            .collect()
    };
    let (old, new) = (middle(before), middle(after));
    let mut changes = KeyChanges {
        joined: beyond(&new, &old),
        left: beyond(&old, &new),
    };
    // A key that is there twice may be in the middle of one list and in the ends of both.
    let mut doubtful: BTreeSet<&str> =
        order::set_of(changes.joined.iter().chain(&changes.left).copied());
    if doubtful.is_empty() {
        return changes;
    }
    let ends = before
        .iter()
        .take(same_at_start)
        .chain(before.iter().rev().take(same_at_end));
    let in_both: BTreeSet<&str> = order::set_of(ends.copied().filter(|key| doubtful.remove(key)));
    changes.joined.retain(|key| !in_both.contains(key));
    changes.left.retain(|key| !in_both.contains(key));
    changes
}

/// The keys that one list has and the other has not, each once.
fn beyond<'a>(keys: &[&'a str], other: &[&'a str]) -> Vec<&'a str> {
    if keys.is_empty() {
        return Vec::new();
    }
    let mut known: BTreeSet<&str> = order::set_of(other.iter().copied());
    keys.iter()
        .copied()
        .filter(|key| known.insert(key))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_join_and_leave_are_told_once_and_in_order() {
        let changes = key_changes(&["a", "b", "c", "d"], &["a", "x", "d", "c", "y", "x"]);
        assert_eq!(changes.joined, ["x", "y"]);
        assert_eq!(changes.left, ["b"]);
        assert_eq!(key_changes(&["a", "b"], &["b", "a"]), KeyChanges::default());
        assert_eq!(key_changes(&[], &[]), KeyChanges::default());
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
