//! Asks the server something, and again when the answer may have changed.

use std::{any::Any, future::Future, pin::Pin, rc::Rc};

use segdeck_client::ClientError;
use segdeck_core::endpoint::Operation;
use yew::prelude::*;

use super::Task;
use crate::{
    backend::{ApiClient, use_backend, use_freshness},
    platform,
    state::query::{Asked, AskedAction, Query},
};

/// A question to the server; from [`use_query`].
#[derive(Debug)]
pub struct QueryHandle<T: 'static> {
    /// What is known.
    pub query: Query<T>,
    /// When the newest answer came, in Unix milliseconds.
    pub updated_at: Option<i64>,
    /// Asks again.
    pub reload: Callback<()>,
    /// Takes the answer to a change as the newest one, without asking.
    pub put: Callback<Rc<T>>,
}

impl<T> Clone for QueryHandle<T> {
    fn clone(&self) -> Self {
        Self {
            query: self.query.clone(),
            updated_at: self.updated_at,
            reload: self.reload.clone(),
            put: self.put.clone(),
        }
    }
}

impl<T> PartialEq for QueryHandle<T> {
    fn eq(&self, other: &Self) -> bool {
        self.query == other.query
            && self.updated_at == other.updated_at
            && self.reload == other.reload
            && self.put == other.put
    }
}

/// The answer on its way, whatever its type.
type Answer = Pin<Box<dyn Future<Output = Result<Rc<dyn Any>, ClientError>>>>;

/// Asks `fetch` for `key`: at first, when the key changes, when the answers of `operation` become
/// stale and when the connection comes back. A late answer to an earlier key is dropped, and its
/// request aborted; so is the request of a component that goes away.
///
/// # Panics
///
/// Outside of a connected page.
#[hook]
pub fn use_query<K, T, F>(
    operation: Operation,
    key: K,
    fetch: impl Fn(ApiClient, K) -> F + 'static,
) -> QueryHandle<T>
where
    K: Clone + PartialEq + 'static,
    T: 'static,
    F: Future<Output = Result<T, ClientError>> + 'static,
{
    let known = use_mut_ref(|| (0_u64, key.clone()));
    let version = {
        let mut known = known.borrow_mut();
        if known.1 != key {
            *known = (known.0 + 1, key.clone());
        }
        known.0
    };
    let fetch = Box::new(move |client| -> Answer {
        let answer = fetch(client, key.clone());
        Box::pin(async move { answer.await.map(|data| Rc::new(data) as Rc<dyn Any>) })
    });
    let asked = use_asked(operation, version, fetch);
    let put = use_callback(asked.put, |data: Rc<T>, put| put.emit(data));
    QueryHandle {
        query: asked.query.of(),
        updated_at: asked.updated_at,
        reload: asked.reload,
        put,
    }
}

/// An answer of any type and what can be done about it.
struct AskedHandle {
    query: Query<dyn Any>,
    updated_at: Option<i64>,
    reload: Callback<()>,
    put: Callback<Rc<dyn Any>>,
}

/// Asks for the key of this `version`. Without type parameters, so that the program has it once and
/// not once for each question.
#[hook]
fn use_asked(
    operation: Operation,
    version: u64,
    fetch: Box<dyn Fn(ApiClient) -> Answer>,
) -> AskedHandle {
    let client = use_backend().client;
    let freshness = use_freshness();
    let generation = (freshness.recoveries, freshness.generation(operation));
    let state = use_reducer(Asked::<dyn Any>::default);
    let ticket = use_mut_ref(|| 0_u64);
    let asked = use_mut_ref(|| None::<(ApiClient, u64)>);
    let reloads = use_state_eq(|| 0_u32);
    {
        let dispatcher = state.dispatcher();
        let (ticket, asked) = (ticket.clone(), asked.clone());
        use_effect_with(
            (client, version, generation, *reloads),
            move |(client, version, _, _)| {
                *ticket.borrow_mut() += 1;
                let number = *ticket.borrow();
                let now = Some((client.clone(), *version));
                let is_same = *asked.borrow() == now;
                *asked.borrow_mut() = now;
                dispatcher.dispatch(AskedAction::Ask {
                    ticket: number,
                    is_same,
                });
                let answer = fetch(client.clone());
                let task = Task::spawn(async move {
                    let result = answer.await;
                    dispatcher.dispatch(AskedAction::Answer {
                        ticket: number,
                        result,
                        at: platform::now_millis(),
                    });
                });
                move || drop(task)
            },
        );
    }
    let reload = {
        let reloads = reloads.clone();
        Callback::from(move |()| reloads.set(*reloads + 1))
    };
    let put = {
        let dispatcher = state.dispatcher();
        use_callback((), move |data: Rc<dyn Any>, ()| {
            dispatcher.dispatch(AskedAction::Put {
                data,
                at: platform::now_millis(),
            });
        })
    };
    AskedHandle {
        query: state.query.clone(),
        updated_at: state.updated_at,
        reload,
        put,
    }
}
