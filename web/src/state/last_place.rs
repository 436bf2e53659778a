//! The environment that was shown last, kept on this computer.

use segdeck_core::{endpoint::Place, url};

use crate::platform::Store;

const STORED_AS: &str = "segdeck.place";

/// The environment that was shown last.
#[must_use]
pub fn read() -> Option<Place> {
    parse(&Store::Local.get(STORED_AS)?)
}

/// Keeps the environment that is shown.
pub fn write(place: &Place) {
    // A browser that keeps nothing starts at the first environment.
    let _ = Store::Local.set(STORED_AS, &format(place));
}

/// Forgets it if it is this one, which is gone.
pub fn forget(place: &Place) {
    if read().as_ref() == Some(place) {
        Store::Local.remove(STORED_AS);
    }
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
