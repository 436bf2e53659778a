//! The page as a whole: the providers, the frame and what each address shows.

use segdeck_core::{SegmentKey, endpoint::Place};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    backend::{BackendProvider, use_connection},
    hooks::PlaceProvider,
    pages::{
        HomePage, NotFoundPage,
        connection::ConnectionPage,
        segment::SegmentPage,
        segments::{ListCacheProvider, SegmentsPage},
    },
    route::{Route, SegmentTab},
    state::{connection::Phase, last_place},
    ui::{LiveRegion, Skeleton, ToastProvider},
};

mod chip;
mod focus;
mod frame;
mod nav;
mod strip;
mod switchers;

use frame::Frame;

/// The dashboard.
#[component]
pub fn App() -> Html {
    html! {
        <LiveRegion>
            <ToastProvider>
                <BrowserRouter>
                    <BackendProvider>
                        <ListCacheProvider><Pages /></ListCacheProvider>
                    </BackendProvider>
                </BrowserRouter>
            </ToastProvider>
        </LiveRegion>
    }
}

/// The page of the address, or the connection page while there is no connection: the address stays,
/// so that its page opens as soon as there is one.
#[component]
fn Pages() -> Html {
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    let connection = use_connection();
    match connection.state.phase {
        Phase::Looking => html! {
            <Frame route={route}><Skeleton label="Looking for the server" /></Frame>
        },
        Phase::NoServer | Phase::NeedsToken => html! {
            <Frame route={Route::Connection}><ConnectionPage /></Frame>
        },
        Phase::Connected => match route.place().or_else(last_place::read) {
            Some(place) => html! {
                <PlaceProvider place={place.clone()}>
                    <Frame route={route.clone()} place={place}>{ page(&route) }</Frame>
                </PlaceProvider>
            },
            None => html! { <Frame route={route.clone()}>{ page(&route) }</Frame> },
        },
    }
}

fn page(route: &Route) -> Html {
    let place = |project: &str, environment: &str| Place::new(project, environment);
    match route {
        Route::Home => html! { <HomePage /> },
        Route::Segments {
            project,
            environment,
        } => {
            let place = place(project, environment);
            let key = route.to_path();
            html! { <SegmentsPage {key} {place} /> }
        }
        Route::Segment {
            project,
            environment,
            segment,
        } => {
            let place = place(project, environment);
            let to = Route::segment(&place, &segment.as_str().into(), SegmentTab::default());
            html! { <Redirect<Route> {to} /> }
        }
        Route::SegmentTab {
            project,
            environment,
            segment,
            tab,
        } => {
            let segment_key = SegmentKey::from(segment.as_str());
            let key = format!("{project}/{environment}/{segment}");
            html! {
                <SegmentPage {key} place={place(project, environment)} {segment_key} tab={*tab} />
            }
        }
        Route::Connection => html! { <ConnectionPage /> },
        Route::NotFound => html! { <NotFoundPage /> },
    }
}
