//! Under which names drafts are kept.

use std::fmt;

use segdeck_core::{endpoint::Place, order, url};

/// What every name begins with.
const PREFIX: &str = "segdeck.draft.";

/// The name of a kept draft: whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftName {
    /// The scope of its connection.
    pub scope: String,
    /// Where its segment is.
    pub place: Place,
    /// The segment's key.
    pub segment: String,
    /// Present for a draft that is put aside: tells it from others of the same segment.
    pub copy: Option<String>,
}

impl DraftName {
    /// The draft that is edited when the segment is opened.
    pub fn new(scope: impl Into<String>, place: Place, segment: impl Into<String>) -> Self {
        Self {
            scope: scope.into(),
            place,
            segment: segment.into(),
            copy: None,
        }
    }

    /// The name of a draft of the same segment that is put aside. A slash in `copy` is replaced:
    /// it would end it.
    #[must_use]
    pub fn aside(&self, copy: &str) -> Self {
        Self {
            copy: Some(copy.replace('/', "-")),
            ..self.clone()
        }
    }

    /// The name of the draft that is edited when the segment of this one is opened.
    #[must_use]
    pub fn edited(&self) -> Self {
        Self {
            copy: None,
            ..self.clone()
        }
    }

    /// Reads a name; `None` for that of anything else.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.strip_prefix(PREFIX)?.split('/').collect();
        let (scope, project, environment, segment, copy) = match *parts.as_slice() {
            [scope, project, environment, segment] => (scope, project, environment, segment, None),
            [scope, project, environment, segment, copy] => {
                (scope, project, environment, segment, Some(copy))
            }
            _ => return None,
        };
        Some(Self {
            copy: copy.map(str::to_owned),
            ..Self::new(
                url::decode(scope)?,
                Place::new(project, environment),
                segment,
            )
        })
    }
}

impl fmt::Display for DraftName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place {
            project,
            environment,
        } = &self.place;
        write!(
            f,
            "{}{project}/{environment}/{}",
            of_scope(&self.scope),
            self.segment
        )?;
        match &self.copy {
            Some(copy) => write!(f, "/{copy}"),
            None => Ok(()),
        }
    }
}

/// The name under which the draft of a segment is kept; `scope` is that of its connection.
#[must_use]
pub fn name(scope: &str, place: &Place, segment: &str) -> String {
    DraftName::new(scope, place.clone(), segment).to_string()
}

/// What the names of all drafts of a connection begin with.
fn of_scope(scope: &str) -> String {
    format!("{PREFIX}{}/", url::encode(scope))
}

/// The new name of a draft whose name says no connection yet: there was only the page's server.
/// `None` for any other name.
pub(super) fn renamed(name: &str) -> Option<String> {
    let rest = name.strip_prefix(PREFIX)?;
    let is_old = rest.split('/').count() == 3;
    is_old.then(|| format!("{}{rest}", of_scope("server")))
}

/// How many drafts a connection has by environment, in the order of their keys: "project /
/// environment" and the count.
#[must_use]
pub fn count(names: &[String], scope: &str) -> Vec<(String, usize)> {
    let mut places: Vec<String> = names
        .iter()
        .filter_map(|name| DraftName::parse(name))
        .filter(|name| name.scope == scope)
        .map(|name| format!("{} / {}", name.place.project, name.place.environment))
        .collect();
    order::sort(&mut places);
    let mut counted: Vec<(String, usize)> = Vec::new();
    for place in places {
        match counted.last_mut() {
            Some((known, count)) if *known == place => *count += 1,
            _ => counted.push((place, 1)),
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let place = Place::new("p", "e");
        for scope in ["server", "browser", "direct:https://a.b:1#2"] {
            let name = DraftName::new(scope, place.clone(), "s.1");
            for name in [name.clone(), name.aside("x"), name.aside("a/b")] {
                assert_eq!(DraftName::parse(&name.to_string()), Some(name.clone()));
                assert_eq!(name.edited().to_string(), super::name(scope, &place, "s.1"));
            }
        }
        for other in [
            "segdeck.place",
            "segdeck.draft.a/b/c",
            "segdeck.draft.%zz/p/e/s",
            "",
        ] {
            assert_eq!(DraftName::parse(other), None, "{other}");
        }
    }

    #[test]
    fn the_drafts_of_one_connection_are_not_those_of_another() {
        let place = Place::new("p", "e");
        let scopes = [
            "server",
            "browser",
            "direct:https://a.b",
            "direct:https://a.b#2",
        ];
        let names: Vec<String> = scopes
            .iter()
            .map(|scope| name(scope, &place, "s"))
            .collect();
        for (index, scope) in scopes.iter().enumerate() {
            assert!(!names[index + 1..].contains(&names[index]));
            assert_eq!(count(&names, scope), [("p / e".to_owned(), 1)]);
        }
    }

    #[test]
    fn drafts_are_counted_by_environment() {
        let names = ["b/e/x", "a/e/x", "a/e/y", "a/e/y/copy", "a/f/z"]
            .map(|rest| format!("{}{rest}", of_scope("server")));
        let expected = [("a / e", 3), ("a / f", 1), ("b / e", 1)];
        let expected = expected.map(|(place, count)| (place.to_owned(), count));
        assert_eq!(count(&names, "server"), expected);
        assert!(count(&names, "browser").is_empty());
    }

    #[test]
    fn drafts_from_before_there_were_connections_belong_to_the_server() {
        let place = Place::new("default", "test");
        let old = "segdeck.draft.default/test/beta";
        assert_eq!(renamed(old), Some(name("server", &place, "beta")));
        for other in [
            name("server", &place, "beta").as_str(),
            "segdeck.place",
            "x",
        ] {
            assert_eq!(renamed(other), None, "{other}");
        }
    }
}
