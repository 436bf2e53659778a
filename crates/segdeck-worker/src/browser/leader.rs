//! The tab that holds the database.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use gloo_timers::{callback::Timeout, future::sleep};
use segdeck_core::{
    UnixMillis,
    gather::Gather,
    wire::{Method, Request},
};
use segdeck_sandbox::Seed;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::{
    database::{self, Database},
    message::{self, Call, Reached, What},
    tab::Link,
};
use crate::{
    host::Host,
    settings::Settings,
    status::{Role, Status},
};

/// The pause after a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// The tab that holds the database.
pub struct Leader {
    link: Rc<Link>,
    stage: RefCell<Stage>,
    /// Away while it is opened.
    database: RefCell<Option<Database>>,
    settings: RefCell<String>,
    status: RefCell<Status>,
    /// Of what is to happen by itself, only the newest plan holds.
    plan: Cell<u32>,
}

enum Stage {
    /// Whatever comes waits.
    Opening(Vec<Incoming>),
    Open(Box<Host>),
    /// A sentence says why, and what to do.
    Failed(String),
}

/// A message, and who sent it.
pub struct Incoming {
    pub asker: Asker,
    pub call: Call,
}

/// Who sent a message.
#[derive(Clone)]
pub enum Asker {
    /// The page of this tab.
    Page,
    /// The tab of that id.
    Tab(String),
}

impl Leader {
    /// Leads: opens the database and tells everyone.
    pub fn begin(link: Rc<Link>, scope: &str, settings: String) -> Rc<Self> {
        let leader = Rc::new(Self {
            link,
            stage: RefCell::new(Stage::Opening(Vec::new())),
            database: RefCell::new(Some(Database::new(scope))),
            settings: RefCell::new(settings),
            status: RefCell::default(),
            plan: Cell::new(0),
        });
        let opening = Rc::clone(&leader);
        spawn_local(async move { opening.open(None).await });
        leader
    }

    /// Tells the other tabs who leads; nothing while that does not help them yet.
    pub fn announce(&self) {
        if !matches!(*self.stage.borrow(), Stage::Opening(_)) {
            self.link
                .broadcast(&["leader", &self.link.me, &self.status.borrow().to_json()]);
        }
    }

    /// Carries out a message as it came, if it can be read.
    pub fn take_from(self: &Rc<Self>, asker: Asker, message: &JsValue) {
        match message::read(message) {
            Ok(call) => self.take(Incoming { asker, call }),
            Err(refused) => self.link.answer(&asker, &refused),
        }
    }

    /// Carries out a message, now or when the database is open.
    pub fn take(self: &Rc<Self>, incoming: Incoming) {
        if let Stage::Opening(queue) = &mut *self.stage.borrow_mut() {
            queue.push(incoming);
            return;
        }
        let Incoming { asker, call } = incoming;
        let id = call.id;
        match call.what {
            What::Request(request) => self.answer(asker, &id, &request),
            What::Configure(settings) => self.configure(&asker, &id, settings),
            What::Reset => self.renew(asker, id, Seed::Nothing),
            What::LoadDemo => self.renew(asker, id, Seed::Demo),
            What::Download => {
                let answer = match self.copy() {
                    Ok(bytes) => message::file(&id, &bytes),
                    Err(why) => message::failed(&id, Reached::NotSent, &why),
                };
                self.link.answer(&asker, &answer);
            }
            What::Status | What::Open { .. } => {
                let leader = Rc::clone(self);
                spawn_local(async move {
                    let is_persisted = database::is_persisted().await;
                    leader.status.borrow_mut().persisted = is_persisted;
                    leader.done(&asker, &id);
                });
            }
        }
    }

    fn done(&self, asker: &Asker, id: &JsValue) {
        let done = message::done(id, &self.status.borrow());
        self.link.answer(asker, &done);
    }

    fn answer(self: &Rc<Self>, asker: Asker, id: &JsValue, request: &Request) {
        let outcome = match &*self.stage.borrow() {
            Stage::Open(host) => host.answer(request),
            Stage::Failed(why) => {
                let failed = message::failed(id, Reached::NotSent, why);
                return self.link.answer(&asker, &failed);
            }
            Stage::Opening(_) => return,
        };
        let answer = match &outcome.answer {
            Some(response) => message::response(id, response),
            None => message::failed(
                id,
                Reached::Unknown,
                "The answer was lost: a fault was injected.",
            ),
        };
        if outcome.after.is_zero() {
            self.link.answer(&asker, &answer);
        } else {
            let link = Rc::clone(&self.link);
            spawn_local(async move {
                sleep(outcome.after).await;
                link.answer(&asker, &answer);
            });
        }
        if request.method != Method::Get {
            self.plan(Duration::ZERO);
        }
    }

