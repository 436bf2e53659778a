//! On which line each key stood.

/// Runs of keys on consecutive lines: where nothing is blank or twice, one run says all.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// The first key of each run and its line.
    runs: Vec<(u32, u32)>,
    next: u32,
}

impl Lines {
    #[inline]
    pub(super) fn push(&mut self, index: u32, line: u32) {
        if line != self.next {
            self.runs.push((index, line));
        }
        self.next = line.saturating_add(1);
    }

    /// The line of a key, from 1; `None` if none is known.
    pub(super) fn of(&self, index: u32) -> Option<u32> {
        let after = self.runs.partition_point(|(first, _)| *first <= index);
        let (first, line) = self.runs.get(after.checked_sub(1)?)?;
        Some(line.saturating_add(index - first))
    }

    pub(super) fn shrink(&mut self) {
        self.runs.shrink_to_fit();
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.runs.capacity() * size_of::<(u32, u32)>()
    }
}
