//! From fields to keys: trimmed, checked, each once.

use std::hint::black_box;

use super::{
    TargetListError, TargetListOptions,
    hash::Hasher,
    index::{Index, Search},
    keys::{Keys, Progress},
    lines::Lines,
    report::{Finding, Place},
};
use crate::ids::CONTEXT_KEY_LIMIT;

/// The longest field that is looked at, in bytes, white space included.
pub(super) const FIELD_LIMIT: usize = 64 * 1024;

/// What was found while the list was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    pub(super) limit: usize,
    pub(super) blanks: Finding,
    pub(super) duplicates: Finding,
    pub(super) overlong: Finding,
    pub(super) unreadable: Finding,
    pub(super) misquoted: Finding,
    pub(super) missing: Finding,
}

/// Keys as they come.
pub(super) struct Collector {
    pub(super) keys: Keys,
    pub(super) index: Index,
    pub(super) hasher: Hasher,
    pub(super) lines: Lines,
    pub(super) findings: Findings,
    pub(super) progress: Progress,
    is_trimming: bool,
}

/// How many keys wait to be taken together: so many waits for memory go on side by side.
const BATCH: usize = 32;

/// Keys that wait, with their lines.
#[derive(Default)]
pub(super) struct Waiting<'a> {
    keys: Vec<(&'a [u8], u32)>,
    hashes: Vec<u64>,
}

/// Whether a key is new, and its index.
enum Added {
    Now(u32),
    Before(u32),
}

impl Collector {
    pub(super) fn new(options: &TargetListOptions) -> Self {
        Self {
            keys: Keys::default(),
            index: Index::default(),
            hasher: Hasher::new(options.seed),
            lines: Lines::default(),
            findings: Findings {
                limit: options.places.min(TargetListOptions::MOST_PLACES),
                ..Findings::default()
            },
            progress: Progress::default(),
            is_trimming: options.trim,
        }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.keys.memory_bytes() + self.index.memory_bytes() + self.lines.memory_bytes()
    }

    /// Takes a key that needs no second look, or tells that the field is none.
    #[inline]
    pub(super) fn take_plain<'a>(
        &mut self,
        waiting: &mut Waiting<'a>,
        field: &'a [u8],
        line: u32,
    ) -> Result<bool, TargetListError> {
        let has_edges = match (field.first(), field.last()) {
            (Some(first), Some(last)) => *first <= b' ' || *last <= b' ',
            _ => true,
        };
        if has_edges || field.len() > CONTEXT_KEY_LIMIT {
            return Ok(false);
        }
        waiting.keys.push((field, line));
        if waiting.keys.len() == BATCH {
            self.take_waiting(waiting)?;
        }
        Ok(true)
    }

    /// Takes the keys that wait. To be called before anything else is taken.
    #[inline(never)]
    pub(super) fn take_waiting(
        &mut self,
        waiting: &mut Waiting<'_>,
    ) -> Result<(), TargetListError> {
        waiting.hashes.clear();
        let mut touched = 0;
        for (key, _) in &waiting.keys {
            let hash = self.hasher.hash(key);
            touched |= self.index.touch(hash);
            waiting.hashes.push(hash);
        }
        black_box(touched);
        for ((key, line), hash) in waiting.keys.drain(..).zip(&waiting.hashes) {
            match self.add(key, *hash)? {
                Added::Now(index) => self.lines.push(index, line),
                Added::Before(first) => self.findings.add_duplicate(Some(line), first),
            }
        }
        Ok(())
    }

    /// Takes a field, and tells how many lines it has besides its own: in text, those that end with
    /// U+2028 or U+2029.
    #[inline(never)]
    pub(super) fn take(
        &mut self,
        field: &[u8],
        line: u32,
        is_text: bool,
    ) -> Result<u32, TargetListError> {
        if field.len() > FIELD_LIMIT {
            self.findings.add_overlong(line);
            return Ok(0);
        }
        let Ok(text) = str::from_utf8(field) else {
            self.findings.add_unreadable(line);
            return Ok(0);
        };
        if !is_text {
            self.take_text(text, line)?;
            return Ok(0);
        }
        let mut more = 0;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(['\u{2028}', '\u{2029}']) {
            self.take_text(before, line.saturating_add(more))?;
            more += 1;
            rest = after;
        }
        // What ends with a separator ends there: no blank line follows.
        if more == 0 || !rest.is_empty() {
            self.take_text(rest, line.saturating_add(more))?;
        }
        Ok(more)
    }

    fn take_text(&mut self, text: &str, line: u32) -> Result<(), TargetListError> {
        let key = if self.is_trimming {
            text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        } else {
            text
        };
        if key.is_empty() {
            self.findings.add_blank(line);
        } else if key.len() > CONTEXT_KEY_LIMIT {
            self.findings.add_overlong(line);
        } else {
            self.insert(key.as_bytes(), line)?;
        }
        Ok(())
    }

    /// Takes a key as it is, from nowhere.
    pub(super) fn take_key(&mut self, key: &str) -> Result<(), TargetListError> {
        if key.is_empty() {
            let limit = self.findings.limit;
            self.findings.blanks.add(limit, Place::default());
            return Ok(());
        }
        let hash = self.hasher.hash(key.as_bytes());
        if let Added::Before(first) = self.add(key.as_bytes(), hash)? {
            self.findings.add_duplicate(None, first);
        }
        Ok(())
    }

    fn insert(&mut self, key: &[u8], line: u32) -> Result<(), TargetListError> {
        let hash = self.hasher.hash(key);
        match self.add(key, hash)? {
            Added::Now(index) => self.lines.push(index, line),
            Added::Before(first) => self.findings.add_duplicate(Some(line), first),
        }
        Ok(())
    }

    #[inline]
    fn add(&mut self, key: &[u8], hash: u64) -> Result<Added, TargetListError> {
        if self.index.is_full() {
            self.grow_index()?;
        }
        let keys = &self.keys;
        match self.index.search(hash, |index| keys.is_at(index, key)) {
            Search::Found(first) => Ok(Added::Before(first)),
            Search::Missing(place) => {
                let index = self.keys.push(key, self.progress)?;
                self.index.put(place, hash, index);
                Ok(Added::Now(index))
            }
        }
    }

    #[inline(never)]
    fn grow_index(&mut self) -> Result<(), TargetListError> {
        let count = self.keys.len();
        let doubled = count.saturating_mul(2).max(64);
        let room = match self.progress.foresee(count) {
            Some(foreseen) if foreseen > count => foreseen,
            _ => doubled,
        };
        self.index = self
            .keys
            .index(&self.hasher, room)
            .or_else(|_| self.keys.index(&self.hasher, doubled))?;
        Ok(())
    }
}

impl Findings {
    pub(super) fn add_blank(&mut self, line: u32) {
        self.blanks.add(self.limit, Place::at_line(line));
    }

    fn add_duplicate(&mut self, line: Option<u32>, first: u32) {
        let place = Place {
            line,
            first: Some(first),
            ..Place::default()
        };
        self.duplicates.add(self.limit, place);
    }

    fn add_overlong(&mut self, line: u32) {
        self.overlong.add(self.limit, Place::at_line(line));
    }

    fn add_unreadable(&mut self, line: u32) {
        self.unreadable.add(self.limit, Place::at_line(line));
    }

    pub(super) fn add_misquoted(&mut self, line: u32) {
        self.misquoted.add(self.limit, Place::at_line(line));
    }

    pub(super) fn add_missing(&mut self, line: u32) {
        self.missing.add(self.limit, Place::at_line(line));
    }
}
