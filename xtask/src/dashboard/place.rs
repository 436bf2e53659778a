//! Where a built dashboard is put.

use clap::Args;
use segdeck_policy::Origin;

use crate::failure::{Failure, Outcome};

/// Where a built dashboard is put: by default, at the root of a host.
#[derive(Args, Clone, Default)]
pub struct Place {
    /// The path on the host under which the dashboard is put, such as /tools/segdeck/
    #[arg(long, value_name = "PATH", value_parser = read_path)]
    public_url: Option<String>,
    /// Let the page connect to this origin too, besides its own host and LaunchDarkly
    #[arg(long, value_name = "ORIGIN")]
    connect_src: Vec<Origin>,
}

impl Place {
    /// The path, with slashes around it.
    pub fn path(&self) -> &str {
        self.public_url.as_deref().unwrap_or("/")
    }

    /// The further origins, as [`origins`] reads them.
    pub fn connect_src(&self) -> String {
        let origins: Vec<String> = self.connect_src.iter().map(Origin::to_string).collect();
        origins.join(" ")
    }
}

/// The origins in a text with spaces between them.
///
/// # Errors
/// One is not an origin.
pub fn origins(text: &str) -> Outcome<Vec<Origin>> {
    text.split_whitespace()
        .map(|origin| {
            let read = origin.parse();
            read.map_err(|error| Failure::new(format!("The origin {origin} is refused. {error}")))
        })
        .collect()
}

fn read_path(text: &str) -> Result<String, String> {
    let is_plain = |part: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_letter)
    };
    let inner = text
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'));
    match (text, inner) {
        ("/", _) => Ok(text.to_owned()),
        (_, Some(inner)) if inner.split('/').all(is_plain) => Ok(text.to_owned()),
        _ => Err(
            "use a path that begins and ends with a slash, such as /tools/segdeck/, of plain \
                  letters, digits and -_.~"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_begins_and_ends_with_a_slash() {
        for good in ["/", "/a/", "/a/b/", "/~team/segdeck-1.0/"] {
            assert_eq!(read_path(good).unwrap(), good);
        }
        for bad in [
            "",
            "a",
            "/a",
            "a/",
            "//",
            "/a//b/",
            "/../",
            "/a/./",
            "/a b/",
            "/a?b/",
            "/\"><script>/",
            "https://a.test/",
            "//a.test/",
        ] {
            assert!(read_path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn origins_go_to_the_hook_and_back() {
        let origin = |text: &str| text.parse::<Origin>().unwrap();
        let place = Place {
            connect_src: vec![origin("https://a.test"), origin("http://b.test:1")],
            ..Place::default()
        };
        assert_eq!(origins(&place.connect_src()).unwrap(), place.connect_src);
        assert_eq!(origins("").unwrap(), []);
        let refusal = origins("https://a.test *").unwrap_err().to_string();
        assert!(refusal.contains("origin * is refused"), "{refusal}");
    }
}
