//! A sandbox to try things on.

use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use segdeck_core::{
    UnixMillis,
    wire::{Body, JSON, Method, Request, SEMANTIC_PATCH},
};
use segdeck_sandbox::{DEFAULT_ADMIN_TOKEN, DEFAULT_WRITER_TOKEN, Options, Sandbox};
use serde_json::{Value, json};

/// When the tests happen.
pub const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
/// Where most of them happen.
pub const SEGMENTS: &str = "/api/v2/segments/default/test";

/// A status and a body; `Null` for an empty one.
pub type Reply = (u16, Value);

/// A sandbox in memory and its clock.
pub struct Harness {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// The time of the next request.
    pub now: UnixMillis,
    /// Whose requests they are.
    pub token: &'static str,
}

impl Harness {
    pub fn new() -> Self {
        Self {
            sandbox: Sandbox::open_in_memory(Options::default()).unwrap(),
            now: NOW,
            token: DEFAULT_WRITER_TOKEN,
        }
    }

    /// A sandbox whose requests come from an administrator.
    pub fn for_admin() -> Self {
        Self {
            token: DEFAULT_ADMIN_TOKEN,
            ..Self::new()
        }
    }

    /// A sandbox with a segment of key `a` in `test`.
    pub fn with_segment() -> Self {
        let harness = Self::new();
        harness.create(json!({"key": "a", "name": "A"}));
        harness
    }

    /// Sends a request as it is.
    pub fn send(&self, request: &Request) -> Reply {
        let response = self.sandbox.handle(request, self.now);
        match response.body {
            Body::Empty | Body::Reader(_) => (response.status, Value::Null),
            Body::Bytes(bytes) => {
                assert_eq!(response.headers.get("content-type"), Some(JSON));
                (response.status, serde_json::from_slice(&bytes).unwrap())
            }
        }
    }

    fn call(&self, method: Method, target: &str, body: Option<(&str, Value)>) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request::new(method, path);
        request.query = segdeck_core::url::read_query(query).unwrap();
        request.headers.set("Authorization", self.token);
        if let Some((content_type, body)) = body {
            request = request.with_body(content_type, body.to_string().into_bytes());
        }
        self.send(&request)
    }

    pub fn get(&self, target: &str) -> Reply {
        self.call(Method::Get, target, None)
    }

    /// The body of a successful GET.
    pub fn read(&self, target: &str) -> Value {
        let (status, body) = self.get(target);
        assert_eq!(status, 200, "{target}: {body}");
        body
    }

    /// The segment `a` in `test`.
    pub fn segment(&self) -> Value {
        self.read(&format!("{SEGMENTS}/a"))
    }

    pub fn post(&self, target: &str, body: Value) -> Reply {
        self.call(Method::Post, target, Some((JSON, body)))
    }

    pub fn delete(&self, target: &str) -> Reply {
        self.call(Method::Delete, target, None)
    }

    /// A JSON Patch or merge patch.
    pub fn patch(&self, target: &str, body: Value) -> Reply {
        self.call(Method::Patch, target, Some((JSON, body)))
    }

    /// Sends instructions.
    pub fn instruct(&self, target: &str, instructions: Value) -> Reply {
        let body = json!({ "instructions": instructions });
        self.call(Method::Patch, target, Some((SEMANTIC_PATCH, body)))
    }

    /// Creates a segment in `test`.
    pub fn create(&self, body: Value) -> Value {
        let (status, segment) = self.post(SEGMENTS, body);
        assert_eq!(status, 201, "{segment}");
        segment
    }
}

/// A property is tried so often, on the same cases every time; the long run says by
/// `PROPTEST_CASES` how often, and tries others.
pub fn config(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
        config.rng_seed = RngSeed::Fixed(20_260_101);
    }
    config
}

/// Checks an error answer: its status, its code, and that its message names this.
#[track_caller]
pub fn assert_refused(reply: &Reply, status: u16, code: &str, named: &str) {
    let (found, body) = reply;
    assert_eq!(*found, status, "{body}");
    assert_eq!(body["code"], code, "{body}");
    let message = body["message"].as_str().unwrap();
    assert!(message.contains(named), "{named:?} is not in {message:?}");
}
