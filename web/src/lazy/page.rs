//! A page that may have to be loaded.

use yew::prelude::*;

use super::{Load, Loaded, Part, use_loaded};
use crate::{
    hooks::use_title,
    platform,
    ui::{Button, ErrorNotice, Skeleton},
};

/// What a [`LazyPage`] needs.
#[derive(Properties)]
pub struct LazyPageProps {
    /// The page.
    pub part: &'static (dyn Load + Sync),
    /// The page's heading.
    pub heading: AttrValue,
    /// Called when the page is here.
    pub on_loaded: Callback<()>,
}

impl PartialEq for LazyPageProps {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(self.part, other.part)
            && self.heading == other.heading
            && self.on_loaded == other.on_loaded
    }
}

impl<P: 'static> Part<P> {
    /// The page, else what stands in its place while it loads; then `on_loaded` should render anew.
    pub fn page(
        &'static self,
        properties: impl FnOnce() -> P,
        heading: impl Into<AttrValue>,
        on_loaded: &Callback<()>,
    ) -> Html {
        match self.view() {
            Some(view) => view(properties()),
            None => html! {
                <LazyPage part={self as &'static (dyn Load + Sync)} heading={heading.into()}
                    on_loaded={on_loaded.clone()} />
            },
        }
    }
}

/// Stands in the place of a page until its part of the program is here: bars, or what can be done
/// if it could not be loaded.
#[component]
pub fn LazyPage(props: &LazyPageProps) -> Html {
    use_title(&[&props.heading]);
    let content = match use_loaded(props.part, &props.on_loaded) {
        Loaded::Loading => html! { <Skeleton label="Loading the page" /> },
        Loaded::Failed(on_retry) => failure(on_retry),
    };
    html! {
        <>
            <header class="page-header"><h1 tabindex="-1">{ props.heading.clone() }</h1></header>
            { content }
        </>
    }
}

/// A part may be gone because a newer Segdeck has taken the place of this one; only a reload
/// brings that.
fn failure(on_retry: Callback<()>) -> Html {
    html! {
        <div class="page-scroll">
            <ErrorNotice {on_retry}
                title="This part of Segdeck could not be loaded. Check the connection and retry; \
                       if Segdeck was updated meanwhile, reload the page.">
                <Button on_click={|()| platform::reload_page()}>{ "Reload the page" }</Button>
            </ErrorNotice>
        </div>
    }
}
