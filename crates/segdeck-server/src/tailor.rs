//! The page with this server's policy. A browser obeys the policy of the header and that in the page
//! alike, so what `--connect-src` allows must stand in both.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io,
};

use segdeck_policy::Policy;

use crate::dist::Dist;

/// The page, and its copy for hosts that know no other answer to an unknown address.
const PAGES: [&str; 2] = ["index.html", "404.html"];
/// What keeps the page for when there is no network.
const SERVICE_WORKER: &str = "service-worker.js";

/// What to send instead of a file. `None` if it is sent as it is.
pub fn read(dist: &Dist, policy: &Policy, parts: &[String]) -> io::Result<Option<String>> {
    let [name] = parts else {
        return Ok(None);
    };
    let is_page = PAGES.contains(&name.as_str());
    if !is_page && name != SERVICE_WORKER {
        return Ok(None);
    }
    let (Some(built), Some(content)) = (text(dist, PAGES[0])?, text(dist, name)?) else {
        return Ok(None);
    };
    let Some(tailored) = segdeck_policy::put_into(&built, policy) else {
        return Ok(None);
    };
    if tailored == built {
        return Ok(None);
    }
    let content = match segdeck_policy::put_into(&content, policy) {
        Some(page) if is_page => page,
        _ => content,
    };
    // Another version, because the service worker keeps the page with its policy.
    Ok(Some(match segdeck_policy::version(&built) {
        Some(version) => {
            let mut hasher = DefaultHasher::new();
            policy.tag().hash(&mut hasher);
            content.replace(version, &format!("{version}-{:016x}", hasher.finish()))
        }
        None => content,
    }))
}

fn text(dist: &Dist, name: &str) -> io::Result<Option<String>> {
    let bytes = dist.read(&[name.to_owned()], "")?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}
