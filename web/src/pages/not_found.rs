//! An address that leads nowhere.

use yew::prelude::*;

use crate::{
    hooks::use_title,
    route::{Route, RouteLink},
    ui::EmptyState,
};

/// Says that there is no such address.
#[component]
pub fn NotFoundPage() -> Html {
    use_title(&["Not found"]);
    html! {
        <>
            <header class="page-header"><h1>{ "Not found" }</h1></header>
            <EmptyState text="There is nothing at this address.">
                <RouteLink class="link" to={Route::Home}>{ "Go to the segments" }</RouteLink>
            </EmptyState>
        </>
    }
}
