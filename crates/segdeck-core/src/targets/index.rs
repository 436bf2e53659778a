//! Where each key stands in its list, by hash: open addressing over 32-bit slots.

use super::TargetListError;

/// The smallest table, as a power of two.
const SMALLEST: u32 = 6;
/// The largest: a slot keeps at least one bit to tell hashes apart.
const LARGEST: u32 = 31;

/// A slot holds the key's index plus one in its low bits, as many as the table's size needs, and the
/// low bits of the hash in the others: keys are compared only if these agree. Zero is an empty slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    slots: Vec<u32>,
    bits: u32,
    len: usize,
}

/// What a search came to.
pub(crate) enum Search {
    /// The index of the equal key.
    Found(u32),
    /// The slot for [`Index::put`].
    Missing(usize),
}

impl Index {
    /// A table for so many keys.
    pub(crate) fn with_room_for(keys: usize) -> Result<Self, TargetListError> {
        // At most three of four slots are taken.
        let wanted = keys.saturating_add(keys / 3).saturating_add(2);
        let bits = (usize::BITS - wanted.leading_zeros()).max(SMALLEST);
        if bits > LARGEST {
            return Err(TargetListError::TooLarge);
        }
        let size = 1_usize << bits;
        let mut slots = Vec::new();
        slots
            .try_reserve_exact(size)
            .map_err(|_| TargetListError::TooLarge)?;
        slots.resize(size, 0);
        Ok(Self {
            slots,
            bits,
            len: 0,
        })
    }

    pub(crate) fn is_full(&self) -> bool {
        self.len >= self.slots.len() / 4 * 3
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u32>()
    }

    /// Where a search for the hash begins.
    #[inline]
    fn home(&self, hash: u64) -> usize {
        ((hash >> 32) as u32 >> (31 - self.bits) >> 1) as usize
    }

    /// The first slot of a search, for nothing but to have it in the cache when the search comes.
    #[inline]
    pub(crate) fn touch(&self, hash: u64) -> u32 {
        self.slots.get(self.home(hash)).copied().unwrap_or_default()
    }

    /// The index of the key that a search would look at first, if one.
    #[inline]
    pub(crate) fn likely(&self, hash: u64) -> u32 {
        (self.touch(hash) & (1_u32 << self.bits).wrapping_sub(1)).wrapping_sub(1)
    }

    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the low half of the hash is what a slot keeps"
    )]
    pub(crate) fn search(&self, hash: u64, mut is_equal: impl FnMut(u32) -> bool) -> Search {
        let mask = (1_u32 << self.bits).wrapping_sub(1);
        let tag = hash as u32 & !mask;
        let mut place = self.home(hash);
        loop {
            let slot = self.slots.get(place).copied().unwrap_or_default();
            if slot == 0 {
                return Search::Missing(place);
            }
            if slot & !mask == tag && is_equal((slot & mask) - 1) {
                return Search::Found((slot & mask) - 1);
            }
            place = (place + 1) & mask as usize;
        }
    }

    /// Puts a key into the slot that a search for it found empty.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the low half of the hash is what a slot keeps"
    )]
    pub(crate) fn put(&mut self, place: usize, hash: u64, index: u32) {
        let mask = (1_u32 << self.bits).wrapping_sub(1);
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = hash as u32 & !mask | (index + 1);
            self.len += 1;
        }
    }
}
