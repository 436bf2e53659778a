//! The connection page.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    browser::BrowserSandbox,
    direct::DirectForm,
    gateway::StartGateway,
    rail::ConnectionRail,
    saved::{SavedList, name_of},
    section::Section,
    server::PageServer,
};
use crate::{
    backend::{find_server, use_connection},
    format::isolated,
    hooks::use_title,
    state::{
        connection::{ConnectionAction, Health, Phase},
        connection_id::ConnectionId,
    },
    ui::{Chip, ChipTone, Note, NoteTone, Switch},
};

crate::lazy::part! {
    /// The connection page, which loads when it is first opened.
    pub CONNECTION_PAGE = ConnectionPage(()) in dialogs by connection_page
}

/// A way to connect.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    Browser,
    Server,
    Gateway,
    Direct(Option<ConnectionId>),
}

impl Way {
    /// What a person most likely wants at first.
    fn likely(id: &ConnectionId, phase: Phase) -> Self {
        match (id, phase) {
            (ConnectionId::Browser, _)
            | (ConnectionId::Server, Phase::Choosing | Phase::NoServer) => Self::Browser,
            (ConnectionId::Server, _) => Self::Server,
            (ConnectionId::Direct { .. }, Phase::Connected) => Self::Direct(None),
            (id, _) => Self::Direct(Some(id.clone())),
        }
    }
}

/// Where segments come from and where changes go.
#[component]
pub fn ConnectionPage() -> Html {
    use_title(&["Connection"]);
    let connection = use_connection();
    let state = &connection.state;
    let chosen = use_state_eq(|| None::<Way>);
    let way = (*chosen)
        .clone()
        .unwrap_or_else(|| Way::likely(&state.id, state.phase));
    let is_connected = connection.session.is_some();
    {
        let dispatcher = connection.dispatcher.clone();
        let is_unknown = state.config.is_none() && state.id != ConnectionId::Server;
        use_effect_with(is_unknown, move |is_unknown| {
            if *is_unknown {
                spawn_local(async move {
                    if let Some(config) = find_server().await {
                        dispatcher.dispatch(ConnectionAction::Found(config));
                    }
                });
            }
        });
    }
    let choose = |way: Way| {
        let chosen = chosen.clone();
        Callback::from(move |()| chosen.set(Some(way.clone())))
    };
    let on_ask = {
        let chosen = chosen.clone();
        Callback::from(move |id| chosen.set(Some(Way::Direct(Some(id)))))
    };
    let used = |id: &ConnectionId| {
        let is_used = state.id == *id && is_connected;
        match state.health {
            _ if !is_used => Html::default(),
            Health::Offline { .. } => {
                html! { <Chip label="No answer" tone={ChipTone::Negative} /> }
            }
            _ if state.refused.is_some() => {
                html! { <Chip label="Refused" tone={ChipTone::Negative} /> }
            }
            _ => html! { <Chip label="Connected now" tone={ChipTone::Accent} /> },
        }
    };
    let is_direct = state.id.host().is_some();
    let direct_chip = if is_direct && is_connected {
        used(&state.id)
    } else {
        html! { <Chip label="Not for production tokens" tone={ChipTone::Warning} /> }
    };
    let wanted = match &way {
        Way::Direct(wanted) => wanted.clone(),
        _ => None,
    };
    let wanted_key = wanted.as_ref().map(ToString::to_string).unwrap_or_default();
    html! {
        <>
            <header class="page-header">
                <h1>{ "Connection" }</h1>
                <span class="page-actions page-header-count connection-lead">
                    { "Where segments come from and where changes go" }
                </span>
            </header>
            <div class="connection">
                <div class="connection-main">
                    { lead(state.phase, &state.id) }
                    <Section title="Try the built-in sandbox" chip={used(&ConnectionId::Browser)}
                        text="A copy of the Segments API with sample data, inside this browser. No \
                              account; nothing leaves your computer, and you can reset it at any time."
                        is_chosen={way == Way::Browser} on_choose={choose(Way::Browser)}>
                        <BrowserSandbox />
                    </Section>
                    { server_section(&connection, way == Way::Server, choose(Way::Server)) }
                    if !state.config.as_ref().is_some_and(|config| config.is_gateway()) {
                        <Section title="LaunchDarkly through the local server"
                            chip={html! { <Chip label="Recommended" /> }}
                            text="The local server keeps your access token, adds the API version and \
                                  can read rate limits and import ids. The browser never sees the \
                                  token."
                            is_chosen={way == Way::Gateway} on_choose={choose(Way::Gateway)}>
                            <StartGateway />
                        </Section>
                    }
                    <Section title="Paste an access token" chip={direct_chip}
                        text="Talks to LaunchDarkly directly from this page. The token stays in memory \
                              and is forgotten when the tab closes. Rate limits and import ids cannot \
                              be read this way."
                        is_chosen={matches!(way, Way::Direct(_))} on_choose={choose(Way::Direct(None))}>
                        <DirectForm key={wanted_key} {wanted} />
                    </Section>
                    <SavedList {on_ask} />
                    if let Some(session) = &connection.session {
                        <section class="connection-section">
                            <div class="connection-body">
                                <h2>{ "Users or contexts" }</h2>
                                <Switch label="This account uses users instead of contexts"
                                    checked={session.uses_users}
                                    on_change={connection.set_uses_users.clone()} />
                                <p class="connection-text">
                                    { "Expirations and targets then use the user operations. Kept for \
                                       this connection, on this computer." }
                                </p>
                            </div>
                        </section>
                    }
                </div>
                <ConnectionRail />
            </div>
        </>
    }
}

