//! Leads on to an environment.

use segdeck_core::endpoint::{ListEnvironments, ListProjects, Operation, Place};
use yew::prelude::*;
use yew_router::prelude::*;

use super::RequestError;
use crate::{
    hooks::{use_query, use_title},
    route::Route,
    state::last_place,
    ui::{EmptyState, Skeleton},
};

/// Leads to the environment that was shown last, else to the first of the first project.
#[component]
pub fn HomePage() -> Html {
    use_title(&[]);
    match last_place::read() {
        Some(place) => html! { <Redirect<Route> to={Route::segments(&place)} /> },
        None => html! { <FirstPlace /> },
    }
}

#[component]
fn FirstPlace() -> Html {
    let first = use_query(Operation::ListProjects, (), |client, ()| async move {
        let call = ListProjects {
            limit: Some(1),
            ..ListProjects::default()
        };
        let Some(project) = client.list_projects(&call).await?.items.into_iter().next() else {
            return Ok(None);
        };
        let call = ListEnvironments {
            limit: Some(1),
            ..ListEnvironments::new(project.key.clone())
        };
        let environments = client.list_environments(&call).await?.items;
        let first = environments.into_iter().next();
        Ok(first.map(|environment| Place::new(project.key, environment.key)))
    });
    let content = match (
        first.query.data().map(|place| (**place).clone()),
        first.query.error(),
    ) {
        (Some(Some(place)), _) => html! { <Redirect<Route> to={Route::segments(&place)} /> },
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
