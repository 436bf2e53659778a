//! The dashboard's files, and its page for every path that it routes itself.

use std::{borrow::Cow, io, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use segdeck_core::url;
use segdeck_policy::Policy;

use crate::{
    dist::Dist,
    media::{self, Packing},
    pages,
    refusal::Refusal,
    site::Site,
    tailor,
};

const WITHOUT_DASHBOARD: &str = "Segdeck's API is at /api/v2. There is no dashboard here: build it \
    with `cargo xtask build` and start with `segdeck serve --dist dist`, or run `cargo xtask serve`.\n";
/// Of a program that was to carry the dashboard.
const BUILT_TOO_EARLY: &str = "Segdeck's API is at /api/v2. There is no dashboard in this program, \
    because there was none when it was built: run `cargo xtask build` first and then build it \
    again, or start with `segdeck serve --dist dist`.\n";
const PAGE: &str = "index.html";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file as it is sent.
struct Found {
    bytes: Cow<'static, [u8]>,
    media_type: &'static str,
    packing: Option<Packing>,
    is_immutable: bool,
}

/// The file at a path, else the page if the path is one that it routes.
fn find(
    dist: &Dist,
    policy: &Policy,
    path: &str,
    accept_encoding: &str,
) -> io::Result<Option<Found>> {
    let Some(parts) = parts(path) else {
        return Ok(None);
    };
    if let Some(found) = read(dist, policy, &parts, accept_encoding)? {
        return Ok(Some(found));
    }
    // Segment keys may have dots, so only the names of files that a dashboard has are missed.
    if parts.last().is_some_and(|name| media::of(name).is_some()) {
        return Ok(None);
    }
    read(dist, policy, &[PAGE.to_owned()], accept_encoding)
}

fn read(
    dist: &Dist,
    policy: &Policy,
    parts: &[String],
    accept_encoding: &str,
) -> io::Result<Option<Found>> {
    let Some(name) = parts.last().filter(|_| dist.has(parts)) else {
        return Ok(None);
    };
    let found = |bytes, packing| Found {
        bytes,
        media_type: media::of(name).unwrap_or("application/octet-stream"),
        packing,
        is_immutable: has_hash(name),
    };
    if let Some(tailored) = tailor::read(dist, policy, parts)? {
        return Ok(Some(found(Cow::Owned(tailored.into_bytes()), None)));
    }
    for packing in media::accepted(accept_encoding) {
        if let Some(packed) = dist.read(parts, packing.suffix)? {
            return Ok(Some(found(packed, Some(packing))));
        }
    }
    let plain = dist.read(parts, "")?;
    Ok(plain.map(|plain| found(plain, None)))
}

/// The decoded names of a path. `None` if one could lead elsewhere or is hidden.
fn parts(path: &str) -> Option<Vec<String>> {
    let decoded = url::decode(path)?;
    let parts: Vec<String> = decoded
        .split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let is_plain = |part: &String| !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
    parts.iter().all(is_plain).then_some(parts)
}

/// Whether the build put a hash of the content into the name, as in `app-1f3870be274f6c49_bg.wasm`.
fn has_hash(name: &str) -> bool {
    name.split(['-', '_', '.']).skip(1).any(|piece| {
        (12..=64).contains(&piece.len()) && piece.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Everything that is neither the API nor under `/segdeck/`.
pub async fn endpoint(
    State(site): State<Arc<Site>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    answer(&site, &method, &uri, &headers)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn answer(
    site: &Site,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    pages::only_read(method)?;
    let missing = || Refusal::not_found(format!("Nothing is at {}.", uri.path()));
    let Some(dist) = site.dist.clone() else {
        return if uri.path() == "/" {
            let is_missed = cfg!(feature = "embed");
            let text = if is_missed {
                BUILT_TOO_EARLY
            } else {
                WITHOUT_DASHBOARD
            };
            Ok(text.into_response())
        } else {
            Err(missing())
        };
    };
    let path = uri.path().to_owned();
    let accepted: Vec<&str> = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let accepted = accepted.join(",");
    let policy = site.policy.clone();
    let found = site
        .blocking(move || find(&dist, &policy, &path, &accepted))
        .await?;
    match found {
        Ok(Some(found)) => Ok(found.into_response()),
        Ok(None) => Err(missing()),
        Err(error) => {
            tracing::error!(%error, path = uri.path(), "a file could not be read");
            Err(Refusal::internal())
        }
    }
}

impl IntoResponse for Found {
    fn into_response(self) -> Response {
        let cache = if self.is_immutable {
            FOR_EVER
        } else {
            "no-cache"
        };
        let mut response = (StatusCode::OK, self.bytes).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.media_type),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(packing) = self.packing {
            headers.insert(
                header::CONTENT_ENCODING,
                HeaderValue::from_static(packing.name),
            );
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_could_lead_elsewhere_are_refused() {
        for path in [
            "/..",
            "/../etc/passwd",
            "/..%2fsecret",
            "/%2e%2e/secret",
            "/%2E%2E%2Fsecret",
            "/a/../../b",
            "/a%5c..%5cb",
            "/a%00.js",
            "/c:/windows",
            "/.git/config",
            "/%zz",
            "/%ff",
        ] {
            assert_eq!(parts(path), None, "{path}");
        }
        let plain = parts("//a/b%20c/").unwrap();
        assert_eq!(plain, ["a", "b c"]);
    }

    #[test]
    fn only_names_with_a_hash_never_change() {
        for name in [
            "segdeck-web-1f3870be274f6c49.js",
            "segdeck-web-1f3870be274f6c49_bg.wasm",
            "base-f3870be274f6c49.css",
        ] {
            assert!(has_hash(name), "{name}");
        }
        for name in [
            "index.html",
            "boot.js",
            "deadbeefdead.js",
            "a-deadbeef.js",
            "a-1f3870be274f6c4g.js",
        ] {
            assert!(!has_hash(name), "{name}");
        }
    }
}
