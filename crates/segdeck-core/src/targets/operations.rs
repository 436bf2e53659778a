//! Two lists, compared.

use std::hint::black_box;

use super::{
    TargetList, TargetListError,
    bits::Bits,
    index::{Index, Search},
    keys::Keys,
};

/// What became of a list. Both new lists keep the order of those they come from.
#[derive(Debug)]
pub struct ListDiff {
    /// Keys that are only in the later list.
    pub added: TargetList,
    /// Keys that are only in the earlier one.
    pub removed: TargetList,
    /// How many keys are in both.
    pub unchanged: usize,
}

/// How many keys are looked up at once: so many waits for memory go on side by side.
const BATCH: usize = 32;

/// Operations on two lists. None changes them; the results are new lists, without lines. Each fails
/// only with [`TargetListError::TooLarge`].
impl TargetList {
    /// The keys of this list, then those that only the other has.
    ///
    /// # Errors
    /// [`TargetListError::TooLarge`].
    pub fn union(&self, other: &Self) -> Result<Self, TargetListError> {
        let common = Common::of(self, other)?;
        let mut keys = Keys::default();
        keys.extend_from(&self.keys, &Bits::new(0), false)?;
        keys.extend_from(&other.keys, &common.right, false)?;
        Ok(Self::of_keys(keys, self.hasher.clone()))
    }

    /// The keys of this list that the other has too, in the order of this one.
    ///
    /// # Errors
    /// [`TargetListError::TooLarge`].
    pub fn intersection(&self, other: &Self) -> Result<Self, TargetListError> {
        let common = Common::of(self, other)?;
        self.filtered(&common.left, true)
    }

    /// The keys of this list that the other does not have.
    ///
    /// # Errors
    /// [`TargetListError::TooLarge`].
    pub fn difference(&self, other: &Self) -> Result<Self, TargetListError> {
        let common = Common::of(self, other)?;
        self.filtered(&common.left, false)
    }

    /// The keys that only this list has, then those that only the other has.
    ///
    /// # Errors
    /// [`TargetListError::TooLarge`].
    pub fn symmetric_difference(&self, other: &Self) -> Result<Self, TargetListError> {
        let common = Common::of(self, other)?;
        let mut keys = Keys::default();
        keys.extend_from(&self.keys, &common.left, false)?;
        keys.extend_from(&other.keys, &common.right, false)?;
        Ok(Self::of_keys(keys, self.hasher.clone()))
    }

    /// What became of a list: of `before`, `after` has come.
    ///
    /// # Errors
    /// [`TargetListError::TooLarge`].
    pub fn diff(before: &Self, after: &Self) -> Result<ListDiff, TargetListError> {
        let common = Common::of(before, after)?;
        Ok(ListDiff {
            added: after.filtered(&common.right, false)?,
            removed: before.filtered(&common.left, false)?,
            unchanged: common.count,
        })
    }

    fn filtered(&self, bits: &Bits, wanted: bool) -> Result<Self, TargetListError> {
        let mut keys = Keys::default();
        keys.extend_from(&self.keys, bits, wanted)?;
        Ok(Self::of_keys(keys, self.hasher.clone()))
    }
}

/// Which keys two lists have in common.
struct Common {
    left: Bits,
    right: Bits,
    count: usize,
}

impl Common {
    fn of(left: &TargetList, right: &TargetList) -> Result<Self, TargetListError> {
        let mut common = Self {
            left: Bits::new(left.len()),
            right: Bits::new(right.len()),
            count: 0,
        };
        // One of the two must have an index; where both or none do, the shorter list has less work.
        let looks_in_right = match (left.index.get(), right.index.get()) {
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (Some(_), Some(_)) => left.len() < right.len(),
            (None, None) => left.len() >= right.len(),
        };
        let Self {
            left: in_left,
            right: in_right,
            count,
        } = &mut common;
        *count = if looks_in_right {
            mark(left, right, right.index()?, in_left, in_right)
        } else {
            mark(right, left, left.index()?, in_right, in_left)
        };
        Ok(common)
    }
}

/// Looks up all keys of one list in another, marks in both what is common, and tells how many keys
/// that are.
#[inline(never)]
fn mark(
    from: &TargetList,
    into: &TargetList,
    index: &Index,
    in_from: &mut Bits,
    in_into: &mut Bits,
) -> usize {
    let mut count = 0;
    let mut next = 0;
    let mut likely = 0;
    // Small at first, to come back soon to where the lists agree.
    let mut batch = 2;
    while let Some(key) = from.keys.get(next) {
        // Lists that are compared mostly stand in the same order: then nothing has to be hashed.
        if into.keys.get(likely) == Some(key) {
            in_from.set(next);
            in_into.set(likely);
            count += 1;
            likely += 1;
            next += 1;
            batch = 2;
            continue;
        }
        let end = from.keys.len().min(next + batch);
        batch = BATCH.min(batch * 2);
        let mut hashes = [0_u64; BATCH];
        let mut starts = [0_u32; BATCH];
        let mut touched = 0;
        for (hash, number) in hashes.iter_mut().zip(next..end) {
            *hash = into.hasher.hash(from.keys.get(number).unwrap_or_default());
            touched |= index.touch(*hash);
        }
        black_box(touched);
        for (start, (hash, _)) in starts.iter_mut().zip(hashes.iter().zip(next..end)) {
            *start = into.keys.start(index.likely(*hash));
        }
        let mut touched = 0;
        for (start, _) in starts.iter().zip(next..end) {
            touched |= into.keys.touch(*start);
        }
        black_box(touched);
        for (hash, number) in hashes.iter().zip(next..end) {
            let key = from.keys.get(number).unwrap_or_default();
            if let Search::Found(found) = index.search(*hash, |index| into.keys.is_at(index, key)) {
                in_from.set(number);
                in_into.set(found as usize);
                count += 1;
                likely = found as usize + 1;
            }
        }
        next = end;
    }
    count
}
