//! The connection, at a glance.

use yew::prelude::*;

use crate::{
    backend::use_connection,
    route::{Route, RouteLink},
    state::connection::{Connection, Health, Phase},
    state::connection_id::ConnectionId,
};

#[component]
pub(super) fn ConnectionChip() -> Html {
    let connection = use_connection();
    let state = &connection.state;
    if state.phase == Phase::Looking {
        return Html::default();
    }
    let (word, place) = words(state);
    let name = match word {
        "Sandbox" => "sandbox",
        "Gateway" => "gateway",
        "Direct" => "direct",
        _ => "offline",
    };
    html! {
        <RouteLink class="connection-chip-link" to={Route::Connection}
            label={format!("Connection: {word} {place}")}>
            <span class="connection-chip" data-state={name}>
                <span class="connection-chip-dot" />
                { word }
                if !place.is_empty() {
                    <span class="connection-chip-host">{ place }</span>
                }
            </span>
        </RouteLink>
    }
}

/// What is connected and where, or what is missing.
fn words(state: &Connection) -> (&'static str, String) {
    let upstream = state.config.as_ref().and_then(|it| it.upstream.as_deref());
    let (word, place) = match state.phase {
        _ if matches!(state.health, Health::Offline { .. }) => ("Offline", ""),
        Phase::Looking | Phase::NoServer | Phase::Choosing => ("Not connected", ""),
        Phase::NeedsSecret if upstream.is_some() && state.id == ConnectionId::Server => {
            ("No key", "")
        }
        Phase::NeedsSecret => ("No access token", ""),
        Phase::Connected => match (&state.id, upstream) {
            (ConnectionId::Browser, _) => ("Sandbox", "in this browser"),
            (ConnectionId::Direct { host, .. }, _) => ("Direct", host.name()),
            (ConnectionId::Server, Some(upstream)) => {
                let host = upstream
                    .split_once("://")
                    .map_or(upstream, |(_, host)| host);
                ("Gateway", host)
            }
            (ConnectionId::Server, None) => ("Sandbox", "local server"),
        },
    };
    (word, place.to_owned())
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use segdeck_client::AccessToken;

    use super::*;
    use crate::state::connection::Config;

    #[test]
    fn each_connection_is_named() {
        let token = AccessToken::parse("api-1").ok();
        let of = |id: &str| {
            let id = ConnectionId::parse(id);
            Connection::start(id, token.clone(), None, false)
        };
        let said = |state: &Connection| {
            let (word, place) = words(state);
            format!("{word} {place}").trim().to_owned()
        };
        assert_eq!(said(&of("browser")), "Sandbox in this browser");
        let direct = of("direct:https://app.eu.launchdarkly.com");
        assert_eq!(said(&direct), "Direct app.eu.launchdarkly.com");
        let mut server = Connection {
            phase: Phase::Connected,
            ..of("server")
        };
        assert_eq!(said(&server), "Sandbox local server");
        server.config = Some(Rc::new(Config {
            mode: "gateway".to_owned(),
            upstream: Some("https://app.launchdarkly.com".to_owned()),
            ..Config::default()
        }));
        assert_eq!(said(&server), "Gateway app.launchdarkly.com");
        server.health = Health::Offline { last_answer: 1 };
        assert_eq!(said(&server), "Offline");
    }
}
