//! When a request may be sent again, and after how long.

use std::time::Duration;

use segdeck_core::{
    UnixMillis,
    endpoint::Operation,
    wire::{Headers, Reached, Request, Response, TransportError},
};

/// How often and how patiently a request is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a request is sent at most; 1 means never again.
    pub tries: u32,
    /// The wait before the second try; it doubles from try to try.
    pub first_wait: Duration,
    /// The longest wait before a try, whatever the server asks for.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    /// Four tries, half a second and then longer apart, never more than 30 seconds.
    fn default() -> Self {
        Self {
            tries: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// Sends everything once.
    #[must_use]
    pub fn never() -> Self {
        Self {
            tries: 1,
            ..Self::default()
        }
    }

    /// The wait before the next try: what the server asks for, else a back-off. The time in
    /// `now` serves as the source of jitter, so that clients do not come back in step.
    pub(crate) fn wait(
        &self,
        tries_so_far: u32,
        asked: Option<Duration>,
        now: UnixMillis,
    ) -> Duration {
        let jitter = u32::from(scatter(now, tries_so_far));
        let wait = if let Some(asked) = asked {
            // A little later than asked, never earlier.
            asked + Duration::from_millis(250) * jitter / 255
        } else {
            let doublings = tries_so_far.saturating_sub(1).min(16);
            let half = self.first_wait.saturating_mul(1 << doublings) / 2;
            // Between half of the wait and all of it.
            half + half.saturating_mul(jitter) / 255
        };
        wait.min(self.longest_wait)
    }
}

/// A number that looks random, from the clock's milliseconds.
fn scatter(now: UnixMillis, salt: u32) -> u8 {
    let mixed = (now.0.unsigned_abs() ^ u64::from(salt).rotate_left(32))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed.to_be_bytes().first().copied().unwrap_or_default()
}

/// Whether a request changes nothing, so that it may be sent twice: every question, and a dry run.
pub(crate) fn is_repeatable(operation: Operation, request: &Request) -> bool {
    operation.is_read()
        || request
            .query("dryRun")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Whether a request that ended so may be sent again.
pub(crate) fn may_send_again(
    is_repeatable: bool,
    ended: &Result<Response, TransportError>,
) -> bool {
    match ended {
        Ok(response) if response.status == 429 => true,
        Ok(response) => is_repeatable && matches!(response.status, 500 | 502 | 503 | 504),
        Err(error) => match error.reached {
            Reached::NotSent => true,
            Reached::Unknown => is_repeatable,
            Reached::Aborted => false,
        },
    }
}

/// How long an answer asks to wait. In a browser the headers may be hidden; a reset may lie in the
/// past; and the resets tell of an ordinary answer too, so that only a 429 makes them matter.
pub(crate) fn asked_wait(response: &Response, now: UnixMillis) -> Option<Duration> {
    let seconds = response
        .headers
        .get("Retry-After")
        .and_then(|text| text.trim().parse().ok())
        .map(Duration::from_secs);
    if response.status != 429 {
        return seconds;
    }
    let shared = reset(
        &response.headers,
        "X-Ratelimit-Reset",
        &[
            "X-Ratelimit-Global-Remaining",
            "X-Ratelimit-Route-Remaining",
        ],
        now,
    );
    let token = reset(
        &response.headers,
        "X-Ratelimit-Auth-Token-Reset",
        &["X-Ratelimit-Auth-Token-Remaining"],
        now,
    );
    seconds.into_iter().chain(shared).chain(token).max()
}

/// The time until a reset, unless the headers beside it say that this limit is not used up.
fn reset(headers: &Headers, name: &str, remaining: &[&str], now: UnixMillis) -> Option<Duration> {
    let left: Vec<i64> = remaining
        .iter()
        .filter_map(|name| headers.get(name)?.trim().parse().ok())
        .collect();
    if !left.is_empty() && left.iter().all(|count| *count > 0) {
        return None;
    }
    let at: i64 = headers.get(name)?.trim().parse().ok()?;
    let wait = u64::try_from(at.saturating_sub(now.0)).ok()?;
    (wait > 0).then(|| Duration::from_millis(wait))
}

#[cfg(test)]
mod tests {
    use segdeck_core::wire::{Body, Method};

    use super::*;

    const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

    fn answer(status: u16, headers: &[(&str, String)]) -> Response {
        let mut answer = Response {
            status,
            headers: Headers::default(),
            body: Body::Empty,
        };
        for (name, value) in headers {
            answer.headers.set(*name, value.clone());
        }
        answer
    }

    #[test]
    fn the_longest_asked_wait_counts() {
        let headers = [
            ("retry-after", "3".to_owned()),
            ("x-ratelimit-reset", (NOW.0 + 7_000).to_string()),
            ("x-ratelimit-auth-token-reset", (NOW.0 + 5_000).to_string()),
        ];
        assert_eq!(
            asked_wait(&answer(429, &headers), NOW),
            Some(Duration::from_secs(7))
        );
        assert_eq!(
            asked_wait(&answer(503, &headers), NOW),
            Some(Duration::from_secs(3))
        );
    }

    #[test]
    fn a_limit_that_is_not_used_up_does_not_count() {
        let headers = [
            ("x-ratelimit-global-remaining", "12".to_owned()),
            ("x-ratelimit-route-remaining", "4".to_owned()),
            ("x-ratelimit-reset", (NOW.0 + 9_000).to_string()),
            ("x-ratelimit-auth-token-remaining", "0".to_owned()),
            ("x-ratelimit-auth-token-reset", (NOW.0 + 2_000).to_string()),
        ];
        assert_eq!(
            asked_wait(&answer(429, &headers), NOW),
            Some(Duration::from_secs(2))
        );
    }

    #[test]
    fn a_reset_in_the_past_and_nonsense_ask_for_nothing() {
        for headers in [
            vec![],
            vec![("x-ratelimit-reset", (NOW.0 - 1).to_string())],
            vec![("x-ratelimit-reset", "soon".to_owned())],
            vec![("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT".to_owned())],
            vec![("retry-after", "-1".to_owned())],
        ] {
            assert_eq!(asked_wait(&answer(429, &headers), NOW), None);
        }
    }

    #[test]
    fn waits_grow_stay_jittered_and_are_capped() {
        let policy = RetryPolicy::default();
        for millis in 0..200 {
            let now = UnixMillis(NOW.0 + millis);
            let first = policy.wait(1, None, now);
            assert!(first >= Duration::from_millis(250) && first <= Duration::from_millis(500));
            let third = policy.wait(3, None, now);
            assert!(third >= Duration::from_secs(1) && third <= Duration::from_secs(2));
            let asked = policy.wait(1, Some(Duration::from_secs(7)), now);
            assert!(asked >= Duration::from_secs(7) && asked < Duration::from_millis(7_251));
            let long = policy.wait(1, Some(Duration::from_hours(1)), now);
            assert_eq!(long, Duration::from_secs(30));
            assert!(policy.wait(u32::MAX, None, now) <= Duration::from_secs(30));
        }
    }

    #[test]
    fn a_dry_run_is_a_read() {
        let patch = Request::new(Method::Patch, "/api/v2/segments/p/e/s");
        assert!(!is_repeatable(Operation::PatchSegment, &patch));
        assert!(is_repeatable(
            Operation::PatchSegment,
            &patch.with_query("dryRun", "true")
        ));
        let question = Request::new(Method::Post, "/x");
        assert!(is_repeatable(Operation::EvaluateSegments, &question));
        assert!(!is_repeatable(Operation::CreateSegment, &question));
    }
}
