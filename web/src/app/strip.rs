//! What concerns every page, under the top bar.

use yew::prelude::*;

use crate::{
    backend::use_connection,
    platform,
    route::{Route, RouteLink},
    state::connection::Health,
    ui::{Icon, IconName},
};

#[component]
pub(super) fn Strip() -> Html {
    let connection = use_connection();
    let content = if let Health::Offline { last_answer } = connection.state.health {
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
    } else if connection.state.is_unauthorized {
        html! {
            <div class="strip" data-tone="neg">
                <Icon name={IconName::Alert} size={14} />
                <span>{ "The access token was refused." }</span>
                <RouteLink class="link" to={Route::Connection}>{ "Open Connection" }</RouteLink>
            </div>
        }
    } else {
        Html::default()
    };
    html! { <div role="status">{ content }</div> }
}
