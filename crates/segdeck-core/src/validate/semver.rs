//! Semantic versions as clauses compare them.

use semver::Version;

/// Whether [`semver`] can read this. Checking takes much less code than reading.
#[must_use]
pub fn is_semver(text: &str) -> bool {
    let (text, build) = parted(text, '+');
    let (core, pre_release) = parted(text, '-');
    let are_identifiers = |text: Option<&str>, is_allowed: fn(&str) -> bool| {
        text.is_none_or(|text| {
            text.split('.')
                .all(|part| is_identifier(part) && is_allowed(part))
        })
    };
    core.split('.').count() <= 3
        && core.split('.').all(is_number)
        && are_identifiers(pre_release, |part| !is_digits(part) || is_short(part))
        && are_identifiers(build, |_| true)
}

/// What stands before a mark, and what stands behind it if it is there.
fn parted(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_identifier(part: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !part.is_empty() && part.bytes().all(is_letter)
}

fn is_number(part: &str) -> bool {
    is_digits(part) && is_short(part) && part.parse::<u64>().is_ok()
}

fn is_digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Without needless zeros.
fn is_short(part: &str) -> bool {
    part == "0" || !part.starts_with('0')
}

/// Reads a semantic version as LaunchDarkly's SDKs do: `SemVer` 2.0, and `2` and `2.1` mean `2.0.0`
/// and `2.1.0`. `v2.0.0`, `02.0.0` and `2.0.0.0` are none.
///
/// Compare with [`Version::cmp_precedence`], which disregards build metadata.
#[must_use]
pub fn semver(text: &str) -> Option<Version> {
    let (core, suffix) = text
        .find(['-', '+'])
        .map_or((text, ""), |start| text.split_at(start));
    let missing = match core.split('.').count() {
        1 => ".0.0",
        2 => ".0",
        _ => "",
    };
    Version::parse(&format!("{core}{missing}{suffix}")).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_checked_can_be_read(
            text in "[0-2]{1,2}(\\.[0-2]{1,2}){0,3}(-[0-2a.-]{0,4})?(\\+[0-2a.+-]{0,4})?",
        ) {
            prop_assert_eq!(is_semver(&text), semver(&text).is_some());
        }

        #[test]
        fn other_text_is_checked_as_it_is_read(text in "[0-9a.+é -]{0,6}|[0-9]{18,21}") {
            prop_assert_eq!(is_semver(&text), semver(&text).is_some());
        }
    }
}
