//! The entries of the navigation.

use segdeck_core::endpoint::{ListSegments, Operation, Place};
use yew::prelude::*;

use crate::{
    backend::use_connection,
    format,
    hooks::use_query,
    route::{Route, RouteLink},
    ui::{IconName, NavLabel},
};

#[derive(Properties, PartialEq)]
pub(super) struct NavProps {
    pub route: Route,
    pub place: Option<Place>,
}

#[component]
pub(super) fn Nav(props: &NavProps) -> Html {
    let is_connected = use_connection().session.is_some();
    html! {
        <>
            if let Some(place) = &props.place {
                <SegmentsEntry place={place.clone()} current={props.route.place().is_some()} />
            } else if is_connected {
                // No environment was opened yet: the way in leads to the first one.
                { entry(&props.route, Route::Home, IconName::Segments, "Segments") }
            }
            { entry(&props.route, Route::Drafts, IconName::File, "Drafts") }
            { entry(&props.route, Route::Connection, IconName::Plug, "Connection") }
        </>
    }
}

fn entry(current: &Route, to: Route, icon: IconName, label: &'static str) -> Html {
    html! {
        <RouteLink class="nav-item" current={*current == to} {to} {label}>
            <NavLabel {icon} {label} />
        </RouteLink>
    }
}

#[derive(Properties, PartialEq)]
struct SegmentsEntryProps {
    place: Place,
    current: bool,
}

#[component]
fn SegmentsEntry(props: &SegmentsEntryProps) -> Html {
    let total = use_query(
        Operation::ListSegments,
        props.place.clone(),
        |client, place| async move {
            let call = ListSegments {
                limit: Some(1),
                ..ListSegments::new(place)
            };
            Ok(client.list_segments(&call).await?.total_count)
        },
    );
    let count = total
        .query
        .data()
        .and_then(|total| **total)
        .map(|total| AttrValue::from(format::thousands(total)));
    let label = match &count {
        Some(count) => format!("Segments, {count}"),
        None => "Segments".to_owned(),
    };
    html! {
        <RouteLink class="nav-item" to={Route::segments(&props.place)} {label}
            current={props.current}>
            <NavLabel icon={IconName::Segments} label="Segments" {count} />
        </RouteLink>
    }
}
