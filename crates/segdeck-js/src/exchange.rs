//! Calls that are under way: Rust says what is next, JavaScript does it and tells how it ended.
//!
//! The client's own future is driven step by step, so that what is tried again, and when, is
//! decided by the same code as everywhere else. Its transport only leaves a note of what it wants.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use segdeck_client::{ClientError, Pager};
use segdeck_core::{
    UnixMillis,
    wire::{self, Body, Headers, Reached, Request, Response, Transport, TransportError},
};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    client::{self, Listing, Prepared},
    input::{self, Options, object},
    refusal::{Refusal, reply},
    shelf,
};

/// What the future wants, and what it was told.
#[derive(Default)]
struct Notes {
    wish: Option<Wish>,
    told: Option<Told>,
    now: i64,
}

enum Wish {
    Send(Request),
    Wait(Duration),
}

enum Told {
    Ended(Result<Response, TransportError>),
    Waited,
}

/// A transport that leaves a note and goes on when it is told.
#[derive(Clone, Default)]
struct Script(Rc<RefCell<Notes>>);

impl Script {
    async fn ask(&self, wish: Wish) -> Told {
        self.0.borrow_mut().wish = Some(wish);
        std::future::poll_fn(|_| match self.0.borrow_mut().told.take() {
            Some(told) => Poll::Ready(told),
            None => Poll::Pending,
        })
        .await
    }
}

impl Transport for Script {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        match self.ask(Wish::Send(request)).await {
            Told::Ended(ended) => ended,
            Told::Waited => Err(TransportError {
                reached: Reached::Unknown,
                message: "The request was not sent.".to_owned(),
            }),
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.ask(Wish::Wait(duration)).await;
    }

    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.borrow().now)
    }
}

/// The answer as JSON, in the end.
type Pending = Pin<Box<dyn Future<Output = Result<String, ClientError>>>>;

struct Call {
    notes: Script,
    future: RefCell<Pending>,
    body: Cell<Vec<u8>>,
}

/// `None` while a page is on its way.
type Walk = Cell<Option<Pager<Listing>>>;

/// Checks a client's settings.
#[wasm_bindgen(js_name = checkSettings)]
#[must_use]
pub fn check_settings(settings: &str) -> String {
    let check = || -> Result<String, Refusal> {
        client::client(Script::default(), &Options::read(settings)?)?;
        Ok("true".to_owned())
    };
    reply(check())
}

/// Starts an operation; what is to be done first, as the other functions here.
#[wasm_bindgen(js_name = callStart)]
#[must_use]
pub fn call_start(
    settings: &str,
    operation: &str,
    options: &str,
    file: Vec<u8>,
    now: f64,
) -> String {
    let start = || -> Result<String, Refusal> {
        let notes = Script::default();
        let client = client::client(notes.clone(), &Options::read(settings)?)?;
        let Prepared {
            operation,
            request,
            read,
        } = client::prepare(operation, &Options::read(options)?, file)?;
        let future = async move {
            let response = client.exchange(operation, request).await?;
            read(&response)
        };
        begin(notes, Box::pin(future), now)
    };
    reply(start())
}

/// Starts a walk through the pages of an environment; its number.
#[wasm_bindgen(js_name = walkNew)]
#[must_use]
pub fn walk_new(options: &str) -> String {
    let start = || -> Result<String, Refusal> {
        let pager = client::walk(&Options::read(options)?)?;
        Ok(input::number(shelf::put::<Walk>(Cell::new(Some(pager)))))
    };
    reply(start())
}

/// Asks for the next page of a walk; its answer is `null` after the last one.
#[wasm_bindgen(js_name = walkNext)]
#[must_use]
pub fn walk_next(number: u32, settings: &str, now: f64) -> String {
    let start = || -> Result<String, Refusal> {
        let walk = shelf::get::<Walk>(number).ok_or_else(|| Refusal::gone("walk"))?;
        let notes = Script::default();
        let client = client::client(notes.clone(), &Options::read(settings)?)?;
        let future = async move {
            let Some(mut pager) = walk.take() else {
                return Ok("null".to_owned());
            };
            let page = client.next_page(&mut pager).await;
            walk.set(Some(pager));
            page.map(|page| wire::encode_text(&page))
        };
        begin(notes, Box::pin(future), now)
    };
    reply(start())
}

