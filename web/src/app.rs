//! The page as a whole: the providers and the frame.

use yew::prelude::*;

use crate::ui::{AppShell, LiveRegion, Logo, ThemeToggle, ToastProvider};

/// The dashboard.
#[component]
pub fn App() -> Html {
    html! {
        <LiveRegion>
            <ToastProvider>
                <AppShell brand={html! { <Logo /> }} tools={html! { <ThemeToggle /> }}>
                    <header class="page-header"><h1>{ "Segdeck" }</h1></header>
                </AppShell>
            </ToastProvider>
        </LiveRegion>
    }
}
