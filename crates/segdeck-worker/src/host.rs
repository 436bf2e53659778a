//! The sandbox with what a server puts around it: the time, faults, and what happens by itself.

use std::{io::Read, time::Duration};

use segdeck_core::{
    UnixMillis,
    wire::{Body, Request, Response},
};
use segdeck_sandbox::{FaultEffect, Faults, Sandbox, SandboxError, faults};

use crate::settings::{Clock, Settings};

/// The longest that nothing is looked after: the time of a machine can jump, as when it slept.
const LONGEST: Duration = Duration::from_secs(30);

/// A sandbox that answers.
#[derive(Debug)]
pub struct Host {
    sandbox: Sandbox,
    clock: Clock,
    faults: Faults,
    machine: fn() -> UnixMillis,
}

/// What becomes of a request, and how much later that is told.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How much later.
    pub after: Duration,
    /// The answer; `None` if it is lost on its way, so that nobody knows what was done.
    pub answer: Option<Response>,
}

impl Host {
    /// A host for a sandbox; `machine` tells this machine's time.
    #[must_use]
    pub fn new(sandbox: Sandbox, settings: Settings, machine: fn() -> UnixMillis) -> Self {
        Self {
            sandbox,
            clock: settings.clock,
            faults: settings.faults,
            machine,
        }
    }

    /// Sets the time and the faults, which count anew.
    ///
    /// # Errors
    /// When the database fails at what is due by the new time.
    pub fn configure(&mut self, settings: Settings) -> Result<(), SandboxError> {
        self.clock = settings.clock;
        self.faults = settings.faults;
        self.sandbox.apply_due(self.now()).map(drop)
    }

    /// The sandbox.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    fn now(&self) -> UnixMillis {
        match self.clock {
            Clock::Machine => (self.machine)(),
            Clock::Manual(now) => now,
        }
    }

    /// Answers a request, or lets something go wrong.
    pub fn answer(&self, request: &Request) -> Outcome {
        let at_once = |answer| Outcome {
            after: Duration::ZERO,
            answer,
        };
        match self.faults.next(request) {
            None => at_once(self.handle(request)),
            Some(FaultEffect::Status {
                status,
                code,
                message,
                retry_after,
            }) => at_once(Some(faults::refusal(status, code, message, retry_after))),
            Some(FaultEffect::Delay { milliseconds }) => Outcome {
                after: Duration::from_millis(milliseconds),
                answer: self.handle(request),
            },
            Some(FaultEffect::DropBefore) => at_once(None),
            Some(FaultEffect::DropAfter) => {
                self.handle(request);
                at_once(None)
            }
            Some(FaultEffect::Truncate { bytes }) => {
                let answer = self.handle(request);
                at_once(answer.filter(|answer| answer.body.as_bytes().len() <= bytes))
            }
        }
    }

    /// The answer with its whole body in memory, which is all that a message can carry.
    fn handle(&self, request: &Request) -> Option<Response> {
        let mut answer = self.sandbox.handle(request, self.now());
        if let Body::Reader(mut reader) = answer.body {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).ok()?;
            answer.body = Body::Bytes(bytes);
        }
        Some(answer)
    }

    /// Does what is due and one slice of the work that requests leave behind. Tells when to come
    /// again; `None` means not before the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tick(&self) -> Result<Option<Duration>, SandboxError> {
        let now = self.now();
        self.sandbox.apply_due(now)?;
        if self.sandbox.work(now)? {
            return Ok(Some(Duration::ZERO));
        }
        let due = match self.clock {
            Clock::Machine => self.sandbox.next_due()?,
            Clock::Manual(_) => None,
        };
        Ok(due.map(|due| {
            let left = due.0.saturating_sub(now.0).max(0).unsigned_abs();
            Duration::from_millis(left).min(LONGEST)
        }))
    }
}

#[cfg(test)]
mod tests {
    use segdeck_core::wire::{self, Method};
    use segdeck_sandbox::{DEFAULT_WRITER_TOKEN, Options};
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const SEGMENTS: &str = "/api/v2/segments/default/test";

    fn host(settings: &str) -> Host {
        let sandbox = Sandbox::open_in_memory(Options::default()).unwrap();
        Host::new(sandbox, Settings::parse(settings).unwrap(), || {
            UnixMillis(NOW)
        })
    }

