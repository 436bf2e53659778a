//! The next byte of three, eight bytes at a time.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Bytes to look for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needles([u64; 3]);

/// What a search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where the first of the bytes stands.
    pub(super) at: usize,
    /// Whether all before it is ASCII.
    pub(super) is_ascii: bool,
}

impl Needles {
    pub(super) const fn new(bytes: [u8; 3]) -> Self {
        let [a, b, c] = bytes;
        Self([LOW * a as u64, LOW * b as u64, LOW * c as u64])
    }

    /// The first of the bytes, if one is there.
    #[inline]
    pub(super) fn find(&self, bytes: &[u8]) -> Option<Found> {
        let [a, b, c] = self.0;
        let (words, rest) = bytes.as_chunks::<8>();
        let mut high = 0;
        let mut at = 0;
        for word in words {
            let word = u64::from_le_bytes(*word);
            let hits = zeros(word ^ a) | zeros(word ^ b) | zeros(word ^ c);
            if hits != 0 {
                let bits = hits.trailing_zeros() & !7;
                high |= word & !(u64::MAX << bits);
                return Some(Found {
                    at: at + (bits / 8) as usize,
                    is_ascii: high & HIGH == 0,
                });
            }
            high |= word;
            at += 8;
        }
        for byte in rest {
            let word = LOW * u64::from(*byte);
            if word == a || word == b || word == c {
                return Some(Found {
                    at,
                    is_ascii: high & HIGH == 0,
                });
            }
            high |= word;
            at += 1;
        }
        None
    }
}

/// The highest bit of each byte that is zero. Bytes above a zero may be marked too, so only the
/// lowest mark is to be trusted.
#[inline]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(
            bytes in prop::collection::vec(prop::sample::select(&b"abc,;\n\r\"\x00\x7f\x80\x8a\xff\x2b\x2d"[..]), 0..40)
        ) {
            let found = Needles::new(*b"\n\r,").find(&bytes);
            let at = bytes.iter().position(|byte| b"\n\r,".contains(byte));
            prop_assert_eq!(found.map(|found| found.at), at);
            if let Some(found) = found {
                prop_assert_eq!(found.is_ascii, bytes[..found.at].is_ascii());
            }
        }
    }
}
