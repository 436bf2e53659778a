//! What is said of requests that take long. Pure.

/// After how many milliseconds without an answer that is said.
pub const LONG: i64 = 4_000;

/// What to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// A request has no answer yet.
    Still,
    /// The server asked to wait; so many seconds are left, at least one.
    Asked(i64),
}

impl Waiting {
    /// What to say now of waits of which each began at some time, and may have a time for its next
    /// try; all in Unix milliseconds.
    #[must_use]
    pub fn of(waits: impl IntoIterator<Item = (i64, Option<i64>)>, now: i64) -> Option<Self> {
        let mut said = None;
        for (since, next_try) in waits {
            let this = match next_try {
                Some(at) => Self::Asked(((at - now + 999) / 1_000).max(1)),
                None if now - since >= LONG => Self::Still,
                None => continue,
            };
            said = match (said, this) {
                (Some(Self::Asked(left)), Self::Asked(other)) => Some(Self::Asked(left.min(other))),
                (Some(Self::Asked(left)), Self::Still) => Some(Self::Asked(left)),
                (_, this) => Some(this),
            };
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_wait_is_not_worth_a_word() {
        assert_eq!(Waiting::of([], 9_000), None);
        assert_eq!(Waiting::of([(5_001, None)], 9_000), None);
        assert_eq!(Waiting::of([(5_000, None)], 9_000), Some(Waiting::Still));
        // A clock that was set back.
        assert_eq!(Waiting::of([(99_000, None)], 9_000), None);
    }

    #[test]
    fn the_next_try_counts_down_to_one_second() {
        let left = |now| Waiting::of([(0, Some(7_000))], now);
        assert_eq!(left(0), Some(Waiting::Asked(7)));
        assert_eq!(left(1), Some(Waiting::Asked(7)));
        assert_eq!(left(1_000), Some(Waiting::Asked(6)));
        assert_eq!(left(6_999), Some(Waiting::Asked(1)));
        assert_eq!(left(8_000), Some(Waiting::Asked(1)));
    }

    #[test]
    fn the_next_try_of_all_counts_before_what_is_only_slow() {
        let slow = (0, None);
        let (soon, late) = ((8_000, Some(12_000)), (8_000, Some(20_000)));
        for waits in [[slow, soon, late], [late, soon, slow], [soon, slow, late]] {
            assert_eq!(Waiting::of(waits, 9_000), Some(Waiting::Asked(3)));
        }
    }
}
