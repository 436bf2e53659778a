//! The media types of the dashboard's files, and what the browser can unpack.

const TYPES: [(&str, &str); 18] = [
    ("css", "text/css; charset=utf-8"),
    ("gif", "image/gif"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
];

/// The media type of a file by its name, if it is of a kind that a dashboard has.
pub fn of(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(extension))
        .map(|(_, media_type)| *media_type)
}

/// A packed form of a file, which stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packing {
    /// The name in `Content-Encoding`.
    pub name: &'static str,
    /// What is appended to the file's name.
    pub suffix: &'static str,
}

/// Smallest first.
const PACKINGS: [Packing; 2] = [
    Packing {
        name: "br",
        suffix: ".br",
    },
    Packing {
        name: "gzip",
        suffix: ".gz",
    },
];

/// The packings that an `Accept-Encoding` allows, smallest first.
pub fn accepted(header: &str) -> impl Iterator<Item = Packing> {
    PACKINGS
        .into_iter()
        .filter(move |packing| is_accepted(header, packing.name))
}

fn is_accepted(header: &str, name: &str) -> bool {
    let choices = || {
        header.split(',').map(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let coding = parts.next().unwrap_or_default();
            let is_refused = parts.any(|parameter| {
                parameter
                    .strip_prefix("q=")
                    .is_some_and(|weight| weight.trim().parse::<f32>().is_ok_and(|q| q <= 0.0))
            });
            (coding, !is_refused)
        })
    };
    let named = choices().find(|(coding, _)| coding.eq_ignore_ascii_case(name));
    let any = || choices().find(|(coding, _)| *coding == "*");
    named.or_else(any).is_some_and(|(_, is_allowed)| is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_extension_decides() {
        assert_eq!(of("app-1f.wasm"), Some("application/wasm"));
        assert_eq!(of("a.tar.JS"), Some("text/javascript; charset=utf-8"));
        for name in ["beta.testers", "app", "", "app.wasm.br"] {
            assert_eq!(of(name), None, "{name}");
        }
    }

    #[test]
    fn weights_of_zero_refuse() {
        let names = |header| {
            accepted(header)
                .map(|packing| packing.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("gzip, deflate, br, zstd"), ["br", "gzip"]);
        assert_eq!(names("gzip;q=0.5"), ["gzip"]);
        assert_eq!(names("*"), ["br", "gzip"]);
        assert_eq!(names("*, br;q=0"), ["gzip"]);
        assert_eq!(names("br ; q=0.000, identity"), [""; 0]);
        assert_eq!(names(""), [""; 0]);
        assert_eq!(names("brotli, x-gzip"), [""; 0]);
    }
}
