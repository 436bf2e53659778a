//! Top bar, navigation and strip around every page.

use segdeck_core::endpoint::Place;
use yew::prelude::*;

use super::{
    chip::ConnectionChip, focus::use_focus_on_heading, nav::Nav, strip::Strip, switchers::Switchers,
};
use crate::{
    route::{Route, RouteLink},
    ui::{AppShell, Logo, ThemeToggle},
};

#[derive(Properties, PartialEq)]
pub(super) struct FrameProps {
    pub route: Route,
    #[prop_or_default]
    pub place: Option<Place>,
    pub children: Html,
}

#[component]
pub(super) fn Frame(props: &FrameProps) -> Html {
    use_focus_on_heading(&props.route);
    let is_placed = props.place.is_some();
    let brand =
        html! { <RouteLink class="brand" to={Route::Home} label="Segdeck"><Logo /></RouteLink> };
    html! {
        <AppShell {brand} path={props.route.to_path()}
            switchers={if is_placed { html! { <Switchers /> } } else { Html::default() }}
            connection={html! { <ConnectionChip /> }}
            tools={html! { <ThemeToggle /> }}
            nav={html! { <Nav route={props.route.clone()} place={props.place.clone()} /> }}
            strip={html! { <Strip /> }}>
            { props.children.clone() }
        </AppShell>
    }
}
