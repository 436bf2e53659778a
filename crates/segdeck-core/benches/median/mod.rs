//! What the benchmarks of the core measure with.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// The median time of so many runs.
pub fn median<T>(runs: usize, run: impl Fn() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(runs / 2).copied().unwrap_or_default()
}
