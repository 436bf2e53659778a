//! In which order elements stand that come from two lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::order::set_of;

/// Where the order comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    Theirs,
    Mine,
}

/// Whose order of the elements that all three lists have counts; `None` if both changed it.
pub(super) fn lead<K: Ord>(base: &[K], theirs: &[K], mine: &[K]) -> Option<Lead> {
    let (in_base, in_theirs, in_mine) = (keys(base), keys(theirs), keys(mine));
    let is_common =
        |key: &&K| in_base.contains(key) && in_theirs.contains(key) && in_mine.contains(key);
    let base = base.iter().filter(is_common);
    let theirs = theirs.iter().filter(is_common);
    let mine = mine.iter().filter(is_common);
    if mine.clone().eq(base.clone()) || mine.clone().eq(theirs.clone()) {
        Some(Lead::Theirs)
    } else {
        theirs.eq(base).then_some(Lead::Mine)
    }
}

fn keys<K: Ord>(keys: &[K]) -> BTreeSet<&K> {
    set_of(keys)
}

/// All keys of both lists. What only one of them has stands behind what it stands behind there;
/// where both have something new, theirs comes first.
pub(super) fn union<'a, K: Ord>(theirs: &'a [K], mine: &'a [K], lead: Lead) -> Vec<&'a K> {
    let (leader, follower) = match lead {
        Lead::Theirs => (theirs, mine),
        Lead::Mine => (mine, theirs),
    };
    let in_leader = keys(leader);
    let in_follower = keys(follower);
    let mut followers: BTreeMap<Option<&K>, Vec<&K>> = BTreeMap::new();
    let mut anchor = None;
    for key in follower {
        if in_leader.contains(key) {
            anchor = Some(key);
        } else {
            followers.entry(anchor).or_default().push(key);
        }
    }
    let mut all = Vec::with_capacity(leader.len());
    let mut waiting = followers.remove(&None).unwrap_or_default();
    for key in leader {
        if in_follower.contains(key) || lead == Lead::Mine {
            all.append(&mut waiting);
        }
        all.push(key);
        if in_follower.contains(key) {
            waiting = followers.remove(&Some(key)).unwrap_or_default();
        }
    }
    all.append(&mut waiting);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, theirs: &str, mine: &str) -> Option<String> {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        let (theirs, mine) = (letters(theirs), letters(mine));
        let lead = lead(&letters(base), &theirs, &mine)?;
        Some(union(&theirs, &mine, lead).into_iter().collect())
    }

    #[test]
    fn what_is_new_stays_behind_what_it_was_put_behind() {
        for (base, theirs, mine, expected) in [
            ("abc", "abc", "abc", "abc"),
            ("abc", "abcx", "abcy", "abcxy"),
            ("abc", "xabc", "yabc", "xyabc"),
            ("abc", "axbc", "abyc", "axbyc"),
            ("abc", "cab", "abcy", "cyab"),
            ("abc", "abcx", "cabz", "cxabz"),
            ("abc", "axbc", "cab", "caxb"),
            ("", "x", "y", "xy"),
            ("abc", "cba", "cba", "cba"),
        ] {
            assert_eq!(
                merged(base, theirs, mine).as_deref(),
                Some(expected),
                "{theirs} {mine}"
            );
        }
        assert_eq!(merged("abc", "bac", "acb"), None);
    }
}