/// Why this page is shown instead of another.
fn lead(phase: Phase, id: &ConnectionId) -> Html {
    match (phase, id) {
        (Phase::NoServer, _) => html! {
            <Note tone={NoteTone::Warning} role="status">
                { "The server that this page came from does not answer. This page goes on by itself as \
                   soon as it does; or choose another connection." }
            </Note>
        },
        (Phase::NeedsSecret, ConnectionId::Direct { .. }) => html! {
            <Note tone={NoteTone::Accent} role="status">
                { format!("Paste the access token of {} again: it was not kept. Then this page goes \
                           on where you were.", isolated(&name_of(id))) }
            </Note>
        },
        _ => Html::default(),
    }
}

fn server_section(
    connection: &crate::backend::ConnectionHandle,
    is_chosen: bool,
    on_choose: Callback<()>,
) -> Html {
    let state = &connection.state;
    let is_own = state.id == ConnectionId::Server;
    let Some(config) = &state.config else {
        return if state.phase == Phase::NoServer {
            html! {
                <Section title="The server of this page"
                    chip={html! { <Chip label="No answer" tone={ChipTone::Negative} /> }}
                    text="The server that this page came from, with its sandbox or its way to \
                          LaunchDarkly." {is_chosen} {on_choose}>
                    <PageServer />
                </Section>
            }
        } else {
            Html::default()
        };
    };
    let chip = match state.phase {
        _ if !is_own => Html::default(),
        _ if matches!(state.health, Health::Offline { .. }) => {
            html! { <Chip label="No answer" tone={ChipTone::Negative} /> }
        }
        Phase::Connected if state.refused.is_some() => {
            html! { <Chip label="Refused" tone={ChipTone::Negative} /> }
        }
        Phase::Connected => html! { <Chip label="Connected now" tone={ChipTone::Accent} /> },
        Phase::NeedsSecret if config.is_gateway() => {
            html! { <Chip label="Needs its key" tone={ChipTone::Warning} /> }
        }
        Phase::NeedsSecret => html! { <Chip label="Needs a token" tone={ChipTone::Warning} /> },
        _ => Html::default(),
    };
    let (title, text) = if config.is_gateway() {
        let upstream = config.upstream.as_deref().unwrap_or("LaunchDarkly");
        (
            "LaunchDarkly through this server",
            format!(
                "{upstream}. This server keeps the access token, adds the API version and can read \
                 rate limits and import ids. The browser never sees the token."
            ),
        )
    } else {
        (
            "Sandbox on the local server",
            "The Segments API with its own database, on the computer that serves this page. No \
             account; nothing leaves that computer."
                .to_owned(),
        )
    };
    html! {
        <Section {title} {chip} {text} {is_chosen} {on_choose}><PageServer /></Section>
    }
}
