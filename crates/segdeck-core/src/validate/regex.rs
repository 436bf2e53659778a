//! Regular expressions, as far as the small engine understands them.

mod syntax;

use super::Problem;
use crate::text::quoted;
use syntax::Mistake;

/// Messages of the engine for mistakes that no engine takes. It reads from left to right and stops
/// at the first thing that it does not support, so these are never a consequence of that.
const MISTAKES: [(Mistake, &str); 8] = [
    (
        syntax::UNCLOSED_GROUP,
        "a group is opened with ( and not closed. Add ), or write \\( for the character itself",
    ),
    (
        syntax::UNOPENED_GROUP,
        "a ) closes no group. Remove it, or write \\) for the character itself",
    ),
    (
        syntax::NOTHING_TO_REPEAT,
        "a *, + or ? has nothing before it to repeat. Remove it, or write a backslash before it \
         for the character itself",
    ),
    (
        syntax::CLASS_UNCLOSED_AFTER_ITEM,
        "a class is opened with [ and not closed. Add ], or write \\[ for the character itself",
    ),
    (
        syntax::CLASS_UNCLOSED_AFTER_DASH,
        "a class is opened with [ and not closed. Add ], or write \\[ for the character itself",
    ),
    (
        syntax::RANGE_BACKWARDS,
        "a range in a class runs backwards. Put the smaller character first",
    ),
    (
        syntax::REPETITION_BACKWARDS,
        "a repetition {min,max} has its larger number first. Swap them",
    ),
    (
        syntax::ESCAPE_AT_END,
        "it ends in a single backslash. Remove it, or write two for the character itself",
    ),
];

/// A clear mistake is an error. Whatever else the small engine does not take may be fine for
/// LaunchDarkly's SDKs, so that is a warning.
pub(super) fn problem(pattern: &str) -> Option<Problem> {
    let engine = syntax::check(pattern).err()?;
    let mistake = MISTAKES.iter().find(|(message, _)| *message == engine);
    Some(match mistake {
        Some((_, advice)) => Problem::error(
            "",
            format!(
                "The regular expression {pattern} is wrong: {advice}.",
                pattern = quoted(pattern)
            ),
        ),
        None => Problem::warning(
            "",
            format!(
                "The regular expression {pattern} cannot be checked here ({engine}). Check that \
                 your SDKs support it; one that they do not never matches.",
                pattern = quoted(pattern)
            ),
        ),
    })
}
