//! The connection page.

use yew::prelude::*;

use super::{local_server::LocalServer, test_connection::TestConnection, token::TokenForm};
use crate::{
    backend::use_connection,
    hooks::use_title,
    state::connection::{Health, Phase},
    ui::{Chip, ChipTone, Switch},
};

crate::lazy::part! {
    /// The connection page, which loads when it is first opened.
    pub CONNECTION_PAGE = ConnectionPage(()) in dialogs by connection_page
}

/// Where segments come from and where changes go.
#[component]
pub fn ConnectionPage() -> Html {
    use_title(&["Connection"]);
    let connection = use_connection();
    let state = &connection.state;
    let is_offline = matches!(state.health, Health::Offline { .. });
    let chip = match state.phase {
        Phase::Connected if !is_offline => html! {
            <Chip label="Connected now" tone={ChipTone::Accent} />
        },
        Phase::NeedsToken => html! { <Chip label="Needs a token" tone={ChipTone::Warning} /> },
        _ => html! { <Chip label="No local server" tone={ChipTone::Negative} /> },
    };
    let is_missing = is_offline || matches!(state.phase, Phase::Looking | Phase::NoServer);
    html! {
        <>
            <header class="page-header">
                <h1>{ "Connection" }</h1>
                <span class="page-actions page-header-count">
                    { "Where segments come from and where changes go" }
                </span>
            </header>
            <div class="page-scroll connection">
                <section class="connection-section">
                    <div class="inline"><h2>{ "Sandbox on the local server" }</h2>{ chip }</div>
                    <p class="connection-text">
                        { "The Segments API with its own database, on this computer. \
                           No account; nothing leaves your computer." }
                    </p>
                    if is_missing {
                        <LocalServer />
                    } else if state.phase == Phase::NeedsToken || state.is_unauthorized {
                        <TokenForm on_token={connection.give_token.clone()} />
                    }
                    if connection.session.is_some() {
                        <TestConnection />
                    }
                </section>
                if state.config.is_some() {
                    <section class="connection-section">
                        <h2>{ "Users or contexts" }</h2>
                        <Switch label="This account uses users instead of contexts"
                            checked={connection.session.as_ref()
                                .is_some_and(|session| session.uses_users)}
                            on_change={connection.set_uses_users.clone()} />
                        <p class="connection-text">
                            { "Expirations and targets then use the user operations. \
                               Kept for this connection, on this computer." }
                        </p>
                    </section>
                }
            </div>
        </>
    }
}
