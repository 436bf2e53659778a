//! What concerns every page, under the top bar.

use yew::prelude::*;

use crate::{
    backend::use_connection,
    pages::connection::{SECRET_DIALOG, SecretDialogProps},
    platform,
    route::{Route, RouteLink},
    state::connection::{Health, Phase, Refused},
    ui::{Icon, IconName},
};

#[component]
pub(super) fn Strip() -> Html {
    let connection = use_connection();
    let state = &connection.state;
    let is_asking = use_state_eq(|| false);
    let update = use_force_update();
    let on_loaded = use_callback((), move |(), ()| update.force_update());
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
        Html::default()
    };
    html! {
        <>
            <div role="status">{ content }</div>
            if *is_asking {
                { SECRET_DIALOG.dialog(
                    || SecretDialogProps { on_close: on_close.clone() },
                    &on_loaded,
                    &on_close,
                ) }
            }
        </>
    }
}
