//! Tries the connection.

use std::rc::Rc;

use segdeck_client::{API_VERSION, ClientError};
use segdeck_core::endpoint::ListProjects;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    backend::use_backend,
    format, platform, text,
    ui::{Button, Icon, IconName},
};

#[derive(Clone, Debug, PartialEq)]
struct Check {
    what: &'static str,
    result: Result<String, String>,
    milliseconds: i64,
}

/// A button that asks who the token is and what it sees, with the time that each answer took.
#[component]
pub(super) fn TestConnection() -> Html {
    let client = use_backend().client;
    let checks = use_state_eq(|| Rc::<[Check]>::from([]));
    let is_running = use_state_eq(|| false);
    let run = {
        let (checks, is_running) = (checks.clone(), is_running.clone());
        Callback::from(move |()| {
            is_running.set(true);
            let (client, checks, is_running) = (client.clone(), checks.clone(), is_running.clone());
            spawn_local(async move {
                let began = platform::now_millis();
                let identity = client.caller_identity().await;
                let identified = platform::now_millis();
                let projects = client.list_projects(&ListProjects::default()).await;
                let listed = platform::now_millis();
                let token = identity.map(|identity| {
                    identity
                        .token_name
                        .unwrap_or_else(|| "a token without a name".to_owned())
                });
                let projects = projects.map(|page| {
                    let count = page.total_count.unwrap_or(page.items.len() as u64);
                    let count = usize::try_from(count).unwrap_or(usize::MAX);
                    format::plural(count, "project", "projects")
                });
                checks.set(Rc::from([
                    check("Token accepted", token, identified - began),
                    Check {
                        what: "API version",
                        result: Ok(API_VERSION.to_owned()),
                        milliseconds: identified - began,
                    },
                    check("Projects readable", projects, listed - identified),
                ]));
                is_running.set(false);
            });
        })
    };
    html! {
        <div class="stack" aria-live="polite">
            <div>
                <Button on_click={run} busy={*is_running}>{ "Test connection" }</Button>
            </div>
            if !checks.is_empty() {
                <ul class="check-list">
                    { for checks.iter().map(|check| html! {
                        <li key={check.what} class="check-list-row"
                            data-state={if check.result.is_ok() { "ok" } else { "error" }}>
                            <Icon name={
                                if check.result.is_ok() { IconName::Check } else { IconName::Alert }
                            } />
                            <span>{ check.what }</span>
                            <span class="check-list-detail">
                                { check.result.clone().unwrap_or_else(|reason| reason) }
                            </span>
                            <span class="check-list-time">
                                { format!("{} ms", check.milliseconds) }
                            </span>
                        </li>
                    }) }
                </ul>
            }
        </div>
    }
}

fn check(what: &'static str, result: Result<String, ClientError>, milliseconds: i64) -> Check {
    Check {
        what,
        result: result.map_err(|error| text::failure(&error).message),
        milliseconds,
    }
}
