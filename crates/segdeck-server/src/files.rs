//! The dashboard's files, and its page for every path that it routes itself.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use segdeck_core::url;

use crate::{
    media::{self, Packing},
    pages,
    refusal::Refusal,
    site::Site,
};

const WITHOUT_DASHBOARD: &str = "Segdeck's API is at /api/v2. There is no dashboard here: build it \
    with `cargo xtask build` and start with `segdeck serve --dist dist`, or run `cargo xtask serve`.\n";
const PAGE: &str = "index.html";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The folder of the built dashboard.
#[derive(Clone, Debug)]
pub struct Dist {
    /// With every link in it followed.
    root: PathBuf,
}

/// A file as it is sent.
struct Found {
    bytes: Vec<u8>,
    media_type: &'static str,
    packing: Option<Packing>,
    is_immutable: bool,
}

impl Dist {
    pub fn open(folder: &Path) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        if !root.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { root })
    }

    /// The file at a path, else the page if the path is one that it routes.
    fn find(&self, path: &str, accept_encoding: &str) -> io::Result<Option<Found>> {
        let Some(parts) = parts(path) else {
            return Ok(None);
        };
        let file = parts
            .iter()
            .fold(self.root.clone(), |file, part| file.join(part));
        if let Some(found) = self.read(&file, accept_encoding)? {
            return Ok(Some(found));
        }
        // Segment keys may have dots, so only the names of files that a dashboard has are missed.
        if parts.last().is_some_and(|name| media::of(name).is_some()) {
            return Ok(None);
        }
        self.read(&self.root.join(PAGE), accept_encoding)
    }

    fn read(&self, file: &Path, accept_encoding: &str) -> io::Result<Option<Found>> {
        let Some(plain) = self.inside(file) else {
            return Ok(None);
        };
        let name = plain.file_name().unwrap_or_default().to_string_lossy();
        let packed = media::accepted(accept_encoding).find_map(|packing| {
            let mut beside = plain.clone().into_os_string();
            beside.push(packing.suffix);
            Some((self.inside(Path::new(&beside))?, packing))
        });
        let (file, packing) = match packed {
            Some((file, packing)) => (file, Some(packing)),
            None => (plain.clone(), None),
        };
        Ok(Some(Found {
            bytes: fs::read(file)?,
            media_type: media::of(&name).unwrap_or("application/octet-stream"),
            packing,
            is_immutable: has_hash(&name),
        }))
    }

    /// The file with every link followed, if it is one and lies within the folder.
    fn inside(&self, file: &Path) -> Option<PathBuf> {
        let real = file.canonicalize().ok()?;
        (real.starts_with(&self.root) && real.is_file()).then_some(real)
    }
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
            Ok(WITHOUT_DASHBOARD.into_response())
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
    let found = site.blocking(move || dist.find(&path, &accepted)).await?;
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
