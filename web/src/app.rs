//! The page as a whole: the providers, the frame and what each address shows.

use segdeck_core::{SegmentKey, endpoint::Place};
use yew::prelude::*;

use crate::{
    backend::{BackendProvider, use_connection},
    hooks::PlaceProvider,
    pages::{
        HomePage, NotFoundPage,
        connection::CONNECTION_PAGE,
        drafts::DRAFTS_PAGE,
        segment::{SEGMENT_PAGE, SegmentPageProps},
        segments::SegmentsPage,
    },
    route::{AddressProvider, Redirect, Route, SegmentTab, use_address},
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
                <AddressProvider>
                    <BackendProvider>
                        <Pages />
                    </BackendProvider>
                </AddressProvider>
            </ToastProvider>
        </LiveRegion>
    }
}

/// The page of the address, or the connection page while there is no connection: the address stays,
/// so that its page opens as soon as there is one. Nothing of what one connection showed is left
/// when there is another.
#[component]
fn Pages() -> Html {
    let route = Route::recognize(&use_address().path);
    let connection = use_connection();
    let update = use_force_update();
    let on_loaded = &use_callback((), move |(), ()| update.force_update());
    let Some(session) = &connection.session else {
        return match connection.state.phase {
            Phase::Looking => html! {
                <Frame route={route}><Skeleton label="Looking for the server" /></Frame>
            },
            _ => html! {
                <Frame route={Route::Connection}>{ connection_page(on_loaded) }</Frame>
            },
        };
    };
    let scope = &session.scope;
    let content = match route.place().or_else(|| last_place::read(scope)) {
        Some(place) => html! {
            <PlaceProvider place={place.clone()}>
                <Frame route={route.clone()} place={place}>{ page(&route, on_loaded) }</Frame>
            </PlaceProvider>
        },
        None => html! { <Frame route={route.clone()}>{ page(&route, on_loaded) }</Frame> },
    };
    html! { <key={scope.to_string()}>{ content }</> }
}

fn page(route: &Route, on_loaded: &Callback<()>) -> Html {
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
            html! { <Redirect {to} /> }
        }
        Route::SegmentTab {
            project,
            environment,
            segment,
            tab,
        } => {
            let segment_key = SegmentKey::from(segment.as_str());
            let key = format!("{project}/{environment}/{segment}");
            let properties = || SegmentPageProps {
                place: place(project, environment),
                segment_key,
                tab: *tab,
            };
            let page = SEGMENT_PAGE.page(properties, segment.clone(), on_loaded);
            html! { <key={key}>{ page }</> }
        }
        Route::Connection => connection_page(on_loaded),
        Route::Drafts => DRAFTS_PAGE.page(|| (), "Drafts", on_loaded),
        Route::NotFound => html! { <NotFoundPage /> },
    }
}

fn connection_page(on_loaded: &Callback<()>) -> Html {
    CONNECTION_PAGE.page(|| (), "Connection", on_loaded)
}
