//! Finds the server, keeps the connection and tells components about it.

use std::{cell::Cell, rc::Rc, time::Duration};

use segdeck_core::wire::{self, Method, Request, Transport};
use yew::prelude::*;

use super::{
    ApiClient, Backend, Signal,
    network::Network,
    session::{ConnectionHandle, Freshness, Invalidate, Session},
};
use crate::{
    hooks::Task,
    platform::{self, Store},
    state::connection::{Config, Connection, ConnectionAction},
};

/// How often a server that does not answer is asked again.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What a [`BackendProvider`] needs.
#[derive(Properties, PartialEq)]
pub struct BackendProviderProps {
    /// The page.
    pub children: Html,
}

/// Looks for the server at the start, and again whenever it stops answering, and provides the
/// connection to the page inside it.
#[component]
pub fn BackendProvider(props: &BackendProviderProps) -> Html {
    let state = use_reducer_eq(Connection::default);
    let last_answer = use_memo((), |()| Cell::new(platform::now_millis()));
    {
        let (dispatcher, last_answer) = (state.dispatcher(), last_answer.clone());
        use_effect_with(state.needs_look(), move |needs_look| {
            let task = needs_look.then(|| {
                Task::spawn(async move {
                    let network = Network::new(platform::base_path());
                    loop {
                        if let Some(config) = read_config(&network).await {
                            dispatcher.dispatch(ConnectionAction::Found(config));
                            return;
                        }
                        dispatcher.dispatch(ConnectionAction::NotFound {
                            last_answer: last_answer.get(),
                        });
                        network.sleep(LOOK_EVERY).await;
                    }
                })
            });
            move || drop(task)
        });
    }
    let uses_users = use_state_eq(|| None::<(String, bool)>);
    let config_name = state.config.as_ref().map(|config| config.name());
    let is_users = match (&*uses_users, &config_name) {
        (Some((name, is_on)), Some(current)) if name == current => *is_on,
        (_, Some(current)) => Store::Local.get(&stored_as(current)).is_some(),
        (_, None) => false,
    };
    let set_uses_users = {
        let uses_users = uses_users.clone();
        use_callback(config_name, move |is_on: bool, name: &Option<String>| {
            if let Some(name) = name {
                // A browser that keeps nothing still follows the choice until the page is left.
                if is_on {
                    let _ = Store::Local.set(&stored_as(name), "on");
                } else {
                    Store::Local.remove(&stored_as(name));
                }
                uses_users.set(Some((name.clone(), is_on)));
            }
        })
    };
    let client = {
        let (dispatcher, last_answer) = (state.dispatcher(), last_answer.clone());
        use_memo(state.token.clone(), move |token| {
            let on_signal = Callback::from(move |signal| match signal {
                Signal::Answered(status) => {
                    last_answer.set(platform::now_millis());
                    dispatcher.dispatch(ConnectionAction::Answered(status));
                }
                Signal::Unanswered => dispatcher.dispatch(ConnectionAction::Unanswered),
            });
            token
                .clone()
                .map(|token| ApiClient::new(Backend::network(on_signal), token))
        })
    };
    let give_token = {
        let dispatcher = state.dispatcher();
        use_callback((), move |token, ()| {
            dispatcher.dispatch(ConnectionAction::TokenGiven(token));
        })
    };
    let invalidate = {
        let dispatcher = state.dispatcher();
        use_callback((), move |operations, ()| {
            dispatcher.dispatch(ConnectionAction::Invalidated(operations));
        })
    };
    let session = (*client)
        .clone()
        .zip(state.config.clone())
        .map(|(client, config)| Session {
            client,
            config,
            uses_users: is_users,
        });
    let freshness = Freshness {
        recoveries: state.recoveries,
        generations: state.generations.clone(),
    };
    let handle = ConnectionHandle {
        state: Rc::new((*state).clone()),
        session: session.clone(),
        give_token,
        set_uses_users,
    };
    let inner = match session {
        Some(session) => html! {
            <ContextProvider<Session> context={session}>
                { props.children.clone() }
            </ContextProvider<Session>>
        },
        None => props.children.clone(),
    };
    html! {
        <ContextProvider<ConnectionHandle> context={handle}>
            <ContextProvider<Freshness> context={freshness}>
                <ContextProvider<Invalidate> context={Invalidate(invalidate)}>
                    { inner }
                </ContextProvider<Invalidate>>
            </ContextProvider<Freshness>>
        </ContextProvider<ConnectionHandle>>
    }
}

fn stored_as(connection: &str) -> String {
    format!("segdeck.users.{connection}")
}

/// Asks the server that the page came from about itself. Anything but the expected answer means
/// that there is none: a plain file server, for one, answers every address with the page.
async fn read_config(network: &Network) -> Option<Config> {
    let request = Request::new(Method::Get, "/segdeck/config.json");
    let response = network.send(request).await.ok()?;
    if !response.is_success() {
        return None;
    }
    wire::decode(response.body.as_bytes()).ok()
}
