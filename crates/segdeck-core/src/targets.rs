//! Lists of context keys that people paste or upload: a million keys and more, in little memory.
//!
//! [`TargetListBuilder`] reads a list from pieces of bytes, text or CSV; [`TargetList`] holds each
//! key once, in the order in which it first came, tells what is odd about the list
//! ([`TargetList::report`]), compares it with another ([`TargetList::diff`] and the set operations)
//! and lets its keys out in batches ([`TargetList::batches`]) and in pieces ([`ListWriter`]).
//!
//! Not to be confused with [`model::TargetList`](crate::model::TargetList), which says on which side
//! of a segment a target stands.

mod accents;
mod bits;
mod builder;
mod collect;
mod decode;
mod detect;
mod error;
mod first_row;
pub(crate) mod hash;
pub(crate) mod index;
mod keys;
mod lines;
mod look_alike;
mod operations;
mod options;
mod report;
mod rows;
mod scan;
mod twins;
mod write;

use std::{num::NonZeroUsize, ops::Range, sync::OnceLock};

pub use builder::TargetListBuilder;
pub use error::TargetListError;
pub use operations::ListDiff;
pub use options::{Column, Delimiter, Header, ListFormat, TargetListOptions};
pub use report::{Finding, Place, Source, TargetListReport};
pub use write::{ListStyle, ListWriter};

use collect::{Collector, Findings};
use hash::Hasher;
use index::{Index, Search};
use keys::Keys;
use lines::Lines;

/// Context keys of one kind, each once, in a stable order.
///
/// A key is any text but the empty one. A million keys of 20 bytes take some 32 MB: the bytes of the
/// keys, four bytes each to find them, and 8 MB of index, which a list made from others gets only
/// when it is first asked for a key.
#[derive(Debug)]
pub struct TargetList {
    keys: Keys,
    hasher: Hasher,
    index: OnceLock<Index>,
    lines: Lines,
    findings: Findings,
    source: Option<Source>,
}

impl TargetList {
    /// A list of these keys as they are; those that are empty or there already are left out and
    /// counted. For `seed` see [`TargetListOptions::seed`].
    ///
    /// # Errors
    /// [`TargetListError::TooLarge`].
    pub fn from_keys<K: AsRef<str>>(
        keys: impl IntoIterator<Item = K>,
        seed: u64,
    ) -> Result<Self, TargetListError> {
        let mut collector = Collector::new(&TargetListOptions {
            seed,
            ..TargetListOptions::default()
        });
        for key in keys {
            collector.take_key(key.as_ref())?;
        }
        Ok(Self::of(collector, None))
    }

    /// Reads a list that stands in memory as a whole.
    ///
    /// # Errors
    /// As for [`TargetListBuilder`].
    pub fn parse(bytes: &[u8], options: TargetListOptions) -> Result<Self, TargetListError> {
        let mut builder = TargetListBuilder::new(options);
        builder.push(bytes)?;
        builder.finish()
    }

    fn of(collector: Collector, source: Option<Source>) -> Self {
        let Collector {
            mut keys,
            index,
            hasher,
            mut lines,
            findings,
            ..
        } = collector;
        keys.shrink();
        lines.shrink();
        Self {
            keys,
            hasher,
            index: OnceLock::from(index),
            lines,
            findings,
            source,
        }
    }

    /// A list of keys that are known to be all different.
    fn of_keys(keys: Keys, hasher: Hasher) -> Self {
        Self {
            keys,
            hasher,
            index: OnceLock::new(),
            lines: Lines::default(),
            findings: Findings::default(),
            source: None,
        }
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The key at an index, from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        str::from_utf8(self.keys.get(index)?).ok()
    }

    /// All keys in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.iter_range(0..self.len())
    }

    /// The keys of a range of indexes; what is beyond the end is passed over.
    pub fn iter_range(&self, range: Range<usize>) -> impl Iterator<Item = &str> {
        let end = range.end.min(self.len());
        (range.start..end).filter_map(|index| self.get(index))
    }

    /// The index of a key.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        let key = key.as_bytes();
        match self.find(key) {
            Ok(found) => Some(found? as usize),
            Err(_) => self.keys.iter().position(|known| known == key),
        }
    }

    /// Whether a key is in the list, letter by letter.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// The line on which the key at an index first stood, from 1; `None` if the list was not read.
    #[must_use]
    pub fn line(&self, index: usize) -> Option<u32> {
        let index = u32::try_from(index).ok()?;
        (index as usize)
            .lt(&self.len())
            .then(|| self.lines.of(index))?
    }

    /// How many bytes the list takes in memory.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.keys.memory_bytes()
            + self.lines.memory_bytes()
            + self.index.get().map_or(0, Index::memory_bytes)
    }

    /// Ranges of at most `size` indexes that together are the whole list: what one request can
    /// carry. For semantic patches that is
    /// [`TARGET_OPERATION_LIMIT`](crate::patch::semantic::TARGET_OPERATION_LIMIT).
    pub fn batches(&self, size: NonZeroUsize) -> impl ExactSizeIterator<Item = Range<usize>> {
        let (len, size) = (self.len(), size.get());
        (0..len.div_ceil(size)).map(move |batch| {
            let start = batch * size;
            start..len.min(start.saturating_add(size))
        })
    }

    fn find(&self, key: &[u8]) -> Result<Option<u32>, TargetListError> {
        let hash = self.hasher.hash(key);
        match self
            .index()?
            .search(hash, |index| self.keys.is_at(index, key))
        {
            Search::Found(index) => Ok(Some(index)),
            Search::Missing(_) => Ok(None),
        }
    }

    /// The index, made now if it is the first time.
    fn index(&self) -> Result<&Index, TargetListError> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = self.keys.index(&self.hasher, 0)?;
        Ok(self.index.get_or_init(|| index))
    }
}

/// Inserts into a list that is in order. The lists are short, and a sort takes as much room in
/// WebAssembly as all the reading of lists.
fn insert<T: Ord>(list: &mut Vec<T>, element: T) {
    let place = list.partition_point(|known| *known <= element);
    list.insert(place, element);
}

#[cfg(test)]
mod tests;
