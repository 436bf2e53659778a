//! How to start the local server before LaunchDarkly.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::{Choice, CopyButton, Field, Select};

const UPSTREAMS: [(&str, &str); 3] = [
    ("app", "app.launchdarkly.com"),
    ("eu", "app.eu.launchdarkly.com"),
    ("federal", "app.launchdarkly.us"),
];
/// Where the local server listens unless it is told otherwise.
const ADDRESS: &str = "http://127.0.0.1:8765";

/// The one command, and where to go then.
#[component]
pub(super) fn StartGateway() -> Html {
    let upstream = use_state_eq(|| AttrValue::Static("app"));
    let choices: Rc<[Choice]> = UPSTREAMS
        .iter()
        .map(|(name, host)| Choice::new(*name, *host))
        .collect();
    let on_change = {
        let upstream = upstream.clone();
        Callback::from(move |name| upstream.set(name))
    };
    let command = AttrValue::from(format!(
        "LAUNCHDARKLY_ACCESS_TOKEN=api-… segdeck serve --upstream {}",
        *upstream
    ));
    html! {
        <>
            <Field label="LaunchDarkly is at" reserve=false>
                <Select {choices} value={(*upstream).clone()} {on_change} />
            </Field>
            <h3>{ "1  Start it with an access token" }</h3>
            <div class="command">
                <code><span class="command-prompt" aria-hidden="true">{ "$ " }</span>{ command.clone() }</code>
                <CopyButton text={command} label="Copy" />
            </div>
            <h3>{ "2  Open the address that it prints" }</h3>
            <p class="connection-text">
                { "The server has this dashboard too. Its address ends in a key, which lets only you \
                   in; it is " }
                <a class="link" href={ADDRESS}>{ ADDRESS }</a>
                { " unless you choose another." }
            </p>
        </>
    }
}
