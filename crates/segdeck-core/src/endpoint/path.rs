//! The parameters of a path.

use crate::{EnvironmentKey, ProjectKey, SegmentKey, gather::Gather, url};

/// The decoded parameters of a path, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathParameters(Vec<(&'static str, String)>);

impl PathParameters {
    pub(super) fn read(template: &'static str, path: &str) -> Option<Self> {
        let mut parameters = Vec::new();
        let mut parts = path.split('/');
        for expected in template.split('/') {
            let part = parts.next()?;
            if let Some(name) = expected
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                if part.is_empty() {
                    return None;
                }
                parameters.push((name, url::decode(part)?));
            } else if part != expected {
                return None;
            }
        }
        parts.next().is_none().then_some(Self(parameters))
    }

    /// The parameter of that name; empty if the path has none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    /// The project of the path.
    #[must_use]
    pub fn project(&self) -> ProjectKey {
        self.get("projectKey").into()
    }

    /// The project and environment of the path.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            project: self.project(),
            environment: self.get("environmentKey").into(),
        }
    }

    /// The segment of the path.
    #[must_use]
    pub fn segment(&self) -> SegmentKey {
        self.get("segmentKey").into()
    }
}

/// The path of a template, its parameters in order from `values`.
pub(super) fn filled(template: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let parts: Vec<String> = template
        .split('/')
        .map(|part| {
            if part.starts_with('{') {
                url::encode(values.next().copied().unwrap_or_default())
            } else {
                part.to_owned()
            }
        })
        .list();
    parts.join("/")
}

/// A project and one of its environments: where segments live.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The project.
    pub project: ProjectKey,
    /// The environment.
    pub environment: EnvironmentKey,
}

impl Place {
    /// An environment of a project.
    pub fn new(project: impl Into<ProjectKey>, environment: impl Into<EnvironmentKey>) -> Self {
        Self {
            project: project.into(),
            environment: environment.into(),
        }
    }
}
