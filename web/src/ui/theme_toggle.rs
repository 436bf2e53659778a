//! Light, dark, or as the system says.

use web_sys::MediaQueryList;
use yew::prelude::*;

use super::icon::IconName;
use super::menu::Menu;
use super::menu_items::MenuItem;
use crate::platform::Store;

const STORED_AS: &str = "segdeck.theme";

/// What the reader chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the system says, also when it changes.
    #[default]
    System,
}

impl Theme {
    fn from_stored(text: Option<&str>) -> Self {
        match text {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    fn store(self) {
        // A browser that keeps nothing still shows the choice until the page is left.
        match self {
            Self::Light => drop(Store::Local.set(STORED_AS, "light")),
            Self::Dark => drop(Store::Local.set(STORED_AS, "dark")),
            Self::System => Store::Local.remove(STORED_AS),
        }
    }

    fn is_dark(self, system_is_dark: bool) -> bool {
        match self {
            Self::Light => false,
            Self::Dark => true,
            Self::System => system_is_dark,
        }
    }
}

fn system_query() -> Option<MediaQueryList> {
    web_sys::window()?
        .match_media("(prefers-color-scheme: dark)")
        .ok()?
}

fn show(is_dark: bool) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // A fixed, valid attribute name cannot be refused.
        let _ = root.set_attribute("data-theme", if is_dark { "dark" } else { "light" });
    }
}

/// A menu with the three choices. It also applies the stored one, so the page shows it from the
/// first frame.
#[component]
pub fn ThemeToggle() -> Html {
    let theme = use_state_eq(|| Theme::from_stored(Store::Local.get(STORED_AS).as_deref()));
    let system_is_dark = use_state_eq(|| system_query().is_some_and(|query| query.matches()));
    {
        let system_is_dark = system_is_dark.clone();
        use_effect_with((), move |()| {
            let listener = system_query().map(|query| {
                gloo_events::EventListener::new(&query.clone(), "change", move |_| {
                    system_is_dark.set(query.matches());
                })
            });
            move || drop(listener)
        });
    }
    let is_dark = theme.is_dark(*system_is_dark);
    use_effect_with(is_dark, |is_dark| show(*is_dark));
    let choose = |choice: Theme, label: &'static str, icon: IconName| {
        let current = *theme;
        let theme = theme.clone();
        let item = MenuItem::new(
            label,
            Callback::from(move |()| {
                choice.store();
                theme.set(choice);
            }),
        );
        item.icon(icon).chosen(current == choice)
    };
    let items = [
        choose(Theme::Light, "Light", IconName::Sun),
        choose(Theme::Dark, "Dark", IconName::Moon),
        choose(Theme::System, "System", IconName::Device),
    ];
    html! {
        <Menu label="Theme" icon={if is_dark { IconName::Sun } else { IconName::Moon }}
            items={std::rc::Rc::<[MenuItem]>::from(items)} size={super::ButtonSize::Large} />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_or_missing_choice_follows_the_system() {
        for text in [None, Some(""), Some("blue")] {
            assert_eq!(Theme::from_stored(text), Theme::System);
        }
        assert!(Theme::System.is_dark(true) && !Theme::System.is_dark(false));
    }

    #[test]
    fn a_choice_overrides_the_system() {
        assert!(Theme::from_stored(Some("dark")).is_dark(false));
        assert!(!Theme::from_stored(Some("light")).is_dark(true));
    }
}
