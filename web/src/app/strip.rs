//! What concerns every page, under the top bar.

use std::time::Duration;

use gloo_timers::future::sleep;
use yew::prelude::*;

use crate::{
    backend::use_connection,
    hooks::Task,
    lazy::Load,
    pages::{WaitingStrip, connection::SecretDialog},
    platform,
    route::{Route, RouteLink},
    state::{
        connection::{Health, Phase, Refused},
        waiting::LONG,
    },
    ui::{Icon, IconName},
};

crate::lazy::part! {
    /// What the strip says, which is nothing as a rule.
    STRIP_CONTENT = StripContent(()) in dialogs by strip_content
}

/// Loads what the strip says as soon as there is something to say, and else when a request may
/// have lasted long enough to be told.
#[component]
pub(super) fn Strip() -> Html {
    let connection = use_connection();
    let state = &connection.state;
    let is_urgent = state.refused.is_some()
        || matches!(state.health, Health::Offline { .. })
        || connection
            .sandbox
            .is_some_and(|sandbox| sandbox.status.is_some_and(|it| it.failure.is_some()));
    let update = use_force_update();
    use_effect_with(is_urgent, move |is_urgent| {
        let mut pause = if *is_urgent { 0 } else { LONG };
        let task = Task::spawn(async move {
            loop {
                sleep(Duration::from_millis(pause.unsigned_abs())).await;
                if STRIP_CONTENT.load().await.is_ok() {
                    break update.force_update();
                }
                pause = LONG;
            }
        });
        move || drop(task)
    });
    let content = STRIP_CONTENT.view().map(|view| view(()));
    content.unwrap_or_else(|| html! { <div role="status"></div> })
}

/// What the strip says.
#[component]
pub fn StripContent() -> Html {
    let connection = use_connection();
    let state = &connection.state;
    let is_asking = use_state_eq(|| false);
    let on_close = {
        let is_asking = is_asking.clone();
        Callback::from(move |()| is_asking.set(false))
    };
    let failure = connection
        .sandbox
        .and_then(|sandbox| sandbox.status?.failure);
    let open = html! {
        <RouteLink class="link" to={Route::Connection}>{ "Open Connection" }</RouteLink>
    };
    let content = if let Some(failure) = failure {
        html! {
            <div class="strip" data-tone="neg">
                <Icon name={IconName::Alert} size={14} />
                <span>{ failure }</span>
                { open }
            </div>
        }
    } else if let Health::Offline { last_answer } = state.health {
        let clock = platform::local_clock(last_answer);
        // Hours and minutes are enough here.
        let time = clock
            .rsplit_once(':')
            .map_or(clock.as_str(), |(time, _)| time);
        html! {
            <div class="strip">
                <Icon name={IconName::Alert} size={14} />
                <span>
                    { format!("Offline. Showing data from {time}. Your drafts are safe.") }
                </span>
            </div>
        }
    } else if let (Some(refused), Phase::Connected) = (state.refused, state.phase) {
        let (said, asked) = match refused {
            Refused::Key => (
                "The server's key is missing or was refused.",
                "Enter the key",
            ),
            Refused::Token if state.is_gateway() => {
                ("LaunchDarkly refused the access token of the server.", "")
            }
            Refused::Token => ("The access token was refused.", "Enter another token"),
        };
        let ask = {
            let is_asking = is_asking.clone();
            Callback::from(move |_: MouseEvent| is_asking.set(true))
        };
        html! {
            <div class="strip" data-tone="neg">
                <Icon name={IconName::Alert} size={14} />
                <span>{ said }</span>
                if !asked.is_empty() {
                    <button type="button" class="link" onclick={ask}>{ asked }</button>
                }
                { open }
            </div>
        }
    } else {
        html! { <WaitingStrip /> }
    };
    html! {
        <>
            <div role="status">{ content }</div>
            if *is_asking {
                <SecretDialog {on_close} />
            }
        </>
    }
}
