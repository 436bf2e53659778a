//! Messages to the worker and back: JavaScript arrays, since a format of our own would weigh more
//! than all of this.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

use gloo_events::EventListener;
use js_sys::{Array, Function, Map, Object, Promise, Reflect, Uint8Array};
use segdeck_core::{
    UnixMillis,
    wire::{Body, Headers, Reached, Request, Response, TransportError},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, Url, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use super::{SETTINGS, SandboxStatus, SandboxStorage};
use crate::platform::{self, Store};

const NOT_LOADED: &str =
    "The sandbox's program could not be loaded. Check the connection and reload the page.";
const CRASHED: &str =
    "The sandbox in this browser broke off and was started again. Its data is intact.";

const LEFT: &str = "The page was left before the sandbox had answered.";

/// The page's side of a worker.
pub struct Page {
    on_status: Callback<SandboxStatus>,
    running: RefCell<Option<Running>>,
    /// Who waits for the answer, by the number of the message.
    pending: Map,
    last_id: Cell<u32>,
    _leaving: Option<EventListener>,
}

struct Running {
    worker: Worker,
    /// What it is to be told as soon as it listens; `None` once it does.
    waiting: Option<Array>,
    /// Whether it has told how it fares, so that a new one may do better where it crashes.
    is_open: bool,
    _listeners: [EventListener; 2],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Page {
    pub fn start(on_status: Callback<SandboxStatus>) -> Rc<Self> {
        Rc::new_cyclic(|this| {
            let running = Running::start(this);
            let page = this.clone();
            let leaving = web_sys::window().map(|window| {
                EventListener::new(&window, "pagehide", move |_| {
                    if let Some(page) = page.upgrade() {
                        page.leave();
                    }
                })
            });
            Self {
                on_status,
                running: RefCell::new(running),
                pending: Map::new(),
                last_id: Cell::new(0),
                _leaving: leaving,
            }
        })
    }

    /// Lets go of the worker. A browser may keep the page for the way back, with its worker asleep
    /// and the database locked, so that no other tab could work; if the page does come back, its
    /// next message starts a worker anew.
    fn leave(&self) {
        drop(self.running.take());
        self.fail(&JsValue::NULL, "unknown", LEFT);
    }

    pub async fn send(self: &Rc<Self>, request: Request) -> Result<Response, TransportError> {
        let target = request.target();
        let headers = Array::new();
        for (name, value) in request.headers.iter() {
            headers.push(&name.into());
            headers.push(&value.into());
        }
        let body = match request.body {
            Body::Empty => JsValue::NULL,
            body => bytes_of(body)?.into(),
        };
        let message = message("request");
        for part in [
            request.method.as_str().into(),
            target.into(),
            headers.into(),
            body,
        ] {
            message.push(&part);
        }
        let answer = self.ask(message).await?;
        read_response(&answer).ok_or_else(not_understood)
    }

    pub async fn reset(self: &Rc<Self>) -> Result<(), TransportError> {
        self.ask(message("reset")).await.map(drop)
    }

    pub async fn load_demo(self: &Rc<Self>) -> Result<(), TransportError> {
        self.ask(message("loadDemo")).await.map(drop)
    }

    pub async fn download(self: &Rc<Self>) -> Result<Vec<u8>, TransportError> {
        let answer = self.ask(message("download")).await?;
        let bytes = answer.get(2).dyn_into::<Uint8Array>();
        bytes
            .map(|bytes| bytes.to_vec())
            .map_err(|_| not_understood())
    }

    pub async fn configure(self: &Rc<Self>, settings: &str) -> Result<(), TransportError> {
        let message = message("configure");
        message.push(&settings.into());
        self.ask(message).await?;
        // Where the browser keeps nothing, they hold until the page is left.
        let _ = Store::Local.set(SETTINGS, settings);
        Ok(())
    }

    pub async fn refresh(self: &Rc<Self>) {
        if let Ok(answer) = self.ask(message("status")).await {
            self.tell(&answer.get(2));
        }
    }

    /// Sends a message and waits for its answer.
    async fn ask(self: &Rc<Self>, message: Array) -> Result<Array, TransportError> {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        message.set(0, id.into());
        let promise = Promise::new(&mut |answer, _| {
            self.pending.set(&id.into(), &answer);
        });
        self.post(&message);
        let answer = JsFuture::from(promise).await.unwrap_or_default();
        let answer: Array = answer.unchecked_into();
        if answer.get(1) != "failed" {
            return Ok(answer);
        }
        Err(TransportError {
            reached: if answer.get(2) == "notSent" {
                Reached::NotSent
            } else {
                Reached::Unknown
            },
            message: answer.get(3).as_string().unwrap_or_default(),
        })
    }

    fn post(self: &Rc<Self>, message: &Array) {
        let mut running = self.running.borrow_mut();
        if running.is_none() {
            *running = Running::start(&Rc::downgrade(self));
        }
        let is_on_its_way = match running.as_ref() {
            Some(Running {
                waiting: Some(waiting),
                ..
            }) => {
                waiting.push(message);
                true
            }
            Some(Running { worker, .. }) => worker.post_message(message).is_ok(),
            None => false,
        };
        drop(running);
        if !is_on_its_way {
            self.fail(&message.get(0), "notSent", NOT_LOADED);
        }
    }

    /// Ends the wait of everyone, or of whoever waits for the answer of this number.
    fn fail(&self, id: &JsValue, reached: &str, why: &str) {
        let failed = Array::of4(id, &"failed".into(), &reached.into(), &why.into());
        if id.is_null() {
            self.pending.for_each(&mut |answer, _| {
                let _ = answer
                    .unchecked_into::<Function>()
                    .call1(&JsValue::NULL, &failed);
            });
            self.pending.clear();
        } else {
            self.answer(&failed);
        }
    }

    fn answer(&self, answer: &Array) {
        let id = answer.get(0);
        if let Ok(waiting) = self.pending.get(&id).dyn_into::<Function>() {
            self.pending.delete(&id);
            let _ = waiting.call1(&JsValue::NULL, answer);
        }
    }

    fn hear(self: &Rc<Self>, message: &Array) {
        let kind = message.get(0);
        if kind == "ready" {
            self.begin();
        } else if kind == "changed" {
            if let Some(running) = self.running.borrow_mut().as_mut() {
                running.is_open = true;
            }
            self.tell(&message.get(1));
        } else {
            self.answer(message);
        }
    }

    /// The worker listens: tells it what to open, and then what waits.
    fn begin(&self) {
        let scope = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.base_uri().ok().flatten())
            .and_then(|base| Url::new(&base).ok())
            .map_or_else(|| "/".to_owned(), |base| base.pathname());
        let settings = Store::Local.get(SETTINGS).unwrap_or_default();
        let open = Array::of4(&0.into(), &"open".into(), &scope.into(), &settings.into());
        if let Some(running) = self.running.borrow_mut().as_mut() {
            let _ = running.worker.post_message(&open);
            for message in running
                .waiting
                .take()
                .into_iter()
                .flat_map(|all| all.to_vec())
            {
                let _ = running.worker.post_message(&message);
            }
        }
    }

    /// Tells how the sandbox fares.
    fn tell(&self, status: &JsValue) {
        if let Some(status) = read_status(status) {
            self.on_status.emit(status);
        }
    }

    /// The worker trapped or could not be loaded. It is not used again: after a trap it may be
    /// anything. What it held in its hands may have been done or not.
    fn crash(self: &Rc<Self>) {
        let crashed = self.running.take();
        let (was_listening, was_open) = crashed.as_ref().map_or((false, false), |running| {
            (running.waiting.is_none(), running.is_open)
        });
        drop(crashed);
        if was_open {
            self.running.replace(Running::start(&Rc::downgrade(self)));
        } else {
            self.on_status.emit(SandboxStatus {
                failure: Some(NOT_LOADED.to_owned()),
                ..SandboxStatus::default()
            });
        }
        if was_listening {
            self.fail(&JsValue::NULL, "unknown", CRASHED);
        } else {
            self.fail(&JsValue::NULL, "notSent", NOT_LOADED);
        }
    }
}

impl Running {
    /// Takes the worker that `boot.js` has started, or loads the program that the page names. `None`
    /// where there are no workers.
    fn start(page: &Weak<Page>) -> Option<Self> {
        let worker = started_early().or_else(load)?;
        let listen = |name: &'static str, heard: fn(&Rc<Page>, &Event)| {
            let page = page.clone();
            EventListener::new(&worker, name, move |event| {
                if let Some(page) = page.upgrade() {
                    heard(&page, event);
                }
            })
        };
        let listeners = [
            listen("message", |page, event| {
                let data = Reflect::get(event, &"data".into()).unwrap_or_default();
                page.hear(&data.unchecked_into());
            }),
            listen("error", |page, _| page.crash()),
        ];
        Some(Self {
            worker,
            waiting: Some(Array::new()),
            is_open: false,
            _listeners: listeners,
        })
    }
}

