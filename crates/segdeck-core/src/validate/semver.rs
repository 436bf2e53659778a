//! Semantic versions as clauses compare them.

use semver::Version;

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
