//! The frame around every view: top bar, navigation and main.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::button::ButtonSize;
use super::icon::{Icon, IconName};
use super::icon_button::IconButton;
use crate::platform::{self, Store};

const STORED_AS: &str = "segdeck.nav";

/// What an [`AppShell`] needs.
#[derive(Properties, PartialEq)]
pub struct AppShellProps {
    /// The mark, usually a link to the first view.
    pub brand: Html,
    /// Project and environment.
    #[prop_or_default]
    pub switchers: Html,
    /// The connection.
    #[prop_or_default]
    pub connection: Html,
    /// The theme toggle and other tools at the right end.
    #[prop_or_default]
    pub tools: Html,
    /// The entries of the navigation: links of class `nav-item`.
    #[prop_or_default]
    pub nav: Html,
    /// What concerns the whole page, such as "Offline", under the top bar.
    #[prop_or_default]
    pub strip: Html,
    /// The path shown; when it changes, an open drawer closes.
    #[prop_or_default]
    pub path: AttrValue,
    /// The view.
    pub children: Html,
}

/// Whether a single-letter key would be typed where `event` happened.
#[must_use]
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target
            .closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog")
            .is_ok_and(|found| found.is_some())
    })
}

/// Top bar of 48 px, navigation of 200 px that collapses to 48 (`[`) and becomes a drawer on a
/// narrow screen, and main, which scrolls inside itself.
#[component]
pub fn AppShell(props: &AppShellProps) -> Html {
    let is_collapsed = use_state_eq(|| Store::Local.get(STORED_AS).as_deref() == Some("collapsed"));
    let has_drawer = use_state_eq(|| false);
    let collapse = {
        let is_collapsed = is_collapsed.clone();
        Callback::from(move |()| {
            let next = !*is_collapsed;
            // A browser that keeps nothing forgets the choice when the page is left.
            let _ = Store::Local.set(STORED_AS, if next { "collapsed" } else { "open" });
            is_collapsed.set(next);
        })
    };
    {
        let (collapse, has_drawer) = (collapse.clone(), has_drawer.clone());
        use_effect_with((*is_collapsed, *has_drawer), move |_| {
            let options = EventListenerOptions::enable_prevent_default();
            let listener = web_sys::window().map(|window| {
                EventListener::new_with_options(&window, "keydown", options, move |event| {
                    let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                        return;
                    };
                    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
                    if event.key() == "Escape" {
                        has_drawer.set(false);
                    } else if event.key() == "[" && !has_modifier && !is_typing(event) {
                        collapse.emit(());
                    }
                })
            });
            move || drop(listener)
        });
    }
    {
        let has_drawer = has_drawer.clone();
        use_effect_with(props.path.clone(), move |_| has_drawer.set(false));
    }
    let set_drawer = |is_open: bool| {
        let has_drawer = has_drawer.clone();
        Callback::from(move |()| has_drawer.set(is_open))
    };
    // By itself it would lead to another page, since it stands for a place below the page's base.
    let skip = |event: MouseEvent| {
        event.prevent_default();
        platform::focus_by_id("main");
    };
    html! {
        <div class="app-shell" data-nav={if *is_collapsed { "collapsed" } else { "open" }}
            data-drawer={has_drawer.then_some("open")}>
            <a class="skip-link" href="#main" onclick={skip}>{ "Skip to main" }</a>
            <header class="top-bar">
                <IconButton class="top-bar-menu" icon={IconName::Menu} label="Navigation"
                    size={ButtonSize::Large} expanded={*has_drawer} controls="nav"
                    on_click={set_drawer(!*has_drawer)} />
                <div class="top-bar-brand">{ props.brand.clone() }</div>
                <div class="top-bar-switchers">{ props.switchers.clone() }</div>
                <div class="top-bar-end">
                    { props.connection.clone() }
                    { props.tools.clone() }
                </div>
            </header>
            <div class="app-strip">{ props.strip.clone() }</div>
            <div class="nav-scrim" onclick={set_drawer(false).reform(|_: MouseEvent| ())} />
            <nav class="nav" id="nav" aria-label="Main">
                <div class="nav-items">{ props.nav.clone() }</div>
                <button type="button" class="nav-item nav-collapse"
                    aria-label={if *is_collapsed { "Expand navigation" } else { "Collapse navigation" }}
                    aria-expanded={(!*is_collapsed).to_string()}
                    onclick={collapse.reform(|_: MouseEvent| ())}>
                    <Icon name={IconName::Sidebar} />
                    <span class="nav-item-label">{ "Collapse" }</span>
                    <kbd>{ "[" }</kbd>
                </button>
            </nav>
            <main class="main" id="main" tabindex="-1">{ props.children.clone() }</main>
        </div>
    }
}
