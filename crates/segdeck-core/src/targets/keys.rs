//! The keys one after another in one buffer.

use std::ops::Range;

use super::{TargetListError, hash::Hasher, index::Index};

/// Keys in their order: their bytes, and where each begins and ends. UTF-8 throughout.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    bytes: Vec<u8>,
    /// Where each key begins; at the end, where the last one ends.
    offsets: Vec<u32>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            bytes: Vec::new(),
            offsets: vec![0],
        }
    }
}

/// How much of the input has been read, to foresee how much room its keys will take.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    pub(super) seen: u64,
    pub(super) expected: u64,
}

impl Progress {
    /// What a quantity will have become at the end of the input, and a little more.
    pub(super) fn foresee(self, quantity: usize) -> Option<usize> {
        // A hint may be wrong: no step makes room for more than this many times what came.
        let expected = self.expected.min(self.seen.saturating_mul(64));
        if self.seen == 0 || expected <= self.seen {
            return None;
        }
        let scaled = quantity as u128 * u128::from(expected) / u128::from(self.seen);
        let scaled = usize::try_from(scaled).ok()?;
        Some(scaled.saturating_add(scaled / 32).saturating_add(256))
    }
}

impl Keys {
    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.bytes.capacity() + self.offsets.capacity() * size_of::<u32>()
    }

    #[inline]
    pub(super) fn range(&self, index: usize) -> Option<Range<usize>> {
        let [start, end] = self.offsets.get(index..)?.first_chunk::<2>()?;
        Some(*start as usize..*end as usize)
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&[u8]> {
        self.bytes.get(self.range(index)?)
    }

    #[inline]
    pub(super) fn is_at(&self, index: u32, key: &[u8]) -> bool {
        self.get(index as usize).is_some_and(|known| known == key)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Adds a key at the end and tells its index.
    #[inline]
    pub(super) fn push(&mut self, key: &[u8], progress: Progress) -> Result<u32, TargetListError> {
        if self.bytes.capacity() - self.bytes.len() < key.len() + 8
            || self.offsets.len() == self.offsets.capacity()
        {
            self.make_room(key.len(), progress)?;
        }
        let index = self.offsets.len() - 1;
        self.bytes.extend_from_slice(key);
        self.end_key()?;
        u32::try_from(index).map_err(|_| TargetListError::TooLarge)
    }

    #[inline]
    fn end_key(&mut self) -> Result<(), TargetListError> {
        let end = u32::try_from(self.bytes.len()).map_err(|_| TargetListError::TooLarge)?;
        self.offsets.push(end);
        Ok(())
    }

    #[inline(never)]
    fn make_room(&mut self, key: usize, progress: Progress) -> Result<(), TargetListError> {
        let needed = key + 8;
        if self.bytes.capacity() - self.bytes.len() < needed {
            let wanted = progress.foresee(self.bytes.len());
            reserve(&mut self.bytes, needed, wanted)?;
        }
        if self.offsets.len() == self.offsets.capacity() {
            let wanted = progress.foresee(self.offsets.len());
            reserve(&mut self.offsets, 1, wanted)?;
        }
        Ok(())
    }

    /// Adds the keys of another list for which `is_chosen` holds; runs of them are copied at once.
    pub(super) fn extend_from(
        &mut self,
        other: &Self,
        is_chosen: impl Fn(usize) -> bool,
    ) -> Result<(), TargetListError> {
        let mut index = 0;
        while index < other.len() {
            if !is_chosen(index) {
                index += 1;
                continue;
            }
            let first = index;
            while index < other.len() && is_chosen(index) {
                index += 1;
            }
            self.copy_run(other, first..index)?;
        }
        Ok(())
    }

    fn copy_run(&mut self, other: &Self, run: Range<usize>) -> Result<(), TargetListError> {
        let Some(offsets) = other.offsets.get(run.start..=run.end) else {
            return Ok(());
        };
        let (Some(start), Some(end)) = (offsets.first(), offsets.last()) else {
            return Ok(());
        };
        let bytes = other.bytes.get(*start as usize..*end as usize);
        let bytes = bytes.unwrap_or_default();
        reserve(&mut self.bytes, bytes.len(), None)?;
        reserve(&mut self.offsets, offsets.len(), None)?;
        let Ok(base) = u32::try_from(self.bytes.len()) else {
            return Err(TargetListError::TooLarge);
        };
        if base.checked_add(*end - *start).is_none() {
            return Err(TargetListError::TooLarge);
        }
        self.bytes.extend_from_slice(bytes);
        self.offsets
            .extend(offsets.iter().skip(1).map(|offset| offset - start + base));
        Ok(())
    }

    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.offsets.shrink_to_fit();
    }

    /// An index of all keys, which are all different, with room for more of them.
    pub(super) fn index(&self, hasher: &Hasher, room: usize) -> Result<Index, TargetListError> {
        let mut index = Index::with_room_for(room.max(self.len()))?;
        for (number, key) in (0_u32..).zip(self.iter()) {
            let hash = hasher.hash(key);
            if let super::index::Search::Missing(place) = index.search(hash, |_| false) {
                index.put(place, hash, number);
            }
        }
        Ok(index)
    }
}

/// Makes room for `needed` more elements: for `wanted` altogether if that is known and to be had,
/// otherwise for twice as many as there are.
pub(super) fn reserve<T>(
    list: &mut Vec<T>,
    needed: usize,
    wanted: Option<usize>,
) -> Result<(), TargetListError> {
    if let Some(more) = wanted.and_then(|wanted| wanted.checked_sub(list.len()))
        && more >= needed
        && list.try_reserve_exact(more).is_ok()
    {
        return Ok(());
    }
    list.try_reserve(needed)
        .or_else(|_| list.try_reserve_exact(needed))
        .map_err(|_| TargetListError::TooLarge)
}
