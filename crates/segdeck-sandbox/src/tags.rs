//! Tags of segments, projects, environments and flags.

use segdeck_core::{
    Invalid,
    endpoint::{Endpoint, ListTags},
    validate,
};

use crate::{
    SandboxError,
    paging::Slice,
    reply::Answer,
    sandbox::Call,
    store::tags::{self, Tagged},
};

/// How many tags a page has at most, and when the caller does not say.
const PAGE: u64 = 1_000;

/// Lists tags. The sandbox keeps no former ones, so `asOf` changes nothing.
pub fn list(call: &Call<'_>, mut request: ListTags) -> Result<Answer, SandboxError> {
    let slice = Slice::new(Some(request.limit.unwrap_or(PAGE)), request.offset)?;
    if let Some(moment) = &request.as_of {
        check_moment(moment)?;
    }
    let of = tagged(&request.kinds, request.archived.unwrap_or_default())?;
    let prefix = request.prefix.as_deref().unwrap_or_default();
    let (items, total) = call
        .store
        .read(|connection| tags::page(connection, &of, prefix, slice.limit, slice.offset))?;
    let asked = request.request();
    (request.limit, request.offset) = slice.first();
    let page = slice.page(items, total, &asked, request.request());
    Ok(Answer::found(&page))
}

/// The resources of these kinds that the sandbox has; all of them where no kind is named.
fn tagged(kinds: &[String], with_archived: bool) -> Result<Vec<Tagged>, Invalid> {
    let flags = if with_archived {
        Tagged::AllFlags
    } else {
        Tagged::Flags
    };
    if kinds.is_empty() {
        return Ok(vec![
            Tagged::Segments,
            Tagged::Projects,
            Tagged::Environments,
            flags,
        ]);
    }
    let mut of = Vec::new();
    for kind in kinds {
        let found = match kind.as_str() {
            "segment" => Some(Tagged::Segments),
            "project" => Some(Tagged::Projects),
            "environment" => Some(Tagged::Environments),
            "flag" => Some(flags),
            // Nothing in the sandbox is of these kinds.
            "metric" | "metric-data-source" | "aiconfig" | "agent-skill" | "view" => None,
            unknown => {
                return Err(Invalid::new(
                    "kind",
                    format!(
                        "Unknown kind {unknown:?}. Use flag, project, environment, segment, \
                         metric, metric-data-source, aiconfig, agent-skill or view."
                    ),
                ));
            }
        };
        of.extend(found.filter(|found| !of.contains(found)));
    }
    Ok(of)
}

fn check_moment(text: &str) -> Result<(), Invalid> {
    if text.parse::<i64>().is_ok() || validate::date(text).is_some() {
        return Ok(());
    }
    Err(Invalid::new(
        "asOf",
        format!("{text:?} is neither a date such as 2027-01-31T09:30:00Z nor milliseconds."),
    ))
}
