//! A change as a call of LaunchDarkly's command-line tool.

use super::{TOKEN, quote};
use crate::{
    Invalid, SegmentKey,
    endpoint::{PatchBody, Place},
    patch::PatchFormat,
    wire,
};

/// The longest text that one argument may be, in bytes: Linux takes 128 KiB.
pub const ARGUMENT_LIMIT: usize = 128 * 1024 - 1;

/// A change as a command for a POSIX shell: `ldcli segments update`.
///
/// # Errors
/// When the change is longer than an argument may be; `curl` takes any.
pub fn ldcli(
    host: &str,
    place: &Place,
    segment: &SegmentKey,
    patch: &PatchBody,
) -> Result<String, Invalid> {
    let data = wire::encode_text(&patch.to_value());
    if data.len() > ARGUMENT_LIMIT {
        return Err(Invalid::new(
            "",
            format!(
                "The change is {} bytes long, and a command line takes at most {ARGUMENT_LIMIT}. \
                 Send it with curl, or in parts.",
                data.len()
            ),
        ));
    }
    let format = if patch.format() == PatchFormat::Semantic {
        " \\\n  --semantic-patch"
    } else {
        ""
    };
    Ok(format!(
        "ldcli segments update \\\n  --access-token \"{TOKEN}\" \\\n  --base-uri {} \\\n  \
         --project {} \\\n  --environment {} \\\n  --segment {}{format} \\\n  --data {}\n",
        quote(host.trim_end_matches('/')),
        quote(place.project.as_str()),
        quote(place.environment.as_str()),
        quote(segment.as_str()),
        quote(&data),
    ))
}
