//! The entries of a segment's audit log, the newest first, and what each was about.

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use segdeck_client::{AuditWalk, ClientError};
use segdeck_core::{
    SegmentKey,
    endpoint::{AuditFilter, ListAuditLog, Operation, Place},
    model::{AuditEntry, SegmentResource},
};
use yew::prelude::*;

use super::told::Detail;
use crate::{
    backend::{use_backend, use_freshness},
    hooks::Task,
};

/// How many entries come at a time.
const PAGE_SIZE: u64 = 10;
/// How many of them are asked about at a time.
const AT_ONCE: usize = 4;

/// What one entry was about, once it was asked.
pub type Asked = Result<Rc<Detail>, Rc<ClientError>>;

/// What is known of the history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The entries, the newest first.
    pub entries: Rc<[Rc<AuditEntry>]>,
    /// What they were about, by id.
    pub details: Rc<BTreeMap<String, Asked>>,
    /// Whether there are no older ones.
    pub is_whole: bool,
    /// Whether some are on their way.
    pub is_loading: bool,
    /// Why the last ones could not be loaded.
    pub error: Option<Rc<ClientError>>,
    /// How often it was asked again about those that could not be told.
    retries: u32,
}

/// What happens to the history.
pub enum HistoryAction {
    /// Entries are asked for.
    Ask,
    /// Entries came: the newest, or the next older ones.
    Page {
        /// Whether they are the newest, in place of all others.
        is_first: bool,
        /// The entries.
        entries: Vec<AuditEntry>,
        /// Whether there are no older ones.
        is_whole: bool,
    },
    /// They could not be loaded.
    Fail(Rc<ClientError>),
    /// What an entry was about is known.
    Tell(String, Asked),
    /// What could not be told is asked again.
    Retry,
}

impl Reducible for History {
    type Action = HistoryAction;

    fn reduce(self: Rc<Self>, action: HistoryAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            HistoryAction::Ask => {
                next.is_loading = true;
                next.error = None;
            }
            HistoryAction::Page {
                is_first,
                entries,
                is_whole,
            } => {
                let known = if is_first { &[][..] } else { &next.entries };
                let new = entries.into_iter().map(Rc::new);
                next.entries = known.iter().cloned().chain(new).collect();
                next.is_whole = is_whole;
                next.is_loading = false;
                next.error = None;
            }
            HistoryAction::Fail(error) => {
                next.is_loading = false;
                next.error = Some(error);
            }
            HistoryAction::Tell(id, asked) => {
                Rc::make_mut(&mut next.details).insert(id, asked);
            }
            HistoryAction::Retry => {
                Rc::make_mut(&mut next.details).retain(|_, asked| asked.is_ok());
                next.retries += 1;
            }
        }
        next.into()
    }
}

impl History {
    /// What an entry was about, if it is known.
    #[must_use]
    pub fn detail(&self, id: &str) -> Option<&Rc<Detail>> {
        self.details.get(id)?.as_ref().ok()
    }

    /// The entries that nothing is known about yet.
    fn wanted(&self) -> VecDeque<String> {
        let ids = self.entries.iter().map(|entry| &entry.id);
        let ids = ids.filter(|id| !self.details.contains_key(*id));
        ids.cloned().collect()
    }

    /// How many entries there are, "10+" if there are more.
    #[must_use]
    pub fn count(&self) -> Option<AttrValue> {
        let mark = if self.is_whole { "" } else { "+" };
        let is_known = self.is_whole || !self.entries.is_empty();
        is_known.then(|| format!("{}{mark}", self.entries.len()).into())
    }
}

/// The history of a segment; from [`use_history`].
#[derive(Clone, PartialEq)]
pub struct HistoryHandle {
    /// What is known.
    pub history: Rc<History>,
    /// Asks for older entries, or once more for those that could not be loaded.
    pub load_more: Callback<()>,
    /// Asks once more about the entries that could not be told.
    pub ask_again: Callback<()>,
}

/// The history, loaded anew whenever the segment has changed, which `version` tells.
#[hook]
pub fn use_history(place: &Place, key: &SegmentKey, version: i64) -> HistoryHandle {
    let client = use_backend().client;
    let freshness = use_freshness();
    let generation = (
        freshness.recoveries,
        freshness.generation(Operation::GetSegment),
        version,
    );
    let state = use_reducer(History::default);
    let walk = use_mut_ref(|| None::<AuditWalk>);
    let tasks = use_mut_ref(|| None::<Task>);
    let load = {
        let (walk, tasks, dispatcher) = (walk.clone(), tasks.clone(), state.dispatcher());
        let (client, place, key) = (client.clone(), place.clone(), key.clone());
        Rc::new(move |is_first: bool| {
            let known = walk.borrow().clone().filter(|_| !is_first);
            let mut next = known.unwrap_or_else(|| {
                AuditWalk::new(ListAuditLog {
                    spec: Some(SegmentResource::new(place.clone(), key.clone()).to_string()),
                    filter: AuditFilter {
                        limit: Some(PAGE_SIZE),
                        ..AuditFilter::default()
                    },
                })
            });
            dispatcher.dispatch(HistoryAction::Ask);
            let (walk, client, dispatcher) = (walk.clone(), client.clone(), dispatcher.clone());
            let task = Task::spawn(async move {
                dispatcher.dispatch(match client.next_audit_entries(&mut next).await {
                    Ok(entries) => {
                        let is_whole = entries.is_none() || next.is_done();
                        walk.replace(Some(next));
                        HistoryAction::Page {
                            is_first,
                            entries: entries.unwrap_or_default(),
                            is_whole,
                        }
                    }
                    Err(error) => HistoryAction::Fail(Rc::new(error)),
                });
            });
            tasks.replace(Some(task));
        })
    };
    {
        let (load, tasks) = (load.clone(), tasks.clone());
        let deps = (client.clone(), place.clone(), key.clone(), generation);
        use_effect_with(deps, move |_| {
            load(true);
            move || drop(tasks.take())
        });
    }
    {
        let dispatcher = state.dispatcher();
        let history = state.clone();
        let deps = (client, state.entries.clone(), state.retries);
        use_effect_with(deps, move |(client, ..)| {
            let queue = Rc::new(RefCell::new(history.wanted()));
            let tasks: Vec<Task> = (0..AT_ONCE.min(queue.borrow().len()))
                .map(|_| {
                    let (queue, client) = (queue.clone(), client.clone());
                    let dispatcher = dispatcher.clone();
                    Task::spawn(async move {
                        loop {
                            let Some(id) = queue.borrow_mut().pop_front() else {
                                return;
                            };
                            let asked = match client.get_audit_log_entry(&id).await {
                                Ok(entry) => Ok(Rc::new(Detail::of(&entry))),
                                Err(error) => Err(Rc::new(error)),
                            };
                            dispatcher.dispatch(HistoryAction::Tell(id, asked));
                        }
                    })
                })
                .collect();
            move || drop(tasks)
        });
    }
    let is_first = state.entries.is_empty();
    let ask_again = {
        let dispatcher = state.dispatcher();
        Callback::from(move |()| dispatcher.dispatch(HistoryAction::Retry))
    };
    HistoryHandle {
        history: Rc::new((*state).clone()),
        load_more: Callback::from(move |()| load(is_first)),
        ask_again,
    }
}
