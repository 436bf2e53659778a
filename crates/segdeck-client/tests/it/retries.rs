use std::time::Duration;

use segdeck_client::{ClientError, RetryPolicy};
use segdeck_core::{
    model::NewSegment,
    wire::{Reached, Response, TransportError},
};

use crate::scripted::{START, Script, answer, json_answer, place, refusal, segment, silence};

fn good() -> Result<Response, TransportError> {
    json_answer(200, &segment("s", 1, "S"))
}

#[tokio::test]
async fn reads_are_sent_again_after_whatever_may_pass() {
    for trouble in [
        refusal(429, "rate_limited", "Slow down"),
        refusal(500, "internal_server_error", "Broken"),
        answer(502, &[], "<h1>Bad gateway</h1>"),
        refusal(503, "service_unavailable", "Later"),
        answer(504, &[], ""),
        silence(Reached::NotSent),
        silence(Reached::Unknown),
    ] {
        let script = Script::of([trouble.clone(), trouble.clone(), good()]);
        let got = script.client().get_segment(&place(), &"s".into()).await;
        assert_eq!(got.map(|segment| segment.version), Ok(1), "{trouble:?}");
        assert_eq!(script.waits().len(), 2);
    }
}

#[tokio::test]
async fn reads_are_not_sent_again_after_what_will_not_pass() {
    for status in [400, 401, 403, 404, 405, 409, 422, 501] {
        let script = Script::of([refusal(status, "code", "No")]);
        let error = script
            .client()
            .get_segment(&place(), &"s".into())
            .await
            .unwrap_err();
        assert_eq!(error.api().map(|error| error.status), Some(status));
        assert!(script.is_used_up());
    }
    let script = Script::of([silence(Reached::Aborted)]);
    let error = script.client().get_segment(&place(), &"s".into()).await;
    assert!(matches!(error, Err(ClientError::Transport { .. })));
}

#[tokio::test]
async fn patience_ends_with_the_last_try() {
    let script = Script::of((0..4).map(|_| refusal(503, "service_unavailable", "Later")));
    let error = script
        .client()
        .get_segment(&place(), &"s".into())
        .await
        .unwrap_err();
    assert_eq!(error.api().map(|error| error.status), Some(503));
    assert_eq!(script.sent().len(), 4);
    let once = Script::of([silence(Reached::NotSent)]);
    let client = once.client().with_retry(RetryPolicy::never());
    let error = client.get_segment(&place(), &"s".into()).await;
    assert!(matches!(error, Err(ClientError::Transport { .. })));
}

#[tokio::test]
async fn writes_are_sent_again_only_when_nothing_was_done() {
    let limited = refusal(429, "rate_limited", "Slow down");
    let script = Script::of([limited, silence(Reached::NotSent), good()]);
    let client = script.client();
    client
        .create_segment(&place(), NewSegment::default())
        .await
        .unwrap();
    assert_eq!(script.sent().len(), 3);
}

#[tokio::test]
async fn a_write_that_was_answered_is_not_sent_again() {
    for status in [500, 502, 503, 504] {
        let script = Script::of([answer(status, &[("Retry-After", "1")], "")]);
        let client = script.client();
        let error = client.delete_segment(&place(), &"s".into()).await;
        assert_eq!(
            error.unwrap_err().api().map(|error| error.status),
            Some(status)
        );
        assert_eq!(script.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_write_without_an_answer_is_not_sent_again() {
    for reached in [Reached::Unknown, Reached::Aborted] {
        let script = Script::of([silence(reached)]);
        let new = NewSegment::default();
        let error = script.client().create_segment(&place(), new).await;
        assert!(matches!(error, Err(ClientError::OutcomeUnknown { .. })));
        assert!(error.unwrap_err().leaves_outcome_open());
        assert_eq!(script.sent().len(), 1);
    }
}

#[tokio::test]
async fn the_wait_is_what_the_server_asks_for() {
    let reset = (START.0 + 4_000).to_string();
    let cases: [(&str, &str, u64); 3] = [
        ("Retry-After", "6", 6),
        ("X-Ratelimit-Reset", &reset, 4),
        ("X-Ratelimit-Auth-Token-Reset", &reset, 4),
    ];
    for (name, value, seconds) in cases {
        let script = Script::of([answer(429, &[(name, value)], ""), good()]);
        script
            .client()
            .get_segment(&place(), &"s".into())
            .await
            .unwrap();
        let waited = script.waits()[0];
        let asked = Duration::from_secs(seconds);
        assert!(
            waited >= asked && waited < asked + Duration::from_millis(300),
            "{name}"
        );
    }
}

#[tokio::test]
async fn without_readable_headers_there_is_a_back_off() {
    let past = (START.0 - 60_000).to_string();
    for headers in [vec![], vec![("X-Ratelimit-Reset", past.as_str())]] {
        let limited = answer(429, &headers, "");
        let script = Script::of([limited.clone(), limited.clone(), limited, good()]);
        script
            .client()
            .get_segment(&place(), &"s".into())
            .await
            .unwrap();
        let waits = script.waits();
        assert!(waits.iter().all(|wait| *wait >= Duration::from_millis(250)));
        assert!(waits[2] > waits[0]);
    }
}

#[tokio::test]
async fn a_rate_limit_that_lasts_says_how_long() {
    let script = Script::of([answer(429, &[("Retry-After", "9")], "")]);
    let client = script.client().with_retry(RetryPolicy::never());
    let error = client.get_segment(&place(), &"s".into()).await.unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(9)));
}
