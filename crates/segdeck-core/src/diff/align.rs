//! Which elements of two ordered lists are the same ones, and which of them moved.

use std::collections::{BTreeMap, VecDeque};

/// Where an element of the later list comes from, by its index in the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It kept its place among the others that did.
    Kept(usize),
    /// It stands elsewhere.
    Moved(usize),
    /// It is new and stands where another one was taken away.
    InPlaceOf(usize),
    /// It is new.
    New,
}

/// How a later list comes about from an earlier one, with as few moves as there can be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alignment {
    /// For each element of the later list, in order.
    pub origins: Vec<Origin>,
    /// Elements of the earlier list that are gone and have nothing in their place, ascending.
    pub removed: Vec<usize>,
}

/// Aligns two lists by the keys of their elements. Equal keys are the same element; of several,
/// those at the two ends first, then the first the first.
pub(super) fn align<K: Ord>(before: &[K], after: &[K]) -> Alignment {
    let same_at_start = before.iter().zip(after).take_while(|(b, a)| b == a).count();
    let shorter = before.len().min(after.len());
    let same_at_end = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(shorter - same_at_start)
        .take_while(|(b, a)| b == a)
        .count();
    let before_end = before.len() - same_at_end;
    let after_end = after.len() - same_at_end;

    let mut places: BTreeMap<&K, VecDeque<usize>> = BTreeMap::new();
    let middle = before.iter().enumerate().take(before_end);
    for (index, key) in middle.skip(same_at_start) {
        places.entry(key).or_default().push_back(index);
    }
    let mut origins: Vec<Origin> = (0..same_at_start).map(Origin::Kept).collect();
    let middle = after.iter().take(after_end).skip(same_at_start);
    origins.extend(middle.map(|key| {
        places
            .get_mut(key)
            .and_then(VecDeque::pop_front)
            .map_or(Origin::New, Origin::Moved)
    }));
    origins.extend((before_end..before.len()).map(Origin::Kept));
    keep_longest_run(&mut origins);
    pair_gaps(before.len(), origins)
}

/// Marks as kept the longest sequence of matched elements that stand in the same order in both
/// lists; each of the others must move, and that is enough.
fn keep_longest_run(origins: &mut [Origin]) {
    // For each length of a run: the end of the run of that length with the smallest last value.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; origins.len()];
    for (index, (origin, previous)) in origins.iter().zip(&mut previous).enumerate() {
        let (Origin::Kept(value) | Origin::Moved(value)) = *origin else {
            continue;
        };
        let length = ends.partition_point(|(end, _)| *end < value);
        *previous = length
            .checked_sub(1)
            .and_then(|shorter| ends.get(shorter))
            .map(|(_, index)| *index);
        match ends.get_mut(length) {
            Some(end) => *end = (value, index),
            None => ends.push((value, index)),
        }
    }
    let mut next = ends.last().map(|(_, index)| *index);
    while let Some(index) = next {
        if let Some(origin) = origins.get_mut(index)
            && let Origin::Moved(value) = *origin
        {
            *origin = Origin::Kept(value);
        }
        next = previous.get(index).copied().flatten();
    }
}

/// Lets new elements take the places of those that are gone from between the same two kept ones.
fn pair_gaps(before_length: usize, mut origins: Vec<Origin>) -> Alignment {
    let mut is_used = vec![false; before_length];
    for origin in &origins {
        if let Origin::Kept(index) | Origin::Moved(index) = *origin
            && let Some(used) = is_used.get_mut(index)
        {
            *used = true;
        }
    }
    let mut gone = is_used
        .iter()
        .enumerate()
        .filter(|(_, used)| !**used)
        .map(|(index, _)| index)
        .peekable();
    let mut removed = Vec::new();
    let mut new_ones: Vec<usize> = Vec::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let ends = origins.iter().copied().map(Some).chain([None]);
    for (after_index, origin) in ends.enumerate() {
        let gap_end = match origin {
            Some(Origin::Kept(index)) => index,
            None => before_length,
            Some(Origin::New) => {
                new_ones.push(after_index);
                continue;
            }
            Some(_) => continue,
        };
        let mut waiting = new_ones.drain(..);
        while let Some(index) = gone.next_if(|index| *index < gap_end) {
            match waiting.next() {
                Some(after_index) => pairs.push((after_index, index)),
                None => removed.push(index),
            }
        }
    }
    for (after_index, index) in pairs {
        if let Some(origin) = origins.get_mut(after_index) {
            *origin = Origin::InPlaceOf(index);
        }
    }
    Alignment { origins, removed }
}

#[cfg(test)]
mod tests {
    use super::{Origin::*, *};

    fn of(before: &str, after: &str) -> Alignment {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        align(&letters(before), &letters(after))
    }

    #[test]
    fn one_moved_element_is_one_move_in_both_directions() {
        let down = of("abcde", "bcdae");
        assert_eq!(down.origins, [Kept(1), Kept(2), Kept(3), Moved(0), Kept(4)]);
        let up = of("abcde", "adbce");
        assert_eq!(up.origins, [Kept(0), Moved(3), Kept(1), Kept(2), Kept(4)]);
    }

    #[test]
    fn a_new_element_takes_the_place_of_one_that_is_gone() {
        let alignment = of("abcd", "axd");
        assert_eq!(alignment.origins, [Kept(0), InPlaceOf(1), Kept(3)]);
        assert_eq!(alignment.removed, [2]);
    }

    #[test]
    fn of_equal_elements_the_one_that_is_gone_is_found() {
        assert_eq!(of("aba", "ba").removed, [0]);
        assert_eq!(of("aaaa", "aaa").removed.len(), 1);
        assert_eq!(of("abcabc", "abcbc").removed, [3]);
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        assert_eq!(of("", "").origins, []);
        assert_eq!(of("ab", "").removed, [0, 1]);
        assert_eq!(of("", "ab").origins, [New, New]);
    }
}
