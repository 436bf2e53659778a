//! One tab's worker: from the first message on it follows, and some day it leads.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::Array;
use segdeck_core::wire;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{BroadcastChannel, DedicatedWorkerGlobalScope, MessageEvent};

use super::{
    follower::Follower,
    leader::{Asker, Incoming, Leader},
    lock,
    message::{self, Reached, What},
    post, text_of,
};
use crate::status::Status;

/// One tab's worker.
pub struct Tab {
    scope: DedicatedWorkerGlobalScope,
    role: RefCell<Role>,
}

enum Role {
    /// Nobody has told it yet of what sandbox it is part.
    New,
    Follower(Rc<Follower>),
    Leader(Rc<Leader>),
}

/// The ways to the page and to the other tabs.
pub struct Link {
    scope: DedicatedWorkerGlobalScope,
    /// Absent where the browser knows none; then every tab is alone.
    channel: Option<BroadcastChannel>,
    /// The id of this tab.
    pub me: String,
    leads: Cell<bool>,
}

impl Link {
    /// Sends a message to the page of this tab.
    pub fn tell_page(&self, message: &Array) {
        post(&self.scope, message);
    }

    /// Sends an answer to whoever asked.
    pub fn answer(&self, asker: &Asker, answer: &Array) {
        match asker {
            Asker::Page => self.tell_page(answer),
            Asker::Tab(id) => {
                answer.unshift(&id.into());
                answer.unshift(&"to-client".into());
                self.send(answer);
            }
        }
    }

    /// Sends a message of the page to the tab that leads.
    pub fn to_leader(&self, message: &Array) {
        let message = message.slice(0, message.length());
        message.unshift(&(&self.me).into());
        message.unshift(&"to-leader".into());
        self.send(&message);
    }

    /// Sends texts to all other tabs.
    pub fn broadcast(&self, texts: &[&str]) {
        let message: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
        self.send(&message);
    }

    /// Whether this tab leads.
    pub fn leads(&self) -> bool {
        self.leads.get()
    }

    fn send(&self, message: &Array) {
        if let Some(Err(error)) = self
            .channel
            .as_ref()
            .map(|channel| channel.post_message(message))
        {
            web_sys::console::error_1(&error);
        }
    }
}

impl Tab {
    /// A tab that belongs to no sandbox yet.
    pub fn new(scope: DedicatedWorkerGlobalScope) -> Self {
        Self {
            scope,
            role: RefCell::new(Role::New),
        }
    }

    /// Takes a message of the page.
    pub fn hear_page(self: &Rc<Self>, message: &JsValue) {
        let call = match message::read(message) {
            Ok(call) => call,
            Err(refused) => return post(&self.scope, &refused),
        };
        let role = self.role.borrow();
        match (&*role, call.what) {
            (Role::New, What::Open { scope, settings }) => {
                drop(role);
                self.join(scope, settings);
            }
            (Role::New, _) => {
                let why = "The sandbox was not opened yet. Reload the page.";
                post(
                    &self.scope,
                    &message::failed(&call.id, Reached::NotSent, why),
                );
            }
            (Role::Follower(follower), What::Status | What::Open { .. }) => {
                spawn_local(Rc::clone(follower).tell_status(call.id));
            }
            (Role::Follower(follower), _) => follower.forward(message.unchecked_ref()),
            (Role::Leader(leader), what) => leader.take(Incoming {
                asker: Asker::Page,
                call: message::Call { id: call.id, what },
            }),
        }
    }

    /// Becomes part of the sandbox of that scope.
    fn join(self: &Rc<Self>, scope: String, settings: String) {
        let name = format!("segdeck.sandbox {scope}");
        let channel = BroadcastChannel::new(&name).ok();
        if let Some(channel) = &channel {
            let tab = Rc::clone(self);
            let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Ok(message) = event.data().dyn_into::<Array>() {
                    tab.hear_tab(&message);
                }
            });
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
            hear.forget();
        }
        let link = Rc::new(Link {
            scope: self.scope.clone(),
            channel,
            me: wire::encode_text(&js_sys::Math::random()),
            leads: Cell::new(false),
        });
        let follower = Follower::begin(Rc::clone(&link), settings);
        self.role.replace(Role::Follower(follower));
        let lead = {
            let tab = Rc::clone(self);
            move || tab.lead(&link, &scope)
        };
        let lead_anyway = {
            let lead = lead.clone();
            move |error: JsValue| {
                // Without locks there is no file system either, so each tab has its own memory.
                web_sys::console::warn_1(&text_of(&error).into());
                lead();
            }
        };
        lock::wait(&name, lead, lead_anyway);
    }

    fn lead(&self, link: &Rc<Link>, scope: &str) {
        let Role::Follower(follower) = self.role.replace(Role::New) else {
            return;
        };
        link.leads.set(true);
        let leader = Leader::begin(Rc::clone(link), scope, follower.settings());
        for message in follower.end() {
            leader.take_from(Asker::Page, &message);
        }
        self.role.replace(Role::Leader(leader));
    }

    /// Takes a message of another tab. Any page of this origin can send one, so what is not
    /// understood is passed over.
    fn hear_tab(&self, message: &Array) {
        let text = |at| message.get(at).as_string();
        let kind = text(0).unwrap_or_default();
        let rest = || message.slice(2, message.length());
        match &*self.role.borrow() {
            Role::Leader(leader) => match (kind.as_str(), text(1)) {
                ("to-leader", Some(client)) => leader.take_from(Asker::Tab(client), &rest()),
                ("who-leads", _) => leader.announce(),
                _ => {}
            },
            Role::Follower(follower) => match (kind.as_str(), text(1)) {
                ("to-client", Some(client)) if follower.is(&client) => {
                    follower.answered(&rest());
                }
                ("leader", Some(leader)) => {
                    let status = text(2).and_then(|json| Status::seen_by_follower(&json));
                    if let Some(status) = status {
                        follower.met(leader, status);
                    }
                }
                ("settings", Some(settings)) => follower.set_settings(settings),
                _ => {}
            },
            Role::New => {}
        }
    }
}
