//! Which elements of two ordered lists are the same ones, and which of them moved.

use std::ops::Range;

use crate::{gather::Gather, numbers::Numbers};

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

/// For equal elements, all ways to match them are looked at up to so many times the length of the
/// lists; beyond, the first is matched with the first and so on.
const MATCHES_PER_ELEMENT: usize = 16;

/// What an element of a list is recognized by.
pub(super) enum Identity<'a> {
    /// The id that the server gave it.
    Id(&'a str),
    /// The text that it is.
    Text(&'a str),
    /// What it says, as JSON.
    Content(String),
}

impl Identity<'_> {
    fn kind_and_text(&self) -> (usize, &str) {
        match self {
            Self::Id(id) => (0, id),
            Self::Text(text) => (1, text),
            Self::Content(content) => (2, content),
        }
    }
}

/// Aligns two lists by what their elements are recognized by; equal ones are the same element.
pub(super) fn align(before: &[Identity], after: &[Identity]) -> Alignment {
    let mut numbers = Numbers::default();
    let [before, after] = [before, after].map(|elements| -> Vec<usize> {
        let elements = elements.iter().map(Identity::kind_and_text);
        elements
            .map(|(kind, text)| numbers.add(text).0 * 3 + kind)
            .list()
    });
    align_keys(&before, &after, numbers.len() * 3)
}

/// The same for elements that are numbers below `bound`.
fn align_keys(before: &[usize], after: &[usize], bound: usize) -> Alignment {
    let same_at_start = before.iter().zip(after).take_while(|(b, a)| b == a).count();
    let shorter = before.len().min(after.len());
    let same_at_end = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(shorter - same_at_start)
        .take_while(|(b, a)| b == a)
        .count();
    let middle = |keys: usize| same_at_start..keys - same_at_end;
    let (before_middle, after_middle) = (middle(before.len()), middle(after.len()));

    let mut places = places_of(before, before_middle.clone(), bound);
    let kept = longest_common(&places, after, after_middle.clone());
    let mut origins: Vec<Origin> = (0..same_at_start).map(Origin::Kept).list();
    origins.resize(after_middle.end, Origin::New);
    origins.extend((before_middle.end..before.len()).map(Origin::Kept));
    let mut is_kept = vec![false; before.len()];
    for (old, new) in kept {
        if let (Some(origin), Some(kept)) = (origins.get_mut(new), is_kept.get_mut(old)) {
            *origin = Origin::Kept(old);
            *kept = true;
        }
    }
    // So that the first one is taken first.
    for same in &mut places {
        same.reverse();
    }
    for (origin, key) in origins.iter_mut().zip(after) {
        if *origin == Origin::New
            && let Some(same) = places.get_mut(*key)
        {
            let free = std::iter::from_fn(|| same.pop());
            let mut free = free.skip_while(|old| is_kept.get(*old) == Some(&true));
            *origin = free.next().map_or(Origin::New, Origin::Moved);
        }
    }
    pair_gaps(before.len(), origins)
}

/// Where each element stands, ascending, by its number.
type Places = Vec<Vec<usize>>;

fn places_of(keys: &[usize], range: Range<usize>, bound: usize) -> Places {
    let mut places = vec![Vec::new(); bound];
    for (index, key) in keys.iter().enumerate().take(range.end).skip(range.start) {
        if let Some(places) = places.get_mut(*key) {
            places.push(index);
        }
    }
    places
}

/// The longest sequence of elements that stand in the same order in both lists, as pairs of
/// indexes (Hunt and Szymanski's way); each of the others must move, and that is enough.
fn longest_common(places: &Places, after: &[usize], range: Range<usize>) -> Vec<(usize, usize)> {
    struct Pair {
        old: usize,
        new: usize,
        previous: Option<usize>,
    }

    let wanted = || after.iter().enumerate().take(range.end).skip(range.start);
    let count: usize = wanted()
        .filter_map(|(_, key)| places.get(*key))
        .map(Vec::len)
        .sum();
    let is_few = count <= MATCHES_PER_ELEMENT * (places.len() + range.len());
    let mut seen = vec![0_usize; places.len()];
    let mut pairs: Vec<Pair> = Vec::new();
    // For each length of a sequence: the pair that ends it with the smallest earlier index.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (new, key) in wanted() {
        let (Some(same), Some(turn)) = (places.get(*key), seen.get_mut(*key)) else {
            continue;
        };
        let candidates = if is_few {
            0..same.len()
        } else {
            *turn..same.len().min(*turn + 1)
        };
        *turn += 1;
        // Descending, so that no two of them become part of one sequence.
        for old in candidates.rev().filter_map(|index| same.get(index)) {
            let length = ends.partition_point(|(end, _)| end < old);
            let previous = length
                .checked_sub(1)
                .and_then(|shorter| ends.get(shorter))
                .map(|(_, pair)| *pair);
            let end = (*old, pairs.len());
            match ends.get_mut(length) {
                Some(longer) => *longer = end,
                None => ends.push(end),
            }
            pairs.push(Pair {
                old: *old,
                new,
                previous,
            });
        }
    }
    let last = ends.last().and_then(|(_, pair)| pairs.get(*pair));
    std::iter::successors(last, |pair| {
        pair.previous.and_then(|index| pairs.get(index))
    })
    .map(|pair| (pair.old, pair.new))
    .list()
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
        let letters = |text: &str| text.bytes().map(usize::from).collect::<Vec<_>>();
        align_keys(&letters(before), &letters(after), 128)
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
        assert_eq!(of("abac", "bacx").removed, [0]);
        let moved = of("abac", "baca");
        assert_eq!(moved.origins, [Kept(1), Kept(2), Kept(3), Moved(0)]);
    }

    #[test]
    fn many_equal_elements_do_not_take_long() {
        let before = vec![0; 20_000];
        let mut after = before.clone();
        after.insert(7, 1);
        after.insert(12_000, 2);
        after.pop();
        let alignment = align_keys(&before, &after, 3);
        let kept = |origin: &&Origin| matches!(origin, Kept(_));
        assert!(alignment.origins.iter().filter(kept).count() > 19_000);
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        assert_eq!(of("", "").origins, []);
        assert_eq!(of("ab", "").removed, [0, 1]);
        assert_eq!(of("", "ab").origins, [New, New]);
    }
}
