//! How to start the local server.

use yew::prelude::*;

use crate::ui::CopyButton;

const COMMAND: &str = "cargo xtask serve";

/// The one command, and what happens then.
#[component]
pub(super) fn LocalServer() -> Html {
    html! {
        <>
            <h3>{ "Start it in the project's folder" }</h3>
            <div class="command">
                <code><span class="command-prompt" aria-hidden="true">{ "$ " }</span>{ COMMAND }</code>
                <CopyButton text={COMMAND} label="Copy" />
            </div>
            <p class="connection-text" role="status">
                { "There is no local server yet. This page goes on by itself as soon as it runs." }
            </p>
        </>
    }
}
