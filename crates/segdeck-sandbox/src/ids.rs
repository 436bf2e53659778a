//! Random ids.

use std::sync::{Mutex, PoisonError};

use segdeck_core::IdSource;

/// Random version 4 UUIDs. They have to be unique, not secret: xoshiro256++, seeded once by the
/// system, so that making one cannot fail.
pub struct RandomIds([u64; 4]);

impl RandomIds {
    /// Ids from a seed that the system gives; `None` if it gives none.
    pub fn seeded() -> Option<Self> {
        let mut state = [0; 4];
        for word in &mut state {
            *word = getrandom::u64().ok()?;
        }
        Some(Self::from_seed(state))
    }

    /// The same ids in the same order for the same seed.
    pub fn from_seed(mut state: [u64; 4]) -> Self {
        // All zeros is the one state that the generator never leaves.
        state[3] |= 1;
        Self(state)
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let out = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        out
    }
}

impl IdSource for RandomIds {
    fn next_id(&mut self) -> String {
        let high = self.next();
        let low = self.next();
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0x0fff,
            (low >> 48) & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff,
        )
    }
}

/// An id source that several threads share.
pub struct SharedIds(Mutex<Box<dyn IdSource + Send>>);

impl SharedIds {
    pub fn new(ids: Box<dyn IdSource + Send>) -> Self {
        Self(Mutex::new(ids))
    }
}

impl IdSource for &SharedIds {
    fn next_id(&mut self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next_id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_version_4_uuids_and_differ() {
        let mut ids = RandomIds::seeded().unwrap();
        let many: BTreeSet<String> = (0..10_000).map(|_| ids.next_id()).collect();
        assert_eq!(many.len(), 10_000);
        for id in many {
            let parts: Vec<&str> = id.split('-').collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
            assert!(parts[2].starts_with('4'), "{id}");
            assert!(parts[3].starts_with(['8', '9', 'a', 'b']), "{id}");
            assert!(id.chars().all(|c| c == '-' || c.is_ascii_hexdigit()));
        }
    }
}
