//! The browser's address, and going to another without loading the page anew.

use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::{Event, History};
use yew::prelude::*;

use super::Route;
use crate::platform;

/// What the browser fires when a person goes back or forward, and we when the page itself moves.
const MOVED: &str = "popstate";

/// Where the page is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The path below the page's base, percent-encoded.
    pub path: String,
    /// What follows the `?`, or nothing.
    pub query: String,
}

impl Address {
    fn now() -> Self {
        let Some(window) = web_sys::window() else {
            return Self::default();
        };
        let location = window.location();
        let path = location.pathname().unwrap_or_default();
        let query = location.search().unwrap_or_default();
        Self {
            path: below(&platform::base_path(), &path).to_owned(),
            query: query.strip_prefix('?').unwrap_or_default().to_owned(),
        }
    }
}

/// What follows the base in a path; all of a path that is not below it, which leads nowhere.
fn below<'a>(base: &str, path: &'a str) -> &'a str {
    path.strip_prefix(base)
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
        .unwrap_or(path)
}

/// What an [`AddressProvider`] needs.
#[derive(Properties, PartialEq)]
pub struct AddressProviderProps {
    /// The page.
    pub children: Html,
}

/// Tells the page inside it where it is.
#[component]
pub fn AddressProvider(props: &AddressProviderProps) -> Html {
    let address = use_state_eq(Address::now);
    {
        let address = address.setter();
        use_effect_with((), move |()| {
            let listener = web_sys::window().map(|window| {
                EventListener::new(&window, MOVED, move |_| address.set(Address::now()))
            });
            move || drop(listener)
        });
    }
    html! {
        <ContextProvider<Address> context={(*address).clone()}>
            { props.children.clone() }
        </ContextProvider<Address>>
    }
}

/// Where the page is.
///
/// # Panics
///
/// Outside of an [`AddressProvider`].
#[hook]
#[expect(
    clippy::expect_used,
    reason = "a missing provider is a mistake in the page's code"
)]
pub fn use_address() -> Address {
    use_context::<Address>().expect("use_address needs an AddressProvider around the component")
}

impl Route {
    /// The address for a link: [`Route::to_path`] below the page's base.
    #[must_use]
    pub fn href(&self) -> String {
        platform::base_path() + &self.to_path()
    }

    /// Goes there; Back returns.
    pub fn open(&self) {
        go(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&self.href())));
    }

    /// Puts this address, with a query string, in the place of the one that is shown.
    pub fn replace(&self, query: &str) {
        let mut href = self.href();
        if !query.is_empty() {
            href = format!("{href}?{query}");
        }
        go(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&href)));
    }
}

fn go(change: impl FnOnce(&History) -> Result<(), JsValue>) {
    let go = || {
        let window = web_sys::window()?;
        // Browsers refuse only hundreds of changes within seconds; then the page stays where it is.
        change(&window.history().ok()?).ok()?;
        window.dispatch_event(&Event::new(MOVED).ok()?).ok()
    };
    let _ = go();
}

/// What a [`Redirect`] needs.
#[derive(Properties, PartialEq)]
pub struct RedirectProps {
    /// Where to.
    pub to: Route,
}

/// Leads elsewhere; Back does not return here.
#[component]
pub fn Redirect(props: &RedirectProps) -> Html {
    use_effect_with(props.to.clone(), |to| to.replace(""));
    Html::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_below_the_base() {
        for (base, path, rest) in [
            ("", "/", "/"),
            ("", "/connection", "/connection"),
            ("/a/b", "/a/b", ""),
            ("/a/b", "/a/b/", "/"),
            ("/a/b", "/a/b/p/x/y/segments", "/p/x/y/segments"),
            ("/a/b", "/a/bc/connection", "/a/bc/connection"),
            ("/a/b", "/connection", "/connection"),
        ] {
            assert_eq!(below(base, path), rest, "{path} below {base}");
        }
    }
}
