//! The addresses of the dashboard.
use std::{fmt, str::FromStr};

use segdeck_core::{SegmentKey, endpoint::Place, url};

mod address;
mod link;

pub use address::{
    Address, AddressProvider, AddressProviderProps, Redirect, RedirectProps, use_address,
};
pub use link::{RouteLink, RouteLinkProps};

/// What an address shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Leads to the last environment, or to the first.
    Home,
    /// The segments of an environment.
    Segments {
        /// The project's key.
        project: String,
        /// The environment's key.
        environment: String,
    },
    /// A segment; leads to its first tab.
    Segment {
        /// The project's key.
        project: String,
        /// The environment's key.
        environment: String,
        /// The segment's key.
        segment: String,
    },
    /// A tab of a segment.
    SegmentTab {
        /// The project's key.
        project: String,
        /// The environment's key.
        environment: String,
        /// The segment's key.
        segment: String,
        /// The tab.
        tab: SegmentTab,
    },
    /// What the dashboard is connected to.
    Connection,
    /// The drafts on this computer.
    Drafts,
    /// No such address.
    NotFound,
}

/// A tab of the segment page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SegmentTab {
    /// The rules.
    #[default]
    Rules,
    /// The individual targets.
    Targets,
    /// When targets leave.
    Expirations,
    /// The segment as JSON.
    Json,
    /// What happened to it.
    History,
}

impl SegmentTab {
    /// All tabs, in their order.
    pub const ALL: [Self; 5] = [
        Self::Rules,
        Self::Targets,
        Self::Expirations,
        Self::Json,
        Self::History,
    ];

    /// The tab's name in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Targets => "targets",
            Self::Expirations => "expirations",
            Self::Json => "json",
            Self::History => "history",
        }
    }
}

impl fmt::Display for SegmentTab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SegmentTab {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|tab| tab.as_str() == text)
            .ok_or(())
    }
}

impl Route {
    /// What a percent-encoded path shows; with or without a slash at its end.
    #[must_use]
    pub fn recognize(path: &str) -> Self {
        let path = path.strip_suffix('/').unwrap_or(path);
        let parts: Option<Vec<String>> = path.split('/').skip(1).map(url::decode).collect();
        let parts = parts.unwrap_or_else(|| vec!["404".to_owned()]);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match *parts.as_slice() {
            [] => Self::Home,
            ["connection"] => Self::Connection,
            ["drafts"] => Self::Drafts,
            ["p", project, environment, "segments", ref rest @ ..] => {
                Self::below_segments(project, environment, rest)
            }
            _ => Self::NotFound,
        }
    }

    fn below_segments(project: &str, environment: &str, rest: &[&str]) -> Self {
        if project.is_empty() || environment.is_empty() || rest.contains(&"") {
            return Self::NotFound;
        }
        let (project, environment) = (project.to_owned(), environment.to_owned());
        match *rest {
            [] => Self::Segments {
                project,
                environment,
            },
            [segment] => Self::Segment {
                project,
                environment,
                segment: segment.to_owned(),
            },
            [segment, tab] => tab.parse().map_or(Self::NotFound, |tab| Self::SegmentTab {
                project,
                environment,
                segment: segment.to_owned(),
                tab,
            }),
            _ => Self::NotFound,
        }
    }

    /// The path, percent-encoded.
    #[must_use]
    pub fn to_path(&self) -> String {
        let list = |project: &str, environment: &str| {
            let (project, environment) = (url::encode(project), url::encode(environment));
            format!("/p/{project}/{environment}/segments")
        };
        match self {
            Self::Home => "/".to_owned(),
            Self::Connection => "/connection".to_owned(),
            Self::Drafts => "/drafts".to_owned(),
            Self::NotFound => "/404".to_owned(),
            Self::Segments {
                project,
                environment,
            } => list(project, environment),
            Self::Segment {
                project,
                environment,
                segment,
            } => format!("{}/{}", list(project, environment), url::encode(segment)),
            Self::SegmentTab {
                project,
                environment,
                segment,
                tab,
            } => {
                let segment = url::encode(segment);
                format!("{}/{segment}/{tab}", list(project, environment))
            }
        }
    }

    /// The list of an environment.
    #[must_use]
    pub fn segments(place: &Place) -> Self {
        Self::Segments {
            project: place.project.to_string(),
            environment: place.environment.to_string(),
        }
    }

    /// A tab of a segment.
    #[must_use]
    pub fn segment(place: &Place, segment: &SegmentKey, tab: SegmentTab) -> Self {
        Self::SegmentTab {
            project: place.project.to_string(),
            environment: place.environment.to_string(),
            segment: segment.to_string(),
            tab,
        }
    }

    /// The environment that is shown, if any.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Segments {
                project,
                environment,
            }
            | Self::Segment {
                project,
                environment,
                ..
            }
            | Self::SegmentTab {
                project,
                environment,
                ..
            } => Some(Place::new(project.as_str(), environment.as_str())),
            Self::Home | Self::Connection | Self::Drafts | Self::NotFound => None,
        }
    }

    /// The segment that is shown, if any.
    #[must_use]
    pub fn segment_key(&self) -> Option<SegmentKey> {
        match self {
            Self::Segment { segment, .. } | Self::SegmentTab { segment, .. } => {
                Some(segment.as_str().into())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_leads_back_to_its_route() {
        let place = Place::new("default", "test");
        for (route, path) in [
            (Route::Home, "/"),
            (Route::segments(&place), "/p/default/test/segments"),
            (
                Route::segment(&place, &"beta.1".into(), SegmentTab::Expirations),
                "/p/default/test/segments/beta.1/expirations",
            ),
            (
                Route::Segment {
                    project: "default".into(),
                    environment: "test".into(),
                    segment: "beta".into(),
                },
                "/p/default/test/segments/beta",
            ),
            (Route::Connection, "/connection"),
            (Route::Drafts, "/drafts"),
            (Route::NotFound, "/404"),
        ] {
            assert_eq!(route.to_path(), path);
            assert_eq!(Route::recognize(path), route);
            assert_eq!(
                Route::recognize(&format!("{path}/").replace("//", "/")),
                route
            );
        }
    }

    #[test]
    fn reserved_characters_survive() {
        let place = Place::new("a/b", "c d");
        let route = Route::segment(&place, &"x?y#z".into(), SegmentTab::Json);
        assert_eq!(route.to_path(), "/p/a%2Fb/c%20d/segments/x%3Fy%23z/json");
        assert_eq!(Route::recognize(&route.to_path()), route);
    }

    #[test]
    fn an_unknown_path_or_tab_is_not_found() {
        for path in [
            "/x",
            "/connection/x",
            "/drafts/x",
            "/p/default",
            "/p//test/segments",
            "/p/default/test/segments//rules",
            "/p/default/test/segments/beta/nonsense",
            "/p/default/test/segments/beta/rules/more",
            "/p/default/test/segments/%zz",
        ] {
            assert_eq!(Route::recognize(path), Route::NotFound, "{path}");
        }
    }
}