fn started_early() -> Option<Worker> {
    let take = Reflect::get(web_sys::window()?.as_ref(), &"segdeckSandbox".into()).ok()?;
    let take: Function = take.dyn_into().ok()?;
    take.call0(&JsValue::NULL).ok()?.dyn_into().ok()
}

fn load() -> Option<Worker> {
    let document = web_sys::window()?.document()?;
    let name = document
        .query_selector("meta[name=segdeck-worker]")
        .ok()??
        .get_attribute("content")?;
    let address = Url::new_with_base(&name, &document.base_uri().ok()??).ok()?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(&address.href(), &options).ok()
}

pub async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}

pub fn now() -> UnixMillis {
    UnixMillis(platform::now_millis())
}

/// A message whose number is still to be set.
fn message(kind: &str) -> Array {
    Array::of2(&JsValue::NULL, &kind.into())
}

fn bytes_of(body: Body) -> Result<Uint8Array, TransportError> {
    let Body::Reader(mut reader) = body else {
        return Ok(Uint8Array::from(body.as_bytes()));
    };
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut bytes)
        .map(|_| Uint8Array::from(bytes.as_slice()))
        .map_err(|error| TransportError {
            reached: Reached::NotSent,
            message: format!("What was to be sent cannot be read ({error})."),
        })
}

