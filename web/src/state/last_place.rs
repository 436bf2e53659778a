//! The environment that was shown last over each connection, kept on this computer.

use segdeck_core::{endpoint::Place, url};

use crate::platform::Store;

/// Where it was before there were more connections than the page's server.
const UNSCOPED: &str = "segdeck.place";

/// The environment that was shown last over the connection of this scope.
#[must_use]
pub fn read(scope: &str) -> Option<Place> {
    let before = || Store::Local.get(UNSCOPED).filter(|_| scope == "server");
    parse(&Store::Local.get(&name(scope)).or_else(before)?)
}

/// Keeps the environment that is shown.
pub fn write(scope: &str, place: &Place) {
    // A browser that keeps nothing starts at the first environment.
    let _ = Store::Local.set(&name(scope), &format(place));
}

/// Forgets it if it is this one, which is gone.
pub fn forget(scope: &str, place: &Place) {
    if read(scope).as_ref() == Some(place) {
        Store::Local.remove(&name(scope));
        Store::Local.remove(UNSCOPED);
    }
}

fn name(scope: &str) -> String {
    format!("segdeck.place.{scope}")
}

fn format(place: &Place) -> String {
    let encode = |text: &str| url::encode(text);
    format!(
        "{}/{}",
        encode(place.project.as_str()),
        encode(place.environment.as_str())
    )
}

fn parse(text: &str) -> Option<Place> {
    let (project, environment) = text.split_once('/')?;
    let (project, environment) = (url::decode(project)?, url::decode(environment)?);
    (!project.is_empty() && !environment.is_empty()).then(|| Place::new(project, environment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_and_nonsense_is_dropped() {
        let place = Place::new("a/b", "c d");
        assert_eq!(parse(&format(&place)), Some(place));
        for text in ["", "a", "/b", "a/", "%/b"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
