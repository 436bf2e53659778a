//! The order of a collection's entries, whatever their type.

use std::cmp::Ordering;

/// A block that has grown so far is halved.
const LIMIT: usize = 256;

/// Where the entries of a collection stand in it, in the order of their keys. It is kept in blocks,
/// so that an insertion moves few of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    blocks: Vec<Vec<usize>>,
    /// How many places there are, with those that are free.
    count: usize,
    /// Where entries were removed.
    free: Vec<usize>,
}

/// Where in the order an entry stands, or would.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rank {
    block: usize,
    index: usize,
}

impl Places {
    pub(super) const fn new() -> Self {
        Self {
            blocks: Vec::new(),
            count: 0,
            free: Vec::new(),
        }
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.count - self.free.len()
    }

    /// Looks for the entry that `compare` says is equal to what is looked for: the order of the one
    /// at a place relative to that.
    pub(super) fn find(
        &self,
        compare: &mut dyn FnMut(usize) -> Ordering,
    ) -> Result<(Rank, usize), Rank> {
        // The last block that does not begin behind it.
        let behind = self.blocks.partition_point(|block| {
            block
                .first()
                .is_none_or(|place| compare(*place) != Ordering::Greater)
        });
        let block = behind.saturating_sub(1);
        let places = self.blocks.get(block).map_or(&[][..], Vec::as_slice);
        match places.binary_search_by(|place| compare(*place)) {
            Ok(index) => {
                let place = places.get(index).copied().unwrap_or_default();
                Ok((Rank { block, index }, place))
            }
            Err(index) => Err(Rank { block, index }),
        }
    }

    /// Where a new entry of this rank is to stand: a free place, or the one after the last.
    pub(super) fn insert(&mut self, rank: Rank) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        });
        let Some(block) = self.blocks.get_mut(rank.block) else {
            self.blocks.push(vec![place]);
            return place;
        };
        block.insert(rank.index.min(block.len()), place);
        if block.len() >= LIMIT {
            let half = block.split_off(LIMIT / 2);
            self.blocks.insert(rank.block + 1, half);
        }
        place
    }

    /// Sets the place of an entry free.
    pub(super) fn remove(&mut self, rank: Rank) {
        if let Some(block) = self.blocks.get_mut(rank.block)
            && rank.index < block.len()
        {
            self.free.push(block.remove(rank.index));
            if block.is_empty() {
                self.blocks.remove(rank.block);
            }
        }
    }

    /// The place of the entry at a rank, which moves on to the next one.
    pub(super) fn step(&self, rank: &mut Rank) -> Option<usize> {
        let block = self.blocks.get(rank.block)?;
        let place = block.get(rank.index).copied();
        rank.index += 1;
        if rank.index >= block.len() {
            *rank = Rank {
                block: rank.block + 1,
                index: 0,
            };
        }
        place
    }
}
