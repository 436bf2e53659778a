//! The addresses of the dashboard.
#![expect(
    clippy::disallowed_types,
    reason = "the router's derive macro takes a HashMap"
)]

use std::{fmt, str::FromStr};

use segdeck_core::{SegmentKey, endpoint::Place};
use yew_router::Routable;

mod link;
pub use link::{RouteLink, RouteLinkProps};

/// What an address shows.
#[derive(Clone, Debug, PartialEq, Eq, Routable)]
pub enum Route {
    /// Leads to the last environment, or to the first.
    #[at("/")]
    Home,
    /// The segments of an environment.
    #[at("/p/:project/:environment/segments")]
    Segments {
        /// The project's key.
        project: String,
        /// The environment's key.
        environment: String,
    },
    /// A segment; leads to its first tab.
    #[at("/p/:project/:environment/segments/:segment")]
    Segment {
        /// The project's key.
        project: String,
        /// The environment's key.
        environment: String,
        /// The segment's key.
        segment: String,
    },
    /// A tab of a segment.
    #[at("/p/:project/:environment/segments/:segment/:tab")]
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
    #[at("/connection")]
    Connection,
    /// No such address.
    #[not_found]
    #[at("/404")]
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
}

impl SegmentTab {
    /// All tabs, in their order.
    pub const ALL: [Self; 4] = [Self::Rules, Self::Targets, Self::Expirations, Self::Json];

    /// The tab's name in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Targets => "targets",
            Self::Expirations => "expirations",
            Self::Json => "json",
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
            Self::Home | Self::Connection | Self::NotFound => None,
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
        assert_eq!(
            Route::routes(),
            [
                "/",
                "/p/:project/:environment/segments",
                "/p/:project/:environment/segments/:segment",
                "/p/:project/:environment/segments/:segment/:tab",
                "/connection",
                "/404",
            ]
        );
        let place = Place::new("default", "test");
        for (route, path) in [
            (Route::Home, "/"),
            (Route::segments(&place), "/p/default/test/segments"),
            (
                Route::segment(&place, &"beta.1".into(), SegmentTab::Expirations),
                "/p/default/test/segments/beta.1/expirations",
            ),
            (Route::Connection, "/connection"),
        ] {
            assert_eq!(route.to_path(), path);
            assert_eq!(Route::recognize(path), Some(route));
        }
    }

    #[test]
    fn reserved_characters_survive() {
        let place = Place::new("a/b", "c d");
        let route = Route::segment(&place, &"x?y#z".into(), SegmentTab::Json);
        assert_eq!(Route::recognize(&route.to_path()), Some(route));
    }

    #[test]
    fn an_unknown_path_or_tab_is_not_found() {
        for path in ["/p/default", "/p/default/test/segments/beta/nonsense", "/x"] {
            assert_eq!(Route::recognize(path), Some(Route::NotFound), "{path}");
        }
    }
}
