//! Names and tags.

use super::Problem;
use crate::ids::{character_name, is_key_character};
use crate::order::Set;
use crate::text::{element, quoted};

/// The longest name that the sandbox accepts and the dashboard offers, in characters. LaunchDarkly
/// documents none.
pub const NAME_LIMIT: usize = 256;
/// The longest tag, in characters.
pub const TAG_LIMIT: usize = 64;

/// Checks a name: not empty, at most [`NAME_LIMIT`] characters.
#[must_use]
pub fn name(name: &str) -> Option<Problem> {
    name_of("segment", name)
}

/// Checks the name of a thing that is called so.
pub(super) fn name_of(thing: &str, name: &str) -> Option<Problem> {
    if name.trim().is_empty() {
        return Some(Problem::error(
            "",
            format!("The name is empty. Give the {thing} a name."),
        ));
    }
    let count = name.chars().count();
    (count > NAME_LIMIT).then(|| {
        Problem::error(
            "",
            format!("The name has {count} characters; at most {NAME_LIMIT} are allowed."),
        )
    })
}

/// Checks a tag: 1 to [`TAG_LIMIT`] letters, digits, `.`, `_` or `-`.
#[must_use]
pub fn tag(tag: &str) -> Option<Problem> {
    if tag.is_empty() {
        return Some(Problem::error("", "The tag is empty. Remove it."));
    }
    if let Some(bad) = tag.chars().find(|c| !is_key_character(*c)) {
        let advice = suggest_tag(tag).map_or_else(
            || "Use letters, digits, dot, underscore or hyphen.".to_owned(),
            |better| {
                format!("Use letters, digits, dot, underscore or hyphen, such as \"{better}\".")
            },
        );
        return Some(Problem::error(
            "",
            format!(
                "The tag {} has {}. {advice}",
                quoted(tag),
                character_name(bad)
            ),
        ));
    }
    (tag.len() > TAG_LIMIT).then(|| {
        Problem::error(
            "",
            format!(
                "The tag has {} characters; at most {TAG_LIMIT} are allowed.",
                tag.len()
            ),
        )
    })
}

/// The nearest tag that is allowed: `q1-2027` for `q1 2027`. `None` if the tag is allowed as it is
/// or nothing of it can stay.
#[must_use]
pub fn suggest_tag(tag: &str) -> Option<String> {
    let mut better = String::new();
    for part in tag.split(|c| !is_key_character(c)) {
        if part.is_empty() {
            continue;
        }
        if !better.is_empty() {
            better.push('-');
        }
        better.push_str(part);
    }
    better.truncate(TAG_LIMIT);
    (!better.is_empty() && better != tag).then_some(better)
}

pub(super) fn tags(tags: &[String]) -> Vec<Problem> {
    let mut seen = Set::new();
    let mut problems = Vec::new();
    for (index, text) in tags.iter().enumerate() {
        let path = || element("tags", index);
        if !seen.insert(text.as_str()) {
            let message = format!("The tag {} is there twice. Remove one.", quoted(text));
            problems.push(Problem::warning(path(), message));
        } else if let Some(problem) = tag(text) {
            problems.push(problem.within(&path()));
        }
    }
    problems
}
