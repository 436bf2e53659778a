//! The hash of a key, seeded, so that nobody can write a list whose keys all fall together.

/// How many words of a key have a secret of their own.
const SECRETS: usize = 32;
/// How many bytes of a key those cover.
const BLOCK: usize = SECRETS * 8;

/// NH, the hash of the message authentication code UMAC: two different keys collide for one seed in
/// some four thousand million, whoever wrote them. One multiplication for eight bytes, and none
/// waits for another, which is what makes it fast where there are 64-bit words but no 128-bit
/// products, as in WebAssembly.
#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    length: u64,
    secrets: [u64; SECRETS],
}

impl Hasher {
    pub(crate) fn new(seed: u64) -> Self {
        let mut state = seed;
        let length = next(&mut state) | 1;
        let mut secrets = [0; SECRETS];
        for secret in &mut secrets {
            *secret = next(&mut state);
        }
        Self { length, secrets }
    }

    #[inline]
    pub(crate) fn hash(&self, key: &[u8]) -> u64 {
        let sum = self.length.wrapping_mul(key.len() as u64);
        if key.len() > BLOCK {
            return self.hash_long(sum, key);
        }
        finish(sum.wrapping_add(self.hash_block(key)))
    }

    /// Keys of at most one block come first in the caller, and are nearly all.
    #[inline(never)]
    fn hash_long(&self, mut sum: u64, key: &[u8]) -> u64 {
        for block in key.chunks(BLOCK) {
            sum = finish(sum).wrapping_add(self.hash_block(block));
        }
        finish(sum)
    }

    #[inline]
    fn hash_block(&self, block: &[u8]) -> u64 {
        let (words, rest) = block.as_chunks::<8>();
        let mut sum = 0_u64;
        for (word, secret) in words.iter().zip(&self.secrets) {
            sum = sum.wrapping_add(product(u64::from_le_bytes(*word), *secret));
        }
        if rest.is_empty() {
            return sum;
        }
        // The last word reaches back into the one before it: that is faster than to fill it up.
        let last = block
            .last_chunk::<8>()
            .map_or_else(|| short(rest), |word| u64::from_le_bytes(*word));
        let secret = self.secrets.get(words.len()).copied().unwrap_or_default();
        sum.wrapping_add(product(last, secret))
    }
}

/// Up to seven bytes as a word, each byte at least once.
#[inline]
pub(crate) fn short(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
    }
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the halves of a word are what is multiplied"
)]
fn product(word: u64, secret: u64) -> u64 {
    let low = (word as u32).wrapping_add(secret as u32);
    let high = ((word >> 32) as u32).wrapping_add((secret >> 32) as u32);
    u64::from(low).wrapping_mul(u64::from(high))
}

/// Spreads what is in some bits over all; no two values become one.
#[inline]
fn finish(mut hash: u64) -> u64 {
    hash = (hash ^ hash >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash ^ hash >> 29
}

/// The generator `SplitMix64`.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut word = *state;
    word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ word >> 31
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_byte_and_the_length_count() {
        let hasher = Hasher::new(7);
        for length in [
            0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 255, 256, 257, 263, 600,
        ] {
            let key = vec![b'k'; length];
            let mut seen = BTreeSet::from([hasher.hash(&key)]);
            for place in 0..length {
                let mut other = key.clone();
                other[place] = b'l';
                assert!(seen.insert(hasher.hash(&other)), "byte {place} of {length}");
            }
            let longer = vec![b'k'; length + 1];
            assert!(seen.insert(hasher.hash(&longer)), "length {length}");
        }
    }

    #[test]
    fn another_seed_gives_other_hashes() {
        assert_ne!(
            Hasher::new(1).hash(b"user-1"),
            Hasher::new(2).hash(b"user-1")
        );
    }

    #[test]
    fn numbered_keys_spread_over_the_table_and_over_the_tags() {
        let hasher = Hasher::new(0);
        let mut homes = vec![0_u32; 1 << 12];
        let mut tags = vec![0_u32; 1 << 12];
        for number in 0..1 << 16 {
            let hash = hasher.hash(format!("user-{number:07}").as_bytes());
            homes[usize::try_from(hash >> 52).unwrap()] += 1;
            tags[usize::try_from(hash & 0xfff).unwrap()] += 1;
        }
        // Sixteen each on the average; a fair throw hardly ever reaches fifty.
        assert!(homes.iter().all(|count| *count < 50));
        assert!(tags.iter().all(|count| *count < 50));
    }
}