fn begin(notes: Script, future: Pending, now: f64) -> Result<String, Refusal> {
    let call = Call {
        notes,
        future: RefCell::new(future),
        body: Cell::default(),
    };
    go_on(shelf::put(call), None, now)
}

/// The body of the request that is to be sent.
#[wasm_bindgen(js_name = callBody)]
#[must_use]
pub fn call_body(number: u32) -> Vec<u8> {
    shelf::get::<Call>(number)
        .map(|call| call.body.take())
        .unwrap_or_default()
}

/// Tells of an answer: its status, its headers as an array of names and values, its body.
#[wasm_bindgen(js_name = callAnswered)]
#[must_use]
pub fn call_answered(number: u32, status: u16, headers: &str, body: Vec<u8>, now: f64) -> String {
    let go = || -> Result<String, Refusal> {
        let given: Vec<Vec<String>> = input::read(headers, "headers")?;
        let mut headers = Headers::default();
        for header in given {
            if let Ok([name, value]) = <[String; 2]>::try_from(header) {
                headers.set(name, value);
            }
        }
        let response = Response {
            status,
            headers,
            body: Body::Bytes(body),
        };
        go_on(number, Some(Told::Ended(Ok(response))), now)
    };
    reply(go())
}

/// Tells that no answer came; whether the request cannot have reached the server.
#[wasm_bindgen(js_name = callFailed)]
#[must_use]
pub fn call_failed(number: u32, is_unsent: bool, message: &str, now: f64) -> String {
    let reached = if is_unsent {
        Reached::NotSent
    } else {
        Reached::Unknown
    };
    let error = TransportError {
        reached,
        message: message.to_owned(),
    };
    reply(go_on(number, Some(Told::Ended(Err(error))), now))
}

/// Tells that the time has passed.
#[wasm_bindgen(js_name = callWaited)]
#[must_use]
pub fn call_waited(number: u32, now: f64) -> String {
    reply(go_on(number, Some(Told::Waited), now))
}

/// Drives the future until it wants something or ends:
/// `{"call": 1, "send": {"method", "target", "headers", "hasBody"}}`, `{"call": 1, "wait": 500}` or
/// `{"answer": …}`.
fn go_on(number: u32, told: Option<Told>, now: f64) -> Result<String, Refusal> {
    let call = shelf::get::<Call>(number).ok_or_else(|| Refusal::gone("call"))?;
    {
        let mut notes = call.notes.0.borrow_mut();
        notes.told = told;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "milliseconds since 1970 are whole and fit for 280,000 years"
        )]
        let now = now as i64;
        notes.now = now;
    }
    let ended = {
        let mut future = call.future.borrow_mut();
        future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
    };
    if let Poll::Ready(ended) = ended {
        shelf::remove(number);
        let answer = ended.map_err(Refusal::from)?;
        return Ok(format!("{{\"answer\":{answer}}}"));
    }
    let wish = call.notes.0.borrow_mut().wish.take();
    let next = match wish {
        Some(Wish::Send(request)) => {
            let target = request.target();
            let headers: Vec<Value> = request
                .headers
                .iter()
                .map(|(name, value)| Value::Array(vec![name.into(), value.into()]))
                .collect();
            let has_body = match request.body {
                Body::Bytes(bytes) => {
                    call.body.set(bytes);
                    true
                }
                Body::Empty | Body::Reader(_) => false,
            };
            let send = object(vec![
                ("method", request.method.as_str().into()),
                ("target", target.into()),
                ("headers", Value::Array(headers)),
                ("hasBody", has_body.into()),
            ]);
            object(vec![("call", number.into()), ("send", send)])
        }
        Some(Wish::Wait(duration)) => {
            let wait = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
            object(vec![("call", number.into()), ("wait", wait.into())])
        }
        None => object(vec![("call", number.into()), ("wait", 0.into())]),
    };
    Ok(wire::encode_text(&next))
}
