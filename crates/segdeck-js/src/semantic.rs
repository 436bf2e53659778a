//! The difference of two segments as instructions.

use segdeck_core::{
    diff::{self, SemanticDiff, SemanticOptions},
    model::Segment,
    patch::SemanticPatch,
    wire,
};
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    handle,
    input::{self, Options, object},
    refusal::{Refusal, reply},
};

/// Batches of instructions from one segment to another, and what they cannot say.
#[wasm_bindgen(js_name = semanticPatch)]
#[must_use]
pub fn semantic_patch(before: &str, after: &str, options: &str) -> String {
    let patch = || -> Result<String, Refusal> {
        let before = input::segment(before, "before")?;
        let after = input::segment(after, "after")?;
        write(&before, &after, options)
    };
    reply(patch())
}

/// The same of two kept segments.
#[wasm_bindgen(js_name = segmentSemanticPatch)]
#[must_use]
pub fn segment_semantic_patch(before: u32, after: u32, options: &str) -> String {
    let patch = || -> Result<String, Refusal> {
        let (before, after) = (handle::get(before)?, handle::get(after)?);
        write(&before.segment, &after.segment, options)
    };
    reply(patch())
}

fn write(before: &Segment, after: &Segment, options: &str) -> Result<String, Refusal> {
    let given = Options::read(options)?;
    let options = SemanticOptions {
        environment_key: given.text("environmentKey")?.map(Into::into),
        comment: given.text("comment")?.map(str::to_owned),
    };
    let SemanticDiff {
        batches,
        remainder,
        unsaid,
        is_seamless,
    } = diff::semantic_patch(before, after, &options);
    let batches: Vec<Value> = batches.iter().map(SemanticPatch::to_value).collect();
    let unsaid: Vec<Value> = unsaid
        .iter()
        .map(|unsaid| {
            object(vec![
                ("operationIndex", unsaid.operation.into()),
                ("reason", unsaid.reason.to_string().into()),
            ])
        })
        .collect();
    Ok(wire::encode_text(&object(vec![
        ("batches", Value::Array(batches)),
        ("remainder", remainder.to_value()),
        ("unsaid", Value::Array(unsaid)),
        ("isSeamless", is_seamless.into()),
    ])))
}
