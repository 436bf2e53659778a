//! Merge patches: made and applied.

use segdeck_core::{Invalid, diff, patch::MergePatch, wire};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    input,
    refusal::{Refusal, reply},
};

/// The smallest merge patch from one segment to another.
#[wasm_bindgen(js_name = mergePatch)]
#[must_use]
pub fn merge_patch(before: &str, after: &str) -> String {
    let patch = || -> Result<String, Refusal> {
        let before = input::segment(before, "before")?;
        let after = input::segment(after, "after")?;
        Ok(wire::encode_text(
            &diff::merge_patch(&before, &after).to_value(),
        ))
    };
    reply(patch())
}

/// A document after a merge patch. The dialect is `segment` (what LaunchDarkly does to a segment) or
/// `strict` (RFC 7386).
#[wasm_bindgen(js_name = applyMergePatch)]
#[must_use]
pub fn apply_merge_patch(document: &str, patch: &str, dialect: &str) -> String {
    let apply = || -> Result<String, Refusal> {
        let patch: Value = input::read(patch, "patch")?;
        let patch = MergePatch::parse(&patch).map_err(|error| error.within("patch"))?;
        match dialect {
            "segment" => {
                let segment = input::segment(document, "segment")?;
                Ok(wire::encode_text(&patch.apply_to_segment(&segment)?))
            }
            "strict" => {
                let document: Value = input::read(document, "document")?;
                Ok(wire::encode_text(&patch.apply(&document)))
            }
            _ => Err(Refusal::from(Invalid::new(
                "options/dialect",
                "dialect must be \"segment\" or \"strict\".",
            ))),
        }
    };
    reply(apply())
}
