//! Counts for Prometheus: how many, how long, how often something failed; never who or what.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{pages, refusal::RefusalCode};

/// The upper ends of the buckets of durations, in seconds.
const BUCKETS: [f64; 11] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// How the codes of refusals begin that are the upstream's fault.
const UPSTREAM: &str = "upstream_";

#[derive(Debug, Default)]
pub struct Metrics {
    in_flight: AtomicU64,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<(&'static str, u16), u64>,
    durations: BTreeMap<&'static str, Histogram>,
    refused: BTreeMap<String, u64>,
    upstream_errors: BTreeMap<String, u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Histogram {
    /// How many took at most so long, bucket by bucket.
    buckets: [u64; BUCKETS.len()],
    count: u64,
    seconds: f64,
}

impl Metrics {
    /// Counts an answer by its operation.
    pub fn answered(&self, operation: &'static str, status: u16, took: Duration) {
        let mut counts = self.counts();
        *counts.requests.entry((operation, status)).or_default() += 1;
        let histogram = counts.durations.entry(operation).or_default();
        let seconds = took.as_secs_f64();
        for (bucket, end) in histogram.buckets.iter_mut().zip(BUCKETS) {
            *bucket += u64::from(seconds <= end);
        }
        histogram.count += 1;
        histogram.seconds += seconds;
    }

    /// Counts a failure of the upstream, or a request that was refused, by its code.
    pub fn refused(&self, code: &str) {
        let mut counts = self.counts();
        let of = match code.strip_prefix(UPSTREAM) {
            Some(_) => &mut counts.upstream_errors,
            None => &mut counts.refused,
        };
        let reason = code.strip_prefix(UPSTREAM).unwrap_or(code);
        *of.entry(reason.to_owned()).or_default() += 1;
    }

    /// Counts a request as in flight until the value goes.
    pub fn begin(self: &Arc<Self>) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(Arc::clone(self))
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> String {
        let counts = self.counts();
        let mut out = String::new();
        let mut family = |name: &str, kind: &str, help: &str, lines: Vec<String>| {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for line in lines {
                let _ = writeln!(out, "{name}{line}");
            }
        };
        let requests = counts.requests.iter().map(|((operation, status), count)| {
            format!("{{operation=\"{operation}\",status=\"{status}\"}} {count}")
        });
        family(
            "segdeck_requests_total",
            "counter",
            "Requests that were answered.",
            requests.collect(),
        );
        let durations = counts.durations.iter();
        family(
            "segdeck_request_duration_seconds",
            "histogram",
            "Time until an answer began.",
            durations.flat_map(|(name, of)| of.lines(name)).collect(),
        );
        family(
            "segdeck_requests_in_flight",
            "gauge",
            "Requests whose answer has not been taken whole.",
            vec![format!(" {}", self.in_flight.load(Ordering::Relaxed))],
        );
        let reasons = |counts: &BTreeMap<String, u64>| {
            let line = |(reason, count)| format!("{{reason=\"{reason}\"}} {count}");
            counts.iter().map(line).collect()
        };
        family(
            "segdeck_refused_total",
            "counter",
            "Requests that were refused here and not forwarded.",
            reasons(&counts.refused),
        );
        family(
            "segdeck_upstream_errors_total",
            "counter",
            "Requests that the upstream did not answer as it should.",
            reasons(&counts.upstream_errors),
        );
        out
    }
}

impl Histogram {
    fn lines(&self, operation: &str) -> Vec<String> {
        let bucket =
            |end: &str, count| format!("_bucket{{operation=\"{operation}\",le=\"{end}\"}} {count}");
        let mut lines: Vec<String> = BUCKETS
            .iter()
            .zip(self.buckets)
            .map(|(end, count)| bucket(&end.to_string(), count))
            .collect();
        lines.push(bucket("+Inf", self.count));
        lines.push(format!(
            "_sum{{operation=\"{operation}\"}} {}",
            self.seconds
        ));
        lines.push(format!(
            "_count{{operation=\"{operation}\"}} {}",
            self.count
        ));
        lines
    }
}

/// A request whose answer has not been taken whole.
#[derive(Debug)]
pub struct InFlight(Arc<Metrics>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts what any layer inside refuses.
pub async fn count_refusals(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    if let Some(RefusalCode(code)) = response.extensions().get() {
        metrics.refused(code);
    }
    response
}

/// `GET /segdeck/metrics`
pub async fn endpoint(State(metrics): State<Arc<Metrics>>, method: Method) -> Response {
    if let Err(refusal) = pages::only_read(&method) {
        return refusal.into_response();
    }
    let mut response = metrics.write().into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_prometheus_reads_them() {
        let metrics = Arc::new(Metrics::default());
        metrics.answered("getTags", 200, Duration::from_millis(20));
        metrics.answered("getTags", 200, Duration::from_secs(20));
        metrics.refused("key_required");
        metrics.refused("upstream_timeout");
        let flight = metrics.begin();
        let text = metrics.write();
        for line in [
            "# TYPE segdeck_requests_total counter",
            "segdeck_requests_total{operation=\"getTags\",status=\"200\"} 2",
            "segdeck_request_duration_seconds_bucket{operation=\"getTags\",le=\"0.01\"} 0",
            "segdeck_request_duration_seconds_bucket{operation=\"getTags\",le=\"0.025\"} 1",
            "segdeck_request_duration_seconds_bucket{operation=\"getTags\",le=\"10\"} 1",
            "segdeck_request_duration_seconds_bucket{operation=\"getTags\",le=\"+Inf\"} 2",
            "segdeck_request_duration_seconds_sum{operation=\"getTags\"} 20.02",
            "segdeck_request_duration_seconds_count{operation=\"getTags\"} 2",
            "segdeck_requests_in_flight 1",
            "segdeck_refused_total{reason=\"key_required\"} 1",
            "segdeck_upstream_errors_total{reason=\"timeout\"} 1",
        ] {
            assert!(text.lines().any(|known| known == line), "{line}\n{text}");
        }
        drop(flight);
        assert!(metrics.write().contains("segdeck_requests_in_flight 0\n"));
    }
}
