//! A tab that works through the one that holds the database.

use std::{cell::RefCell, mem, rc::Rc};

use gloo_timers::callback::Timeout;
use js_sys::Array;
use segdeck_core::{gather::Gather, order::Map};
use wasm_bindgen::JsValue;

use super::{
    database,
    message::{self, Reached},
    tab::Link,
};
use crate::status::Status;

/// How long a message waits for its answer, in milliseconds. Only a tab that the browser has put to
/// sleep takes longer.
const PATIENCE: u32 = 30_000;
/// How long a tab waits to hear who leads.
const PATIENCE_AT_START: u32 = 10_000;

const LEADER_GONE: &str = "The tab that held the sandbox closed before it answered.";
const LEADER_SILENT: &str = "Another tab holds the sandbox and does not answer. Show or close the \
    other tabs of Segdeck, or reload them.";

/// A tab that works through the one that holds the database.
pub struct Follower {
    link: Rc<Link>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    leader: Option<String>,
    status: Status,
    settings: String,
    /// What waits for a leader to be known, by its number.
    waiting: Map<u64, Array>,
    /// What the leader has, by its number.
    sent: Map<u64, JsValue>,
}

impl Follower {
    /// Follows whoever answers.
    pub fn begin(link: Rc<Link>, settings: String) -> Rc<Self> {
        let follower = Rc::new(Self {
            link,
            state: RefCell::new(State {
                settings,
                ..State::default()
            }),
        });
        follower.link.broadcast(&["who-leads"]);
        let waiting = Rc::downgrade(&follower);
        let timeout = Timeout::new(PATIENCE_AT_START, move || {
            if let Some(follower) = waiting.upgrade() {
                follower.complain();
            }
        });
        timeout.forget();
        follower
    }

    /// Whether this tab has that id.
    pub fn is(&self, id: &str) -> bool {
        self.link.me == id
    }

    /// The settings that hold.
    pub fn settings(&self) -> String {
        self.state.borrow().settings.clone()
    }

    /// Takes over the settings of the leader.
    pub fn set_settings(&self, settings: String) {
        self.state.borrow_mut().settings = settings;
    }

    /// Hands a message of the page on.
    pub fn forward(self: &Rc<Self>, message: &Array) {
        let id = message.get(0);
        let Some(number) = number_of(&id) else {
            return;
        };
        let mut state = self.state.borrow_mut();
        if state.leader.is_some() {
            state.sent.insert(number, id);
            self.link.to_leader(message);
        } else {
            state.waiting.insert(number, message.clone());
        }
        let follower = Rc::downgrade(self);
        let timeout = Timeout::new(PATIENCE, move || {
            if let Some(follower) = follower.upgrade() {
                follower.give_up(number);
            }
        });
        timeout.forget();
    }

    /// Hands an answer on to the page.
    pub fn answered(&self, answer: &Array) {
        let number = number_of(&answer.get(0));
        let is_awaited = number
            .and_then(|number| self.state.borrow_mut().sent.remove(&number))
            .is_some();
        if is_awaited {
            self.link.tell_page(answer);
        }
    }

    /// Somebody leads. What another one had may have been done or not.
    pub fn met(&self, leader: String, status: Status) {
        let mut state = self.state.borrow_mut();
        let is_new = state.leader.as_ref() != Some(&leader);
        state.leader = Some(leader);
        let has_changed = is_new || state.status != status;
        state.status = status;
        let mut lost = Map::new();
        if is_new {
            lost = mem::take(&mut state.sent);
        }
        let waiting = mem::take(&mut state.waiting);
        for (number, message) in waiting {
            state.sent.insert(number, message.get(0));
            self.link.to_leader(&message);
        }
        let changed = has_changed.then(|| message::changed(&state.status));
        drop(state);
        self.lose(&lost);
        if let Some(changed) = changed {
            self.link.tell_page(&changed);
        }
    }

    /// Follows no more, since this tab leads now. Gives what nobody was sent yet.
    pub fn end(&self) -> Vec<Array> {
        let state = mem::take(&mut *self.state.borrow_mut());
        self.lose(&state.sent);
        state.waiting.into_iter().map(|(_, message)| message).list()
    }

    /// Tells the page how the sandbox fares.
    pub async fn tell_status(self: Rc<Self>, id: JsValue) {
        let is_persisted = database::is_persisted().await;
        let done = {
            let mut state = self.state.borrow_mut();
            state.status.persisted = is_persisted;
            message::done(&id, &state.status)
        };
        self.link.tell_page(&done);
    }

    fn lose(&self, lost: &Map<u64, JsValue>) {
        for id in lost.values() {
            self.link
                .tell_page(&message::failed(id, Reached::Unknown, LEADER_GONE));
        }
    }

    fn give_up(&self, number: u64) {
        let mut state = self.state.borrow_mut();
        let waited = state.waiting.remove(&number);
        let sent = state.sent.remove(&number);
        drop(state);
        let failed = match (waited, sent) {
            (Some(message), _) => message::failed(&message.get(0), Reached::NotSent, LEADER_SILENT),
            (_, Some(id)) => message::failed(&id, Reached::Unknown, LEADER_SILENT),
            _ => return,
        };
        self.link.tell_page(&failed);
    }

    fn complain(&self) {
        let state = self.state.borrow();
        // One that follows no more has no leader either, and nothing to complain of.
        if state.leader.is_none() && !self.link.leads() {
            let status = Status {
                failure: Some(LEADER_SILENT.to_owned()),
                ..state.status.clone()
            };
            self.link.tell_page(&message::changed(&status));
        }
    }
}

fn number_of(id: &JsValue) -> Option<u64> {
    let number = id.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and the page counts from 1"
    )]
    Some(number as u64)
}
