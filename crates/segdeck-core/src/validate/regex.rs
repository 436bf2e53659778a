//! Regular expressions, as far as the small engine understands them.

use super::Problem;

/// Messages of the engine for mistakes that no engine takes. It reads from left to right and stops
/// at the first thing that it does not support, so these are never a consequence of that.
const MISTAKES: [(&str, &str); 8] = [
    (
        "found open group without closing ')'",
        "a group is opened with ( and not closed. Add ), or write \\( for the character itself",
    ),
    (
        "found closing ')' without matching '('",
        "a ) closes no group. Remove it, or write \\) for the character itself",
    ),
    (
        "uncounted repetition operator must be applied to a sub-expression",
        "a *, + or ? has nothing before it to repeat. Remove it, or write a backslash before it \
         for the character itself",
    ),
    (
        "non-empty character class has no closing bracket",
        "a class is opened with [ and not closed. Add ], or write \\[ for the character itself",
    ),
    (
        "non-empty character class has no closing bracket after dash",
        "a class is opened with [ and not closed. Add ], or write \\[ for the character itself",
    ),
    (
        "invalid range in character class",
        "a range in a class runs backwards. Put the smaller character first",
    ),
    (
        "found counted repetition with a min bigger than its max",
        "a repetition {min,max} has its larger number first. Swap them",
    ),
    (
        "saw start of escape sequence, but saw end of pattern before it finished",
        "it ends in a single backslash. Remove it, or write two for the character itself",
    ),
];

/// A clear mistake is an error. Whatever else the small engine does not take may be fine for
/// LaunchDarkly's SDKs, so that is a warning.
pub(super) fn problem(pattern: &str) -> Option<Problem> {
    let engine = regex_lite::Regex::new(pattern).err()?.to_string();
    let mistake = MISTAKES.iter().find(|(message, _)| *message == engine);
    Some(match mistake {
        Some((_, advice)) => Problem::error(
            "",
            format!("The regular expression {pattern:?} is wrong: {advice}."),
        ),
        None => Problem::warning(
            "",
            format!(
                "The regular expression {pattern:?} cannot be checked here ({engine}). Check that \
                 your SDKs support it; one that they do not never matches."
            ),
        ),
    })
}