    fn configure(self: &Rc<Self>, asker: &Asker, id: &JsValue, settings: String) {
        let done = Settings::parse(&settings)
            .map_err(|error| error.to_string())
            .and_then(|parsed| match &mut *self.stage.borrow_mut() {
                Stage::Open(host) => host.configure(parsed).map_err(|error| error.to_string()),
                _ => Ok(()),
            });
        if let Err(why) = done {
            let failed = message::failed(id, Reached::NotSent, &why);
            return self.link.answer(asker, &failed);
        }
        // Whoever takes over goes on with them.
        self.link.broadcast(&["settings", &settings]);
        self.settings.replace(settings);
        self.status.borrow_mut().reason = self.reason();
        self.plan(Duration::ZERO);
        self.done(asker, id);
    }

    fn copy(&self) -> Result<Vec<u8>, String> {
        match &*self.stage.borrow() {
            Stage::Open(host) => host.sandbox().copy().map_err(|error| error.to_string()),
            Stage::Failed(why) => {
                let database = self.database.borrow();
                let bytes = database.as_ref().and_then(Database::raw_copy);
                bytes.ok_or_else(|| why.clone())
            }
            Stage::Opening(_) => Err("The sandbox is being opened. Try again.".to_owned()),
        }
    }

    /// Makes a new database in the place of the old one.
    fn renew(self: &Rc<Self>, asker: Asker, id: JsValue, seed: Seed) {
        // Lets go of the old one.
        self.stage.replace(Stage::Opening(Vec::new()));
        let leader = Rc::clone(self);
        spawn_local(async move {
            leader.open(Some(seed)).await;
            let failure = leader.status.borrow().failure.clone();
            match failure {
                Some(why) => {
                    let failed = message::failed(&id, Reached::Unknown, &why);
                    leader.link.answer(&asker, &failed);
                }
                None => leader.done(&asker, &id),
            }
        });
    }

    /// Opens the database, or with `renewed` a new one with these contents in its place, and lets
    /// go on what waited for that.
    async fn open(self: &Rc<Self>, renewed: Option<Seed>) {
        let Some(mut database) = self.database.take() else {
            return;
        };
        let asked = database::ask_whether_persisted();
        let settings = Settings::parse(&self.settings.borrow()).unwrap_or_default();
        let seed = renewed.unwrap_or(settings.seed);
        let removed = match renewed {
            Some(_) => database.remove().await,
            None => Ok(()),
        };
        let opened = match removed {
            Ok(()) => database.open(seed, machine_now()).await,
            Err(why) => Err(why),
        };
        let is_persisted = database::was_persisted(asked).await;
        let (storage, _) = database.storage();
        self.database.replace(Some(database));
        let mut failure = None;
        let stage = match opened {
            Ok(sandbox) => Stage::Open(Box::new(Host::new(sandbox, settings, machine_now))),
            Err(why) => {
                failure = Some(why.clone());
                Stage::Failed(why)
            }
        };
        self.status.replace(Status {
            storage,
            reason: self.reason(),
            role: Role::Leader,
            persisted: is_persisted,
            failure,
        });
        let waiting = match self.stage.replace(stage) {
            Stage::Opening(waiting) => waiting,
            _ => Vec::new(),
        };
        self.announce();
        self.link
            .tell_page(&message::changed(&self.status.borrow()));
        for incoming in waiting {
            self.take(incoming);
        }
        self.plan(Duration::ZERO);
    }

    /// What is to be known of the storage and of the settings.
    fn reason(&self) -> Option<String> {
        let database = self.database.borrow();
        let of_storage = database.as_ref().and_then(|database| database.storage().1);
        let refused = Settings::parse(&self.settings.borrow()).err();
        let of_settings = refused.map(|error| {
            format!("The sandbox's settings cannot be read, so the usual ones hold. {error}")
        });
        let all: Vec<String> = of_storage.into_iter().chain(of_settings).list();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// Looks after what is to happen by itself, so much later.
    fn plan(self: &Rc<Self>, after: Duration) {
        let plan = self.plan.get().wrapping_add(1);
        self.plan.set(plan);
        let leader = Rc::downgrade(self);
        let millis = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
        let timeout = Timeout::new(millis, move || {
            if let Some(leader) = leader.upgrade()
                && leader.plan.get() == plan
            {
                leader.tick();
            }
        });
        timeout.forget();
    }

    fn tick(self: &Rc<Self>) {
        let next = match &*self.stage.borrow() {
            Stage::Open(host) => host.tick(),
            _ => return,
        };
        match next {
            Ok(Some(after)) => self.plan(after),
            Ok(None) => {}
            Err(error) => {
                web_sys::console::error_1(&error.to_string().into());
                self.plan(AFTER_FAILURE);
            }
        }
    }
}

/// This machine's time.
fn machine_now() -> UnixMillis {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 are whole and fit for 280,000 years"
    )]
    UnixMillis(js_sys::Date::now() as i64)
}
