//! Leads on to an environment.

use segdeck_core::endpoint::Operation;
use yew::prelude::*;

use super::RequestError;
use crate::{
    backend::use_backend,
    hooks::{use_query, use_title},
    route::{Redirect, Route},
    state::last_place,
    ui::{EmptyState, Skeleton},
};

/// Leads to the environment that was shown last, else to the first of the first project.
#[component]
pub fn HomePage() -> Html {
    use_title(&[]);
    match last_place::read(&use_backend().scope) {
        Some(place) => html! { <Redirect to={Route::segments(&place)} /> },
        None => html! { <FirstPlace /> },
    }
}

#[component]
fn FirstPlace() -> Html {
    let first = use_query(Operation::ListProjects, (), |client, ()| async move {
        client.first_place().await
    });
    let content = match (
        first.query.data().map(|place| (**place).clone()),
        first.query.error(),
    ) {
        (Some(Some(place)), _) => html! { <Redirect to={Route::segments(&place)} /> },
        (Some(None), _) => html! {
            <EmptyState text="There is no environment yet."
                detail="Create a project with an environment in LaunchDarkly, then reload." />
        },
        (None, Some(error)) => html! {
            <div class="page-scroll">
                <RequestError what="The projects could not be loaded." error={error.clone()}
                    on_retry={first.reload.clone()} />
            </div>
        },
        (None, None) => html! { <Skeleton label="Loading projects" /> },
    };
    html! {
        <>
            <header class="page-header"><h1>{ "Segdeck" }</h1></header>
            { content }
        </>
    }
}
