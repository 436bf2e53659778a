//! Counts requests as LaunchDarkly does, and refuses those beyond a limit.

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
};

use segdeck_core::{
    UnixMillis,
    endpoint::Operation,
    wire::{self, Headers},
};
use segdeck_sandbox::Question;
use serde_json::json;

use crate::options::RateLimits;

/// How long a window lasts, in milliseconds. Windows begin when the time is a multiple of it, so
/// that one number tells which it is.
const WINDOW: i64 = 10_000;

/// Counts the requests of the present window. It never holds more than one count for each
/// operation and for each token of the database.
#[derive(Debug)]
pub struct RateLimiter {
    limits: RateLimits,
    window: Mutex<Window>,
}

#[derive(Debug, Default)]
struct Window {
    number: i64,
    all: u32,
    routes: BTreeMap<Operation, u32>,
    tokens: BTreeMap<String, u32>,
}

impl RateLimiter {
    /// `None` if nothing is limited.
    pub fn new(limits: RateLimits) -> Option<Self> {
        let is_limited = limits != RateLimits::default();
        is_limited.then(|| Self {
            limits,
            window: Mutex::default(),
        })
    }

    /// Counts a request, unless a limit is used up: what is refused does not count.
    pub fn count(&self, question: &Question<'_>, now: UnixMillis) -> Standing {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let number = now.0.div_euclid(WINDOW);
        if window.number != number {
            *window = Window {
                number,
                ..Window::default()
            };
        }
        let Window {
            all,
            routes,
            tokens,
            ..
        } = &mut *window;
        let mut counts = Vec::with_capacity(3);
        if let Some(limit) = self.limits.global {
            counts.push((Scope::Global, limit, all));
        }
        if let (Some(limit), Some(operation)) = (self.limits.route, question.operation()) {
            counts.push((Scope::Route, limit, routes.entry(operation).or_default()));
        }
        if let Some(limit) = self.limits.token {
            let count = tokens.entry(question.token().to_owned()).or_default();
            counts.push((Scope::Token, limit, count));
        }
        let exceeded = counts
            .iter()
            .find(|(_, limit, count)| **count >= limit.get())
            .map(|(scope, limit, _)| (*scope, *limit));
        let shares = counts
            .into_iter()
            .map(|(scope, limit, count)| {
                if exceeded.is_none() {
                    *count += 1;
                }
                Share {
                    scope,
                    limit,
                    remaining: limit.get().saturating_sub(*count),
                }
            })
            .collect();
        Standing {
            shares,
            exceeded,
            reset: number.saturating_add(1).saturating_mul(WINDOW),
        }
    }
}

/// Whose requests a limit counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// All of the account, which is the whole sandbox.
    Global,
    /// Those of one URL pattern and verb.
    Route,
    /// Those with one token.
    Token,
}

impl Scope {
    /// The part of the headers' names that tells them apart.
    fn header(self) -> &'static str {
        match self {
            Self::Global => "Global",
            Self::Route => "Route",
            Self::Token => "Auth-Token",
        }
    }

    fn reset_header(self) -> &'static str {
        match self {
            Self::Global | Self::Route => "X-Ratelimit-Reset",
            Self::Token => "X-Ratelimit-Auth-Token-Reset",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Global => "the account",
            Self::Route => "this route",
            Self::Token => "this access token",
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Share {
    scope: Scope,
    limit: NonZeroU32,
    remaining: u32,
}

/// How a request stands with the limits that apply to it.
#[derive(Clone, Debug)]
pub struct Standing {
    shares: Vec<Share>,
    exceeded: Option<(Scope, NonZeroU32)>,
    /// When the window ends, in Unix milliseconds.
    reset: i64,
}

impl Standing {
    /// The answer to a request beyond a limit.
    pub fn refuse(&self) -> Option<wire::Response> {
        let (scope, limit) = self.exceeded?;
        let mut response = wire::Response {
            status: 429,
            headers: Headers::default(),
            body: wire::Body::Bytes(wire::encode(&json!({
                "code": "rate_limited",
                "message": format!(
                    "More than {limit} requests of {} in ten seconds. Wait until {}.",
                    scope.noun(),
                    scope.reset_header(),
                ),
            }))),
        };
        response.headers.set("Content-Type", wire::JSON);
        self.tell(&mut response);
        Some(response)
    }

    /// Sets the headers of the limits that apply.
    pub fn tell(&self, response: &mut wire::Response) {
        let headers = &mut response.headers;
        for share in &self.shares {
            let name = |what| format!("X-Ratelimit-{}-{what}", share.scope.header());
            headers.set(name("Limit"), share.limit.to_string());
            headers.set(name("Remaining"), share.remaining.to_string());
            headers.set(share.scope.reset_header(), self.reset.to_string());
        }
    }
}
