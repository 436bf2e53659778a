//! Opens the connection, keeps it and tells components about it.

use std::{cell::Cell, rc::Rc, time::Duration};

use gloo_events::EventListener;
use segdeck_core::wire::{self, Method, Request, Transport};
use yew::prelude::*;

use super::{
    ApiClient, Backend, SandboxStatus, SandboxWorker, Signal,
    network::Network,
    remembered,
    session::{ConnectionHandle, SandboxHandle, Session},
};
use crate::{
    hooks::Task,
    platform::{self, Store},
    state::{
        connection::{Config, Connection, ConnectionAction, Phase},
        connection_id::ConnectionId,
    },
};

/// How often a server that does not answer is asked again.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What a [`BackendProvider`] needs.
#[derive(Properties, PartialEq)]
pub struct BackendProviderProps {
    /// The page.
    pub children: Html,
}

/// Opens the connection that is remembered, else looks for the server that the page came from; looks
/// again whenever there is no answer, and provides the connection to the page inside it.
#[component]
pub fn BackendProvider(props: &BackendProviderProps) -> Html {
    let state = use_reducer_eq(remembered::start);
    let last_answer = use_memo((), |()| Cell::new(platform::now_millis()));
    let last_session = use_mut_ref(|| None::<Session>);
    let worker = use_worker(state.id == ConnectionId::Browser);
    let client = {
        let (dispatcher, last_answer) = (state.dispatcher(), last_answer.clone());
        let how = (
            state.phase == Phase::Connected,
            state.id.clone(),
            state.token.clone(),
            state.key.clone(),
            state.omits_version,
        );
        let worker = worker.as_ref().map(|handle| handle.worker.clone());
        use_memo(how, move |(is_open, id, token, key, omits_version)| {
            let on_signal = Callback::from(move |signal| match signal {
                Signal::Answered(status) => {
                    last_answer.set(platform::now_millis());
                    dispatcher.dispatch(ConnectionAction::Answered(status));
                }
                Signal::KeyRefused => dispatcher.dispatch(ConnectionAction::KeyRefused),
                Signal::Unanswered => dispatcher.dispatch(ConnectionAction::Unanswered),
            });
            let backend = match id {
                ConnectionId::Server => Backend::server(key.clone(), on_signal),
                ConnectionId::Direct { host, .. } => Backend::host(host.as_str(), on_signal),
                ConnectionId::Browser => Backend::sandbox(worker?, on_signal),
            };
            is_open.then(|| ApiClient::new(backend, token.clone(), *omits_version))
        })
    };
    use_look(&state, (*client).clone(), last_answer);
    use_new_key(&state);
    let scope = AttrValue::from(state.scope());
    let (uses_users, set_uses_users) = use_users(&scope);
    let invalidate = {
        let dispatcher = state.dispatcher();
        use_callback((), move |operations, ()| {
            dispatcher.dispatch(ConnectionAction::Invalidated(operations));
        })
    };
    let session = (*client).clone().map(|client| Session {
        client,
        scope,
        uses_users,
        invalidate,
        read_only: state.read_only().map(AttrValue::from),
    });
    if session.is_some() {
        last_session.borrow_mut().clone_from(&session);
    }
    {
        // What needed it is gone by then, and a worker that nobody uses ends with it.
        let last_session = last_session.clone();
        use_effect_with(session.is_some(), move |is_connected| {
            if !is_connected {
                last_session.borrow_mut().take();
            }
        });
    }
    let handle = ConnectionHandle {
        state: Rc::new((*state).clone()),
        session,
        last_session,
        sandbox: worker,
        dispatcher: state.dispatcher(),
        set_uses_users,
    };
    html! {
        <ContextProvider<ConnectionHandle> context={handle}>
            { props.children.clone() }
        </ContextProvider<ConnectionHandle>>
    }
}