fn not_understood() -> TransportError {
    TransportError {
        reached: Reached::Unknown,
        message: "The sandbox's answer cannot be read. Reload the page.".to_owned(),
    }
}

fn read_response(answer: &Array) -> Option<Response> {
    let mut headers = Headers::default();
    let listed: Array = answer.get(3).dyn_into().ok()?;
    let mut texts = listed.iter().map(|text| text.as_string());
    while let Some(name) = texts.next() {
        headers.set(name?, texts.next()??);
    }
    let body = match answer.get(4).dyn_into::<Uint8Array>() {
        Ok(bytes) if bytes.length() > 0 => Body::Bytes(bytes.to_vec()),
        _ => Body::Empty,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and a status has three digits"
    )]
    let status = answer.get(2).as_f64()? as u16;
    Some(Response {
        status,
        headers,
        body,
    })
}

fn read_status(status: &JsValue) -> Option<SandboxStatus> {
    let status = status.dyn_ref::<Object>()?;
    let field = |name: &str| Reflect::get(status, &name.into()).unwrap_or_default();
    Some(SandboxStatus {
        storage: if field("storage") == "memory" {
            SandboxStorage::Memory
        } else {
            SandboxStorage::File
        },
        reason: field("reason").as_string(),
        is_leader: field("role") == "leader",
        is_persisted: field("persisted").is_truthy(),
        failure: field("failure").as_string(),
    })
}
