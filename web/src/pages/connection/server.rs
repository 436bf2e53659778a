//! The server that the page came from.

use yew::prelude::*;

use super::{
    check_list::TestConnection,
    secret::SecretForm,
    switch::{Target, use_switch},
};
use crate::{
    backend::use_connection,
    state::{
        connection::{Health, Phase, Refused},
        connection_id::ConnectionId,
    },
    ui::{Button, ButtonVariant, CopyButton, Note, NoteTone},
};

const COMMAND: &str = "segdeck serve";

/// What is missing to use it, or a test while it is in use.
#[component]
pub(super) fn PageServer() -> Html {
    let connection = use_connection();
    let switch = use_switch();
    let state = &connection.state;
    if state.id != ConnectionId::Server || state.phase == Phase::Choosing {
        let on_use = Callback::from(move |()| {
            switch.emit(Target {
                id: ConnectionId::Server,
                name: "this page's server".to_owned(),
                token: None,
                omits_version: false,
            });
        });
        return html! {
            <div>
                <Button variant={ButtonVariant::Primary} on_click={on_use}>
                    { "Use this server" }
                </Button>
            </div>
        };
    }
    let is_gone = matches!(state.health, Health::Offline { .. }) || state.phase == Phase::NoServer;
    if is_gone {
        return html! {
            <>
                <h3>{ "Start it again" }</h3>
                <div class="command">
                    <code><span class="command-prompt" aria-hidden="true">{ "$ " }</span>{ COMMAND }</code>
                    <CopyButton text={COMMAND} label="Copy" />
                </div>
                <p class="connection-text" role="status">
                    { "It does not answer. This page goes on by itself as soon as it does." }
                </p>
            </>
        };
    }
    let needs_secret = state.phase == Phase::NeedsSecret;
    let secret = match state.refused {
        Some(Refused::Token) if state.is_gateway() => html! {
            <Note tone={NoteTone::Negative}>
                { "LaunchDarkly refuses the server's own access token. Whoever runs the server starts \
                   it with another." }
            </Note>
        },
        Some(_) => html! { <SecretForm /> },
        None if needs_secret => html! {
            <>
                if state.is_gateway() {
                    <Note tone={NoteTone::Accent}>
                        { "This server lets in only who knows its key or password, so that no other \
                           page can use its access token." }
                    </Note>
                }
                <SecretForm />
            </>
        },
        None if !state.is_gateway() => html! {
            <details class="connection-more">
                <summary>{ "Use another access token" }</summary>
                <SecretForm />
            </details>
        },
        None => Html::default(),
    };
    html! {
        <>
            if state.config.as_ref().is_some_and(|config| config.read_only) {
                <Note>
                    { "This server takes no changes: it was started with " }
                    <code>{ "--read-only" }</code>{ "." }
                </Note>
            }
            if connection.session.is_some() {
                <TestConnection />
            }
            { secret }
        </>
    }
}
