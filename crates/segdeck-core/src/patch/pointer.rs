//! JSON pointers, RFC 6901.

use crate::{gather::Gather, text::quoted};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::Invalid;

/// A place in a JSON document, such as `/rules/2/clauses/-`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct JsonPointer(Vec<String>);

impl JsonPointer {
    /// The document itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a pointer.
    ///
    /// # Errors
    /// When it does not start with `/`, or `~` is not followed by `0` or `1`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Ok(Self::root());
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err(Invalid::new(
                "",
                format!(
                    "The path {text} must start with \"/\".",
                    text = quoted(text)
                ),
            ));
        };
        rest.split('/')
            .map(unescape)
            .list_if_all()
            .map(Self)
            .ok_or_else(|| {
                Invalid::new(
                    "",
                    format!(
                        "In the path {text}, \"~\" must be followed by 0 or 1.",
                        text = quoted(text)
                    ),
                )
            })
    }

    /// The place one step further in.
    #[must_use]
    pub fn with(&self, token: impl Into<String>) -> Self {
        let mut tokens = self.0.clone();
        tokens.push(token.into());
        Self(tokens)
    }

    /// The place of an array's element.
    #[must_use]
    pub fn at(&self, index: usize) -> Self {
        self.with(index.to_string())
    }

    /// The steps, unescaped.
    #[must_use]
    pub fn tokens(&self) -> &[String] {
        &self.0
    }
}

fn unescape(token: &str) -> Option<String> {
    let mut out = String::with_capacity(token.len());
    let mut characters = token.chars();
    while let Some(c) = characters.next() {
        out.push(match c {
            '~' => match characters.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(out)
}

impl fmt::Display for JsonPointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for token in &self.0 {
            write!(f, "/{}", token.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

impl Serialize for JsonPointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for JsonPointer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|error| D::Error::custom(error.into_reason()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        JsonPointer::parse(text).unwrap().tokens().to_vec()
    }

    #[test]
    fn the_pointers_of_rfc_6901_are_read() {
        // Section 5 of the RFC.
        for (text, expected) in [
            ("", &[] as &[&str]),
            ("/foo", &["foo"]),
            ("/foo/0", &["foo", "0"]),
            ("/", &[""]),
            ("/a~1b", &["a/b"]),
            ("/c%d", &["c%d"]),
            ("/e^f", &["e^f"]),
            ("/g|h", &["g|h"]),
            ("/i\\j", &["i\\j"]),
            ("/k\"l", &["k\"l"]),
            ("/ ", &[" "]),
            ("/m~0n", &["m~n"]),
            ("/~01", &["~1"]),
            ("//", &["", ""]),
        ] {
            assert_eq!(tokens(text), expected, "{text:?}");
            assert_eq!(JsonPointer::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_pointer_is_refused() {
        for text in ["foo", " /foo", "#/foo", "/~", "/~2", "/a~/b", "/a/~~0"] {
            let error = JsonPointer::parse(text).unwrap_err();
            assert!(error.reason.contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn a_pointer_is_built_step_by_step() {
        let pointer = JsonPointer::root().with("rules").at(2).with("a/b~c");
        assert_eq!(pointer.to_string(), "/rules/2/a~1b~0c");
        assert_eq!(JsonPointer::parse("/rules/2/a~1b~0c").unwrap(), pointer);
    }

    #[test]
    fn serde_reads_and_writes_text() {
        let pointer: JsonPointer = serde_json::from_str(r#""/a~1b""#).unwrap();
        assert_eq!(pointer.tokens(), ["a/b"]);
        assert_eq!(serde_json::to_string(&pointer).unwrap(), r#""/a~1b""#);
        assert!(serde_json::from_str::<JsonPointer>(r#""a""#).is_err());
        assert!(serde_json::from_str::<JsonPointer>("5").is_err());
    }
}
