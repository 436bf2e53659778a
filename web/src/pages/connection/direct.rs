//! LaunchDarkly itself, with a pasted token.

use std::rc::Rc;

use yew::prelude::*;

use super::{
    check_list::TestConnection,
    saved::{keep_saved, read_saved},
    secret::{Accepted, TokenForm},
    switch::{Target, use_switch},
};
use crate::{
    backend::{remembered, use_connection},
    state::{
        connection::ConnectionAction,
        connection_id::{ConnectionId, DirectHost},
        permission,
        saved_connections::HOSTS,
    },
    ui::{Choice, Field, Note, NoteTone, Select, TextInput},
};

const OTHER: &str = "other";

#[derive(Properties, PartialEq)]
pub(super) struct DirectFormProps {
    /// The connection whose token is asked for; absent for a new one.
    #[prop_or_default]
    pub wanted: Option<ConnectionId>,
}

/// Host and token; then the connection is tried, saved without its token, and opened.
#[component]
pub(super) fn DirectForm(props: &DirectFormProps) -> Html {
    let connection = use_connection();
    let switch = use_switch();
    let wanted = props
        .wanted
        .as_ref()
        .and_then(|id| id.host())
        .map(DirectHost::as_str);
    let known = |address: &str| HOSTS.iter().any(|(host, _)| *host == address);
    let chosen = use_state_eq(|| match wanted {
        Some(host) if known(host) => AttrValue::from(host.to_owned()),
        Some(_) => AttrValue::Static(OTHER),
        None => AttrValue::Static(HOSTS[0].0),
    });
    let typed = use_state_eq(|| match wanted {
        Some(host) if !known(host) => host.to_owned(),
        _ => String::new(),
    });
    let choices: Rc<[Choice]> = HOSTS
        .iter()
        .map(|(host, _)| Choice::new(*host, host.trim_start_matches("https://")))
        .chain([Choice::new(OTHER, "Another host")])
        .collect();
    let is_other = *chosen == OTHER;
    let address = if is_other {
        typed.as_str()
    } else {
        chosen.as_str()
    };
    let host = DirectHost::parse(address).map_err(AttrValue::Static);
    let error = host
        .as_ref()
        .err()
        .filter(|_| is_other && !typed.is_empty())
        .cloned();
    let on_choose = {
        let chosen = chosen.clone();
        Callback::from(move |host| chosen.set(host))
    };
    let on_input = {
        let typed = typed.clone();
        Callback::from(move |text| typed.set(text))
    };
    let on_accepted = {
        let (host, dispatcher) = (host.clone(), connection.dispatcher.clone());
        Callback::from(move |accepted: Accepted| {
            let Ok(host) = &host else { return };
            let account = accepted
                .identity
                .as_ref()
                .and_then(|it| it.account_id.as_deref());
            let mut saved = read_saved();
            let id = saved.connect(host, account);
            let name = saved.get(&id).map(|saved| saved.name.clone());
            keep_saved(&saved);
            remembered::keep_omits_version(&id, accepted.omits_version);
            if accepted.is_kept {
                remembered::keep_token(&id, &accepted.text);
            } else {
                remembered::forget_token(&id);
            }
            switch.emit(Target {
                id,
                name: name.unwrap_or_else(|| host.name().to_owned()),
                token: Some(accepted.token),
                omits_version: accepted.omits_version,
            });
            if let Some(identity) = &accepted.identity {
                let permission = permission::of_identity(identity);
                dispatcher.dispatch(ConnectionAction::Permitted(permission));
            }
        })
    };
    let is_used = connection.session.is_some() && connection.state.id.host().is_some();
    html! {
        <>
            if is_used {
                <TestConnection />
                if connection.state.omits_version {
                    <Note>
                        { "This host lets no browser ask for a version of the API, so the one that is \
                           stored with the token is used. Beta resources cannot be read." }
                    </Note>
                }
                <h3>{ "Connect to another account" }</h3>
            }
            <div class="direct-host">
                <Field label="Host" reserve=false>
                    <Select {choices} value={(*chosen).clone()} on_change={on_choose} />
                </Field>
                if is_other {
                    <Field label="Address" {error}
                        hint="An https address; http only on this computer.">
                        <TextInput value={(*typed).clone()} {on_input} mono=true
                            placeholder="https://launchdarkly.example.com" />
                    </Field>
                }
            </div>
            <TokenForm key={address.to_owned()} host={host} keep={false}
                autofocus={props.wanted.is_some()} {on_accepted} />
            <Note tone={NoteTone::Warning}>
                { "Everything that runs in this page could use the token, so take one that may do no \
                   more than you need. It is kept in memory only, unless you tick the box, and never \
                   in a file, an address or the browser's local storage." }
            </Note>
        </>
    }
}
