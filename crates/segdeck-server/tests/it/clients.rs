//! Our own client against limits: it waits as long as it is asked to, and no longer.

use std::{
    cell::{Cell, RefCell},
    num::NonZeroU32,
    time::Duration,
};

use segdeck_client::{AccessToken, Client as ApiClient, RetryPolicy};
use segdeck_core::{
    UnixMillis,
    endpoint::Place,
    model::NewSegment,
    wire::{Body, Headers, Request, Response, Transport, TransportError},
};
use segdeck_server::{Clock, Options, RateLimits};
use serde_json::json;

use crate::support::{Client, Server, WRITER};

/// A multiple of ten seconds.
const NOON: i64 = 1_790_000_000_000;

/// Carries requests to the server, and lets the server's clock go on while it sleeps.
struct Carrier {
    client: Client,
    now: Cell<i64>,
    waits: RefCell<Vec<Duration>>,
}

impl Transport for Carrier {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let headers: Vec<(&str, &str)> = request.headers.iter().collect();
        let body = String::from_utf8(request.body.as_bytes().to_vec()).unwrap();
        let method = request.method.as_str();
        let answer = self.client.send(method, &request.target(), &headers, &body);
        let mut headers = Headers::default();
        for (name, value) in &answer.headers {
            headers.set(name, value);
        }
        Ok(Response {
            status: answer.status,
            headers,
            body: Body::Bytes(answer.body),
        })
    }

    async fn sleep(&self, duration: Duration) {
        self.waits.borrow_mut().push(duration);
        let passed = i64::try_from(duration.as_millis()).unwrap();
        self.now.set(self.now.get() + passed);
        let body = json!({ "now": self.now.get() }).to_string();
        let set = self.client.send("PUT", "/segdeck/clock", &[], &body);
        assert_eq!(set.status, 200);
    }

    fn now(&self) -> UnixMillis {
        UnixMillis(self.now.get())
    }
}

struct Limited {
    _server: Server,
    carrier: Carrier,
}

impl Limited {
    fn to(rate_limits: RateLimits) -> Self {
        let server = Server::start(Options {
            rate_limits,
            clock: Clock::Manual(UnixMillis(NOON)),
            ..Options::default()
        });
        let carrier = Carrier {
            client: server.client,
            now: Cell::new(NOON),
            waits: RefCell::default(),
        };
        Self {
            _server: server,
            carrier,
        }
    }

    fn client(&self) -> ApiClient<&Carrier> {
        ApiClient::new(&self.carrier, AccessToken::parse(WRITER).unwrap())
    }

    /// So many seconds, and what the client adds so that clients do not come back in step.
    #[track_caller]
    fn assert_waited(&self, seconds: &[u64]) {
        let waits = self.carrier.waits.borrow();
        assert_eq!(waits.len(), seconds.len(), "{waits:?}");
        for (wait, seconds) in waits.iter().zip(seconds) {
            let asked = Duration::from_secs(*seconds);
            assert!(
                *wait >= asked.saturating_sub(Duration::from_secs(1)),
                "{waits:?}"
            );
            assert!(*wait < asked + Duration::from_secs(1), "{waits:?}");
        }
    }
}

fn done<T>(call: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(call)
}

fn limit(count: u32) -> Option<NonZeroU32> {
    NonZeroU32::new(count)
}

fn place() -> Place {
    Place::new("default", "test")
}

fn new(key: &str) -> NewSegment {
    NewSegment {
        key: key.into(),
        name: key.to_owned(),
        ..NewSegment::default()
    }
}

#[test]
fn writes_beyond_the_limit_of_a_token_are_sent_again_in_the_next_window() {
    let limited = Limited::to(RateLimits {
        token: limit(2),
        ..RateLimits::default()
    });
    let client = limited.client();
    for key in ["a1", "a2", "a3", "a4", "a5"] {
        let segment = done(client.create_segment(&place(), new(key))).unwrap();
        assert_eq!(segment.key.as_str(), key);
    }
    limited.assert_waited(&[10, 10]);
}

#[test]
fn a_limit_that_is_not_used_up_is_not_waited_for() {
    let limited = Limited::to(RateLimits {
        global: limit(100),
        route: limit(1),
        token: limit(50),
    });
    let client = limited.client();
    done(client.create_segment(&place(), new("a1"))).unwrap();
    done(client.get_segment(&place(), &"a1".into())).unwrap();
    limited.assert_waited(&[]);
    done(client.get_segment(&place(), &"a1".into())).unwrap();
    limited.assert_waited(&[10]);
}

#[test]
fn who_does_not_wait_is_told_how_long() {
    let limited = Limited::to(RateLimits {
        global: limit(1),
        ..RateLimits::default()
    });
    let client = limited.client().with_retry(RetryPolicy::never());
    done(client.create_segment(&place(), new("a1"))).unwrap();
    let refused = done(client.create_segment(&place(), new("a2")));
    let error = refused.unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(10)));
}