/// The worker with the sandbox, while that is in use.
#[hook]
fn use_worker(is_used: bool) -> Option<SandboxHandle> {
    let status = use_state_eq(|| None::<SandboxStatus>);
    let worker = {
        let status = status.setter();
        use_memo(is_used, move |is_used| {
            is_used
                .then(|| SandboxWorker::start(Callback::from(move |told| status.set(Some(told)))))
        })
    };
    (*worker).clone().map(|worker| SandboxHandle {
        worker,
        status: (*status).clone(),
    })
}

/// Looks for a sign of life, as long as one is needed.
#[hook]
fn use_look(
    state: &UseReducerHandle<Connection>,
    client: Option<ApiClient>,
    last_answer: Rc<Cell<i64>>,
) {
    let dispatcher = state.dispatcher();
    let deps = (state.needs_look(), state.id == ConnectionId::Server, client);
    use_effect_with(deps, move |(needs_look, is_server, client)| {
        let client = client.clone().filter(|_| !is_server);
        let task = needs_look.then(|| {
            Task::spawn(async move {
                let network = Network::new(platform::base_path());
                loop {
                    let is_elsewhere = match &client {
                        // Its answer is told by the client itself.
                        Some(client) => client.reach().await.is_ok(),
                        None => match read_config(&network).await {
                            Ok(config) => {
                                dispatcher.dispatch(ConnectionAction::Found(config));
                                return;
                            }
                            Err(is_elsewhere) => is_elsewhere,
                        },
                    };
                    if client.is_none() || !is_elsewhere {
                        dispatcher.dispatch(ConnectionAction::NotFound {
                            last_answer: last_answer.get(),
                            is_elsewhere,
                        });
                    }
                    network.sleep(LOOK_EVERY).await;
                }
            })
        });
        move || drop(task)
    });
}

/// Takes the gateway's key also from an address that is opened in this tab while the page is shown.
#[hook]
fn use_new_key(state: &UseReducerHandle<Connection>) {
    let dispatcher = state.dispatcher();
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                if let Some(key) = remembered::take_key() {
                    dispatcher.dispatch(ConnectionAction::KeyGiven(key));
                }
            })
        });
        move || drop(listener)
    });
}

/// Whether the account of the connection uses users instead of contexts, and what says so.
#[hook]
fn use_users(scope: &AttrValue) -> (bool, Callback<bool>) {
    let chosen = use_state_eq(|| None::<(AttrValue, bool)>);
    // The server's sandbox was the only connection once, under that name.
    let is_set = |scope: &str| Store::Local.get(&users_name(scope)).is_some();
    let is_on = match &*chosen {
        Some((known, is_on)) if known == scope => *is_on,
        _ => is_set(scope) || (*scope == "server" && is_set("sandbox")),
    };
    let set = use_callback(scope.clone(), move |is_on: bool, scope: &AttrValue| {
        // A browser that keeps nothing still follows the choice until the page is left.
        if is_on {
            let _ = Store::Local.set(&users_name(scope), "on");
        } else {
            Store::Local.remove(&users_name(scope));
            Store::Local.remove(&users_name("sandbox"));
        }
        chosen.set(Some((scope.clone(), is_on)));
    });
    (is_on, set)
}

fn users_name(scope: &str) -> String {
    format!("segdeck.users.{scope}")
}

/// Asks the server that the page came from about itself. Any other answer means that there is none:
/// a host of plain files answers every address with the page, or with 404.
///
/// # Errors
///
/// Whether something else answered, which will not be a server of ours later either.
async fn read_config(network: &Network) -> Result<Config, bool> {
    let request = Request::new(Method::Get, "/segdeck/config.json");
    let response = network.send(request).await.map_err(|_| false)?;
    if !response.is_success() {
        // Something before the server may speak for it while it is away.
        return Err(response.status < 500);
    }
    let config: Config = wire::decode(response.body.as_bytes()).map_err(|_| true)?;
    if config.is_sandbox() || config.is_gateway() {
        Ok(config)
    } else {
        Err(true)
    }
}

/// What the server that the page came from says about itself, if it is one of ours.
pub async fn find_server() -> Option<Config> {
    read_config(&Network::new(platform::base_path())).await.ok()
}
