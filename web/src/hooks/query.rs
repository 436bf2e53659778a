//! Asks the server something, and again when the answer may have changed.

use std::{future::Future, rc::Rc};

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
    let client = use_backend().client;
    let freshness = use_freshness();
    let generation = (freshness.recoveries, freshness.generation(operation));
    let state = use_reducer(Asked::<T>::default);
    let ticket = use_mut_ref(|| 0_u64);
    let asked_key = use_mut_ref(|| None::<(ApiClient, K)>);
    let reloads = use_state_eq(|| 0_u32);
    {
        let dispatcher = state.dispatcher();
        let (ticket, asked_key) = (ticket.clone(), asked_key.clone());
        use_effect_with(
            (client, key, generation, *reloads),
            move |(client, key, _, _)| {
                *ticket.borrow_mut() += 1;
                let number = *ticket.borrow();
                let asked = Some((client.clone(), key.clone()));
                let is_same = *asked_key.borrow() == asked;
                *asked_key.borrow_mut() = asked;
                dispatcher.dispatch(AskedAction::Ask {
                    ticket: number,
                    is_same,
                });
                let answer = fetch(client.clone(), key.clone());
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
        use_callback((), move |data: Rc<T>, ()| {
            dispatcher.dispatch(AskedAction::Put {
                data,
                at: platform::now_millis(),
            });
        })
    };
    QueryHandle {
        query: state.query.clone(),
        updated_at: state.updated_at,
        reload,
        put,
    }
}
