//! The sandbox with what a server puts around it: the time, faults, and what happens by itself.

use std::{io::Read, time::Duration};

use segdeck_core::{
    UnixMillis,
    wire::{self, Body, Headers, Request, Response},
};
use segdeck_sandbox::{FaultEffect, Faults, Sandbox, SandboxError};
use serde_json::json;

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
            }) => at_once(Some(refusal(status, code, message, retry_after))),
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

fn refusal(
    status: u16,
    code: Option<String>,
    message: Option<String>,
    retry_after: Option<u64>,
) -> Response {
    let body = json!({
        "code": code.unwrap_or_else(|| "internal_server_error".to_owned()),
        "message": message.unwrap_or_else(|| "This fault was injected.".to_owned()),
    });
    let mut headers = Headers::default();
    headers.set("Content-Type", wire::JSON);
    if let Some(seconds) = retry_after {
        headers.set("Retry-After", seconds.to_string());
    }
    Response {
        status,
        headers,
        body: Body::Bytes(wire::encode(&body)),
    }
}
