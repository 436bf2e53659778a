//! A patch format knows its media type; nobody else writes one.

use crate::text::quoted;
use crate::{
    Invalid,
    wire::{JSON, SEMANTIC_PATCH},
};

/// How a change is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchFormat {
    /// JSON Patch, RFC 6902.
    Json,
    /// JSON merge patch, RFC 7386.
    Merge,
    /// LaunchDarkly's semantic patch.
    Semantic,
}

impl PatchFormat {
    /// The media type to send it with. LaunchDarkly documents plain JSON for the first two.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json | Self::Merge => JSON,
            Self::Semantic => SEMANTIC_PATCH,
        }
    }

    /// What a request's media type says: `Some` for a format of its own, `None` for plain JSON,
    /// where the body tells. The order, case and white space of parameters do not matter; the
    /// media types that the two RFCs register are accepted as plain JSON.
    ///
    /// # Errors
    /// When the media type is something else.
    pub fn of_content_type(content_type: Option<&str>) -> Result<Option<Self>, Invalid> {
        let Some(text) = content_type.map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
        let media_type = parts.next().unwrap_or_default();
        let known = [
            "application/json",
            "application/json-patch+json",
            "application/merge-patch+json",
        ];
        if !known.contains(&media_type.as_str()) {
            return Err(Invalid::new(
                "Content-Type",
                format!(
                    "The Content-Type {text} is not supported. Send application/json.",
                    text = quoted(text)
                ),
            ));
        }
        let is_semantic = parts.any(|parameter| {
            parameter.split_once('=').is_some_and(|(name, value)| {
                name.trim() == "domain-model"
                    && value.trim().trim_matches('"') == "launchdarkly.semanticpatch"
            })
        });
        Ok(is_semantic.then_some(Self::Semantic))
    }

    /// Checks that a request is a semantic patch, for addresses that take no other format.
    ///
    /// # Errors
    /// When the media type does not say so.
    pub fn require_semantic(content_type: Option<&str>) -> Result<(), Invalid> {
        match Self::of_content_type(content_type)? {
            Some(Self::Semantic) => Ok(()),
            _ => Err(Invalid::new(
                "Content-Type",
                format!("This request needs the header Content-Type: {SEMANTIC_PATCH}."),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameter_is_found_however_it_is_written() {
        for text in [
            "application/json; domain-model=launchdarkly.semanticpatch",
            "application/json;domain-model=launchdarkly.semanticpatch",
            "Application/JSON; charset=utf-8;  Domain-Model=\"launchdarkly.semanticpatch\"",
        ] {
            let format = PatchFormat::of_content_type(Some(text)).unwrap();
            assert_eq!(format, Some(PatchFormat::Semantic), "{text}");
        }
    }

    #[test]
    fn plain_json_leaves_it_to_the_body() {
        for text in [
            None,
            Some("application/json"),
            Some("application/json-patch+json"),
        ] {
            assert_eq!(PatchFormat::of_content_type(text).unwrap(), None);
        }
        assert!(PatchFormat::of_content_type(Some("text/plain")).is_err());
    }
}
