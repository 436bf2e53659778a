//! How a segment is named as a resource.

use crate::text::quoted;
use std::fmt;

use crate::{Invalid, SegmentKey, endpoint::Place};

/// A segment as LaunchDarkly names resources: `proj/my-project:env/my-environment:segment/my-key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentResource {
    /// Where.
    pub place: Place,
    /// Which.
    pub segment: SegmentKey,
}

impl SegmentResource {
    /// This segment.
    pub fn new(place: Place, segment: impl Into<SegmentKey>) -> Self {
        Self {
            place,
            segment: segment.into(),
        }
    }

    /// Reads the name of a segment.
    ///
    /// # Errors
    /// When the text names something else, or nothing.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut parts = text.split(':');
        let mut next = |prefix: &str| {
            let key = parts.next()?.strip_prefix(prefix)?;
            let is_one = !key.is_empty() && !key.contains(['/', '*', ';', ',']);
            is_one.then(|| key.to_owned())
        };
        let found = (next("proj/"), next("env/"), next("segment/"));
        match (found, parts.next()) {
            ((Some(project), Some(environment), Some(segment)), None) => {
                Ok(Self::new(Place::new(project, environment), segment))
            }
            _ => Err(Invalid::new(
                "",
                format!(
                    "{text} does not name a segment. Write \
                     proj/PROJECT:env/ENVIRONMENT:segment/SEGMENT.",
                    text = quoted(text)
                ),
            )),
        }
    }
}

impl fmt::Display for SegmentResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "proj/{}:env/{}:segment/{}",
            self.place.project, self.place.environment, self.segment
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_named_by_project_environment_and_key() {
        let text = "proj/p:env/e:segment/s.1";
        let resource = SegmentResource::parse(text).unwrap();
        assert_eq!(resource, SegmentResource::new(Place::new("p", "e"), "s.1"));
        assert_eq!(resource.to_string(), text);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "s",
            "proj/p:env/e:flag/s",
            "proj/p:env/e",
            "proj/p:env/e:segment/",
            "proj/*:env/e:segment/s",
            "proj/p:env/e:segment/s:x/y",
            "proj/p:env/e:segment/a/b",
            "env/e:proj/p:segment/s",
        ] {
            assert!(SegmentResource::parse(text).is_err(), "{text:?}");
        }
    }
}