    fn request(method: Method, target: &str, body: &Value) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request::new(method, path);
        request.query = segdeck_core::url::read_query(query).unwrap();
        request.headers.set("Authorization", DEFAULT_WRITER_TOKEN);
        match body {
            Value::Null => request,
            body => request.with_body(wire::JSON, wire::encode(body)),
        }
    }

    fn create(host: &Host, key: &str) -> Outcome {
        let body = json!({ "key": key, "name": key });
        host.answer(&request(Method::Post, SEGMENTS, &body))
    }

    fn status_of(host: &Host, key: &str) -> u16 {
        let get = request(Method::Get, &format!("{SEGMENTS}/{key}"), &Value::Null);
        host.answer(&get).answer.unwrap().status
    }

    #[test]
    fn faults_do_what_they_do_on_a_server() {
        let host = host(
            r#"{"faults":[
                {"operation":"postSegment","key":"before","effect":{"kind":"dropBefore"}},
                {"operation":"postSegment","key":"after","effect":{"kind":"dropAfter"}},
                {"operation":"postSegment","key":"cut","effect":{"kind":"truncate","bytes":9}},
                {"operation":"postSegment","key":"whole","effect":{"kind":"truncate","bytes":99999}},
                {"operation":"postSegment","key":"late","effect":{"kind":"delay","milliseconds":250}},
                {"operation":"postSegment","key":"busy",
                 "effect":{"kind":"status","status":429,"code":"rate_limited","retryAfter":3}}]}"#,
        );
        for (key, is_answered, is_done) in [
            ("before", false, false),
            ("after", false, true),
            ("cut", false, true),
            ("whole", true, true),
            ("late", true, true),
            ("busy", true, false),
            ("fine", true, true),
        ] {
            let outcome = create(&host, key);
            assert_eq!(outcome.answer.is_some(), is_answered, "{key}");
            let after = if key == "late" { 250 } else { 0 };
            assert_eq!(outcome.after, Duration::from_millis(after), "{key}");
            let found = if is_done { 200 } else { 404 };
            assert_eq!(status_of(&host, key), found, "{key}");
            if key == "busy" {
                let refused = outcome.answer.unwrap();
                assert_eq!(refused.status, 429);
                assert_eq!(refused.headers.get("retry-after"), Some("3"));
                let body: Value = wire::decode(refused.body.as_bytes()).unwrap();
                assert_eq!(body["code"], "rate_limited");
                assert_eq!(body["message"], "This fault was injected.");
            }
        }
    }

    fn expire(host: &Host, at: i64) {
        create(host, "a");
        let target = format!("{SEGMENTS}/a");
        let instructions = |all: Value| {
            let body = json!({ "instructions": all });
            let mut request = request(Method::Patch, &target, &Value::Null);
            request.headers.set("Content-Type", wire::SEMANTIC_PATCH);
            request.body = Body::Bytes(wire::encode(&body));
            request
        };
        let added = instructions(json!([
            { "kind": "addIncludedTargets", "contextKind": "user", "values": ["zoe"] }
        ]));
        assert_eq!(host.answer(&added).answer.unwrap().status, 200);
        let mut expiring = instructions(json!([{
            "kind": "addExpiringTarget", "targetType": "included", "contextKind": "user",
            "contextKey": "zoe", "value": at
        }]));
        expiring.path = "/api/v2/segments/default/a/expiring-targets/test".to_owned();
        let answer = host.answer(&expiring).answer.unwrap();
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(answer.body.as_bytes())
        );
    }

    fn included(host: &Host) -> Value {
        let get = request(Method::Get, &format!("{SEGMENTS}/a"), &Value::Null);
        let answer = host.answer(&get).answer.unwrap();
        wire::decode::<Value>(answer.body.as_bytes()).unwrap()["included"].clone()
    }

    #[test]
    fn a_machines_clock_says_when_to_come_again() {
        let host = host("");
        assert_eq!(host.tick().unwrap(), None);
        expire(&host, NOW + 5_000);
        assert_eq!(host.tick().unwrap(), Some(Duration::from_secs(5)));
        expire(&host, NOW + 3_600_000);
        assert!(host.tick().unwrap().unwrap() <= LONGEST);
    }

    #[test]
    fn a_manual_clock_moves_when_it_is_set() {
        let mut host = host(&format!(r#"{{"clock":{NOW}}}"#));
        expire(&host, NOW + 5_000);
        assert_eq!(host.tick().unwrap(), None);
        assert_eq!(included(&host), json!(["zoe"]));
        let later = Settings::parse(&format!(r#"{{"clock":{}}}"#, NOW + 5_000)).unwrap();
        host.configure(later).unwrap();
        assert_eq!(included(&host), json!([]));
    }

    #[test]
    fn new_faults_count_anew() {
        let faults =
            r#"{"faults":[{"operation":"postSegment","nth":1,"effect":{"kind":"dropBefore"}}]}"#;
        let mut host = host(faults);
        assert_eq!(create(&host, "a").answer, None);
        assert!(create(&host, "a").answer.is_some());
        host.configure(Settings::parse(faults).unwrap()).unwrap();
        assert_eq!(create(&host, "b").answer, None);
    }
}
