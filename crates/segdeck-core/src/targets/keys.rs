//! The keys one after another in one buffer.

use std::ops::Range;

use super::{TargetListError, bits::Bits, hash::Hasher, index::Index};

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
    /// How many bytes had been read before this window.
    pub(super) seen: u64,
    /// How many will come, as far as is known.
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
        let ratio = expected.saturating_mul(1024) / self.seen;
        let scaled = (quantity as u64).saturating_mul(ratio) / 1024;
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

    /// Where the key at an index begins.
    #[inline]
    pub(super) fn start(&self, index: u32) -> u32 {
        self.offsets
            .get(index as usize)
            .copied()
            .unwrap_or_default()
    }

    /// A byte, for nothing but to have its neighbors in the cache when they are compared.
    #[inline]
    pub(super) fn touch(&self, start: u32) -> u8 {
        self.bytes.get(start as usize).copied().unwrap_or_default()
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
        let end = self.bytes.len() + key.len();
        let offset = u32::try_from(end).map_err(|_| TargetListError::TooLarge)?;
        // Word by word: for a few bytes a call of the general copy takes longer, in WebAssembly by
        // far.
        let (words, rest) = key.as_chunks::<8>();
        for word in words {
            self.bytes.extend_from_slice(word);
        }
        if !rest.is_empty() {
            self.bytes
                .extend_from_slice(&last_word(key, rest).to_le_bytes());
            self.bytes.truncate(end);
        }
        self.offsets.push(offset);
        u32::try_from(index).map_err(|_| TargetListError::TooLarge)
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

    /// Adds the keys of another list whose bit is as it is wanted; runs of them are copied at once.
    #[inline(never)]
    pub(super) fn extend_from(
        &mut self,
        other: &Self,
        bits: &Bits,
        wanted: bool,
    ) -> Result<(), TargetListError> {
        let (mut bytes, mut count) = (0, 0);
        for_each_run(other.len(), bits, wanted, &mut |run| {
            bytes += other.run(&run).len();
            count += run.len();
            Ok(())
        })?;
        let (all_bytes, all) = (self.bytes.len() + bytes, self.offsets.len() + count);
        if u32::try_from(all_bytes).is_err() {
            return Err(TargetListError::TooLarge);
        }
        reserve(&mut self.bytes, bytes, Some(all_bytes))?;
        reserve(&mut self.offsets, count, Some(all))?;
        for_each_run(other.len(), bits, wanted, &mut |run| {
            let base = u32::try_from(self.bytes.len()).map_err(|_| TargetListError::TooLarge)?;
            let start = other.offsets.get(run.start).copied().unwrap_or_default();
            self.bytes.extend_from_slice(other.run(&run));
            let ends = other.offsets.get(run.start + 1..=run.end);
            let ends = ends.unwrap_or_default().iter();
            self.offsets.extend(ends.map(|end| end - start + base));
            Ok(())
        })
    }

    /// The bytes of the keys of a range, which is not empty.
    fn run(&self, run: &Range<usize>) -> &[u8] {
        let ends = (self.offsets.get(run.start), self.offsets.get(run.end));
        let (Some(start), Some(end)) = ends else {
            return &[];
        };
        let bytes = self.bytes.get(*start as usize..*end as usize);
        bytes.unwrap_or_default()
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

/// Calls `take` with each longest range of indexes below `len` whose bits are as they are wanted.
fn for_each_run(
    len: usize,
    bits: &Bits,
    wanted: bool,
    take: &mut dyn FnMut(Range<usize>) -> Result<(), TargetListError>,
) -> Result<(), TargetListError> {
    let mut first = None;
    for index in 0..len {
        match (first, bits.has(index) == wanted) {
            (None, true) => first = Some(index),
            (Some(start), false) => {
                take(start..index)?;
                first = None;
            }
            _ => {}
        }
    }
    first.map_or(Ok(()), |start| take(start..len))
}

/// The up to seven bytes behind a key's last whole word, in the low bytes of a word.
#[inline]
fn last_word(key: &[u8], rest: &[u8]) -> u64 {
    if let Some(word) = key.last_chunk::<8>() {
        return u64::from_le_bytes(*word) >> (64 - 8 * rest.len());
    }
    if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (rest.len() - 4));
        return u64::from(u32::from_le_bytes(*first)) | last;
    }
    rest.iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// From this length on, room grows by a half at a time: the old and the new stand side by side for a
/// moment.
const LONG: usize = 1 << 20;

/// Makes room for `needed` more elements: for `wanted` altogether if that is known and to be had,
/// otherwise for more than is needed now.
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
    let reserved = if list.len() < LONG {
        list.try_reserve(needed)
    } else {
        list.try_reserve_exact(needed.max(list.len() / 2))
    };
    reserved
        .or_else(|_| list.try_reserve_exact(needed))
        .map_err(|_| TargetListError::TooLarge)
}
