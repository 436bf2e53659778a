//! Projects and environments.

use super::{
    Problem,
    text::{name_of, tags},
};
use crate::text::{element, quoted};
use crate::{
    EnvironmentKey, Invalid, ProjectKey,
    model::{Environment, NewEnvironment, NewProject},
    order,
};

/// For how many minutes PHP SDKs may keep flags at most, as LaunchDarkly's Terraform provider
/// checks.
pub const TTL_LIMIT: i64 = 60;

/// Checks the body of a new project.
#[must_use]
pub fn new_project(project: &NewProject) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(key_problem(
        ProjectKey::parse(project.key.as_str()).map(drop),
    ));
    problems.extend(name_of("project", &project.name).map(|problem| problem.within("name")));
    problems.extend(tags(&project.tags));
    let Some(environments) = &project.environments else {
        return problems;
    };
    if environments.is_empty() {
        problems.push(Problem::error(
            "environments",
            "A project has at least one environment. Name one, or leave the field out.",
        ));
    }
    let mut seen = order::Set::new();
    for (index, environment) in environments.iter().enumerate() {
        let parent = element("environments", index);
        if !seen.insert(environment.key.as_str()) {
            let message = format!("The key {} is there twice.", quoted(&environment.key));
            problems.push(Problem::error(format!("{parent}/key"), message));
        }
        let of_environment = new_environment(environment);
        problems.extend(
            of_environment
                .into_iter()
                .map(|problem| problem.within(&parent)),
        );
    }
    problems
}

/// Checks the body of a new environment.
#[must_use]
pub fn new_environment(environment: &NewEnvironment) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(key_problem(
        EnvironmentKey::parse(environment.key.as_str()).map(drop),
    ));
    problems.extend(settings(
        &environment.name,
        &environment.color,
        environment.default_ttl.unwrap_or_default(),
        environment.tags.as_deref().unwrap_or_default(),
    ));
    problems
}

/// Checks an environment after a change. Its key is not checked: it cannot change.
#[must_use]
pub fn environment(environment: &Environment) -> Vec<Problem> {
    settings(
        &environment.name,
        &environment.color,
        environment.default_ttl,
        &environment.tags,
    )
}

fn settings(name: &str, color: &str, ttl: i64, tags_of: &[String]) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(name_of("environment", name).map(|problem| problem.within("name")));
    if color.len() != 6 || !color.chars().all(|digit| digit.is_ascii_hexdigit()) {
        let message = format!(
            "The color {color} is not six hexadecimal digits, such as \"00ff88\".",
            color = quoted(color)
        );
        problems.push(Problem::error("color", message));
    }
    if !(0..=TTL_LIMIT).contains(&ttl) {
        let message = format!("The time is in minutes, from 0 to {TTL_LIMIT}, not {ttl}.");
        problems.push(Problem::error("defaultTtl", message));
    }
    problems.extend(tags(tags_of));
    problems
}

fn key_problem(checked: Result<(), Invalid>) -> Option<Problem> {
    checked
        .err()
        .map(|error| Problem::error("key", error.into_reason()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::Severity;

    fn paths(problems: &[Problem]) -> Vec<&str> {
        let errors = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error);
        errors.map(|problem| problem.path.as_str()).collect()
    }

    fn good(key: &str) -> NewEnvironment {
        NewEnvironment {
            name: "E".into(),
            key: key.into(),
            color: "00fF88".into(),
            ..NewEnvironment::default()
        }
    }

    #[test]
    fn every_field_of_an_environment_is_checked() {
        assert_eq!(paths(&new_environment(&good("e"))), [""; 0]);
        let bad = NewEnvironment {
            name: " ".into(),
            key: "-e".into(),
            color: "#00ff88".into(),
            default_ttl: Some(61),
            tags: Some(vec!["a b".into()]),
            ..NewEnvironment::default()
        };
        assert_eq!(
            paths(&new_environment(&bad)),
            ["key", "name", "color", "defaultTtl", "tags/0"]
        );
        for color in ["", "00ff8", "00ff888", "00ff8g", "\u{e9}\u{e9}\u{e9}"] {
            let environment = NewEnvironment {
                color: color.into(),
                ..good("e")
            };
            assert_eq!(paths(&new_environment(&environment)), ["color"], "{color}");
        }
    }

    #[test]
    fn a_project_has_environments_of_different_keys() {
        let mut project = NewProject {
            name: "P".into(),
            key: "p".into(),
            ..NewProject::default()
        };
        assert_eq!(paths(&new_project(&project)), [""; 0]);
        project.environments = Some(vec![good("a"), good("b"), good("a")]);
        assert_eq!(paths(&new_project(&project)), ["environments/2/key"]);
        project.environments = Some(Vec::new());
        assert_eq!(paths(&new_project(&project)), ["environments"]);
        project.environments = None;
        project.key = "k".repeat(101).into();
        assert_eq!(paths(&new_project(&project)), ["key"]);
    }
}
