//! Keys and ids, each a type of its own so that two cannot be mixed up.
//!
//! Reading an answer never rejects a key; `parse` checks what a person types and what the sandbox
//! accepts.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Invalid,
    wire::{Document, Reading, is_unseen},
};

/// The longest key the sandbox accepts and the dashboard offers, in characters. LaunchDarkly
/// documents no maximum for segments; flags have this one.
pub const KEY_LIMIT: usize = 256;

/// The longest context key in a list, in bytes: what the sandbox accepts for big segments.
/// LaunchDarkly documents no maximum.
pub const CONTEXT_KEY_LIMIT: usize = 2_048;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(inline))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is, unchecked: for what a server sent.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The wire form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl Document for $name {
            fn read(document: serde_json::Value, reading: &mut Reading) -> Self {
                Self(String::read(document, reading))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id!(
    /// The key of a project.
    ProjectKey
);
text_id!(
    /// The key of an environment, unique in its project.
    EnvironmentKey
);
text_id!(
    /// The key of a segment, unique in its environment and never changed.
    SegmentKey
);
text_id!(
    /// The kind of a context, such as `user` or `organization`.
    ContextKind
);
text_id!(
    /// The id that the server gave a rule (`_id`).
    RuleId
);
text_id!(
    /// The id that the server gave a clause (`_id`).
    ClauseId
);

/// The longest key of a project or an environment that the sandbox accepts, in characters:
/// LaunchDarkly's Terraform provider checks this for projects.
pub const PLACE_KEY_LIMIT: usize = 100;

macro_rules! checked_key {
    ($name:ident, $limit:expr) => {
        impl $name {
            /// Checks a key that a person typed: a letter or digit, then letters, digits, `.`, `_`
            /// or `-` (the form that LaunchDarkly's Terraform provider checks), not longer than
            /// allowed.
            ///
            /// # Errors
            /// Says which rule the text breaks.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                check_key(text, $limit)?;
                Ok(Self::new(text))
            }
        }
    };
}

checked_key!(ProjectKey, PLACE_KEY_LIMIT);
checked_key!(EnvironmentKey, PLACE_KEY_LIMIT);
checked_key!(SegmentKey, KEY_LIMIT);

fn check_key(text: &str, limit: usize) -> Result<(), Invalid> {
    let refusal = |reason: String| Err(Invalid::new("key", reason));
    let Some(first) = text.chars().next() else {
        return refusal("The key is empty. Give it at least one character.".to_owned());
    };
    if !first.is_ascii_alphanumeric() {
        return refusal("The key must start with a letter or a digit.".to_owned());
    }
    if let Some(bad) = text.chars().find(|c| !is_key_character(*c)) {
        return refusal(format!(
            "The key has {}. Use letters, digits, dot, underscore or hyphen.",
            character_name(bad)
        ));
    }
    if text.len() > limit {
        return refusal(format!(
            "The key has {} characters; at most {limit} are allowed.",
            text.len()
        ));
    }
    Ok(())
}

impl ContextKind {
    /// The kind that is meant wherever none is given.
    pub const USER: &'static str = "user";

    /// The kind `user`.
    #[must_use]
    pub fn user() -> Self {
        Self::new(Self::USER)
    }

    /// Whether this is the kind `user`, whose targets stand in lists of their own.
    #[must_use]
    pub fn is_user(&self) -> bool {
        self.0 == Self::USER
    }

    /// Checks a kind that a person typed: letters, digits, `.`, `_` or `-`, and neither `kind` nor
    /// `multi`, which LaunchDarkly's SDKs reserve.
    ///
    /// # Errors
    /// Says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Err(Invalid::new("contextKind", "The context kind is empty."));
        }
        if text == "kind" || text == "multi" {
            return Err(Invalid::new(
                "contextKind",
                format!("\"{text}\" is reserved and cannot be a context kind."),
            ));
        }
        if let Some(bad) = text.chars().find(|c| !is_key_character(*c)) {
            return Err(Invalid::new(
                "contextKind",
                format!(
                    "The context kind has {}. Use letters, digits, dot, underscore or hyphen.",
                    character_name(bad)
                ),
            ));
        }
        Ok(Self::new(text))
    }
}

/// Whether a key, a tag or a context kind may hold this character.
#[must_use]
pub fn is_key_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// A character as a sentence names it: "a space", `"/"`, or its code where it cannot be seen.
#[must_use]
pub fn character_name(c: char) -> String {
    if c == ' ' {
        "a space".to_owned()
    } else if c.is_whitespace() || c.is_control() || is_unseen(c) {
        format!("the invisible character U+{:04X}", u32::from(c))
    } else {
        format!("\"{c}\"")
    }
}

/// Where new ids come from: random in the sandbox, counted in tests and previews.
pub trait IdSource {
    /// A new id, never given before.
    fn next_id(&mut self) -> String;
}

/// Ids that are counted, for previews: what a server will give is not known yet.
#[derive(Debug, Default)]
pub struct CountedIds {
    prefix: String,
    count: u64,
}

impl CountedIds {
    /// Ids `prefix-1`, `prefix-2` and so on.
    pub fn new(prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            count: 0,
        }
    }
}

impl IdSource for CountedIds {
    fn next_id(&mut self) -> String {
        self.count += 1;
        format!("{}-{}", self.prefix, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segment_keys_have_the_documented_form() {
        for good in ["a", "9", "beta-testers", "A.b_c-9"] {
            assert_eq!(SegmentKey::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "-a", ".a", "_a", "a b", "a/b", "é", "a\u{0}"] {
            assert!(SegmentKey::parse(bad).is_err(), "{bad:?} was accepted");
        }
        assert!(SegmentKey::parse(&"k".repeat(KEY_LIMIT)).is_ok());
        assert!(SegmentKey::parse(&"k".repeat(KEY_LIMIT + 1)).is_err());
    }

    #[test]
    fn a_refused_character_is_named_so_that_it_can_be_found() {
        assert_eq!(character_name(' '), "a space");
        assert_eq!(character_name('/'), "\"/\"");
        assert_eq!(character_name('\u{a0}'), "the invisible character U+00A0");
        assert_eq!(character_name('\u{202e}'), "the invisible character U+202E");
    }

    #[test]
    fn reserved_context_kinds_are_refused() {
        assert!(ContextKind::parse("organization").is_ok());
        for bad in ["", "kind", "multi", "a b"] {
            assert!(ContextKind::parse(bad).is_err(), "{bad:?} was accepted");
        }
    }
}
