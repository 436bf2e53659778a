//! The time that the sandbox lives in, and the endpoint that moves it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    extract::State,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use segdeck_core::{UnixMillis, wire};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    body,
    options::Clock as Choice,
    refusal::{Refusal, json},
};

/// Tells the time.
#[derive(Debug)]
pub struct Clock {
    /// Where a manual clock stands.
    manual: Option<AtomicI64>,
}

impl Clock {
    pub fn new(choice: Choice) -> Self {
        Self {
            manual: match choice {
                Choice::Machine => None,
                Choice::Manual(now) => Some(AtomicI64::new(now.0)),
            },
        }
    }

    pub fn now(&self) -> UnixMillis {
        self.manual.as_ref().map_or_else(machine_now, |manual| {
            UnixMillis(manual.load(Ordering::SeqCst))
        })
    }

    pub fn is_manual(&self) -> bool {
        self.manual.is_some()
    }
}

pub fn machine_now() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    UnixMillis(since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }))
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    now: UnixMillis,
}

/// `GET` and `PUT /segdeck/clock`: tells and sets the time. What becomes due is applied before the
/// answer.
pub async fn endpoint(State(app): State<Arc<App>>, request: axum::extract::Request) -> Response {
    answer(&app, request)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn answer(app: &Arc<App>, request: axum::extract::Request) -> Result<Response, Refusal> {
    let Some(manual) = &app.clock.manual else {
        return Err(Refusal::not_found(
            "The clock follows this machine. Start with --clock manual to set it.",
        ));
    };
    let (parts, body) = request.into_parts();
    match parts.method {
        Method::GET | Method::HEAD => {}
        Method::PUT => {
            let body = body::read(app, &parts.headers, body).await?;
            let time: Time =
                wire::decode(&body).map_err(|error| Refusal::bad_request(error.to_string()))?;
            manual.store(time.now.0, Ordering::SeqCst);
            app.apply_due().await?;
        }
        _ => {
            return Err(Refusal::method_not_allowed(
                "The clock is told by GET and set by PUT.",
                "GET, PUT",
            ));
        }
    }
    Ok(json(
        StatusCode::OK,
        &Time {
            now: app.clock.now(),
        },
    ))
}
