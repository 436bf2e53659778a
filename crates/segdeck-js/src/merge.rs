//! Merge patches: made and applied.

use segdeck_core::{diff, patch::MergePatch, wire};
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

/// A document after a merge patch; `as_segment` holds it to what a segment's patch may do.
#[wasm_bindgen(js_name = applyMergePatch)]
#[must_use]
pub fn apply_merge_patch(document: &str, patch: &str, as_segment: bool) -> String {
    let apply = || -> Result<String, Refusal> {
        let patch: Value = input::read(patch, "patch")?;
        let patch = MergePatch::parse(&patch).map_err(|error| Refusal::from(error).within("patch"))?;
        if as_segment {
            let segment = input::segment(document, "segment")?;
            return Ok(wire::encode_text(&patch.apply_to_segment(&segment)?));
        }
        let document: Value = input::read(document, "document")?;
        Ok(wire::encode_text(&patch.apply(&document)))
    };
    reply(apply())
}
