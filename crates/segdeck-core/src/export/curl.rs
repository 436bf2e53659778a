//! A request as a call of `curl`.

use serde_json::Value;

use super::{TOKEN, quote};
use crate::{
    Invalid,
    wire::{self, Body, Request},
};

/// A request as a command for a POSIX shell, to be sent to this host. The body goes in by the
/// standard input: a command line does not hold long lists. It fails where the server refuses, and
/// shows why.
///
/// ```
/// use segdeck_core::{endpoint::{Endpoint, GetSegment, Place}, export::curl};
///
/// let get = GetSegment { place: Place::new("mobile", "production"), segment: "beta".into() };
/// assert_eq!(curl("https://app.launchdarkly.com", &get.request())?, "\
/// curl --fail-with-body --globoff --request GET \\
///   --header \"Authorization: $LAUNCHDARKLY_ACCESS_TOKEN\" \\
///   --header 'LD-API-Version: 20240415' \\
///   https://app.launchdarkly.com/api/v2/segments/mobile/production/beta
/// ");
/// # Ok::<(), segdeck_core::Invalid>(())
/// ```
///
/// # Errors
/// When the body is not JSON.
pub fn curl(host: &str, request: &Request) -> Result<String, Invalid> {
    let mut command = format!(
        "curl --fail-with-body --globoff --request {} \\\n  --header \"Authorization: {TOKEN}\" \\\n",
        request.method
    );
    let is_ours = |name: &str| {
        name.eq_ignore_ascii_case("Authorization") || name.eq_ignore_ascii_case("LD-API-Version")
    };
    let version = request.headers.get("LD-API-Version").unwrap_or("20240415");
    let others = request.headers.iter().filter(|(name, _)| !is_ours(name));
    for (name, value) in std::iter::once(("LD-API-Version", version)).chain(others) {
        command.push_str("  --header ");
        command.push_str(&quote(&format!("{name}: {value}")));
        command.push_str(" \\\n");
    }
    let body = match &request.body {
        Body::Empty => None,
        Body::Bytes(bytes) => Some(wire::decode::<Value>(bytes)?),
        Body::Reader(_) => {
            let reason = "A body that is a file cannot be written into a command.";
            return Err(Invalid::new("", reason));
        }
    };
    if body.is_some() {
        command.push_str("  --data-binary @- \\\n");
    }
    let address = format!("{}{}", host.trim_end_matches('/'), request.target());
    command.push_str("  ");
    command.push_str(&quote(&address));
    if let Some(body) = body {
        // A quoted word keeps the shell from reading the text, and no line of JSON is that word.
        command.push_str(" <<'JSON'\n");
        command.push_str(wire::pretty(&body).trim_end());
        command.push_str("\nJSON");
    }
    command.push('\n');
    Ok(command)
}
