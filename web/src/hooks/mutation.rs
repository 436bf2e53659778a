//! Changes what the server holds.

use std::future::Future;

use segdeck_client::ClientError;
use segdeck_core::endpoint::Operation;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::backend::{ApiClient, Session, use_backend};

/// A change that can be made; from [`use_mutation`].
#[derive(Debug)]
pub struct Mutation<A> {
    /// Makes it. Ignored while one is under way.
    pub run: Callback<A>,
    /// Whether one is under way.
    pub is_running: bool,
}

impl<A> Clone for Mutation<A> {
    fn clone(&self) -> Self {
        Self {
            run: self.run.clone(),
            is_running: self.is_running,
        }
    }
}

/// Makes a change with `send` and hands the result to `on_done`. When it is done, for good or ill,
/// the answers of `stale` are asked for again. A change that was begun is finished even when the
/// component goes away: it cannot be taken back.
///
/// # Panics
///
/// Outside of a connected page.
#[hook]
pub fn use_mutation<A, T, F>(
    stale: &'static [Operation],
    send: impl Fn(ApiClient, A) -> F + 'static,
    on_done: Callback<Result<T, ClientError>>,
) -> Mutation<A>
where
    A: 'static,
    T: 'static,
    F: Future<Output = Result<T, ClientError>> + 'static,
{
    let Session {
        client, invalidate, ..
    } = use_backend();
    let is_running = use_state_eq(|| false);
    // The state of the last render is too old for a second click within one frame.
    let guard = use_mut_ref(|| false);
    let run = {
        let is_running = is_running.clone();
        Callback::from(move |argument: A| {
            if guard.replace(true) {
                return;
            }
            is_running.set(true);
            let answer = send(client.clone(), argument);
            let (invalidate, on_done) = (invalidate.clone(), on_done.clone());
            let (is_running, guard) = (is_running.clone(), guard.clone());
            spawn_local(async move {
                let result = answer.await;
                guard.replace(false);
                is_running.set(false);
                invalidate.emit(stale);
                on_done.emit(result);
            });
        })
    };
    Mutation {
        run,
        is_running: *is_running,
    }
}
