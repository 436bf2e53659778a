//! The connection, at a glance.

use yew::prelude::*;

use crate::{
    backend::use_connection,
    route::{Route, RouteLink},
    state::connection::{Health, Phase},
};

#[component]
pub(super) fn ConnectionChip() -> Html {
    let connection = use_connection();
    let state = &connection.state;
    let is_offline = matches!(state.health, Health::Offline { .. });
    let (word, host, name) = match state.phase {
        _ if is_offline => ("Offline", String::new(), "offline"),
        Phase::Looking => return Html::default(),
        Phase::NoServer => ("Not connected", String::new(), "offline"),
        Phase::NeedsToken => ("No access token", String::new(), "offline"),
        Phase::Connected => {
            let host = state
                .config
                .as_ref()
                .and_then(|config| config.upstream.clone())
                .unwrap_or_else(|| "local server".to_owned());
            ("Sandbox", host, "sandbox")
        }
    };
    html! {
        <RouteLink class="connection-chip-link" to={Route::Connection}
            label={format!("Connection: {word} {host}")}>
            <span class="connection-chip" data-state={name}>
                <span class="connection-chip-dot" />
                { word }
                if !host.is_empty() {
                    <span class="connection-chip-host">{ host.clone() }</span>
                }
            </span>
        </RouteLink>
    }
}
